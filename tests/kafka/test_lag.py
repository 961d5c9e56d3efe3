"""Against both brokers: what the meter says of groups that never committed, stand still, or are at the end."""

import asyncio
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from topics_apart import topics_apart

from tocsin.core import times
from tocsin.core.records.delivery import Output
from tocsin.kafka import topics
from tocsin.kafka.lag import lag_meter
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender

HOUR_MS = 3_600_000


class Wall:
    """A clock that the test turns."""

    def __init__(self):
        self.now = 0

    def __call__(self):
        return self.now


@pytest.fixture
def groups(monkeypatch):
    own = {logical: f"{group}-{uuid4().hex[:8]}" for logical, group in topics.GROUPS.items()}
    monkeypatch.setattr("tocsin.kafka.lag.GROUPS", own)
    return own


async def send(broker, topic, *, partition=0, headers=(), count=1):
    output = Output(topic=topic, key=None, value=b"{}", partition=partition, headers=tuple(headers))
    async with sender(broker, topic) as opened:
        await opened.send([output] * count)


async def commit(broker, group, topic, offset, partition=0):
    consumer = AIOKafkaConsumer(**broker.security.aiokafka(), group_id=group, enable_auto_commit=False)
    await consumer.start()
    place = TopicPartition(topic, partition)
    consumer.assign([place])
    await consumer.commit({place: offset})
    await consumer.stop()


def one(lags, group, partition=0):
    return next(lag for lag in lags if lag.group == group and lag.partition == partition)


async def test_a_group_that_never_committed_is_behind_from_the_first_record_on(broker, catalogue, groups):
    await send(broker, catalogue.names.submitted, count=3)
    async with lag_meter(broker, catalogue, times_now) as meter:
        lag = one(await meter.measure(), groups["submitted"])
    assert (lag.committed, lag.end, lag.messages) == (None, 3, 3)
    assert lag.seconds is not None
    assert 0 <= lag.seconds < 60


async def test_seconds_grow_while_nobody_commits_and_fall_to_nothing_at_the_end(broker, catalogue, groups):
    topic, group = catalogue.names.admitted, groups["admitted"]
    await send(broker, topic, count=5)
    await commit(broker, group, topic, 2)
    wall = Wall()
    async with lag_meter(broker, catalogue, wall) as meter:
        wall.now = times_now()
        before = one(await meter.measure(), group)
        wall.now += 15_000
        frozen = one(await meter.measure(), group)
        assert (before.messages, frozen.messages) == (3, 3)
        assert frozen.seconds - before.seconds == pytest.approx(15.0)
        await commit(broker, group, topic, 5)
        done = one(await meter.measure(), group)
        assert (done.messages, done.seconds) == (0, 0.0)
        await send(broker, topic, count=1)
        again = one(await meter.measure(), group)
        assert again.messages == 1
        assert again.seconds < before.seconds + 15


async def test_the_record_that_holds_a_commit_back_is_named_by_its_key(broker, catalogue, groups):
    topic, group = catalogue.names.admitted, groups["admitted"]
    keys = [b"first.example", b"\x1bslow.example\xff", None]
    async with sender(broker, topic) as opened:
        for key in keys:
            await opened.send([Output(topic=topic, key=key, value=b"{}", partition=0)])
    async with lag_meter(broker, catalogue, times_now) as meter:
        for committed, culprit in enumerate(["first.example", "?slow.example\ufffd", "", None]):
            await commit(broker, group, topic, committed)
            assert one(await meter.measure(), group).culprit == culprit


async def test_a_retry_topic_counts_from_the_moment_at_which_its_record_was_due(broker, catalogue, groups):
    now = times_now()
    early = [("tocsin-not-before", times.text_of(now + HOUR_MS).encode())]
    late = [("tocsin-not-before", times.text_of(now - 90_000).encode())]
    await send(broker, catalogue.names.retries[2], headers=early)
    await send(broker, catalogue.names.retries[0], headers=late)
    async with lag_meter(broker, catalogue, lambda: now) as meter:
        lags = await meter.measure()
    assert one(lags, groups["retry_1h"]).seconds == 0.0
    assert one(lags, groups["retry_1h"]).messages == 1
    assert one(lags, groups["retry_30s"]).seconds == pytest.approx(90.0)


async def test_every_partition_of_every_group_is_told_once(broker, catalogue, groups):
    async with lag_meter(broker, catalogue, times_now) as meter:
        lags = await meter.measure()
    told = [(lag.group, lag.topic, lag.partition) for lag in lags]
    assert len(told) == len(set(told))
    assert {group for group, _, _ in told} == set(groups.values())


async def test_two_askers_at_once_do_not_disturb_each_other(broker, catalogue, groups):
    await send(broker, catalogue.names.submitted, count=3)
    async with lag_meter(broker, catalogue, times_now) as meter:
        first, second = await asyncio.gather(meter.measure(), meter.measure())
    assert one(first, groups["submitted"]).messages == one(second, groups["submitted"]).messages == 3


@pytest.mark.kafka
async def test_markers_and_aborted_records_at_the_end_are_no_lag(kafka, groups):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    catalogue = await topics_apart(broker)
    topic, group = catalogue.names.submitted, groups["submitted"]
    producer = AIOKafkaProducer(**broker.security.aiokafka(), transactional_id=topic)
    await producer.start()
    async with producer.transaction():
        await producer.send_and_wait(topic, b"kept", partition=0)
    await commit(broker, group, topic, 1)
    await producer.begin_transaction()
    await producer.send_and_wait(topic, b"aborted", partition=1)
    await producer.abort_transaction()
    await producer.stop()
    async with lag_meter(broker, catalogue, times_now) as meter:
        lags = await meter.measure()
    marker, aborted = one(lags, group, 0), one(lags, group, 1)
    assert (marker.committed, marker.end, marker.messages, marker.seconds) == (1, 2, 0, 0.0)
    assert (aborted.end, aborted.messages, aborted.seconds) == (2, 0, 0.0)


@pytest.mark.kafka
async def test_a_record_that_comes_behind_markers_is_lag_though_nobody_commits(kafka, groups):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    topic = (catalogue := await topics_apart(broker)).names.submitted
    producer = AIOKafkaProducer(**broker.security.aiokafka(), transactional_id=topic)
    await producer.start()
    async with producer.transaction():
        await producer.send_and_wait(topic, b"kept", partition=0)
    await producer.stop()
    await commit(broker, groups["submitted"], topic, 1)
    async with lag_meter(broker, catalogue, lambda: times_now() + HOUR_MS) as meter:
        assert one(await meter.measure(), groups["submitted"]).messages == 0
        await send(broker, topic)
        lag = one(await meter.measure(), groups["submitted"])
    assert (lag.committed, lag.end, lag.messages) == (1, 3, 2)
    assert lag.seconds >= HOUR_MS / 1000


def times_now():
    import time

    return time.time_ns() // 1_000_000
