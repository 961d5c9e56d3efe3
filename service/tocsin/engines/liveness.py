"""Liveness is progress: within a set time some record finishes while a due one waits.

A loop that stands still makes none.

Faust's own detector of stopped fetching never fires, so the broker is asked for its end offsets as well: records that
it has and we were never given are due too. A broker that does not answer is away, which is no standstill of ours.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tocsin.engines.exits import Exit, leave

if TYPE_CHECKING:
    from tocsin.engines.lane import Lane

log = logging.getLogger("tocsin.engine")

LOOKS = 4  # end offsets are asked for this often within the limit
ANSWER_S = 5.0


class Watch:
    """Watches lanes for a standstill of `stall_s` seconds."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._look_s = float("-inf")
        self._seen: dict[str, tuple[int, float]] = {}
        self.alive = True

    async def look(self, lanes: Sequence["Lane"], now_s: float) -> str | None:
        """Gives what stands still, or None. Asks the broker at most every quarter of the limit."""
        if now_s - self._look_s < self._stall_s / LOOKS:
            return None
        self._look_s = now_s
        for lane in lanes:
            moved = self._seen.get(lane.hop.group)
            if moved is None or moved[0] != lane.finished or not await is_due(lane):
                self._seen[lane.hop.group] = (lane.finished, now_s)
            elif now_s - moved[1] >= self._stall_s:
                self.alive = False
                return f"{lane.hop.group}: nothing finished for {now_s - moved[1]:.0f} s while records were due"
        return None


async def is_due(lane: "Lane") -> bool:
    """Says whether a record of this lane should be finishing: one held, or one that the broker has not given us.

    A lane that waits for its store, or that is between two assignments, owes nothing.
    """
    if not lane.accepting or lane.gate.trying:
        return False
    if any(partition.unfinished for partition in lane.partitions.values()):
        return True
    try:
        async with asyncio.timeout(ANSWER_S):
            ends = await lane.group.ends(list(lane.partitions))
    except Exception as error:  # noqa: BLE001 - the broker is away
        log.warning("%s: no end offsets: %r", lane.hop.group, error)
        return False
    return any(end > lane.partitions[n].ledger.expected for n, end in ends.items() if n in lane.partitions)


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
