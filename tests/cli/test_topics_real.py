"""`tocsin topics` against a real broker; each test has topics of its own."""

import json
from uuid import uuid4

import pytest

from tocsin.cli.errors import ExitCode
from tocsin.kafka.topics import DEFAULT

pytestmark = pytest.mark.kafka


@pytest.fixture
def topics(kafka, tocsin):
    own = uuid4().hex[:8]
    names = ",".join(f"{topic.logical}.name={topic.logical}-{own}" for topic in DEFAULT.topics)

    def run(*options, changed="", **more):
        environment = {"TOCSIN_KAFKA_BOOTSTRAP": kafka.bootstrap, "TOCSIN_KAFKA_PLAINTEXT": "yes", **more}
        return tocsin("topics", *options, TOCSIN_TOPICS=f"{names},{changed}", **environment)

    return run


def drift(out):
    return {row["topic"]: row["drift"] for row in map(json.loads, out.splitlines()) if row["drift"]}


def test_topics_are_made_once_and_are_then_as_they_should_be(topics):
    code, out, err = topics("--check", "--json")
    assert code == ExitCode.DRIFT
    assert drift(out) == {topic.logical: ["missing"] for topic in DEFAULT.topics}
    assert "--create" in err
    for made in (15, 0):
        code, _, err = topics("--create")
        assert code == ExitCode.OK
        assert f"made {made} of 15" in err
    code, out, err = topics("--check", "--json")
    assert (code, drift(out)) == (ExitCode.OK, {})
    # A default broker forgets idle groups after 7 days, the signals are kept for 14.
    assert "offsets.retention.minutes=10080" in err


def test_drift_is_told_in_words_and_making_them_again_is_no_failure(topics):
    topics("--create", TOCSIN_TOPIC_MIN_INSYNC="1")
    changed = "submitted.partitions=48,dead.retention=30d,admitted.message_max=9MiB"
    code, out, _ = topics("--check", "--json", changed=changed)
    assert code == ExitCode.DRIFT
    assert drift(out) == {
        "submitted": ["24 partitions, not 48"],
        "admitted": ["max.message.bytes is 8388608, not 9437184"],
        "dead": ["retention.ms is 7776000000, not 2592000000"],
    }
    assert topics("--create", changed=changed)[0] == ExitCode.OK
    code, out, _ = topics("--check", "--json", TOCSIN_TOPIC_REPLICATION="3")
    assert code == ExitCode.DRIFT
    assert drift(out)["index"] == ["1 copies, not 3"]


def test_more_copies_than_brokers_are_refused_with_the_brokers_own_reason(topics):
    code, _, err = topics("--create", TOCSIN_TOPIC_REPLICATION="3")
    assert code == ExitCode.REFUSED
    assert "will not make" in err


def test_a_real_broker_in_plain_text_is_refused_unless_permitted(kafka, tocsin):
    code, _, err = tocsin("topics", TOCSIN_KAFKA_BOOTSTRAP=kafka.bootstrap)
    assert code == ExitCode.REFUSED
    assert "not the embedded one; set TOCSIN_KAFKA_PLAINTEXT=yes" in err


def test_a_topic_that_is_not_there_has_a_code_and_a_line_of_its_own(kafka, tocsin):
    own = f"outcome.name=nowhere-{uuid4().hex[:8]},submitted.name=nowhere-{uuid4().hex[:8]}"
    for command in (("tail", "outcomes"), ("submit", "https://one.example/")):
        environment = {"TOCSIN_KAFKA_BOOTSTRAP": kafka.bootstrap, "TOCSIN_KAFKA_PLAINTEXT": "yes", "TOCSIN_TOPICS": own}
        code, out, err = tocsin(*command, **environment)
        assert (code, out) == (ExitCode.TOPIC, "")
        assert "`tocsin topics --create`" in err
