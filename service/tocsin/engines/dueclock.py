"""The clock by which retries are due: it follows the wall clock's small corrections and ignores its steps."""

import time
from collections.abc import Callable

# NTP slews below this; a step of more is a mistake somewhere, and would make retries early or very late.
STEP_MS = 5_000
# Counts a suspended machine's time as well, where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _steady_ms() -> int:
    return time.clock_gettime_ns(_STEADY) // 1_000_000


class DueClock:
    """Milliseconds since the epoch, as the wall clock had it at the start."""

    def __init__(self, wall_ms: Callable[[], int] = _wall_ms, steady_ms: Callable[[], int] = _steady_ms) -> None:
        self._wall_ms = wall_ms
        self._steady_ms = steady_ms
        self._offset_ms = wall_ms() - steady_ms()

    def now_ms(self) -> int:
        """Gives the time now."""
        steady_ms = self._steady_ms()
        drift_ms = self._wall_ms() - steady_ms - self._offset_ms
        if abs(drift_ms) < STEP_MS:
            self._offset_ms += drift_ms
        return steady_ms + self._offset_ms
