"""The progress topic: for each partition of ours, up to when every submission has ended ("complete until").

    snapshot of a lane's books -> the broker's ends, and what waits in the retry topics -> the stage before -> record

In this order, and with what was learnt of retries one look earlier, a record that moves meanwhile is seen at least
once: in the books, in a retry topic, or behind a frontier. So a moment that is published was true and stays true: it
may lag behind by a few rounds, it never runs ahead. Unknown is null: after a partition was taken over with work that
is still unread, and where the stage before says nothing.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from uuid import NAMESPACE_URL, uuid5

from tocsin.core import codec, times
from tocsin.core.completeness import Behind, Frontier, Place, View, Waiting, submitted_ms
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.records.outcome import Progress, StageName
from tocsin.core.topics import SINGLE_PARTITION
from tocsin.engines.exits import Ending, Exit
from tocsin.engines.partition import Partition
from tocsin.ports import Clock, Publisher

if TYPE_CHECKING:
    from tocsin.engines.lane import Lane

log = logging.getLogger("tocsin.progress")

# The stage whose records a stage takes; nothing is before admission.
BEFORE: Mapping[StageName, StageName] = {"enrichment": "admission", "alerting": "enrichment"}
RETRIED: StageName = "enrichment"


class Broker(Protocol):
    """What the reporter asks of the broker (`kafka/progress_view.py`)."""

    async def stages(self) -> Mapping[StageName, int | None]:
        """Gives up to when each stage has said to be complete, on all of its partitions; None: not on all."""

    async def look(self, retried: Collection[int]) -> View:
        """Gives ends and lags of all partitions, and what waits to be retried for these partitions of `admitted`."""

    def forget(self, forwarded: Mapping[Place, int]) -> None:
        """The records below these offsets of the retry topics are in the books by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressValues:
    """What a reporter is built from."""

    topic: str
    build: str
    tagger_version: str
    every_s: float = 10.0  # contract: records, Progress


@dataclass(slots=True)
class _Track:
    """What is remembered of one partition between two reports."""

    moments: dict[int, int | None] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)
    # Retries that were forwarded to below an end; they leave the retry window once we have read up to that end.
    forwarded: deque[tuple[int, Mapping[Place, int]]] = field(default_factory=deque)
    # When nothing was left to read, or to come to light, the last time.
    clear_ms: int | None = None
    lag_s: float = 0.0
    retry_lag_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Snapshot:
    partition: Partition
    known: bool
    lowest_ms: int | None
    expected: int
    latest_ms: int | None


class Reporter:
    """Publishes the progress of the lanes it watches; beside them it matters little, so it never ends a worker."""

    def __init__(self, values: ProgressValues, broker: Broker, publisher: Publisher, clock: Clock) -> None:
        self._values, self._broker, self._publisher, self._clock = values, broker, publisher, clock
        self._tracks: dict[Partition, _Track] = {}
        self._stopping = asyncio.Event()
        self._acknowledged = False
        self._lanes: Sequence[Lane] = ()

    def watch(self, lanes: Sequence["Lane"]) -> None:
        """Names the lanes to report on."""
        self._lanes = lanes

    def stop(self) -> None:
        """Ends after the report at hand."""
        self._stopping.set()

    async def run(self) -> Ending:
        """Reports until stopped; a report that fails is said and left out."""
        while not self._stopping.is_set():
            try:
                await self.report()
            except asyncio.CancelledError:
                # A client whose broker went away may cancel whoever waits for it.
                task = asyncio.current_task()
                if task is None or task.cancelling():
                    raise
            except Exception as error:  # noqa: BLE001 - the next owner or the next round says it; nothing hangs on it
                log.warning("no progress is reported: %r", error)
            try:
                async with asyncio.timeout(self._values.every_s):
                    await self._stopping.wait()
            except TimeoutError:
                continue
        return Ending(Exit.STOPPED, "stopped")

    async def report(self) -> None:
        """Publishes one record for each partition that is ours now."""
        stages = await self._broker.stages()
        lanes = [lane for lane in self._lanes if lane.partitions]
        shots = {lane.hop.group: await self._snapshots(lane) for lane in lanes}
        # Until something was acknowledged nobody has told us the broker's time, and ours may be ahead of it.
        now_ms = self._clock.now_ms() if self._acknowledged else None
        retried = {p for lane in lanes if lane.hop.stage == RETRIED for p in lane.partitions}
        view = await self._broker.look(retried)
        outputs: list[Output] = []
        for lane in lanes:
            before = stages.get(BEFORE[lane.hop.stage]) if lane.hop.stage in BEFORE else now_ms
            for shot in shots[lane.hop.group]:
                outputs.extend(self._outputs(lane, shot, view, before))
        ours = {shot.partition for each in shots.values() for shot in each}
        self._tracks = {partition: track for partition, track in self._tracks.items() if partition in ours}
        await self._publisher.publish(*outputs)
        self._acknowledged = self._acknowledged or bool(outputs)

    async def _snapshots(self, lane: "Lane") -> list[_Snapshot]:
        found = []
        for partition in list(lane.partitions.values()):
            found.append(self._snapshot(lane.hop.stage, partition))
            # A thousand values held take some milliseconds to read, and other records must not wait for all of them.
            await asyncio.sleep(0)
        return found

    def _snapshot(self, stage: StageName, partition: Partition) -> _Snapshot:
        """Looks at what a partition holds; each value is read once."""
        track = self._tracks.setdefault(partition, _Track())
        track.moments = {
            offset: track.moments[offset] if offset in track.moments else _moment_ms(stage, delivery)
            for offset, delivery in partition.unfinished.items()
        }
        moments = [moment for moment in track.moments.values() if moment is not None]
        return _Snapshot(
            partition=partition,
            known=len(moments) == len(track.moments),
            lowest_ms=min(moments, default=None),
            expected=partition.ledger.expected,
            latest_ms=partition.latest_ms,
        )

    def _outputs(self, lane: "Lane", shot: _Snapshot, view: View, before: int | None) -> list[Output]:
        place = (lane.hop.source, shot.partition.number)
        behind = view.behind.get(place)
        if not shot.partition.ours or lane.dead or behind is None:
            return []
        waiting = view.waiting.get(shot.partition.number) if lane.hop.stage == RETRIED else None
        unread_ms = self._bound_ms(lane, shot, behind, before)
        known = shot.known and unread_ms is not None
        bounds = [shot.lowest_ms, unread_ms]
        if lane.hop.stage == RETRIED:
            self._pass_on(shot, behind.end, waiting)
            known = known and waiting is not None and waiting.known
            bounds.append(waiting.lowest_ms if waiting else None)
        complete = min((bound for bound in bounds if bound is not None), default=None) if known else None
        retrying = waiting.messages if waiting else 0
        track = self._tracks[shot.partition]
        # What the broker did not give in time is as old as it was when it last did.
        track.lag_s = track.lag_s if behind.seconds is None else behind.seconds
        found = [self._record(lane.hop.stage, shot, complete, behind.messages, track.lag_s, retrying)]
        if waiting:
            track.retry_lag_s = track.retry_lag_s if waiting.seconds is None else waiting.seconds
            found.append(self._record("retry", shot, complete, waiting.messages, track.retry_lag_s, retrying))
        return found

    def _bound_ms(self, lane: "Lane", shot: _Snapshot, behind: Behind, before: int | None) -> int | None:
        """Gives the bound for all that this partition has not given us yet."""
        track = self._tracks[shot.partition]
        if lane.hop.stage not in BEFORE:
            # Beyond the last record there may be markers of a transaction, which are never read.
            if behind.settled and (shot.expected >= behind.end or not behind.messages):
                track.clear_ms = before
            # The broker stamps submissions as they come, so what is unread is no earlier than what was read last.
            moments = [moment for moment in (track.clear_ms, shot.latest_ms) if moment is not None]
            return max(moments, default=None)
        frontier = track.frontier
        if before is not None:
            frontier.note(behind.end, before)
        return frontier.bound_ms(shot.expected)

    def _pass_on(self, shot: _Snapshot, end: int, waiting: Waiting | None) -> None:
        """Lets go of forwarded retries that the books hold by now, or held."""
        track = self._tracks[shot.partition]
        while track.forwarded and track.forwarded[0][0] <= shot.expected:
            self._broker.forget(track.forwarded.popleft()[1])
        if waiting:
            track.forwarded.append((end, waiting.forwarded))

    def _record(
        self, stage: StageName, shot: _Snapshot, complete: int | None, messages: int, seconds: float, retrying: int
    ) -> Output:
        progress = Progress(
            stage=stage,
            partition=shot.partition.number,
            complete_until=None if complete is None else times.text_of(complete),
            lag_messages=messages,
            lag_s=round(seconds, 3),
            retrying=retrying,
            build=self._values.build,
            tagger_version=self._values.tagger_version,
        )
        return _output(self._values.topic, progress, times.text_of(self._clock.now_ms()))


def _output(topic: str, progress: Progress, recorded: str) -> Output:
    key = f"{progress.stage}/{progress.partition}"
    event = codec.CloudEvent(
        id=str(uuid5(NAMESPACE_URL, f"progress://{key}?t={recorded}")),
        stage=progress.stage,
        schema=codec.SCHEMA_NAMES[Progress],
        subject=key,
        time=recorded,
        recorded=recorded,
        mode="live",
    )
    return Output(
        topic=topic,
        key=key.encode(),
        value=codec.dump(progress),
        headers=event.headers(),
        partition=SINGLE_PARTITION,
    )


def _moment_ms(stage: StageName, delivery: Delivery) -> int | None:
    """Gives when a record's submission was submitted: it is the submission, or it says so itself."""
    return delivery.timestamp_ms if stage not in BEFORE else submitted_ms(delivery.value)
