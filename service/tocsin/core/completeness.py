"""Up to when is everything done? The bounds from which the progress topic's `complete_until` is made. Pure.

A stage is complete until the lowest `submitted_at` that it has not ended. What it holds it can look at; what still
stands in its topic it cannot, so that needs a bound. One is the stage before: a record that came into a topic after
the stage before was complete until W was submitted at W or later. Moments are milliseconds since the epoch.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from tocsin.core import times


class _Dated(msgspec.Struct, frozen=True):
    submitted_at: str | None = None


class _Enveloped(msgspec.Struct, frozen=True):
    envelope: _Dated = _Dated()
    submitted_at: str | None = None


_READER = msgspec.json.Decoder(_Enveloped)


def submitted_ms(value: bytes | None) -> int | None:
    """Reads when a record of our own topics was submitted (admitted records and articles); all else is skipped over."""
    try:
        found = _READER.decode(value or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return times.parse(found.envelope.submitted_at or found.submitted_at or "")


@dataclass(slots=True)
class _Second:
    last: int  # the greatest offset of a record of this second
    second: int
    lowest_ms: int


class Window:
    """The lowest moment among the records of a partition from some offset on; records are added in offset order.

    Records of one second share an entry, so that a day's records take at most 86,400 of them, whatever their number;
    after one of those is dropped the lowest may be too low by less than a second.
    """

    def __init__(self) -> None:
        self._rising: deque[_Second] = deque()
        self._unknown: int | None = None

    def add(self, offset: int, moment_ms: int | None) -> None:
        """Adds the next record; one without a moment makes the lowest unknown for as long as it is there."""
        if moment_ms is None:
            self._unknown = offset
            return
        second = moment_ms // times.SECOND_MS
        # What came before and is later leaves before this one does: it can never be the lowest again.
        while self._rising and self._rising[-1].second > second:
            self._rising.pop()
        if self._rising and self._rising[-1].second == second:
            self._rising[-1].last = offset
            self._rising[-1].lowest_ms = min(self._rising[-1].lowest_ms, moment_ms)
        else:
            self._rising.append(_Second(offset, second, moment_ms))

    def drop(self, below: int) -> None:
        """Forgets the records below an offset."""
        while self._rising and self._rising[0].last < below:
            self._rising.popleft()
        if self._unknown is not None and self._unknown < below:
            self._unknown = None

    @property
    def known(self) -> bool:
        """Says whether every record in it has a moment."""
        return self._unknown is None

    @property
    def lowest_ms(self) -> int | None:
        """Gives the lowest moment, None when it is empty."""
        return self._rising[0].lowest_ms if self._rising else None


@dataclass(frozen=True, slots=True)
class _Mark:
    end: int
    moment_ms: int


class Frontier:
    """What can be said of records that are in a partition and were not yet read."""

    def __init__(self) -> None:
        self._marks: deque[_Mark] = deque()

    def note(self, end: int, moment_ms: int) -> None:
        """Notes that every record from the offset `end` on was submitted at `moment_ms` or later."""
        if self._marks and self._marks[-1].end == end:
            self._marks.pop()
        self._marks.append(_Mark(end, moment_ms))

    def bound_ms(self, expected: int) -> int | None:
        """Gives the bound for all from the offset `expected` on, None where nothing is known. `expected` only rises."""
        while len(self._marks) > 1 and self._marks[1].end <= expected:
            self._marks.popleft()
        return self._marks[0].moment_ms if self._marks and self._marks[0].end <= expected else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """One partition of a group as the broker has it; `seconds` is None where the record could not be read.

    `settled` says that all which came before the look stands below `end`. Of a transaction that is open nothing does:
    its records come to light later, with the times at which they were written.
    """

    end: int
    messages: int
    seconds: float | None
    settled: bool = True


Place = tuple[str, int]  # topic and partition


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits in the retry topics for one partition of the main topic.

    `lowest_ms` is exact where `known`; `forwarded` is how far each retry partition had been moved when looked at.
    `seconds` is None where a record could not be read.
    """

    known: bool
    lowest_ms: int | None
    messages: int
    seconds: float | None
    forwarded: Mapping[Place, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the broker says: how far every partition is behind, and what waits for a main partition to be retried."""

    behind: Mapping[Place, Behind]
    waiting: Mapping[int, Waiting]
