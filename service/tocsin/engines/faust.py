"""The engine: every hop on Faust, in one process and one loop, each with an app, a group and a lane of its own.

No Faust worker: our loop, our signals, our logging, no web server, nothing in Faust's name on disk but its `datadir`.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path
from typing import Any, Protocol

import faust
from aiokafka.errors import GroupAuthorizationFailedError, TopicAuthorizationFailedError
from faust.tables import TableManager

from tocsin.engines import innards
from tocsin.engines.consumer import FaustGroup, LaneConsumer
from tocsin.engines.exits import Ending, Exit
from tocsin.engines.lane import Lane
from tocsin.engines.liveness import Watch, Watchdog, Watched
from tocsin.engines.progress import Reporter
from tocsin.engines.status import PartitionStatus
from tocsin.engines.values import EngineValues
from tocsin.ports import Hop, Publisher
from tocsin.telemetry import Telemetry

log = logging.getLogger("tocsin.engine")

LEAVE_S = 8.0  # one app's stop once its group is quiet; 10 ms measured, 8 s when it hangs
REBALANCE_S = 15.0  # what a rebalance that is under way may still take before we leave anyway
ABANDON_S = 3.0  # the same when the worker must end: the broker may be what is wrong
NEVER_S = 86_400.0
JOIN_S = 60.0  # a rebalance may need this beside the drain of the slowest member
REFUSALS_MAX = 100  # ticks of refusals without an assignment in between: 20 s
FORBIDDEN = (GroupAuthorizationFailedError, TopicAuthorizationFailedError)
REQUEST_S = 10.0  # Faust wants its requests to outlast the session


class NoTables(TableManager):
    """Faust's manager of tables, of which there are none. At its start it waits a second for them to be declared."""

    async def sleep(self, n: object) -> None:
        """Waits no time: until then the app would not join its group, a second after every restart."""


class Driver(Watched, Protocol):
    """What runs beside the lanes, is watched and is stopped with them: a retry mover."""

    async def run(self) -> Ending:
        """Runs until stopped, or until it must end the worker."""

    def stop(self) -> None:
        """Begins its end."""

    def ready(self) -> bool:
        """Says whether it has joined its group."""


class Engine:
    """Runs hops (and movers) until stopped, or until one of them must end the worker."""

    def __init__(
        self,
        values: EngineValues,
        hops: Sequence[Hop],
        publisher: Publisher,
        *,
        telemetry: Telemetry | None = None,
        movers: Sequence[Driver] = (),
        reporter: Reporter | None = None,
    ) -> None:
        self._values = values
        self._telemetry = telemetry or Telemetry()
        self._movers = movers
        self._stop = asyncio.Event()
        self._ending: asyncio.Future[Ending] = asyncio.get_running_loop().create_future()
        self._watch = Watch(values.stall_s)
        self._watchdog = Watchdog(values.blocked_s)
        self._running = [_Running(hop, values, publisher, self._fail, self._telemetry) for hop in hops]
        self._reporter = reporter
        if reporter:
            reporter.watch(self.lanes)

    @property
    def lanes(self) -> list[Lane]:
        """One lane a hop."""
        return [running.lane for running in self._running]

    def stop(self) -> None:
        """Begins the drain."""
        self._stop.set()

    def ready(self) -> bool:
        """True once every group is joined and its assignment, which may be empty, is known."""
        return all(lane.joined for lane in self.lanes) and all(mover.ready() for mover in self._movers)

    def alive(self) -> bool:
        """False once nothing has finished for too long while something was due."""
        return not self._ending.done() and self._watch.alive

    def status(self) -> list[PartitionStatus]:
        """Gives every partition's state, the oldest unfinished offset and its culprit included."""
        now_ms = time.time_ns() // 1_000_000
        return [status for lane in self.lanes for status in lane.status(now_ms)]

    async def run(self) -> Ending:
        """Runs until `stop`, or until something must end the worker; then the process should end (`exits.leave`)."""
        innards.check()
        self._watchdog.start()
        movers = [asyncio.create_task(self._drive(mover)) for mover in self._movers]
        ticking = [asyncio.create_task(self._tick()), asyncio.create_task(self._guard(self._look(), "watch"))]
        reporting = [asyncio.create_task(self._reporter.run())] if self._reporter else []
        starting = [asyncio.create_task(self._guard(running.start(), "start")) for running in self._running]
        stopped: asyncio.Future[Any] = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait([stopped, self._ending], return_when=asyncio.FIRST_COMPLETED)
            if self._ending.done():
                # Leaving at once spares the others a session's wait; nothing is published or committed any more.
                await asyncio.gather(*(running.leave(0.0, ABANDON_S) for running in self._running))
            else:
                await self._drain(movers)
        finally:
            self._watchdog.stop()
            for task in (*movers, *starting, *reporting, *ticking, stopped):
                task.cancel()
        return self._ending.result()

    # --- while running ----------------------------------------------------------------------------------------

    def _fail(self, code: Exit, why: str) -> None:
        if not self._ending.done():
            log.critical("exit %d: %s", code, why)
            self._ending.set_result(Ending(code, why))
        for lane in self.lanes:
            lane.kill()

    async def _guard(self, work: Awaitable[None], what: str) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - whatever the library raises, the worker ends and says so
            self._fail(Exit.CRASHED, f"{what}: {error!r}")

    async def _drive(self, mover: Driver) -> Ending:
        ending = await mover.run()
        if not self._stop.is_set():
            self._fail(ending.code or Exit.CRASHED, ending.why)
        elif ending.code is not Exit.STOPPED:
            log.error("a mover ended with %d: %s", ending.code, ending.why)
        return ending

    async def _tick(self) -> None:
        """Commits, and ends overdue handlers."""
        while True:
            await asyncio.sleep(self._values.commit_s)
            self._watchdog.beat()
            await asyncio.gather(*(self._guard(lane.tick(), "tick") for lane in self.lanes))
            for running in self._running:
                running.heed_refusals()

    async def _look(self) -> None:
        """Watches for a standstill; asking the broker must not hold up the commits."""
        watched: list[Watched] = [*self.lanes, *self._movers]
        while True:
            await asyncio.sleep(self._values.commit_s)
            standstill = await self._watch.look(watched, time.monotonic())
            if standstill and not self._stop.is_set():
                self._fail(Exit.STALLED, standstill)

    # --- the end ----------------------------------------------------------------------------------------------

    async def _drain(self, movers: Sequence["asyncio.Task[Ending]"]) -> None:
        """Releases all, lets rebalances end, then stops all apps in parallel; each with a deadline."""
        for mover in self._movers:
            mover.stop()
        for lane in self.lanes:
            lane.stopping = True
        committed = await asyncio.gather(*(lane.release("stopping", self._values.drain_s) for lane in self.lanes))
        left = await asyncio.gather(*(running.leave() for running in self._running))
        if movers:
            await asyncio.wait(movers, timeout=LEAVE_S)
        if self._ending.done():
            return
        endings = [mover.result() for mover in movers if mover.done() and not mover.cancelled()]
        gone = all(left) and len(endings) == len(movers)
        self._ending.set_result(_drained(endings, committed=all(committed), left=gone))


def _drained(movers: Sequence[Ending], *, committed: bool, left: bool) -> Ending:
    if not committed:
        return Ending(Exit.NOT_LEFT, "stopped, but the last commit was not made")
    if not left:
        return Ending(Exit.NOT_LEFT, "stopped and committed, but a group was not left")
    return next((ending for ending in movers if ending.code is not Exit.STOPPED), Ending(Exit.STOPPED, "drained"))


class _Running:
    """One hop's Faust app, from start to leaving its group."""

    def __init__(self, hop: Hop, values: EngineValues, publisher: Publisher, fail: Any, telemetry: Telemetry) -> None:
        self._values = values
        self._app = _app(hop, values)
        group = FaustGroup(self._app, hop.source)
        self.lane = Lane(hop, values, publisher, group, fail, telemetry)
        self._app.lane = self.lane
        self._started = False
        self._refusals = 0

    async def start(self) -> None:
        """Starts the app, which returns once partitions are assigned, then waits for its crash."""
        if self.lane.stopping:
            return
        self._started = True
        crashed = asyncio.create_task(innards.crashed(self._app))
        starting = asyncio.create_task(self._app.start())
        try:
            await asyncio.wait([crashed, starting], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            reason = await crashed
        finally:
            crashed.cancel()
        self.lane.fail(Exit.CRASHED, f"Faust crashed: {reason}")

    def heed_refusals(self) -> None:
        """Called every tick: lets a refused member join again, and ends the worker when it is refused for good."""
        if self.lane.accepting:
            self._refusals = 0
        if self._started and not self.lane.stopping:
            loop = asyncio.get_running_loop()
            innards.heed_refusals(self._app.consumer, lambda error: loop.call_soon_threadsafe(self._refused, error))

    def _refused(self, error: Exception) -> None:
        self._refusals += 1
        log.warning("%s: refused by its group (%d): %r", self.lane.hop.group, self._refusals, error)
        if isinstance(error, FORBIDDEN) or self._refusals >= REFUSALS_MAX:
            self.lane.fail(Exit.CRASHED, f"refused by its group: {error!r}")

    async def leave(self, rebalance_s: float = REBALANCE_S, stop_s: float = LEAVE_S) -> bool:
        """Leaves the group; False when it could not.

        A stop in the middle of a rebalance would hang, and one before the first is over would leave a member behind.
        """
        until_s = time.monotonic() + rebalance_s
        while self._is_joining() and time.monotonic() < until_s:  # noqa: ASYNC110 - Faust's flag wakes nobody
            await asyncio.sleep(0.05)
        try:
            await asyncio.wait_for(self._app.stop(), stop_s)
            await innards.close_thread(self._app)
        except Exception as error:  # noqa: BLE001 - it is gone either way; the broker forgets us after a session
            log.warning("%s: left without a word: %r", self.lane.hop.group, error)
            return False
        return True

    def _is_joining(self) -> bool:
        return self._app.rebalancing or (self._started and not self.lane.joined)


def _app(hop: Hop, values: EngineValues) -> Any:
    """Makes one hop's Faust app: its own loop of consumer, group and rebalances, and nothing else of Faust."""
    datadir = Path(values.datadir) / hop.group
    datadir.mkdir(parents=True, exist_ok=True)  # Faust makes the last level only
    app = faust.App(
        hop.group,
        broker=[f"kafka://{address}" for address in values.security["bootstrap_servers"]],
        broker_credentials=values.credentials,
        store="memory://",
        TableManager=NoTables,
        value_serializer="raw",
        datadir=str(datadir),
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        # 0 selects aiokafka's round-robin; Faust's own assignor left workers without partitions.
        table_standby_replicas=0,
        stream_wait_empty=False,
        broker_commit_interval=NEVER_S,  # the commits are ours
        broker_commit_livelock_soft_timeout=NEVER_S,
        broker_max_poll_records=max(1, values.held_max // 2),  # what is held exceeds its bound by one poll at most
        broker_max_poll_interval=NEVER_S,  # a worker whose store is away polls nothing; liveness is ours to watch
        broker_session_timeout=values.session_s,
        broker_heartbeat_interval=min(3.0, values.session_s / 6),
        broker_request_timeout=values.session_s + REQUEST_S,
        broker_rebalance_timeout=max(values.revoke_drain_s, values.drain_s) + JOIN_S,
        consumer_auto_offset_reset="earliest",
        consumer_metadata_max_age_ms=int(values.metadata_s * 1000),
        consumer_group_instance_id=values.instance,
    )
    app.transport.Consumer = LaneConsumer  # type: ignore[misc]  # the transport reads it from itself
    source = app.topic(hop.source, key_serializer="raw", value_serializer="raw")

    async def idle(stream: Any) -> None:
        """Faust subscribes only for an agent; its stream gets nothing, for the lane takes the records before."""
        async for _ in stream.noack().events():
            log.critical("%s: a record came by Faust's stream", hop.group)

    app.agent(source, concurrency=1, name=f"{hop.group}-idle")(idle)
    return app
