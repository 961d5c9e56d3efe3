"""Liveness is progress: within a set time some record finishes while a due one waits.

A loop that stands still makes none.

Faust's own detector of stopped fetching never fires, so the broker is asked for its end offsets as well: records that
it has and we were never given are due too. A broker that does not answer is away, which is no standstill of ours.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from tocsin.engines.exits import Exit, leave

if TYPE_CHECKING:
    from tocsin.engines.lane import Lane

T = TypeVar("T")

log = logging.getLogger("tocsin.engine")

LOOKS = 4  # end offsets are asked for this often within the limit
ANSWER_S = 5.0


class Watched(Protocol):
    """A lane or a mover: something that owes progress."""

    @property
    def name(self) -> str:
        """Gives its consumer group."""

    @property
    def finished(self) -> int:
        """Gives how many records it has finished since its start."""

    async def due(self) -> bool:
        """Says whether a record of it should be finishing now."""


class Watch:
    """Watches lanes and movers for a standstill of `stall_s` seconds.

    It must have looked several times in them: a process that was frozen for as long has not stood still.
    """

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._look_s = float("-inf")
        self._seen: dict[str, tuple[int, float, int]] = {}
        self.alive = True

    async def look(self, watched: Sequence[Watched], now_s: float) -> str | None:
        """Gives what stands still, or None. Asks the broker at most every quarter of the limit."""
        if now_s - self._look_s < self._stall_s / LOOKS:
            return None
        self._look_s = now_s
        for one in watched:
            finished, since_s, looks = self._seen.get(one.name, (-1, now_s, 0))
            if finished != one.finished or not await one.due():
                self._seen[one.name] = (one.finished, now_s, 0)
            elif now_s - since_s >= self._stall_s and looks + 1 >= LOOKS:
                self.alive = False
                return f"{one.name}: nothing finished for {now_s - since_s:.0f} s while records were due"
            else:
                self._seen[one.name] = (finished, since_s, looks + 1)
        return None


async def is_due(lane: "Lane") -> bool:
    """Says whether a record of this lane should be finishing: one held, or one that the broker has not given us.

    A lane that waits for its store owes nothing. One without an assignment, be it empty, owes that: a member may hang
    in a rebalance for ever.
    """
    if lane.stopping or lane.gate.trying:
        return False
    if not lane.accepting or any(partition.unfinished for partition in lane.partitions.values()):
        return True
    places = {number: partition.ledger.expected for number, partition in lane.partitions.items()}
    return await unread(lane.hop.group, lambda: lane.group.ends(list(places)), places, lane.intake.nothing_follows)


async def unread(
    name: str,
    ends: Callable[[], Awaitable[Mapping[T, int]]],
    expected: Mapping[T, int],
    nothing_follows: Callable[[Mapping[T, int]], Awaitable[bool]] | None = None,
) -> bool:
    """Says whether the broker has a record beyond what is expected next. A broker that does not answer has none.

    `nothing_follows` is asked of those whose end lies beyond that: what stands there may be no record.
    """
    try:
        async with asyncio.timeout(ANSWER_S):
            found = await ends()
            beyond = {place: end for place, end in found.items() if place in expected and end > expected[place]}
            return bool(beyond) and not (nothing_follows and await nothing_follows(beyond))
    except Exception as error:  # noqa: BLE001 - the broker is away, which is no standstill of ours
        log.warning("%s: no end offsets: %r", name, error)
        return False


class Watchdog:
    """A thread that ends the process when the loop has not turned for `blocked_s` seconds.

    It counts its own seconds, not the clock's: a process that was frozen as a whole has not been blocked.
    """

    def __init__(self, blocked_s: float) -> None:
        self._blocked_s = blocked_s
        self._beats = 0
        self._seen = -1
        self._still = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="tocsin-watchdog", daemon=True)

    def start(self) -> None:
        """Begins to watch."""
        self._thread.start()

    def beat(self) -> None:
        """The loop has turned."""
        self._beats += 1

    def stop(self) -> None:
        """Ends the watch."""
        self._stopped.set()

    def overdue(self) -> bool:
        """Called every second; says whether the loop has stood still for too many of them."""
        self._still = self._still + 1 if self._beats == self._seen else 0
        self._seen = self._beats
        return self._still >= self._blocked_s

    def _watch(self) -> None:
        while not self._stopped.wait(1.0):
            if self.overdue():
                log.critical("exit %d: the event loop has stood still for %g s", Exit.STALLED, self._blocked_s)
                leave(Exit.STALLED)
