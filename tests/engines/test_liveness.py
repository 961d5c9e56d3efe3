"""Liveness is progress: what counts as a standstill, and that a worker ends itself for one."""

import asyncio
import contextlib
import subprocess
import sys
import textwrap
import time

import pytest
from confluent_kafka import Producer
from memory_group import Held, House, records

from tocsin.core.records.delivery import Output
from tocsin.demo.broker import embedded_broker
from tocsin.engines import Engine, EngineValues, Exit, Mover, MoverValues, Policy
from tocsin.engines.consumer import POLL_S
from tocsin.engines.liveness import Watch
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import Hop, StoreUnavailable

# Faust leaves coroutines behind when its app stops, and its thread ends by a cancellation when it must stop at once.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
STALL_S = 100.0


class Scripted:
    """Something watched that says what the test has set."""

    name = "g"

    def __init__(self) -> None:
        self.finished = 0
        self.owes = True
        self.asked = 0

    async def due(self):
        self.asked += 1
        return self.owes


async def looks(watch, one, *at_s):
    return [bool(await watch.look([one], now_s)) for now_s in at_s]


async def test_a_standstill_is_nothing_finished_for_the_whole_limit_while_something_is_due():
    one, watch = Scripted(), Watch(STALL_S)
    assert await looks(watch, one, 0, 25, 50, 75, 99) == [False] * 5
    assert watch.alive
    told = await watch.look([one], 100)
    assert told == "g: nothing finished for 100 s while records were due"
    assert not watch.alive


async def test_one_record_finished_or_nothing_due_begins_the_limit_anew():
    for calm in ("finished", "nothing due"):
        one, watch = Scripted(), Watch(STALL_S)
        assert await looks(watch, one, 0, 25, 50, 75) == [False] * 4
        one.finished += calm == "finished"
        one.owes = calm == "finished"
        assert await looks(watch, one, 100) == [False]
        one.owes = True
        assert await looks(watch, one, 125, 150, 175) == [False] * 3
        assert any(await looks(watch, one, 200, 225))


async def test_a_process_that_was_frozen_for_the_limit_has_not_stood_still():
    one, watch = Scripted(), Watch(STALL_S)
    assert await looks(watch, one, 0, 25, 1_000, 1_025) == [False] * 4
    assert any(await looks(watch, one, 1_050, 1_075))


async def test_the_broker_is_asked_a_few_times_within_the_limit_and_not_at_every_look():
    one, watch = Scripted(), Watch(STALL_S)
    for tick in range(1_000):
        await watch.look([one], tick / 100)
    assert one.asked <= 1


async def test_what_a_lane_owes():
    handler = Held()
    house = House(handler)
    assert await house.lane.due(), "it has no assignment: a member may hang in a rebalance for ever"
    house.group.end = {0: 3, 1: 0}
    await house.assigned(0, 1)
    assert await house.lane.due(), "the broker has three records that we were never given"
    await house.lane.take(0, records(0, 1, 2))
    assert await house.lane.due()
    await house.settle()
    handler.open(0, 1, 2)
    await house.settle()
    assert not await house.lane.due()
    assert await (await House(group=house.group).assigned(1)).lane.due() is False
    house.lane.stopping = True
    house.group.end = {0: 9, 1: 0}
    assert not await house.lane.due()


async def test_a_lane_owes_nothing_where_only_markers_follow_and_reads_on_to_be_sure():
    house = House()
    house.group.end = {0: 2}
    await house.assigned()
    assert await house.lane.due(), "the client may have skipped a record"
    assert house.group.sought == [{0: 0}]
    assert await house.lane.due(), "it has not come to the end yet"
    house.group.at = {0: 2}
    assert not await house.lane.due()
    house.group.end = {0: 3}
    assert await house.lane.due(), "something came behind the markers"
    assert house.group.sought == [{0: 0}]


async def test_a_lane_without_partitions_owes_nothing_once_it_knows_that():
    house = House()
    await house.lane.assigned([], 1)
    assert not await house.lane.due()


async def test_a_broker_that_is_away_is_no_standstill_of_ours(caplog):
    house = await House().assigned()

    async def away(_):
        raise OSError("away")

    house.group.ends = away
    assert not await house.lane.due()
    assert "no end offsets: OSError('away')" in caplog.text


async def test_a_store_that_is_away_is_no_standstill_of_ours():
    async def handle(delivery, publish):
        raise StoreUnavailable("locked")

    house = await House(handle, store_retry_s=3600.0).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    assert house.lane.gate.trying
    assert not await house.lane.due()


# --- a worker ends itself -------------------------------------------------------------------------------------


@pytest.fixture
def bootstrap():
    with embedded_broker() as broker:
        yield broker.bootstrap


@pytest.fixture
async def publisher(bootstrap):
    subject = KafkaPublisher(PublisherValues(security={"bootstrap_servers": [bootstrap]}))
    await subject.start()
    yield subject
    await subject.stop()


def fill(bootstrap, topic, *values):
    producer = Producer({"bootstrap.servers": bootstrap, "log_level": 0})
    for value in values:
        producer.produce(topic, value=value, partition=0)
    assert producer.flush(10) == 0


def engine(bootstrap, publisher, tmp_path, handle, movers=()):
    async def defect(delivery, publish, error):
        raise error

    hop = Hop(stage="admission", group="g", source="in", handle=handle, defect=defect)
    named = EngineValues(security={"bootstrap_servers": [bootstrap]}, drain_s=1.0, datadir=str(tmp_path))
    return Engine(named, [hop], publisher, movers=movers)


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the condition is the test's
            await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def watched_for(subject, stall_s):
    """Runs a worker, and once it has joined its groups watches it with a limit that a test can wait for."""
    running = asyncio.create_task(subject.run())
    try:
        await until(subject.ready)
        subject._watch = Watch(stall_s)
        yield running
    finally:
        subject.stop()
        await asyncio.wait([running], timeout=30)


async def copy(delivery, publish):
    await publish(Output(topic="out", key=None, value=delivery.value))


async def test_a_worker_that_is_given_no_records_though_there_are_some_ends_itself(bootstrap, publisher, tmp_path):
    """Faust's own detector of stopped fetching can never fire."""
    fill(bootstrap, "in", b"1")
    subject = engine(bootstrap, publisher, tmp_path, copy)
    async with watched_for(subject, 1.0) as running:
        lane = subject.lanes[0]
        await until(lambda: lane.finished == 1)
        for number in lane.partitions:
            lane.group.hold(number)
        await asyncio.sleep(POLL_S + 0.5)  # the poll that is under way still has all partitions
        fill(bootstrap, "in", *[b"%d" % n for n in range(10)])
        ending = await asyncio.wait_for(asyncio.shield(running), 30)
    assert ending.code is Exit.STALLED
    assert "g: nothing finished" in ending.why
    assert not subject.alive()


async def test_a_worker_whose_records_finish_one_by_one_is_alive_and_so_is_one_with_nothing_to_do(
    bootstrap, publisher, tmp_path
):
    one_by_one = asyncio.Semaphore(0)

    async def slowly(delivery, publish):
        await one_by_one.acquire()

    fill(bootstrap, "in", *[b"%d" % n for n in range(10)])
    subject = engine(bootstrap, publisher, tmp_path, slowly)
    async with watched_for(subject, 1.0) as running:
        for _ in range(10):
            await asyncio.sleep(0.5)
            one_by_one.release()
        await until(lambda: subject.lanes[0].finished == 10)
        await asyncio.sleep(2)
        assert subject.alive()
        assert not running.done()
    assert running.result().code is Exit.STOPPED


def mover(bootstrap, publisher, *, due_ms=lambda delivery: 0, forward=None):
    values = MoverValues(
        security={"bootstrap_servers": [bootstrap]}, group="later-group", source="later", session_s=6.0
    )
    onward = forward or (lambda delivery: Output(topic="in", key=None, value=delivery.value))
    return Mover(values, Policy(due_ms, onward), publisher)


async def test_a_mover_that_stands_still_while_records_are_due_ends_the_worker(bootstrap, publisher, tmp_path):
    """Its round hangs in a publish that is never acknowledged; nothing else of the worker has work."""

    class Silent:
        async def publish(self, *outputs):
            await asyncio.Event().wait()

    subject = engine(bootstrap, publisher, tmp_path, copy, [mover(bootstrap, Silent())])
    fill(bootstrap, "later", b"1", b"2")
    async with watched_for(subject, 1.0) as running:
        ending = await asyncio.wait_for(asyncio.shield(running), 30)
    assert ending.code is Exit.STALLED
    assert "later-group: nothing finished" in ending.why


async def test_a_mover_owes_nothing_while_its_records_wait_for_their_time(bootstrap, publisher, tmp_path):
    fill(bootstrap, "later", b"1", b"2")
    subject = mover(bootstrap, publisher, due_ms=lambda delivery: delivery.timestamp_ms + 3_600_000)
    assert not await subject.due()
    running = asyncio.create_task(subject.run())
    await until(lambda: subject._waiting)
    assert not await subject.due()
    subject._waiting = dict.fromkeys(subject._waiting, 0)
    assert await subject.due()
    subject.stop()
    assert (await running).code is Exit.STOPPED
    assert not await subject.due()


@pytest.mark.parametrize("broken", ["due_ms", "forward"])
async def test_a_mover_whose_policy_raises_ends_the_worker_and_is_not_committed_past_the_record(
    bootstrap, publisher, tmp_path, broken
):
    def raising(delivery):
        if delivery.value == b"bad":
            raise LookupError("as asked")
        return 0 if broken == "due_ms" else Output(topic="in", key=None, value=delivery.value)

    subject = engine(bootstrap, publisher, tmp_path, copy, [mover(bootstrap, publisher, **{broken: raising})])
    fill(bootstrap, "later", b"good", b"bad", b"good")
    ending = await asyncio.wait_for(subject.run(), 60)
    assert ending.code is Exit.DEFECT
    assert "LookupError('as asked')" in ending.why
    again = mover(bootstrap, publisher)
    running = asyncio.create_task(again.run())
    await until(lambda: again.finished >= 2)
    again.stop()
    assert (await running).code is Exit.STOPPED
    assert again.finished in (2, 3), "the bad record and the one after it are still there"


@pytest.mark.parametrize(("blocking", "code"), [("time.sleep(60)", 74), ("await asyncio.sleep(6); os._exit(0)", 0)])
def test_a_loop_that_stands_still_ends_the_process_and_one_that_turns_does_not(blocking, code):
    program = f"""
        import asyncio, os, time
        from tocsin.engines.liveness import Watchdog

        async def main():
            dog = Watchdog(2.0)
            dog.start()

            async def beat():
                while True:
                    dog.beat()
                    await asyncio.sleep(0.1)

            beating = asyncio.create_task(beat())
            await asyncio.sleep(0.2)
            {blocking}

        asyncio.run(main())
    """
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stderr
    assert ("stood still for 2 s" in done.stderr) == (code == 74)
    assert time.monotonic() - began < 40
