"""Settings -> adapters -> stages. With `starting`, the one place that names concrete classes."""

import asyncio
import gc
import logging
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

import sniffio

from tocsin import cores
from tocsin.core.parts import BEFORE, READS
from tocsin.core.records.outcome import StageName
from tocsin.core.topics import TopicNames
from tocsin.core.versions import TAGGER_VERSION
from tocsin.engines import DueClock, Ending, EngineValues, Mover, ProgressValues, Reached, Reporter
from tocsin.kafka.lag import lag_meter
from tocsin.kafka.lag_gauges import lag_gauges
from tocsin.kafka.probe import Broker
from tocsin.kafka.progress_view import progress_view
from tocsin.kafka.publisher import KafkaPublisher
from tocsin.kafka.reading import existing
from tocsin.kafka.signals_log import KafkaSignalsLog
from tocsin.kafka.thread_log import KafkaThreadLog
from tocsin.parsing.pool import Pool
from tocsin.ports import Hop, Memory
from tocsin.settings import Settings
from tocsin.stages.admission import Admission
from tocsin.stages.alerting import Alerting
from tocsin.stages.batch import Batch
from tocsin.stages.ending import Endings
from tocsin.stages.enrichment import Enrichment, Rooms
from tocsin.starting import Start, archive_of
from tocsin.stores import open_memory
from tocsin.telemetry import StoreIsNew, Telemetry

if TYPE_CHECKING:
    from tocsin.engines import Engine
    from tocsin.probes import Probes
    from tocsin.web import GuardedWeb, WarcArchive

log = logging.getLogger("tocsin")
# New objects between two looks for cycles. At Python's 700 the looks took an eighth of the engine's time (40 us a
# record instead of 35): what is in flight is looked through again and again.
COLLECT_AFTER = 5_000
# Inputs under way for each process of the pool: enough that none waits for the parent, few enough to hold in memory.
WINDOW_PER_PROCESS = 4


class SystemClock:
    """The machine's own clocks."""

    def now_ms(self) -> int:
        """Wall clock, milliseconds since the epoch."""
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()


@dataclass(slots=True)
class Worker:
    """A worker ready to run; `engine.stop()` drains it."""

    engine: "Engine"
    probes_at: tuple[str, int] | None
    warming: "asyncio.Task[None] | None" = None

    async def run(self) -> Ending:
        """Runs until it is stopped or cannot go on. Raises what keeps the pool's children from starting."""
        # What the start has made lives as long as the worker. Left to the collector, every full collection walked over
        # it (90,000 objects) and held the loop for 12 to 17 ms.
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(COLLECT_AFTER)
        if self.warming:
            self.warming.add_done_callback(self._warmed)
        staying = asyncio.create_task(cores.stay_on_one())
        ending = await self.engine.run()
        staying.cancel()
        if self.warming and self.warming.done():
            self.warming.result()
        return ending

    def _warmed(self, warming: "asyncio.Task[None]") -> None:
        if not warming.cancelled() and warming.exception():
            self.engine.stop()


def guarded_web(settings: Settings, telemetry: Telemetry, archive: "WarcArchive | None") -> "GuardedWeb":
    """Makes the guarded client."""
    from tocsin.web import Guard, GuardedWeb, Manners, trusting  # noqa: PLC0415 - a batch does without

    # httpcore and anyio ask at every step which library they run on: told once, a twelfth of the loop's work is spared.
    sniffio.thread_local.name = "asyncio"
    return GuardedWeb(
        Guard(allow=settings.fetch_allow, proxy=settings.fetch_proxy, tls=trusting(settings.fetch_ca)),
        Manners(
            user_agent=settings.user_agent,
            interval_s=settings.host_interval_s,
            in_flight_max=settings.host_in_flight,
        ),
        deadline_s=settings.fetch_deadline_s,
        clock=SystemClock(),
        random=random.Random().random,  # noqa: S311 - jitter needs no secrecy
        archive=archive,
        telemetry=telemetry,
    )


def pool(settings: Settings) -> Pool:
    """Makes the killable pool."""
    return Pool(
        workers=settings.parse_workers,
        deadline_s=settings.parse_deadline_s,
        memory_bytes=settings.parse_memory_mib * 1024 * 1024,
        pages_each=settings.parse_pages_each,
    )


@asynccontextmanager
async def batch(settings: Settings, *, fetching: bool) -> AsyncIterator[Batch]:
    """Makes the pipeline without Kafka, with a fresh memory; `fetching` when there are URLs among the inputs."""
    telemetry = Telemetry()
    web = guarded_web(settings, telemetry, archive_of(settings)) if fetching else None
    memory = open_memory("memory://")
    processes = settings.parse_workers or os.cpu_count() or 1
    try:
        async with pool(settings) as parser:
            window = WINDOW_PER_PROCESS * processes
            yield Batch(parser, memory, web, window=window, allow=settings.fetch_allow)
    finally:
        await memory.close()
        if web:
            await web.close()


@asynccontextmanager
async def worker(settings: Settings, parts: frozenset[str], start: Start) -> AsyncIterator[Worker]:
    """Builds the rest of a worker of some or all of `PARTS` round its movers. Raises AddressTaken."""
    telemetry = Telemetry()
    broker = start.broker
    async with AsyncExitStack() as closing:
        if start.store_is_new:
            await tell_of_new_store(settings, parts, broker, telemetry)
        web = guarded_web(settings, telemetry, start.archive)
        closing.push_async_callback(web.close)
        parser = pool(settings)
        closing.push_async_callback(parser.close)
        # A child needs a second to start. Until then pages wait for it, but neither groups nor due retries do.
        warming = asyncio.create_task(parser.start()) if "enrich" in parts else None
        street = Street(broker, start.publisher, start.memory, web, parser, telemetry, start.due)
        engine = _engine(settings, parts, street, start.movers, await _reporter(settings, parts, street, closing))
        figures = lag_gauges(broker, settings.topics, SystemClock(), telemetry, [n for p in parts for n in READS[p]])
        probes = _probes(engine, telemetry, await closing.enter_async_context(figures))
        closing.push_async_callback(probes.stop)
        at = await probes.start(*settings.http) if settings.http else None
        if at:
            log.info("probes at http://%s:%d", *at)
        yield Worker(engine, at, warming)


def _probes(engine: "Engine", telemetry: Telemetry, refresh: Callable[[], Awaitable[None]]) -> "Probes":
    from tocsin.probes import Probes  # noqa: PLC0415 - a batch does without

    return Probes(
        live=lambda: _said(engine.alive(), "records finish", "nothing finishes though something is due"),
        ready=lambda: _said(engine.ready(), "joined its groups", "has not joined its groups yet"),
        registry=telemetry.metrics.registry,
        refresh=refresh,
    )


async def tell_of_new_store(settings: Settings, parts: frozenset[str], broker: Broker, telemetry: Telemetry) -> None:
    """Looks whether the groups of a worker whose store was not there have worked before, and says so."""
    reads = [name for part in parts & {"admit", "enrich"} for name in READS[part]]
    async with lag_meter(broker, settings.topics, SystemClock().now_ms, reads) as meter:
        worked = sorted({lag.group for lag in await meter.measure() if lag.committed})
    if worked:
        telemetry.emit(StoreIsNew(settings.state, tuple(worked)))


def _said(well: bool, yes: str, no: str) -> tuple[bool, str]:  # noqa: FBT001 - the flag is the answer
    return well, yes if well else no


@dataclass(frozen=True, slots=True)
class Street:
    """The adapters of one worker."""

    broker: Broker
    publisher: KafkaPublisher
    memory: Memory
    web: "GuardedWeb"
    parser: Pool
    telemetry: Telemetry
    due: DueClock


async def _reporter(
    settings: Settings, parts: frozenset[str], street: Street, gauges: AsyncExitStack
) -> Reporter | None:
    if not parts - {"retry"}:
        return None
    # By the broker's clock where it tells one: it stamps the submissions that "complete until" is about.
    clock = Reached(street.due)
    needed = {name for part in parts for name in READS[part]}
    wanted = {name for part in parts for name in BEFORE.get(part, ())}
    seen = await existing(street.broker) if not street.broker.embedded else None
    visible = {name for name in wanted if seen is None or settings.topics.named(name).name in seen}
    view = await gauges.enter_async_context(
        progress_view(street.broker, settings.topics, clock.now_ms, needed | visible)
    )
    values = ProgressValues(
        topic=settings.topics.names.progress, build=version("tocsin"), tagger_version=TAGGER_VERSION
    )
    return Reporter(values, view, street.publisher, clock)


def _engine(
    settings: Settings, parts: frozenset[str], street: Street, movers: Sequence[Mover], reporter: Reporter | None
) -> "Engine":
    from tocsin.engines import Engine  # noqa: PLC0415 - a batch does without

    topics = settings.topics.names
    security = street.broker.security
    hops = [hop for part, hop in _hops(settings, topics, street).items() if part in parts]
    values = EngineValues(
        security=security.aiokafka(),
        credentials=security.faust(),
        instance=settings.instance,
        drain_s=settings.drain_s,
    )
    return Engine(values, hops, street.publisher, telemetry=street.telemetry, movers=movers, reporter=reporter)


def _hops(settings: Settings, topics: TopicNames, street: Street) -> dict[str, Hop]:
    clock = SystemClock()

    def endings(stage: StageName) -> Endings:
        return Endings(
            stage,
            memory_verdicts=street.memory,
            memory_claims=street.memory,
            clock=clock,
            topics=topics,
            telemetry=street.telemetry,
        )

    admission = Admission(endings("admission"), allow=settings.fetch_allow, topics=topics, clock=clock)
    enrichment = Enrichment(
        endings("enrichment"),
        Rooms(web=street.web, parser=street.parser, memory=street.memory, clock=street.due),
        topics=topics,
        delays_s=settings.retry_delays_s,
        revisit_s=settings.revisit_s,
    )
    threads = KafkaThreadLog(street.broker, topics.thread)
    signals = KafkaSignalsLog(street.broker, topics.signals)
    alerting = Alerting(threads, signals, topics=topics, clock=clock, telemetry=street.telemetry)
    return {
        "admit": Hop(
            stage="admission",
            group="tocsin-admit",
            source=topics.submitted,
            handle=admission.handle,
            defect=admission.defect,
        ),
        "enrich": Hop(
            stage="enrichment",
            group="tocsin-enrich",
            source=topics.admitted,
            handle=enrichment.handle,
            defect=enrichment.defect,
        ),
        "alert": Hop(
            stage="alerting",
            group="tocsin-alert",
            source=topics.signals,
            handle=alerting.handle,
            defect=alerting.defect,
            ordered=True,
        ),
    }
