import pytest

from tocsin.core.topics import TopicNames
from tocsin.kafka.topic_admin import forgotten_too_soon
from tocsin.kafka.topics import DEFAULT, SINGLE, read

DAY_S = 86_400


def test_the_catalogue_holds_every_topic_that_the_stages_name():
    assert DEFAULT.names == TopicNames()
    assert len(DEFAULT.topics) == 15


def test_every_topic_is_stamped_by_the_broker():
    assert all(topic.configs["message.timestamp.type"] == "LogAppendTime" for topic in DEFAULT.topics)


def test_a_topic_is_compacted_or_kept_for_a_time_never_both():
    for topic in DEFAULT.topics:
        assert (topic.configs["cleanup.policy"] == "compact") == ("retention.ms" not in topic.configs)


def test_names_and_numbers_are_settings():
    found = read(
        "submitted.name=wire.urls, admitted.partitions=48,enriched.retention=60d,dead.message_max=32MiB,retry_5m.name=r"
    )
    assert found.names.submitted == "wire.urls"
    assert found.names.retries == ("news.url.retry.30s.v1", "r", "news.url.retry.1h.v1")
    assert found.named("admitted").partitions == 48
    assert found.named("enriched").configs["retention.ms"] == str(60 * DAY_S * 1000)
    assert found.named("dead").configs["max.message.bytes"] == str(32 * 1024 * 1024)
    assert found.of("wire.urls") == found.named("submitted")
    assert found.of("news.url.submitted.v1") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("submited.name=x", "topics: submitted"),
        ("submitted.colour=x", "fields: name"),
        ("submitted.name", "TOPIC.FIELD=VALUE"),
        ("submitted.name=..", "topic name"),
        ("submitted.name=a b", "topic name"),
        ("submitted.partitions=0", "between 1 and"),
        ("submitted.partitions=many", "between 1 and"),
        ("submitted.retention=7", "such as 7d"),
        ("submitted.message_max=8MB", "such as 8MiB"),
        ("event.retention=7d", "compacted"),
        ("submitted.name=news.url.dead.v1", "two topics"),
        *((f"{logical}.partitions=2", "one partition") for logical in sorted(SINGLE)),
    ],
)
def test_what_cannot_be_a_topic_is_refused_with_what_could(text, words):
    with pytest.raises(ValueError, match=words):
        read(text)


def test_offsets_forgotten_sooner_than_records_are_worth_a_warning():
    assert "20160 or more" in (forgotten_too_soon(DEFAULT, 7 * DAY_S) or "")
    assert forgotten_too_soon(DEFAULT, 14 * DAY_S) is None
    assert forgotten_too_soon(DEFAULT, None) is None
