"""The worker's threads on one core: one interpreter runs one of them at a time, so a second core only makes them wait.

Each hand-over of the interpreter to a thread on another core wakes that core first. At ninety articles a second the
event loop waited half of its time for that, with four fifths of the machine idle: on one core an article took 28 ms
beyond its fetching and reading and not 136, and 220 a second went through and not 157 (measured).
"""

import asyncio
import contextlib
import os
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Final

# Who shares the core with us changes: for a moment, every few seconds, the system chooses anew.
STAY_S = 5.0
CHOOSE_S = 0.05
# What this process was given at its start; on systems where threads cannot be placed, nothing.
ALLOWED: Final = frozenset(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else frozenset[int]()


async def stay_on_one() -> None:
    """Keeps this process's threads together until it is cancelled; does nothing where there is no choice."""
    if len(ALLOWED) <= 1:
        return
    try:
        while True:
            place({_current_core()})
            await asyncio.sleep(STAY_S)
            place(ALLOWED)
            await asyncio.sleep(CHOOSE_S)
    finally:
        place(ALLOWED)


def place(cores: Collection[int]) -> None:
    """Lets this process's threads run on these cores alone; those that they start from now on as well."""
    for thread in threading.enumerate():
        # It may have ended by now, or the system may forbid it.
        with contextlib.suppress(OSError):
            os.sched_setaffinity(thread.native_id or 0, cores)


def free() -> None:
    """Lets the calling thread run anywhere, for a while: processes that it starts inherit its cores."""
    if ALLOWED:
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, ALLOWED)


def _current_core() -> int:
    """Gives the core that the main thread ran on last (proc(5), /proc/pid/stat, field 39)."""
    stat = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace")
    return int(stat.rpartition(")")[2].split()[36])
