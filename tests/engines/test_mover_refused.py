"""A mover whose commits are refused, as after a rebalance that it has not heard of yet."""

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, GroupAuthorizationFailedError

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines import Mover, MoverValues, Policy

PLACE = TopicPartition("later", 0)


class Refusing:
    """A consumer whose commits are refused so many times."""

    def __init__(self, *errors):
        self.errors = list(errors) or [CommitFailedError] * 9
        self.commits = []

    async def commit(self, offsets):
        if self.errors:
            raise self.errors.pop(0)
        self.commits.append(offsets)


class Recording:
    """A publisher that keeps what it was given."""

    def __init__(self):
        self.values = []

    async def publish(self, *outputs):
        self.values.extend(output.value for output in outputs)


def delivery(offset, timestamp_ms):
    value = b"%d at %d" % (offset, timestamp_ms)
    return Delivery(
        topic="later", partition=0, offset=offset, timestamp_ms=timestamp_ms, key=None, value=value, headers=()
    )


def mover(publisher):
    values = MoverValues(security={"bootstrap_servers": ["none:1"]}, group="g", source="later")
    return Mover(
        values, Policy(lambda d: d.timestamp_ms, lambda d: Output(topic="main", key=None, value=d.value)), publisher
    )


async def test_what_comes_again_after_a_refused_commit_is_not_forwarded_twice():
    publisher = Recording()
    subject = mover(publisher)
    await subject._forward(Refusing(), {PLACE: [delivery(0, 10), delivery(1, 10)]})
    await subject._forward(Refusing(), {PLACE: [delivery(0, 10), delivery(1, 10), delivery(2, 11)]})
    assert publisher.values == [b"0 at 10", b"1 at 10", b"2 at 11"]
    assert subject.finished == 3


async def test_records_of_a_topic_that_was_made_again_are_forwarded():
    publisher = Recording()
    subject = mover(publisher)
    await subject._forward(Refusing(), {PLACE: [delivery(5, 10)]})
    await subject._forward(Refusing(), {PLACE: [delivery(0, 20)]})
    assert publisher.values == [b"5 at 10", b"0 at 20"]


async def test_a_refused_commit_is_made_later_though_nothing_more_is_due():
    subject, consumer = mover(Recording()), Refusing(GroupAuthorizationFailedError)
    await subject._forward(consumer, {PLACE: [delivery(0, 10), delivery(1, 10)]})
    assert consumer.commits == []
    subject._save_s = 0.0  # a second later
    await subject._save(consumer)
    await subject._save(consumer)
    assert consumer.commits == [{PLACE: 2}]
