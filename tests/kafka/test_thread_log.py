"""The thread topic read whole, from the embedded broker and from a real one."""

import pytest

from tocsin.core.records.delivery import Output
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.kafka.thread_log import KafkaThreadLog
from tocsin.ports import StoreUnavailable


@pytest.fixture
def topic(catalogue):
    return catalogue.names.thread


def state(topic, key, value):
    return Output(topic=topic, key=key, value=value, partition=0)


async def test_a_topic_that_nobody_wrote_to_holds_nothing(broker, topic):
    assert await KafkaThreadLog(broker, topic).load() == []


async def test_the_last_state_of_each_thread_is_read_and_deleted_ones_are_not(broker, topic):
    written = [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"c", b"1"), (b"b", None), (b"a", b"3")]
    async with sender(broker, topic) as opened:
        await opened.send([state(topic, key, value) for key, value in written])
    log = KafkaThreadLog(broker, topic)
    assert await log.load() == [b"1", b"3"]
    async with sender(broker, topic) as opened:
        await opened.send([state(topic, b"d", b"4")])
    assert await log.load() == [b"1", b"3", b"4"]


@pytest.mark.kafka
async def test_a_topic_that_is_not_there_is_a_store_that_is_away(kafka):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    with pytest.raises(StoreUnavailable, match="no-such-topic"):
        await KafkaThreadLog(broker, "no-such-topic").load()
