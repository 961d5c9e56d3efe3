"""Records that a mover has read past: they are wanted later than those behind them, and wait in its memory.

They are bounded. What finds no room is forwarded at its tier's delay, and whoever reads it puts it off again; what is
lost with the process is read again, for no commit passes it.
"""

import heapq
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from aiokafka import TopicPartition

from tocsin.core.records.delivery import Delivery
from tocsin.engines.offsets import Ledger

RECORDS_MAX: Final = 5_000
# Records that a partition is read past its oldest unforwarded one: as many bits travel in each commit.
PASSED_MAX: Final = 5_000
BYTES_MAX: Final = 32 * 1024 * 1024  # records of 1 KiB as a rule, of 1.4 MiB at most


class Aside:
    """Records by the time at which they are wanted (milliseconds since the epoch)."""

    def __init__(self, records_max: int = RECORDS_MAX, bytes_max: int = BYTES_MAX) -> None:
        self._records_max = records_max
        self._bytes_max = bytes_max
        self._heap: list[tuple[int, TopicPartition, int, Delivery]] = []
        self._bytes = 0

    def put(self, place: TopicPartition, delivery: Delivery, wanted_ms: int) -> bool:
        """Keeps a record; False when there is no room for it."""
        size = len(delivery.value or b"")
        if len(self._heap) >= self._records_max or self._bytes + size > self._bytes_max:
            return False
        heapq.heappush(self._heap, (wanted_ms, place, delivery.offset, delivery))
        self._bytes += size
        return True

    def take(self, now_ms: int) -> list[tuple[TopicPartition, Delivery]]:
        """Gives what is wanted by now, and keeps it no longer."""
        wanted = []
        while self._heap and self._heap[0][0] <= now_ms:
            _, place, _, delivery = heapq.heappop(self._heap)
            self._bytes -= len(delivery.value or b"")
            wanted.append((place, delivery))
        return wanted

    def release(self, places: Collection[TopicPartition]) -> list[tuple[TopicPartition, Delivery]]:
        """Gives all that is kept of these partitions, and keeps it no longer."""
        given = [(place, delivery) for _, place, _, delivery in self._heap if place in places]
        self._heap = [one for one in self._heap if one[1] not in places]
        heapq.heapify(self._heap)
        self._bytes -= sum(len(delivery.value or b"") for _, delivery in given)
        return given

    @property
    def next_ms(self) -> int | None:
        """When the next one is wanted."""
        return self._heap[0][0] if self._heap else None

    def clear(self) -> None:
        """Forgets all: the partitions go."""
        self._heap.clear()
        self._bytes = 0


@dataclass(slots=True)
class _Before:
    mark: int
    done: set[int]
    timestamp_ms: int


class Forwarded:
    """What this mover has forwarded of its partitions, also in assignments before: a refused commit forgets none."""

    def __init__(self) -> None:
        self._before: dict[TopicPartition, _Before] = {}
        self._latest_ms: dict[TopicPartition, int] = {}

    def note(self, place: TopicPartition, delivery: Delivery) -> None:
        """Notes a record as acknowledged."""
        self._latest_ms[place] = max(delivery.timestamp_ms, self._latest_ms.get(place, -1))

    def keep(self, books: Mapping[TopicPartition, Ledger]) -> None:
        """Remembers what these books say, now that their assignment is over."""
        for place, book in books.items():
            mark, done = book.done()
            known = self._before.get(place, _Before(-1, set(), -1))
            mark = max(mark, known.mark)
            done = {offset for offset in done | known.done if offset >= mark}
            self._before[place] = _Before(mark, done, self._latest_ms.get(place, -1))

    def has(self, place: TopicPartition, delivery: Delivery) -> bool:
        """A lower offset with a later timestamp is another record: the topic was deleted and made again."""
        before = self._before.get(place)
        if before is None or delivery.timestamp_ms > before.timestamp_ms:
            return False
        return delivery.offset < before.mark or delivery.offset in before.done
