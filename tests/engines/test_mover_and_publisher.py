"""The retry mover and the publisher on a real broker."""

import asyncio
import logging
import os
import time

import pytest
from topics_view import Topics

from tocsin.clients import METADATA_PACE_S
from tocsin.core.records.delivery import Output
from tocsin.engines import Exit, Mover, MoverValues, Policy
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import PublishFailed, RecordTooLarge

pytestmark = [
    pytest.mark.kafka,
]
DELAY_MS = 1_000


@pytest.fixture
def topics(kafka):
    return Topics(kafka.bootstrap, f"m{time.time_ns()}-")


@pytest.fixture
async def publisher(topics):
    subject = KafkaPublisher(PublisherValues(security={"bootstrap_servers": [topics.bootstrap]}, confirm_s=10))
    await subject.start()
    yield subject
    await subject.stop()


def mover(topics, publisher, early):
    def forward(delivery):
        early.append(delivery.timestamp_ms + DELAY_MS - time.time_ns() // 1_000_000)
        return Output(topic=f"{topics.prefix}main", key=delivery.key, value=delivery.value)

    values = MoverValues(
        security={"bootstrap_servers": [topics.bootstrap]},
        group=f"{topics.prefix}retry",
        source=f"{topics.prefix}later",
        session_s=6.0,
    )
    return Mover(values, Policy(lambda delivery: delivery.timestamp_ms + DELAY_MS, forward), publisher)


async def test_movers_that_come_and_go_forward_everything_once_and_nothing_early(topics, publisher):
    topics.make(["later", "main"])
    early: list[int] = []
    first = mover(topics, publisher, early)
    running = [asyncio.create_task(first.run())]
    topics.fill("later", ((str(n), b"%d" % n) for n in range(300)))
    while not first.ready():  # noqa: ASYNC110 - the group's time
        await asyncio.sleep(0.02)
    second = mover(topics, publisher, early)
    running.append(asyncio.create_task(second.run()))
    topics.fill("later", ((str(n), b"%d" % n) for n in range(300, 600)))
    while not second.ready():  # noqa: ASYNC110 - the same
        await asyncio.sleep(0.02)
    topics.fill("later", ((str(n), b"%d" % n) for n in range(600, 900)))
    while first.finished + second.finished < 900:  # noqa: ASYNC110 - the delay's time
        await asyncio.sleep(0.02)
    for each in (first, second):
        each.stop()
    assert [(await each).code for each in running] == [Exit.STOPPED, Exit.STOPPED]
    reader = topics.follow("main")
    assert reader.read(lambda counts: sum(len(each) for each in counts.values()) == 900, 20)
    reader.close()
    assert set(reader.counts[f"{topics.prefix}main"].values()) == {1}
    assert max(early) <= 0
    assert topics.committed(f"{topics.prefix}retry", "later") == topics.ends("later")


async def test_a_mover_says_when_what_was_due_at_its_start_has_gone(topics, publisher):
    topics.make(["later", "main"], 1)
    topics.fill("later", (("k", b"%d" % n) for n in range(100)))
    await asyncio.sleep(DELAY_MS / 1000)
    subject = mover(topics, publisher, [])
    running = subject.begin()
    await subject.caught_up.wait()
    assert subject.finished == 100
    subject.stop()
    assert (await running).code == Exit.STOPPED


async def test_an_output_too_large_for_its_topic_is_told_apart_and_those_after_it_go_out(topics, publisher):
    """A batch that the broker refused has used up its sequence number: the same producer could never go on."""
    topics.make(["out"], 1, **{"max.message.bytes": "10000"})
    name = f"{topics.prefix}out"
    await publisher.publish(Output(topic=name, key=b"k", value=b"first"))
    with pytest.raises(RecordTooLarge):
        await publisher.publish(Output(topic=name, key=b"k", value=os.urandom(50_000)))
    await publisher.publish(Output(topic=name, key=b"k", value=b"second"))
    assert topics.ends("out") == {0: 2}


async def test_an_output_too_large_for_the_producer_is_told_apart_too(topics, publisher):
    topics.make(["out"], 1)
    with pytest.raises(RecordTooLarge):
        await publisher.publish(Output(topic=f"{topics.prefix}out", key=b"k", value=b"x" * (17 * 1024 * 1024)))


async def test_a_topic_that_is_made_later_keeps_no_other_waiting(topics):
    """aiokafka asks for all topics until it misses one: then for that alone, and what waits for the others stays."""
    topics.make(["known"], 1)
    values = PublisherValues(security={"bootstrap_servers": [topics.bootstrap]}, confirm_s=10, linger_s=1.0)
    subject = KafkaPublisher(values)
    await subject.start()
    topics.make(["later"], 1)
    outputs = [Output(topic=f"{topics.prefix}{name}", key=b"k", value=b"v") for name in ("known", "later")]
    await asyncio.gather(*(subject.publish(output) for output in outputs))
    await subject.stop()
    assert [sum(topics.ends(name).values()) for name in ("known", "later")] == [1, 1]


async def test_without_its_topic_the_publisher_asks_for_metadata_at_a_pace(topics, caplog):
    """aiokafka asks a thousand times a second, and says so each time."""
    values = PublisherValues(security={"bootstrap_servers": [topics.bootstrap]}, confirm_s=2)
    subject = KafkaPublisher(values)
    await subject.start()
    name = f"{topics.prefix}late"
    topics.make(["late"], 1)
    await subject.publish(Output(topic=name, key=b"k", value=b"1"))
    topics.remove("late")
    began_s = time.monotonic()
    with caplog.at_level(logging.ERROR, "aiokafka"), pytest.raises(PublishFailed):
        await subject.publish(Output(topic=name, key=b"k", value=b"2"))
    missed = [record for record in caplog.records if "not found" in record.getMessage()]
    await subject.stop()
    assert 0 < len(missed) <= (time.monotonic() - began_s) / METADATA_PACE_S + 5


async def test_what_is_not_acknowledged_in_time_fails(topics):
    subject = KafkaPublisher(PublisherValues(security={"bootstrap_servers": [topics.bootstrap]}, confirm_s=1))
    await subject.start()
    with pytest.raises(PublishFailed):
        await subject.publish(Output(topic=f"{topics.prefix}nowhere", key=b"k", value=b"v"))
    await subject.stop()
