"""Release: a lane gives its partitions up, on a revocation or at the end, without losing or repeating anything.

Nothing more starts; what runs may end within the drain, and goes on being committed meanwhile; then handlers that have
sent nothing are cancelled (another worker does their records), those that have sent are awaited a little longer; the
last commit is made while the partitions are still ours; only then the books are closed.
"""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from tocsin.engines.commits import Unanswered

if TYPE_CHECKING:
    from tocsin.engines.lane import Lane

log = logging.getLogger("tocsin.engine")

LOOK_S = 0.05
SENDING_S = 5.0  # outputs on their way when the drain is over
LAST_COMMIT_S = 5.0


async def release(lane: "Lane", why: str, drain_s: float) -> bool:
    """Releases all partitions of a lane; True when what is done is committed. A second call shortens a drain."""
    lane.accepting = False
    lane.drain_until_s = min(lane.drain_until_s, time.monotonic() + drain_s)
    async with lane.releasing:
        began_s, running = time.monotonic(), len(lane.at_work)
        await _drain(lane)
        if not _ours(lane):
            lane.disown()
        await _cancel(lane)
        committed = await _commit(lane)
        lane.forget()
        told = "committed" if committed else "NOT committed"
        log.info(
            "%s: %s; %d were in flight; %s after %.2f s", lane.hop.group, why, running, told, time.monotonic() - began_s
        )
        return committed


def _ours(lane: "Lane") -> bool:
    return not lane.dead and lane.lease.held(time.monotonic()) and lane.group.generation() == lane.generation


async def _drain(lane: "Lane") -> None:
    while lane.at_work and _ours(lane) and time.monotonic() < lane.drain_until_s:
        await _settle(lane, LOOK_S)


async def _cancel(lane: "Lane") -> None:
    for handling in lane.at_work:
        if not handling.sending and handling.task:
            handling.released = True
            handling.task.cancel()
    until_s = time.monotonic() + (SENDING_S if _ours(lane) else LOOK_S)
    while lane.at_work and time.monotonic() < until_s:
        await _settle(lane, LOOK_S)


async def _settle(lane: "Lane", patience_s: float) -> None:
    await asyncio.wait([handling.task for handling in lane.at_work if handling.task], timeout=patience_s)
    # A task cancelled before its first step never runs, and cannot take itself off the list.
    lane.at_work -= {handling for handling in lane.at_work if handling.task and handling.task.done()}


async def _commit(lane: "Lane") -> bool:
    if not lane.partitions:
        return True
    if not _ours(lane):
        return False
    try:
        return await lane.committer.commit(LAST_COMMIT_S)
    except Unanswered as error:
        log.warning("%s: %s", lane.hop.group, error)
        return False
