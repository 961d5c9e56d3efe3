import pytest
from aiokafka import errors as aiokafka_errors
from confluent_kafka import KafkaError, KafkaException

from tocsin.kafka.errors import BrokerAway, BrokerRefused, UnknownTopic, edge


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (aiokafka_errors.TopicAuthorizationFailedError(), BrokerRefused, "no right to read x"),
        (aiokafka_errors.ClusterAuthorizationFailedError(), BrokerRefused, "no right to read x"),
        (KafkaException(KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED)), BrokerRefused, "no right to read x"),
        (aiokafka_errors.UnknownTopicOrPartitionError(), UnknownTopic, "--create"),
        (aiokafka_errors.KafkaConnectionError(), BrokerAway, "stopped answering"),
        (aiokafka_errors.KafkaTimeoutError(), BrokerAway, "stopped answering"),
        (KafkaException(KafkaError(KafkaError._TIMED_OUT)), BrokerAway, "stopped answering"),
        (TimeoutError(), BrokerAway, "stopped answering"),
    ],
)
def test_a_clients_error_becomes_a_line_that_says_what_to_do(error, kind, words):
    with pytest.raises(kind, match=words), edge("read x"):
        raise error


def test_an_error_that_nobody_expected_stays_what_it_is():
    with pytest.raises(KeyError), edge("read x"):
        raise KeyError("x")
