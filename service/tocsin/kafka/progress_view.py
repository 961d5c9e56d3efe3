"""What the progress topic is made from, asked of the broker: lags and ends, waiting retries, and the topic itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec
from aiokafka import TopicPartition

from tocsin.core import times
from tocsin.core.completeness import Behind, Place, View, Waiting, Window, submitted_ms
from tocsin.core.records.outcome import StageName
from tocsin.core.topics import SINGLE_PARTITION
from tocsin.kafka.errors import edge
from tocsin.kafka.lag import LagMeter, PartitionLag, lag_meter
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import groupless, stopped
from tocsin.kafka.topics import Catalogue

RETRIES = ("retry_30s", "retry_5m", "retry_1h")
SOURCES: Mapping[StageName, str] = {"admission": "submitted", "enrichment": "admitted", "alerting": "signals"}
# Reading on in the retry topics stops after this long; what is left over is read at the next look.
READ_S = 3.0
POLL_MS = 200
POLL_RECORDS = 500


class _Said(msgspec.Struct):
    stage: str
    partition: int
    complete_until: str | None


_READER = msgspec.json.Decoder(_Said)


class ProgressView:
    """Looks again and again over the same connections."""

    def __init__(self, meter: LagMeter, consumer: Any, uncommitted: Any, catalogue: Catalogue) -> None:
        """`uncommitted` sees what open transactions have written; nothing is read with it but ends."""
        self._meter, self._consumer, self._uncommitted, self._catalogue = meter, consumer, uncommitted, catalogue
        self._log = TopicPartition(catalogue.named("progress").name, SINGLE_PARTITION)
        self._retries = {catalogue.named(logical).name for logical in RETRIES}
        self._admitted = catalogue.named("admitted").name
        self._submitted = catalogue.named("submitted").name
        self._said: dict[tuple[str, int], int | None] = {}
        self._numbers: dict[str, int] = {}
        self._windows: dict[TopicPartition, Window] = {}
        self._positions: dict[TopicPartition, int] = {}

    async def stages(self) -> Mapping[StageName, int | None]:
        """Gives up to when each stage has said to be complete on all of its partitions; None: not on all."""
        with edge(f"read {self._log.topic}"):
            self._assign(self._windows)
            end = (await self._consumer.end_offsets([self._log]))[self._log]
            if self._positions.get(self._log, end + 1) > end:  # not begun, or the topic was made again
                self._said = {}
                self._consumer.seek(self._log, (await self._consumer.beginning_offsets([self._log]))[self._log])
            await self._read_to({self._log: end})
        return {stage: self._complete(stage) for stage in SOURCES}

    async def look(self, retried: Collection[int]) -> View:
        """Gives ends and lags of all partitions, and what waits to be retried for these partitions of `admitted`."""
        written = await self._written()
        lags = await self._meter.measure()
        self._numbers = {}
        for lag in lags:
            self._numbers[lag.topic] = max(self._numbers.get(lag.topic, 0), lag.partition + 1)
        of: dict[int, list[PartitionLag]] = {number: [] for number in retried}
        for lag in lags:
            if lag.topic in self._retries:
                # The same hash and the same number of partitions: a host's retries wait under its own number.
                of.get(lag.partition % max(self._numbers.get(self._admitted, 1), 1), []).append(lag)
        with edge("read what waits to be retried"):
            read = await self._windowed([lag for each in of.values() for lag in each])
        return View(
            behind={(lag.topic, lag.partition): self._behind(lag, written) for lag in lags},
            waiting={number: self._waiting(each, read) for number, each in of.items()},
        )

    def forget(self, forwarded: Mapping[Place, int]) -> None:
        """The records below these offsets of the retry topics are in the books by now."""
        for (topic, partition), below in forwarded.items():
            window = self._windows.get(TopicPartition(topic, partition))
            if window:
                window.drop(below)

    async def _written(self) -> Mapping[TopicPartition, int]:
        """Gives where the submissions end, those of open transactions included. Only wires' producers open any."""
        places = [TopicPartition(self._submitted, number) for number in range(self._numbers.get(self._submitted, 0))]
        with edge("look for open transactions"):
            found: Mapping[TopicPartition, int] = await self._uncommitted.end_offsets(places) if places else {}
        return found

    def _behind(self, lag: PartitionLag, written: Mapping[TopicPartition, int]) -> Behind:
        """Sets the end that is settled beside the one that was written before; unknown is not settled."""
        before = written.get(TopicPartition(lag.topic, lag.partition))
        settled = lag.topic != self._submitted or (before is not None and lag.end >= before)
        return Behind(end=lag.end, messages=lag.messages, seconds=lag.seconds, settled=settled)

    # --- the retry topics -------------------------------------------------------------------------------------

    async def _windowed(self, lags: Sequence[PartitionLag]) -> set[TopicPartition]:
        """Reads every window on to its end; gives those that are read to it."""
        ends = {TopicPartition(lag.topic, lag.partition): lag for lag in lags}
        self._windows = {place: window for place, window in self._windows.items() if place in ends}
        fresh = [place for place in ends if place not in self._windows]
        self._assign(list(ends))
        for place in fresh:
            self._windows[place] = Window()
            self._consumer.seek(place, _first(ends[place]))
        return await self._read_to({place: lag.end for place, lag in ends.items()})

    def _assign(self, retries: Collection[TopicPartition]) -> None:
        """Reads these retry partitions beside the progress topic; each goes on where it was, the rest is forgotten."""
        wanted = {*retries, self._log}
        if wanted == self._consumer.assignment():
            return
        self._consumer.assign(list(wanted))
        # Nothing is fetched between two looks: a mebibyte of each retry partition would lie in memory meanwhile.
        self._consumer.pause(*wanted)
        self._positions = {place: at for place, at in self._positions.items() if place in wanted}
        for place, at in self._positions.items():
            self._consumer.seek(place, at)

    async def _read_to(self, ends: Mapping[TopicPartition, int]) -> set[TopicPartition]:
        """Reads on up to these ends, for a while; gives the partitions that are there."""
        left = short = await self._short_of(ends)
        self._consumer.resume(*short)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READ_S):
                while left:
                    found = await self._consumer.getmany(*left, timeout_ms=POLL_MS, max_records=POLL_RECORDS)
                    for place, records in found.items():
                        for record in records:
                            self._note(place, record)
                    left = await self._short_of(ends)
        self._consumer.pause(*short)
        for place in ends:
            self._positions[place] = await self._consumer.position(place)
        return {*ends} - left

    async def _short_of(self, ends: Mapping[TopicPartition, int]) -> set[TopicPartition]:
        # The position passes transaction markers, so that an end made of them is reached too.
        return {place for place, end in ends.items() if await self._consumer.position(place) < end}

    def _note(self, place: TopicPartition, record: Any) -> None:
        if place != self._log:
            self._windows[place].add(record.offset, submitted_ms(record.value))
            return
        with contextlib.suppress(msgspec.MsgspecError, UnicodeDecodeError):
            said = _READER.decode(record.value or b"")
            self._said[said.stage, said.partition] = times.parse(said.complete_until or "")

    def _waiting(self, lags: Sequence[PartitionLag], read: AbstractSet[TopicPartition]) -> Waiting:
        places = [TopicPartition(lag.topic, lag.partition) for lag in lags]
        windows = [self._windows[place] for place in places]
        seconds = [lag.seconds for lag in lags if lag.seconds is not None]
        lowest = [window.lowest_ms for window in windows if window.lowest_ms is not None]
        return Waiting(
            known=len(seconds) == len(lags) and read >= {*places} and all(window.known for window in windows),
            lowest_ms=min(lowest, default=None),
            messages=sum(lag.messages for lag in lags),
            seconds=max(seconds, default=0.0) if len(seconds) == len(lags) else None,
            forwarded={(lag.topic, lag.partition): _first(lag) for lag in lags},
        )

    def _complete(self, stage: StageName) -> int | None:
        """Gives the lowest moment that a stage has said, when it has said one on every partition that there is."""
        count = self._numbers.get(self._catalogue.named(SOURCES[stage]).name, 0)
        said = [self._said.get((stage, number)) for number in range(count)]
        known = [moment for moment in said if moment is not None]
        return min(known) if known and len(known) == len(said) else None


def _first(lag: PartitionLag) -> int:
    """Gives the first record of a retry partition that was not moved."""
    return lag.end - lag.messages


@contextlib.asynccontextmanager
async def progress_view(
    broker: Broker, catalogue: Catalogue, now_ms: Callable[[], int], only: Collection[str]
) -> AsyncIterator[ProgressView]:
    """Opens it for the groups of some topics (logical names). Raises UnknownTopic, BrokerRefused or BrokerAway."""
    async with lag_meter(broker, catalogue, now_ms, only) as meter:
        consumer = groupless(broker, catalogue.named("progress").name)
        uncommitted = groupless(broker, committed=False)
        try:
            with edge("read the progress topic"):
                await consumer.start()
                await uncommitted.start()
            consumer.unsubscribe()
            yield ProgressView(meter, consumer, uncommitted, catalogue)
        finally:
            await stopped(consumer.stop())
            await stopped(uncommitted.stop())
