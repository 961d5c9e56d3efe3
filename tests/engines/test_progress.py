"""What the progress topic says while records hang, are retried, are unread or change hands."""

import asyncio
import json

import pytest
from memory_group import Held, House, MemoryGroup, MemoryPublisher

from tocsin.core import times
from tocsin.core.completeness import Behind, View, Waiting
from tocsin.core.records.delivery import Delivery
from tocsin.engines.exits import Exit
from tocsin.engines.progress import ProgressValues, Reporter

NOW_MS = 1_772_366_400_000
RETRY = ("retry", 0)


class Clock:
    def now_ms(self):
        return NOW_MS

    def steady_s(self):
        return 0.0


class ScriptedBroker:
    """Says what the test has set."""

    def __init__(self) -> None:
        self.before: dict[str, int | None] = {}
        self.ends: dict[int, int] = {}
        self.seconds: float | None = 1.5
        self.messages = 7
        self.settled = True
        self.waiting: dict[int, Waiting] = {}
        self.forgotten: list[dict] = []
        self.failure: BaseException | None = None

    async def stages(self):
        if self.failure:
            raise self.failure
        return self.before

    async def look(self, retried):
        behind = {
            ("in", n): Behind(end=end, messages=self.messages, seconds=self.seconds, settled=self.settled)
            for n, end in self.ends.items()
        }
        return View(behind=behind, waiting={n: self.waiting[n] for n in retried if n in self.waiting})

    def forget(self, forwarded):
        self.forgotten.append(forwarded)


def waiting(lowest_ms=None, *, known=True, messages=0, forwarded=0, seconds=2.5):
    return Waiting(known=known, lowest_ms=lowest_ms, messages=messages, seconds=seconds, forwarded={RETRY: forwarded})


class Desk:
    """A lane with a reporter on it."""

    def __init__(self, stage, handle=None, **changed) -> None:
        self.handler = handle or Held()
        self.house = House(self.handler, stage=stage, group=MemoryGroup(), **changed)
        self.broker, self.publisher = ScriptedBroker(), MemoryPublisher()
        values = ProgressValues(topic="progress", build="b", tagger_version="t", every_s=0.001)
        self.reporter = Reporter(values, self.broker, self.publisher, Clock())
        self.reporter.watch([self.house.lane])

    async def take(self, *moments: int, first: int = 0) -> None:
        batch = [
            Delivery(
                topic="in",
                partition=0,
                offset=first + index,
                timestamp_ms=moment,
                key=b"h",
                value=json.dumps({"envelope": {"submitted_at": times.text_of(moment)}}).encode(),
            )
            for index, moment in enumerate(moments)
        ]
        await self.house.lane.take(0, batch)
        await self.house.settle()

    async def done(self, *offsets: int) -> None:
        self.handler.open(*offsets)
        await self.house.settle()

    async def says(self) -> dict[str, int | None]:
        """Reports once and gives what each key is complete until."""
        self.publisher.sent.clear()
        await self.reporter.report()
        found = {}
        for output in self.publisher.sent:
            record = json.loads(output.value)
            assert (output.topic, output.partition) == ("progress", 0)
            found[output.key.decode()] = times.parse(record["complete_until"]) if record["complete_until"] else None
        return found


@pytest.fixture
async def admission():
    desk = Desk("admission")
    await desk.house.assigned()
    return desk


@pytest.fixture
async def enrichment():
    desk = Desk("enrichment")
    desk.broker.before = {"admission": 5_000}
    desk.broker.waiting = {0: waiting()}
    desk.broker.ends = {0: 0}
    await desk.house.assigned()
    return desk


async def test_admission_is_complete_until_the_lowest_it_holds_and_until_now_when_it_holds_nothing(admission):
    admission.broker.ends = {0: 2}
    await admission.take(1_000, 2_000)
    assert await admission.says() == {"admission/0": 1_000}
    await admission.done(0)
    assert await admission.says() == {"admission/0": 2_000}
    await admission.done(1)
    assert await admission.says() == {"admission/0": NOW_MS}


async def test_what_is_unread_is_no_earlier_than_what_was_read_last(admission):
    admission.broker.ends = {0: 9}
    assert await admission.says() == {"admission/0": None}, "nothing was read yet, and nine records are there"
    await admission.take(1_000, 2_000)
    await admission.done(0, 1)
    assert await admission.says() == {"admission/0": 2_000}


async def test_a_stage_with_nothing_but_markers_before_it_is_complete_until_now(admission):
    admission.broker.ends, admission.broker.messages = {0: 3}, 0
    await admission.says()
    assert await admission.says() == {"admission/0": NOW_MS}
    await admission.take(1_000)
    assert await admission.says() == {"admission/0": 1_000}


async def test_before_the_broker_has_told_its_time_nothing_is_said_of_now(admission):
    admission.broker.ends = {0: 1}
    await admission.take(1_000)
    await admission.done(0)
    assert await admission.says() == {"admission/0": 1_000}, "what was read last has the broker's own stamp"
    assert await admission.says() == {"admission/0": NOW_MS}
    other = Desk("admission")
    other.broker.ends = {0: 0}
    await other.house.assigned()
    assert [await other.says() for _ in range(2)] == [{"admission/0": None}, {"admission/0": NOW_MS}]


async def test_an_open_transaction_may_hold_what_came_before_now(admission):
    admission.broker.ends, admission.broker.settled = {0: 0}, False
    assert [await admission.says() for _ in range(2)] == [{"admission/0": None}] * 2
    admission.broker.ends = {0: 1}
    await admission.take(1_000)
    await admission.done(0)
    assert await admission.says() == {"admission/0": 1_000}
    admission.broker.settled = True
    assert await admission.says() == {"admission/0": NOW_MS}
    admission.broker.settled = False
    assert await admission.says() == {"admission/0": NOW_MS}, "nothing was open then"


async def test_the_record_says_how_far_behind_its_partition_is(enrichment):
    enrichment.broker.waiting = {0: waiting(4_000, messages=3)}
    await enrichment.says()
    own, retry = (json.loads(output.value) for output in enrichment.publisher.sent)
    assert own == {
        "stage": "enrichment",
        "partition": 0,
        "complete_until": times.text_of(4_000),
        "lag_messages": 7,
        "lag_s": 1.5,
        "retrying": 3,
        "build": "b",
        "tagger_version": "t",
    }
    assert (retry["stage"], retry["lag_messages"], retry["lag_s"]) == ("retry", 3, 2.5)
    headers = dict(enrichment.publisher.sent[0].headers)
    assert (headers["ce_subject"], headers["ce_type"]) == (b"enrichment/0", b"tocsin.url.progress.v1")


async def test_a_lag_that_could_not_be_read_in_time_stays_as_it_was(admission):
    found = []
    for admission.broker.seconds in (700.0, None, 2.0, None):
        admission.broker.ends = {0: 1}
        await admission.says()
        found.append(json.loads(admission.publisher.sent[0].value)["lag_s"])
    assert found == [700, 700, 2, 2]


async def test_a_lag_of_retries_that_could_not_be_read_in_time_stays_as_it_was(enrichment):
    found = []
    for seconds in (700.0, None):
        enrichment.broker.waiting = {0: waiting(4_000, messages=1, seconds=seconds)}
        await enrichment.says()
        found.append(json.loads(enrichment.publisher.sent[1].value)["lag_s"])
    assert found == [700, 700]


async def test_a_hanging_record_holds_its_stage_and_nothing_goes_past_the_stage_before(enrichment):
    enrichment.broker.ends = {0: 2}
    await enrichment.says()
    await enrichment.take(3_000, 2_000)
    assert (await enrichment.says())["enrichment/0"] == 2_000
    await enrichment.done(1)
    assert (await enrichment.says())["enrichment/0"] == 3_000
    await enrichment.done(0)
    assert (await enrichment.says())["enrichment/0"] == 5_000


async def test_a_waiting_retry_holds_its_stage_until_it_is_back_in_the_books(enrichment):
    enrichment.broker.waiting = {0: waiting(1_000, messages=1, forwarded=0)}
    assert (await enrichment.says())["enrichment/0"] == 1_000
    # It was moved to offset 0 of the main topic, which is not read yet.
    enrichment.broker.waiting, enrichment.broker.ends = {0: waiting(1_000, forwarded=1)}, {0: 1}
    assert (await enrichment.says())["enrichment/0"] == 1_000
    assert {RETRY: 1} not in enrichment.broker.forgotten
    await enrichment.take(1_000)
    assert (await enrichment.says())["enrichment/0"] == 1_000
    assert {RETRY: 1} in enrichment.broker.forgotten
    enrichment.broker.waiting = {0: waiting(None, forwarded=1)}
    assert (await enrichment.says())["enrichment/0"] == 1_000, "it is in the books now"
    await enrichment.done(0)
    assert (await enrichment.says())["enrichment/0"] == 5_000


async def test_unknown_is_null(enrichment):
    assert (await enrichment.says())["enrichment/0"] == 5_000
    enrichment.broker.waiting = {0: waiting(known=False)}
    assert (await enrichment.says())["enrichment/0"] is None
    enrichment.broker.waiting = {0: waiting()}
    enrichment.broker.before = {"admission": None}
    other = Desk("enrichment")
    other.broker.waiting, other.broker.ends = {0: waiting()}, {0: 4}
    await other.house.assigned()
    assert (await other.says())["enrichment/0"] is None, "the stage before never said anything"
    other.broker.before = {"admission": 9_000}
    assert (await other.says())["enrichment/0"] is None, "four records were there before it began, and are unread"
    await other.take(1, 2, 3, 4)
    await other.done(0, 1, 2, 3)
    assert (await other.says())["enrichment/0"] == 9_000


async def test_a_record_without_a_moment_makes_the_stage_unknown_while_it_is_held(enrichment):
    await enrichment.says()
    enrichment.broker.ends = {0: 1}
    batch = [Delivery(topic="in", partition=0, offset=0, timestamp_ms=1, key=None, value=b"none of ours")]
    await enrichment.house.lane.take(0, batch)
    await enrichment.house.settle()
    assert (await enrichment.says())["enrichment/0"] is None
    await enrichment.done(0)
    assert (await enrichment.says())["enrichment/0"] == 5_000


async def test_what_arrived_after_the_stage_before_was_complete_is_bounded_by_it_though_unread(enrichment):
    assert (await enrichment.says())["enrichment/0"] == 5_000
    enrichment.broker.before, enrichment.broker.ends = {"admission": 8_000}, {0: 3}
    assert (await enrichment.says())["enrichment/0"] == 5_000
    await enrichment.take(6_000, 6_500, 7_000)
    await enrichment.done(0, 1, 2)
    assert (await enrichment.says())["enrichment/0"] == 8_000


async def test_a_partition_that_went_during_the_look_is_left_out(admission):
    admission.broker.ends = {0: 0}
    look = admission.broker.look

    async def revoked(retried):
        await admission.house.lane.release("revoked", 0.0)
        return await look(retried)

    admission.broker.look = revoked
    assert await admission.says() == {}
    assert await admission.says() == {}


async def test_a_report_that_fails_is_left_out_and_the_next_one_is_made(admission, caplog):
    admission.broker.ends = {0: 0}
    for failure in (OSError("away"), asyncio.CancelledError()):
        admission.broker.failure = failure
        running = asyncio.create_task(admission.reporter.run())
        await asyncio.sleep(0.01)
        assert admission.publisher.sent == []
        admission.broker.failure = None
        await admission.house.until(lambda: len(admission.publisher.sent) > 1)
        admission.reporter.stop()
        assert (await running).code is Exit.STOPPED
        admission.reporter._stopping.clear()
        admission.publisher.sent.clear()
    assert "no progress is reported: OSError('away')" in caplog.text


async def test_a_reporter_can_be_cancelled(admission):
    running = asyncio.create_task(admission.reporter.run())
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
