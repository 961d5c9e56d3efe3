"""Settings -> adapters -> stages: the one file that names concrete classes."""

import asyncio
import gc
import logging
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import sniffio

from tocsin import cores
from tocsin.core.records.outcome import StageName
from tocsin.core.topics import TopicNames
from tocsin.core.versions import TAGGER_VERSION
from tocsin.engines import DueClock, Ending, EngineValues, Mover, MoverValues, Policy, ProgressValues, Reached, Reporter
from tocsin.kafka.errors import edge
from tocsin.kafka.lag import lag_meter
from tocsin.kafka.lag_gauges import lag_gauges
from tocsin.kafka.probe import Broker, reach
from tocsin.kafka.progress_view import progress_view
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.kafka.reading import existing, require
from tocsin.kafka.signals_log import KafkaSignalsLog
from tocsin.kafka.thread_log import KafkaThreadLog
from tocsin.parsing.pool import Pool
from tocsin.ports import Hop, Memory
from tocsin.settings import BadSetting, Settings
from tocsin.stages.admission import Admission
from tocsin.stages.alerting import Alerting
from tocsin.stages.batch import Batch
from tocsin.stages.ending import Endings
from tocsin.stages.enrichment import Enrichment, Rooms
from tocsin.stages.retrying import Retrying
from tocsin.stores import open_memory
from tocsin.telemetry import StoreIsNew, Telemetry

if TYPE_CHECKING:
    from tocsin.engines import Engine
    from tocsin.probes import Probes
    from tocsin.web import GuardedWeb, WarcArchive

log = logging.getLogger("tocsin")
# What takes long to import and no mover needs: it comes once they have joined their groups.
LATER = ("tocsin.engines.faust", "tocsin.probes", "tocsin.web")
PARTS = ("admit", "enrich", "retry", "alert")
_RETRIES = ("retry_30s", "retry_5m", "retry_1h")
# Which topics (logical names) a part reads and writes: no worker needs more of them than its own parts do.
READS = {"admit": ("submitted",), "enrich": ("admitted",), "retry": _RETRIES, "alert": ("signals",)}
WRITES = {
    "admit": ("admitted", "outcome", "dead", "progress"),
    "enrich": (*_RETRIES, "enriched", "signals", "outcome", "dead", "progress"),
    "retry": ("admitted",),
    "alert": ("mention", "event", "alert", "index", "thread", "dead", "progress"),
}
# What a stage's completeness hangs on beside its own topic; left out where it is not there or not to be seen.
BEFORE = {"enrich": (*_RETRIES, "submitted"), "alert": ("admitted",)}
RETRY_GROUPS = ("tocsin-retry-30s", "tocsin-retry-5m", "tocsin-retry-1h")
# How long the rest of a worker waits for its movers to join; a group in a rebalance lets them wait for longer.
JOINED_FIRST_S = 0.3
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
    from tocsin.web import Guard, GuardedWeb, Manners, trusting  # noqa: PLC0415 - see LATER

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
async def worker(settings: Settings, parts: frozenset[str]) -> AsyncIterator[Worker]:
    """Makes a worker of some or all of `PARTS`.

    Raises what `kafka.probe.reach` raises, UnknownTopic, AddressTaken, BadSetting and StoreUnavailable.
    """
    telemetry = Telemetry()
    broker = await reach(settings.access)
    logical = {name for part in parts for name in (*READS[part], *WRITES[part])}
    await require(broker, [settings.topics.named(name).name for name in sorted(logical)])
    due = DueClock()
    publisher = KafkaPublisher(PublisherValues(security=broker.security.aiokafka()), told_time=due.heard)
    async with AsyncExitStack() as closing:
        # A worker that cannot start, and is started again and again, shall not join a group each time.
        _require_free(settings.http)
        archive = archive_of(settings)
        is_new = _is_new(settings)
        memory = await _store(settings, closing)
        with edge("write what comes out"):
            await publisher.start()
        closing.push_async_callback(publisher.stop)
        movers = _movers(settings, broker, publisher, due) if "retry" in parts else []
        await _begun(movers, closing)
        await _load(LATER)
        if is_new:
            await tell_of_new_store(settings, parts, broker, telemetry)
        web = guarded_web(settings, telemetry, archive)
        closing.push_async_callback(web.close)
        parser = pool(settings)
        closing.push_async_callback(parser.close)
        # A child needs a second to start. Until then pages wait for it, but neither groups nor due retries do.
        warming = asyncio.create_task(parser.start()) if "enrich" in parts else None
        street = Street(broker, publisher, memory, web, parser, telemetry, due)
        engine = _engine(settings, parts, street, movers, await _reporter(settings, parts, street, closing))
        figures = lag_gauges(broker, settings.topics, SystemClock(), telemetry, [n for p in parts for n in READS[p]])
        probes = _probes(engine, telemetry, await closing.enter_async_context(figures))
        closing.push_async_callback(probes.stop)
        at = await probes.start(*settings.http) if settings.http else None
        if at:
            log.info("probes at http://%s:%d", *at)
        yield Worker(engine, at, warming)


def _probes(engine: "Engine", telemetry: Telemetry, refresh: Callable[[], Awaitable[None]]) -> "Probes":
    from tocsin.probes import Probes  # noqa: PLC0415 - see LATER

    return Probes(
        live=lambda: _said(engine.alive(), "records finish", "nothing finishes though something is due"),
        ready=lambda: _said(engine.ready(), "joined its groups", "has not joined its groups yet"),
        registry=telemetry.metrics.registry,
        refresh=refresh,
    )


def _require_free(place: tuple[str, int] | None) -> None:
    """Looks whether the probes' address can be listened on, where there is one. Raises AddressTaken."""
    if place is None:
        return
    host, port = place
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        from tocsin.probes import taken  # noqa: PLC0415 - see LATER

        raise taken(host, port, error) from error


async def _begun(movers: Sequence[Mover], closing: AsyncExitStack) -> None:
    """Begins to forward retries, first of all: what came due while the worker was away is late already."""
    closing.push_async_callback(_ended, movers)
    for mover in movers:
        mover.begin()
    with suppress(TimeoutError):
        # What follows holds the loop for a fifth of a second, and a member joins in a third of that.
        async with asyncio.timeout(JOINED_FIRST_S):
            await asyncio.gather(*(mover.joined.wait() for mover in movers))


async def _ended(movers: Sequence[Mover]) -> None:
    """Ends them together: each leaves its group, which may take a rebalance."""
    await asyncio.gather(*(mover.close() for mover in movers))


async def _load(modules: Sequence[str]) -> None:
    """Imports modules one by one; in between, the movers have a turn."""
    for module in modules:
        import_module(module)
        await asyncio.sleep(0)


def _is_new(settings: Settings) -> bool:
    scheme, _, place = settings.state.partition(":///")
    return scheme == "sqlite" and not Path(place).exists()


async def tell_of_new_store(settings: Settings, parts: frozenset[str], broker: Broker, telemetry: Telemetry) -> None:
    """Looks whether the groups of a worker whose store was not there have worked before, and says so."""
    reads = [name for part in parts & {"admit", "enrich"} for name in READS[part]]
    async with lag_meter(broker, settings.topics, SystemClock().now_ms, reads) as meter:
        worked = sorted({lag.group for lag in await meter.measure() if lag.committed})
    if worked:
        telemetry.emit(StoreIsNew(settings.state, tuple(worked)))


async def _store(settings: Settings, closing: AsyncExitStack) -> Memory:
    try:
        # It may take a minute where its file is locked, and a signal must be heard meanwhile.
        memory = await asyncio.to_thread(open_memory, settings.state)
    except ValueError as error:
        raise BadSetting(f"TOCSIN_STATE cannot be used: {error}") from error
    closing.push_async_callback(memory.close)
    return memory


def archive_of(settings: Settings) -> "WarcArchive | None":
    """Makes the archive of what is fetched, where there is to be one. Raises BadSetting."""
    if not settings.warc:
        return None
    from tocsin.web import WarcArchive  # noqa: PLC0415 - see LATER

    try:
        return WarcArchive(settings.warc)
    except OSError as error:
        told = f"TOCSIN_WARC={settings.warc} cannot be written: {error.strerror}"
        raise BadSetting(f"{told}; name a folder that can be, or none") from error


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
    from tocsin.engines import Engine  # noqa: PLC0415 - see LATER

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


def _movers(settings: Settings, broker: Broker, publisher: KafkaPublisher, due: DueClock) -> list[Mover]:
    topics = settings.topics.names
    client = broker.security.aiokafka()
    movers = []
    for group, source, delay_s in zip(RETRY_GROUPS, topics.retries, settings.retry_delays_s, strict=True):
        retrying = Retrying(delay_s, topics)
        values = MoverValues(security=client, group=group, source=source, instance=settings.instance)
        movers.append(Mover(values, Policy(retrying.due_ms, retrying.forward, retrying.behind_ms), publisher, due))
    return movers
