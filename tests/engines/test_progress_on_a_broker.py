"""The progress topic beside the truth: on the embedded broker, while records hang, go round, and end."""

import asyncio
import contextlib
import json
import time

import pytest

from tocsin.core import times
from tocsin.core.records.delivery import Output
from tocsin.demo.broker import embedded_broker
from tocsin.engines import Engine, EngineValues, Exit, Mover, MoverValues, Policy, ProgressValues, Reporter
from tocsin.kafka import topics
from tocsin.kafka.probe import reach
from tocsin.kafka.progress_view import progress_view
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.kafka.reading import reader
from tocsin.kafka.security import Access
from tocsin.ports import Hop

pytestmark = [
    # Faust leaves coroutines behind when its app stops.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
NAMES = topics.DEFAULT.names
DELAY_MS = 1_500


class Clock:
    def now_ms(self):
        return time.time_ns() // 1_000_000

    def steady_s(self):
        return time.monotonic()


class Town:
    """Two stages and a retry topic; what a record does is its value: `good`, `hang`, `retry`."""

    def __init__(self) -> None:
        self.submitted: dict[str, int] = {}
        self.ended: dict[str, int] = {}
        self.partition: dict[str, int] = {}
        self.gone_round: set[str] = set()
        self.door = asyncio.Event()

    async def admit(self, delivery, publish):
        name = delivery.value.decode()
        self.submitted[name] = delivery.timestamp_ms
        value = {"name": name, "envelope": {"submitted_at": times.text_of(delivery.timestamp_ms)}}
        await publish(Output(topic=NAMES.admitted, key=delivery.key, value=json.dumps(value).encode()))

    async def enrich(self, delivery, publish):
        name = json.loads(delivery.value)["name"]
        self.partition[name] = delivery.partition
        if name.startswith("hang"):
            await self.door.wait()
        if name.startswith("retry") and name not in self.gone_round:
            self.gone_round.add(name)
            await publish(Output(topic=NAMES.retries[0], key=delivery.key, value=delivery.value))
            return
        await publish(Output(topic=NAMES.outcome, key=delivery.key, value=name.encode()))
        self.ended[name] = Clock().now_ms()

    async def defect(self, delivery, publish, error):
        raise error

    def allowed_at(self, moment_ms: int, partition: int) -> int:
        """Gives the lowest moment not ended at some time: no partition may be said to be complete beyond its own."""
        left = [
            at
            for name, at in self.submitted.items()
            if self.ended.get(name, moment_ms + 1) > moment_ms and self.partition[name] == partition
        ]
        return min(left, default=moment_ms)


@pytest.fixture
async def broker():
    with embedded_broker() as embedded:
        yield await reach(Access(bootstrap=(embedded.bootstrap,)))


@pytest.fixture
async def publisher(broker):
    subject = KafkaPublisher(PublisherValues(security=broker.security.aiokafka()))
    await subject.start()
    yield subject
    await subject.stop()


async def said(broker):
    """Gives every progress record so far: (recorded at, key, complete until)."""
    async with reader(broker, NAMES.progress) as opened:
        await opened.start_at(0)
        found = []
        async for record in opened.records(follow=False):
            complete = json.loads(record.value)["complete_until"]
            recorded = times.parse(record.header("ce_recordedtime").decode())
            found.append((recorded, record.key.decode(), times.parse(complete) if complete else None))
            assert record.partition == 0
        return found


async def submit(publisher, *names):
    for name in names:
        await publisher.publish(Output(topic=NAMES.submitted, key=name[-1].encode(), value=name.encode()))
        await asyncio.sleep(0.01)


async def until(condition, patience_s=40):
    async with asyncio.timeout(patience_s):
        while not await condition():  # noqa: ASYNC110 - the condition is the test's
            await asyncio.sleep(0.1)


def mover_of(security, publisher):
    """Sends what waits in the first retry topic back to the admitted ones once its delay is over."""
    policy = Policy(
        lambda delivery: delivery.timestamp_ms + DELAY_MS,
        lambda delivery: Output(topic=NAMES.admitted, key=delivery.key, value=delivery.value),
    )
    return Mover(MoverValues(security=security, group="tocsin-retry-30s", source=NAMES.retries[0]), policy, publisher)


@contextlib.asynccontextmanager
async def at_work(town, broker, publisher, folder):
    """Runs the town's stages, its mover and its reporter for as long as the block does."""
    security, clock = broker.security.aiokafka(), Clock()
    hops = [
        Hop(stage="admission", group="tocsin-admit", source=NAMES.submitted, handle=town.admit, defect=town.defect),
        Hop(stage="enrichment", group="tocsin-enrich", source=NAMES.admitted, handle=town.enrich, defect=town.defect),
    ]
    watched = {"submitted", "admitted", "retry_30s", "retry_5m", "retry_1h"}
    async with progress_view(broker, topics.DEFAULT, clock.now_ms, watched) as view:
        values = ProgressValues(topic=NAMES.progress, build="b", tagger_version="t", every_s=0.2)
        engine = Engine(
            EngineValues(security=security, drain_s=1.0, datadir=str(folder)),
            hops,
            publisher,
            movers=[mover_of(security, publisher)],
            reporter=Reporter(values, view, publisher, clock),
        )
        running = asyncio.create_task(engine.run())
        try:
            yield
        finally:
            engine.stop()
            ending = await running
        assert ending.code is Exit.STOPPED


async def complete_until(broker, *stages):
    """Gives what was said last of every partition of these stages, None where nothing was."""
    latest = {key: complete for _, key, complete in await said(broker)}
    return [latest.get(f"{stage}/{number}") for number in range(4) for stage in stages]


def beyond(moments, moment_ms):
    return all(one is not None and one > moment_ms for one in moments)


async def test_nothing_is_said_to_be_complete_beyond_what_hangs_or_goes_round_and_all_is_in_the_end(
    broker, publisher, tmp_path
):
    town = Town()
    names = [f"{kind}-{n}" for n in range(12) for kind in ("good", "retry", "well")]

    async def all_but_the_hanging_ended():
        return len(town.ended) == len(names)

    async def others_are_past_it():
        return beyond(await complete_until(broker, "admission"), town.submitted["hang-1"])

    async def held_by_it():
        return town.submitted["hang-1"] in await complete_until(broker, "enrichment")

    async def complete():
        return beyond(await complete_until(broker, "enrichment", "retry"), max(town.submitted.values()))

    async with at_work(town, broker, publisher, tmp_path):
        await submit(publisher, *names[:10], "hang-1", *names[10:])
        for condition in (all_but_the_hanging_ended, others_are_past_it, held_by_it):
            await until(condition)
        town.door.set()
        await until(complete)
        everything = await said(broker)
    assert town.gone_round == {name for name in names if name.startswith("retry")}
    told = [(recorded, *key.split("/"), complete) for recorded, key, complete in everything if complete is not None]
    ahead = [
        (stage, number, complete)
        for recorded, stage, number, complete in told
        if stage != "admission" and complete > town.allowed_at(recorded, int(number))
    ]
    assert ahead == []
