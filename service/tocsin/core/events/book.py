"""The book of threads: all that alerting knows, in memory, rebuilt from the thread topic alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import msgspec
import orjson

from tocsin.core.events.state import ACTS_KEPT_MS, Applied, Decision, EventState, ThreadState
from tocsin.core.records.alerts import Family

K = TypeVar("K")

_decode = msgspec.json.Decoder(ThreadState).decode


def written(state: ThreadState) -> bytes:
    """Gives a state as the thread topic carries it."""
    return orjson.dumps(state)


class Book:
    """Threads by key. `take_in` alone changes it, once a decision has been published."""

    def __init__(self) -> None:
        self._threads: dict[str, ThreadState] = {}
        # By what is asked for most: threads that are not closed, of a dyad, and those that counted an article.
        self._awake: set[str] = set()
        self._of_dyad: defaultdict[tuple[str, Family], set[str]] = defaultdict(set)
        self._counting: defaultdict[str, set[str]] = defaultdict(set)
        self._applied = Applied(offset=-1, timestamp_ms=-1)
        self._latest_ms = 0
        self.unreadable = 0

    @classmethod
    def of(cls, records: Iterable[bytes]) -> "Book":
        """Reads the thread topic, oldest record first.

        What is no thread state is counted in `unreadable`: to alert again, under the same ids, is better than not to.
        """
        book = cls()
        for value in records:
            try:
                state = _decode(value)
            except msgspec.MsgspecError:
                book.unreadable += 1
                continue
            for one in (*state.also, replace(state, also=())):
                book._keep(one)
        return book

    @property
    def latest_ms(self) -> int:
        """The latest event time that any thread has heard of."""
        return self._latest_ms

    def has_applied(self, at: Applied) -> bool:
        """Whether this record of the signals topic went into the book before.

        Both must say so: a topic that was made anew begins at offset 0 again, with later timestamps.
        """
        return at.offset <= self._applied.offset and at.timestamp_ms <= self._applied.timestamp_ms

    def place_of(self, offset: int, timestamp_ms: int) -> Applied:
        """Gives the place of a record of the signals topic: the one after an earlier offset is never before it in time.

        Clocks go back, and `tocsin enrich` is given articles in any order: a thread would not take what seems older.
        """
        return Applied(offset=offset, timestamp_ms=max(timestamp_ms, self._applied.timestamp_ms))

    def that_counted(self, article_id: str, revision: int) -> list[ThreadState]:
        """The threads that counted this revision of an article, or a later one."""
        states = (self._threads[key] for key in sorted(self._counting.get(article_id, ())))
        return [state for state in states if state.revision_of(article_id) >= revision]

    def open_at(self, moment_ms: int, family: Family) -> Iterator[ThreadState]:
        """The threads of a family that a report of this moment may belong to; the last that spoke first."""
        # A closed thread takes only what comes late.
        keys = self._awake if moment_ms >= self._latest_ms else self._threads
        return iter(self._taking(keys, moment_ms, family))

    def open_of(self, dyad: str, family: Family, moment_ms: int) -> ThreadState | None:
        """The thread of a dyad that takes a report of this moment, or None."""
        return next(iter(self._taking(self._of_dyad.get((dyad, family), ()), moment_ms, family)), None)

    def events_of(self, dyad: str, family: Family) -> Iterator[EventState]:
        """All events of a dyad that are still known, of open threads and closed ones."""
        for key in sorted(self._of_dyad.get((dyad, family), ())):
            yield from self._threads[key].events

    def silent_at(self, moment_ms: int) -> list[ThreadState]:
        """The threads that close by this moment, in the order of their keys."""
        states = (self._threads[key] for key in sorted(self._awake))
        return [state for state in states if not state.takes(moment_ms) and state.last_ms < moment_ms]

    def outdated_at(self, moment_ms: int) -> list[str]:
        """The keys of threads too old to be known."""
        return sorted(key for key, state in self._threads.items() if moment_ms - state.last_ms > ACTS_KEPT_MS)

    def take_in(self, decision: Decision) -> None:
        """Takes in what has been published."""
        for state in decision.threads:
            self._keep(replace(state, also=()))
        for key in decision.forgotten:
            self._forget(key)

    def _taking(self, keys: Iterable[str], moment_ms: int, family: Family) -> list[ThreadState]:
        states = (self._threads[key] for key in keys)
        taking = (state for state in states if state.family == family and state.takes(moment_ms))
        return sorted(taking, key=lambda state: (-state.last_ms, state.thread_key))

    def _keep(self, state: ThreadState) -> None:
        known = self._threads.get(state.thread_key)
        if known is None or _order(known.applied) <= _order(state.applied):
            self._forget(state.thread_key)
            self._threads[state.thread_key] = state
            self._of_dyad[state.dyad, state.family].add(state.thread_key)
            for article_id, _ in state.counted:
                self._counting[article_id].add(state.thread_key)
            if not state.closed:
                self._awake.add(state.thread_key)
        self._applied = max(self._applied, state.applied, key=_order)
        self._latest_ms = max(self._latest_ms, state.last_ms)

    def _forget(self, key: str) -> None:
        state = self._threads.pop(key, None)
        if state is None:
            return
        self._awake.discard(key)
        _drop(self._of_dyad, (state.dyad, state.family), key)
        for article_id, _ in state.counted:
            _drop(self._counting, article_id, key)


def _drop(index: dict[K, set[str]], at: K, key: str) -> None:
    index[at].discard(key)
    if not index[at]:
        del index[at]


def _order(applied: Applied) -> tuple[int, int]:
    return applied.timestamp_ms, applied.offset
