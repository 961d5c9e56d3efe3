"""Every private attribute of Faust 0.15.3 and aiokafka 0.14.0 that we rely on, in one place.

Each has a test in tests/engines that fails when an upgrade moves it; pyproject.toml pins both versions exactly.
Overridden in `consumer`, and listed in OVERRIDDEN: methods of Faust's Consumer without a promise to stay.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer

from tocsin.clients import pace
from tocsin.engines.lease import Lease

OVERRIDDEN = ("_drain_messages", "_wait_next_records", "_new_consumer_thread", "seek_to_committed")
OVERRIDDEN_ON_THREAD = ("_create_worker_consumer",)


def check() -> None:
    """Refuses to run with Faust's pure-Python stream, which acks events of earlier generations. Raises RuntimeError."""
    import faust.streams  # noqa: PLC0415 - a mover, which needs this file too, begins before Faust is imported

    if getattr(faust.streams, "_CStreamIterator", None) is None:
        raise RuntimeError("faust-streaming runs without its compiled stream; install its wheel for this platform")


def client(consumer: Any) -> AIOKafkaConsumer:
    """Gives the aiokafka consumer inside Faust's; it lives in Faust's consumer thread. Raises when not started."""
    return consumer._thread._ensure_consumer()  # noqa: SLF001 - this file is where it is allowed


async def in_thread(consumer: Any, function: Callable[..., Coroutine[Any, Any, Any]], *args: Any) -> Any:
    """Runs a coroutine function in the consumer's thread and gives its result."""
    return await consumer._thread.call_thread(function, *args)  # noqa: SLF001 - the same


def generation(consumer: Any) -> int:
    """Gives the group's generation as aiokafka's coordinator knows it."""
    return int(client(consumer)._coordinator.generation)  # noqa: SLF001 - the same


async def committed(consumer: Any, partitions: list[Any]) -> dict[Any, Any]:
    """Gives the committed offsets with their metadata, which aiokafka's public `committed` leaves out."""
    found = await in_thread(consumer, client(consumer)._coordinator.fetch_committed_offsets, partitions)  # noqa: SLF001
    return {place: position for place, position in found.items() if position.offset >= 0}


async def positions(member: AIOKafkaConsumer, partitions: list[Any]) -> dict[Any, tuple[int, str]]:
    """Gives what is committed for a group member of our own, with its metadata."""
    found = await member._coordinator.fetch_committed_offsets(partitions)  # noqa: SLF001 - the same
    return {place: (at.offset, at.metadata or "") for place, at in found.items() if at.offset >= 0}


def read_committed(fresh: AIOKafkaConsumer) -> None:
    """Skips records of aborted transactions: outside its transactions Faust hard-codes `read_uncommitted`."""
    fresh._isolation_level = "read_committed"  # noqa: SLF001 - read at start, by the fetcher it makes


def fetch_often(fresh: AIOKafkaConsumer, wait_ms: int) -> None:
    """Lets a fetch that finds nothing wait no longer than this; Faust hard-codes 1,500 ms.

    aiokafka has one fetch at a time on its way to a broker, and a partition whose records were still in its buffer is
    not in it: while the others have nothing, that partition would get nothing for as long.
    """
    fresh._fetch_max_wait_ms = wait_ms  # noqa: SLF001 - the same


def pace_metadata(fresh: AIOKafkaConsumer) -> None:
    """Lets a consumer ask for metadata at a pace: without a leader it asks again as soon as it was answered."""
    pace(fresh._client)  # noqa: SLF001 - the same


async def disconnect(member: AIOKafkaConsumer) -> None:
    """Closes the connections of a consumer whose stop was cut short before it came to them."""
    await member._client.close()  # noqa: SLF001 - the same


def renew_with_heartbeats(member: AIOKafkaConsumer, lease: Lease) -> None:
    """Renews the lease with every heartbeat that the broker accepts from a started group member."""
    coordinator = member._coordinator  # noqa: SLF001 - the same
    beat = coordinator._do_heartbeat  # noqa: SLF001 - the same
    if getattr(beat, "renews", None) is lease:
        return

    async def timed() -> bool:
        sent_s = time.monotonic()
        accepted = bool(await beat())
        if accepted:
            lease.renew(sent_s)
        return accepted

    timed.renews = lease  # type: ignore[attr-defined]  # marks it as wrapped
    coordinator._do_heartbeat = timed  # noqa: SLF001 - the same


def heed_refusals(consumer: Any, told: Callable[[Exception], object]) -> None:
    """Takes from aiokafka what its group's coordinator could not answer by itself, so that it tries again.

    It keeps such an error until somebody polls, and waits. Faust reads past the poll: a member that was refused once (a
    SyncGroup answered with an error unknown to aiokafka) stayed idle. `told` is called in the consumer's thread.
    """
    thread: Any = getattr(consumer, "_thread", None)
    coordinator = getattr(getattr(thread, "_consumer", None), "_coordinator", None)
    if coordinator is None:
        return

    def take() -> None:
        try:
            coordinator.check_errors()
        except asyncio.CancelledError:
            return  # it is stopped
        except Exception as error:  # noqa: BLE001 - whatever it is, the lane's owner judges it
            told(error)

    with contextlib.suppress(RuntimeError):  # the thread's loop is closed
        thread.thread_loop.call_soon_threadsafe(take)


def fetching(consumer: Any) -> bool:
    """Says whether any partition is fetched; Faust sleeps a whole second when none is."""
    return bool(consumer._get_active_partitions())  # noqa: SLF001 - the same


def nothing_fetched(consumer: Any) -> tuple[dict[Any, Any], Any]:
    """What Faust's `_wait_next_records` gives when nothing came."""
    return {}, consumer._get_active_partitions()  # noqa: SLF001 - the same


def ended(service: Any) -> bool:
    """Says whether a Faust service was told to stop."""
    return bool(service._stopped.is_set())  # noqa: SLF001 - the same


async def close_thread(app: Any) -> None:
    """Closes the event loop of the stopped consumer's thread; Faust leaves it, and its sockets, open."""
    loop = app.consumer._thread.thread_loop  # noqa: SLF001 - the same
    for _ in range(100):
        if not loop.is_running():
            loop.close()
            return
        await asyncio.sleep(0.01)


async def crashed(app: Any) -> str:
    """Waits until Faust has crashed, and says why."""
    await app._crashed.wait()  # noqa: SLF001 - the same
    return repr(app.crash_reason)
