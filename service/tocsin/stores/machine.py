"""The clocks of one machine. Leases hang on the steady one, so that a wall clock that steps breaks none."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# Linux makes a new one at each boot (random(4)).
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Moment:
    """Now. `wall_ms` may step; `steady_ms` counts from the machine's start, sleep included, alike in all processes.

    `boot` names that start: after a reboot every lease of the one before is dead, as are its owners.
    """

    wall_ms: int
    steady_ms: int
    boot: str


class Machine(Protocol):
    """Tells the moment."""

    def now(self) -> Moment:
        """Gives the moment."""


class ThisMachine:
    """The machine we run on. Where there is no boot id (not Linux), a lease far ahead tells a reboot."""

    def __init__(self) -> None:
        self._boot = _BOOT_ID.read_text().strip() if _BOOT_ID.exists() else ""
        self._clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def now(self) -> Moment:
        """Gives the moment."""
        return Moment(time.time_ns() // 1_000_000, time.clock_gettime_ns(self._clock) // 1_000_000, self._boot)
