"""A mover whose commits are refused, and one that reads past what is wanted later, without a broker."""

import asyncio

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, GroupAuthorizationFailedError
from aiokafka.structs import OffsetAndMetadata

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines import Exit, Mover, MoverValues, Policy
from tocsin.engines.aside import Aside
from tocsin.engines.offsets import pack

PLACE = TopicPartition("later", 0)


class Member:
    """A group member with a coordinator; its commits are refused as often as it is given errors."""

    def __init__(self, *errors, committed=None):
        self.errors = list(errors)
        self.commits = [] if committed is None else [{PLACE: committed}]
        self._coordinator = self

    async def commit(self, offsets):
        if self.errors:
            raise self.errors.pop(0)
        self.commits.append(offsets)

    async def fetch_committed_offsets(self, partitions):
        return self.commits[-1] if self.commits else {}

    async def _do_heartbeat(self):
        return True


class Silent(Member):
    """A member that is given partitions while it polls, and whose coordinator then says nothing."""

    def __init__(self):
        super().__init__()
        self.mover = None

    async def start(self):
        """Is there at once."""

    stop = start

    def subscribe(self, topics, listener):
        """Is given what it is given."""

    def assignment(self):
        return {PLACE}

    async def getmany(self, timeout_ms):
        self.mover.assigned(self)
        return {PLACE: []}

    async def committed(self, place):
        await asyncio.Event().wait()


class Hanging(Member):
    """A member that never ends."""

    async def stop(self):
        await asyncio.Event().wait()


class Fetching(Member):
    """A member whose broker is away: its fetch pauses after a failure, and its stop cancels and awaits that."""

    def __init__(self):
        super().__init__()
        self.closed = False
        self._client = self

    async def close(self):
        self.closed = True

    async def stop(self):
        fetch = asyncio.create_task(asyncio.sleep(3_600))
        await asyncio.sleep(0)
        fetch.cancel()
        await fetch


def refusing():
    return Member(*[CommitFailedError] * 9)


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


class Clock:
    """The time, by hand."""

    def __init__(self):
        self.ms = 1_000

    def now_ms(self):
        return self.ms


def mover(publisher, behind=None, clock=None):
    """Forwards at once, but for the offsets in `behind`: those are wanted so many milliseconds later."""
    values = MoverValues(security={"bootstrap_servers": ["none:1"]}, group="g", source="later")
    policy = Policy(
        due_ms=lambda d: d.timestamp_ms,
        forward=lambda d: Output(topic="main", key=None, value=d.value),
        behind_ms=lambda d: (behind or {}).get(d.offset, 0),
    )
    return Mover(values, policy, publisher, clock or Clock())


async def test_what_comes_again_after_a_refused_commit_is_not_forwarded_twice():
    publisher, consumer = Recording(), refusing()
    subject = mover(publisher)
    await subject._forward(consumer, {PLACE: [delivery(0, 10), delivery(1, 10)]})
    await subject._save(consumer)
    subject.assigned(consumer)
    subject.assigned(consumer)  # revoked again before anything came
    await subject._forward(consumer, {PLACE: [delivery(0, 10), delivery(1, 10), delivery(2, 11)]})
    assert publisher.values == [b"0 at 10", b"1 at 10", b"2 at 11"]
    assert subject.finished == 3


async def test_a_client_that_cancels_itself_in_its_stop_ends_nobody_else():
    subject = mover(Recording())
    member = Fetching()
    await subject._end(member)
    assert not subject._left
    assert member.closed


async def test_a_stop_that_others_cancel_is_cancelled():
    ending = asyncio.create_task(mover(Recording())._end(Hanging()))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending


async def test_records_of_a_topic_that_was_made_again_are_forwarded():
    publisher = Recording()
    subject, consumer = mover(publisher), Member()
    await subject._forward(consumer, {PLACE: [delivery(5, 10)]})
    await subject._save(consumer)
    await subject._forward(consumer, {PLACE: [delivery(0, 20)]})
    assert publisher.values == [b"5 at 10", b"0 at 20"]


async def test_a_refused_commit_is_made_later_though_nothing_more_is_due():
    subject, consumer = mover(Recording()), Member(GroupAuthorizationFailedError)
    await subject._forward(consumer, {PLACE: [delivery(0, 10), delivery(1, 10)]})
    await subject._save(consumer)
    assert consumer.commits == []
    subject._save_s = 0.0  # a second later
    await subject._save(consumer)
    await subject._save(consumer)
    assert consumer.commits == [{PLACE: OffsetAndMetadata(2, "")}]


async def test_what_is_wanted_later_holds_up_nobody_and_no_commit_passes_it():
    publisher, consumer, clock = Recording(), Member(), Clock()
    subject = mover(publisher, {0: 5_000, 2: 3_000}, clock)
    await subject._forward(consumer, {PLACE: [delivery(offset, 10) for offset in range(4)]})
    await subject._save(consumer)
    assert publisher.values == [b"1 at 10", b"3 at 10"]
    assert consumer.commits == [{PLACE: OffsetAndMetadata(0, pack(0, {1, 3}))}]
    assert subject._soonest_ms() == 3_010
    clock.ms = 3_010
    await subject._forward(consumer, {})
    clock.ms = 5_010
    await subject._forward(consumer, {})
    await subject._save(consumer)
    assert publisher.values[2:] == [b"2 at 10", b"0 at 10"]
    assert consumer.commits[-1] == {PLACE: OffsetAndMetadata(4, "")}


async def test_the_next_owner_forwards_what_was_set_aside_and_nothing_else():
    publisher, clock = Recording(), Clock()
    consumer = Member(committed=OffsetAndMetadata(0, pack(0, {1, 3})))
    subject = mover(publisher, {0: 5_000, 2: 3_000}, clock)
    await subject._forward(consumer, {PLACE: [delivery(offset, 10) for offset in range(5)]})
    assert publisher.values == [b"4 at 10"]
    clock.ms = 9_000
    await subject._forward(consumer, {})
    assert sorted(publisher.values) == [b"0 at 10", b"2 at 10", b"4 at 10"]


@pytest.mark.parametrize("rebalance", ["begins", "ends"])
async def test_what_was_set_aside_is_forgotten_with_its_partitions(rebalance):
    publisher, consumer, clock = Recording(), Member(), Clock()
    subject = mover(publisher, {0: 5_000}, clock)
    await subject._forward(consumer, {PLACE: [delivery(0, 10)]})
    if rebalance == "begins":
        await subject.revoked()
    else:
        subject.assigned(consumer)
    clock.ms = 9_000
    await subject._forward(consumer, {})
    assert publisher.values == []


async def test_a_partition_that_is_read_too_far_past_forwards_what_it_set_aside(monkeypatch):
    monkeypatch.setattr("tocsin.engines.mover.PASSED_MAX", 3)
    publisher, consumer = Recording(), Member()
    subject = mover(publisher, {0: 5_000})
    for offset in range(4):
        await subject._forward(consumer, {PLACE: [delivery(offset, 10)]})
    assert sorted(publisher.values) == [b"%d at 10" % offset for offset in range(4)]


async def test_a_coordinator_that_does_not_say_what_is_committed_is_waited_for_only_so_long():
    values = MoverValues(security={"bootstrap_servers": ["none:1"]}, group="g", source="later", confirm_s=0.05)
    consumer = Silent()
    subject = consumer.mover = Mover(values, Policy(lambda _: 0, lambda d: d), Recording(), Clock())
    subject._consumer = lambda: consumer
    async with asyncio.timeout(20):
        assert (await subject.run()).code is Exit.UNCOMMITTED


@pytest.mark.parametrize("aside", [Aside(records_max=1), Aside(bytes_max=13)])
def test_what_finds_no_room_is_not_kept(aside):
    assert aside.put(PLACE, delivery(0, 10), 500)
    assert not aside.put(PLACE, delivery(1, 10), 400)
    assert aside.next_ms == 500
    assert aside.take(499) == []
    assert [kept.offset for _, kept in aside.take(500)] == [0]
    assert aside.put(PLACE, delivery(1, 10), 600)
    assert [kept.offset for _, kept in aside.release({PLACE})] == [1]
    assert aside.next_ms is None
    assert aside.put(PLACE, delivery(2, 10), 600)
