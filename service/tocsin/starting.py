"""The first steps of a worker's start, and all that they need: the broker, the store, the movers that forward retries.

What came due while the worker was away is late already, so this comes first, and what it takes no part in (Faust,
aiohttp, the stages, the metrics) is imported afterwards, by `wiring`.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tocsin.core.parts import READS, WRITES
from tocsin.engines.dueclock import DueClock
from tocsin.engines.mover import Mover, MoverValues, Policy
from tocsin.kafka.errors import edge
from tocsin.kafka.probe import Broker, reach
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.kafka.reading import require
from tocsin.ports import Memory
from tocsin.settings import BadSetting, Settings
from tocsin.stages.retrying import Retrying
from tocsin.stores import Opening

if TYPE_CHECKING:
    from tocsin.web import WarcArchive

RETRY_GROUPS = ("tocsin-retry-30s", "tocsin-retry-5m", "tocsin-retry-1h")
# How long the rest of a worker waits for its movers to join and to forward what is due; a group in a rebalance lets
# them wait for longer.
RETRIES_FIRST_S = 0.6


@dataclass(frozen=True, slots=True)
class Start:
    """What a worker has once its movers are at work."""

    broker: Broker
    publisher: KafkaPublisher
    memory: Memory
    due: DueClock
    movers: Sequence[Mover]
    archive: "WarcArchive | None"
    store_is_new: bool


@asynccontextmanager
async def started(settings: Settings, parts: frozenset[str], opening: Opening) -> AsyncIterator[Start]:
    """Takes the first steps for some or all of `PARTS`; gives what the rest of the worker is built on.

    Raises what `kafka.probe.reach` raises, UnknownTopic, AddressTaken, BadSetting and StoreUnavailable.
    """
    async with AsyncExitStack() as closing:
        closing.push_async_callback(opening.memory.close)
        broker = await reach(settings.access)
        logical = {name for part in parts for name in (*READS[part], *WRITES[part])}
        await require(broker, [settings.topics.named(name).name for name in sorted(logical)])
        # A worker that cannot start, and is started again and again, shall not join a group each time.
        _require_free(settings.http)
        archive = archive_of(settings)
        # It may take a minute where its file is locked, and a signal must be heard meanwhile.
        memory = await asyncio.to_thread(opening.opened)
        due = DueClock()
        publisher = KafkaPublisher(PublisherValues(security=broker.security.aiokafka()), told_time=due.heard)
        with edge("write what comes out"):
            await publisher.start()
        closing.push_async_callback(publisher.stop)
        movers = _movers(settings, broker, publisher, due) if "retry" in parts else []
        await _begun(movers, closing)
        yield Start(broker, publisher, memory, due, movers, archive, opening.is_new)


def archive_of(settings: Settings) -> "WarcArchive | None":
    """Makes the archive of what is fetched, where there is to be one. Raises BadSetting."""
    if not settings.warc:
        return None
    from tocsin.web import WarcArchive  # noqa: PLC0415 - most workers do without

    try:
        return WarcArchive(settings.warc)
    except OSError as error:
        told = f"TOCSIN_WARC={settings.warc} cannot be written: {error.strerror}"
        raise BadSetting(f"{told}; name a folder that can be, or none") from error


def _require_free(place: tuple[str, int] | None) -> None:
    """Looks whether the probes' address can be listened on, where there is one. Raises AddressTaken."""
    if place is None:
        return
    host, port = place
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        from tocsin.probes import taken  # noqa: PLC0415 - most workers do without

        raise taken(host, port, error) from error


def _movers(settings: Settings, broker: Broker, publisher: KafkaPublisher, due: DueClock) -> list[Mover]:
    topics = settings.topics.names
    client = broker.security.aiokafka()
    movers = []
    for group, source, delay_s in zip(RETRY_GROUPS, topics.retries, settings.retry_delays_s, strict=True):
        retrying = Retrying(delay_s, topics)
        values = MoverValues(security=client, group=group, source=source, instance=settings.instance)
        movers.append(Mover(values, Policy(retrying.due_ms, retrying.forward, retrying.behind_ms), publisher, due))
    return movers


async def _begun(movers: Sequence[Mover], closing: AsyncExitStack) -> None:
    """Begins to forward retries, first of all: what came due while the worker was away is late already."""
    closing.push_async_callback(_ended, movers)
    for mover in movers:
        mover.begin()
    with suppress(TimeoutError):
        async with asyncio.timeout(RETRIES_FIRST_S):
            await asyncio.gather(*(mover.caught_up.wait() for mover in movers))


async def _ended(movers: Sequence[Mover]) -> None:
    """Ends them together: each leaves its group, which may take a rebalance."""
    await asyncio.gather(*(mover.close() for mover in movers))
