"""How far each group is behind: exact messages and exact seconds, asked of the broker and not of the worker.

messages = end - committed. seconds = now - the moment of the record at the committed offset, 0 when there is none.
So both are right while a worker is frozen: its seconds grow by one a second. On a retry topic the moment is the
record's `not_before`: waiting for its time is no lag.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError

from tocsin.core import times
from tocsin.core.records.delivery import Delivery, delivery_of
from tocsin.kafka.errors import edge
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import ANSWER_S, groupless, require, stopped
from tocsin.kafka.topics import GROUPS, Catalogue, Topic

# Longest look for the record at a committed offset; where only transaction markers follow, nothing ever comes.
LOOK_S = 1.5
POLL_MS = 200
# A fresh broker makes its topic of offsets when first asked for a group, which takes about a second.
COORDINATOR_TRIES = 20
COORDINATOR_S = 0.25
COORDINATOR_MOVES = (GroupCoordinatorNotAvailableError, GroupLoadInProgressError, NotCoordinatorForGroupError)
# Of a key that anybody may have written, as much as a host's name may have (RFC 1035, 2.3.4).
KEY_SHOWN_MAX = 253
# The header in which a retry topic's record carries its due time.
NOT_BEFORE = "tocsin-not-before"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionLag:
    """One partition of one group. `seconds` is None where the record could not be read in time.

    `committed` is None before the group's first commit: then it is behind from the first record on. `culprit` is the
    key (a host, mostly) of the record at the committed offset, which holds the commit back.
    """

    group: str
    topic: str
    partition: int
    committed: int | None
    end: int
    messages: int
    seconds: float | None
    culprit: str | None = None


@dataclass(frozen=True, slots=True)
class _Oldest:
    moment_ms: int
    key: str


@dataclass(frozen=True, slots=True)
class _Place:
    committed: int | None
    begin: int
    end: int

    @property
    def next(self) -> int:
        """Gives the first record that is not done; what retention cut away is no longer waited for."""
        return max(self.committed if self.committed is not None else self.begin, self.begin)

    @property
    def behind(self) -> bool:
        return self.end > self.next


class LagMeter:
    """Measures again and again over the same connections; what stands still costs next to nothing."""

    def __init__(
        self, consumer: Any, admin: Any, groups: Sequence[tuple[str, Topic]], now_ms: Callable[[], int]
    ) -> None:
        self._consumer, self._admin, self._groups, self._now_ms = consumer, admin, groups, now_ms
        # The record at an offset, which is part of the key; and from which offset up to which end only markers stand.
        self._oldest: dict[tuple[TopicPartition, int], _Oldest] = {}
        self._markers: set[tuple[TopicPartition, int, int]] = set()
        self._one_at_a_time = asyncio.Lock()

    async def measure(self) -> tuple[PartitionLag, ...]:
        """Gives every partition of every group. Raises BrokerRefused, BrokerAway or UnknownTopic."""
        async with self._one_at_a_time:
            with edge("measure the lag"):
                places = await self._places()
                await self._look({tp: place for tp, place in places.items() if place.behind})
        return tuple(self._lag(group, tp, places[tp]) for group, topic in self._groups for tp in self._of(topic))

    async def _places(self) -> dict[TopicPartition, _Place]:
        partitions = [tp for _, topic in self._groups for tp in self._of(topic)]
        self._assign(partitions)
        committed = await self._committed()
        ends = await self._consumer.end_offsets(partitions)
        begins = await self._consumer.beginning_offsets(partitions)
        return {tp: _Place(committed.get(tp), begins[tp], ends[tp]) for tp in partitions}

    def _assign(self, partitions: list[TopicPartition]) -> None:
        """Takes all partitions, again when some were added; nothing is fetched until it is asked for."""
        if set(partitions) != self._consumer.assignment():
            self._consumer.assign(partitions)
            self._consumer.pause(*partitions)

    async def _committed(self) -> dict[TopicPartition, int]:
        found: dict[TopicPartition, int] = {}
        for group, topic in self._groups:
            offsets = await self._offsets(group, self._of(topic))
            found |= {tp: entry.offset for tp, entry in offsets.items() if entry.offset >= 0}
        return found

    async def _offsets(self, group: str, partitions: list[TopicPartition]) -> Any:
        """Asks the group's coordinator, and again while the broker is still making or moving it."""
        for _ in range(COORDINATOR_TRIES):
            try:
                return await self._admin.list_consumer_group_offsets(group, partitions=partitions)
            except COORDINATOR_MOVES:
                await asyncio.sleep(COORDINATOR_S)
        return await self._admin.list_consumer_group_offsets(group, partitions=partitions)

    async def _look(self, wanted: dict[TopicPartition, _Place]) -> None:
        """Reads the first record at each offset, once; what is known of other offsets is forgotten."""
        firsts = {(tp, place.next) for tp, place in wanted.items()}
        self._oldest = {key: oldest for key, oldest in self._oldest.items() if key in firsts}
        # A record may stand behind the markers by now.
        self._markers &= {(tp, place.next, place.end) for tp, place in wanted.items()}
        unknown = {tp: place for tp, place in wanted.items() if not self._is_known(tp, place)}
        for tp, place in unknown.items():
            self._consumer.seek(tp, place.next)
        self._consumer.resume(*unknown)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                while unknown:
                    await self._read_one(unknown)
        self._consumer.pause(*unknown)

    def _is_known(self, tp: TopicPartition, place: _Place) -> bool:
        return (tp, place.next) in self._oldest or (tp, place.next, place.end) in self._markers

    async def _read_one(self, unknown: dict[TopicPartition, _Place]) -> None:
        found = await self._consumer.getmany(*unknown, timeout_ms=POLL_MS, max_records=1)
        for tp, records in found.items():
            self._oldest[tp, unknown.pop(tp).next] = _oldest(delivery_of(records[0]))
            self._consumer.pause(tp)
        if not found:
            # The position passes markers and aborted records; at the end of them there is nothing to wait for.
            for tp in [tp for tp in unknown if await self._at_end(tp)]:
                place = unknown.pop(tp)
                self._markers.add((tp, place.next, place.end))
                self._consumer.pause(tp)

    async def _at_end(self, tp: TopicPartition) -> bool:
        ends = await self._consumer.end_offsets([tp])
        return bool(await self._consumer.position(tp) >= ends[tp])

    def _lag(self, group: str, tp: TopicPartition, place: _Place) -> PartitionLag:
        messages: int = max(place.end - place.next, 0)
        seconds: float | None = 0.0
        oldest = self._oldest.get((tp, place.next)) if place.behind else None
        if oldest is not None:
            seconds = max(self._now_ms() - oldest.moment_ms, 0) / 1000
        elif place.behind and (tp, place.next, place.end) in self._markers:
            messages = 0
        elif place.behind:
            seconds = None
        return PartitionLag(
            group=group,
            topic=tp.topic,
            partition=tp.partition,
            committed=place.committed,
            end=place.end,
            messages=messages,
            seconds=seconds,
            culprit=oldest.key if oldest else None,
        )

    def _of(self, topic: Topic) -> list[TopicPartition]:
        numbers = self._consumer.partitions_for_topic(topic.name) or ()
        return [TopicPartition(topic.name, number) for number in sorted(numbers)]


@contextlib.asynccontextmanager
async def lag_meter(
    broker: Broker, catalogue: Catalogue, now_ms: Callable[[], int], only: Collection[str] = tuple(GROUPS)
) -> AsyncIterator[LagMeter]:
    """Opens a meter for all groups, or those of some topics (logical names). Raises what `require` raises.

    Missing topics are looked for first, because without the right to see a topic the broker says of its groups
    that nothing was ever committed, and that is no error to it.
    """
    topics = [topic for topic in catalogue.read_by_groups if topic.logical in only]
    await require(broker, [topic.name for topic in topics])
    consumer = groupless(broker, *(topic.name for topic in topics))
    admin = AIOKafkaAdminClient(
        **broker.security.aiokafka(), client_id="tocsin-lag", request_timeout_ms=int(ANSWER_S * 1000)
    )
    try:
        with edge("measure the lag"):
            await consumer.start()
            await admin.start()
        consumer.unsubscribe()
        yield LagMeter(consumer, admin, [(GROUPS[topic.logical], topic) for topic in topics], now_ms)
    finally:
        await stopped(consumer.stop())
        await stopped(admin.close())


def _oldest(found: Delivery) -> _Oldest:
    due = times.parse((found.header(NOT_BEFORE) or b"").decode("ascii", "replace"))
    key = (found.key or b"").decode("utf-8", "replace")
    shown = "".join(letter if letter.isprintable() else "?" for letter in key[:KEY_SHOWN_MAX])
    return _Oldest(found.timestamp_ms if due is None else due, shown)
