"""The clock by which retries are due: the wall clock, unless the broker's clock says that it is wrong.

Where the broker stamps records (`LogAppendTime`) every acknowledgement tells its time. A wall clock an hour off,
at a start or after a step, would otherwise make retries early or an hour late.
"""

import time
from collections.abc import Callable

# NTP slews below this, and an acknowledgement takes less; a difference of more is a mistake of the wall clock.
STEP_MS = 10_000
# The broker's time is a little old when it comes, so the best of the last one to two minutes counts.
WINDOW_MS = 60_000
# The embedded broker says 1234 of every record (librdkafka's mock cluster): no time at all.
NO_TIME_MS = 86_400_000
# Counts a suspended machine's time as well, where the system has such a clock.
_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def _wall_ms() -> int:
    return time.time_ns() // 1_000_000


def _steady_ms() -> int:
    return time.clock_gettime_ns(_STEADY) // 1_000_000


class Reached:
    """Implements `ports.Clock` by a due clock's `reached_ms`: for what is said of the broker's own stamps."""

    def __init__(self, clock: "DueClock") -> None:
        self._clock = clock

    def now_ms(self) -> int:
        """Gives a time that the broker's clock has reached."""
        return self._clock.reached_ms()

    def steady_s(self) -> float:
        """Gives steady seconds."""
        return self._clock.steady_s()


class DueClock:
    """Implements `ports.Clock`. Until the broker has told its time it follows the wall clock, steps included."""

    def __init__(self, wall_ms: Callable[[], int] = _wall_ms, steady_ms: Callable[[], int] = _steady_ms) -> None:
        self._wall_ms = wall_ms
        self._steady_ms = steady_ms
        # How far the broker's clock is ahead of the steady one: the best of this window, and of the one before.
        self._offset_ms: int | None = None
        self._offset_before_ms: int | None = None
        self._since_ms = 0

    def heard(self, broker_ms: int) -> None:
        """Takes the broker's time from an acknowledgement (milliseconds since the epoch)."""
        if broker_ms < NO_TIME_MS:
            return
        steady_ms = self._steady_ms()
        offset_ms = broker_ms - steady_ms
        if self._offset_ms is None or steady_ms - self._since_ms > WINDOW_MS:
            self._offset_before_ms, self._offset_ms, self._since_ms = self._offset_ms, offset_ms, steady_ms
        else:
            self._offset_ms = max(self._offset_ms, offset_ms)

    def now_ms(self) -> int:
        """Gives the time now, in milliseconds since the epoch."""
        wall_ms, broker_ms = self._both_ms()
        return wall_ms if abs(wall_ms - broker_ms) < STEP_MS else broker_ms

    def reached_ms(self) -> int:
        """Gives a time that the broker's clock has reached: it stamps nothing earlier any more.

        The wall clock, which is right enough for a retry, may be seconds ahead of it; until the broker has told its
        time there is no other.
        """
        return self._both_ms()[1]

    def steady_s(self) -> float:
        """Gives steady seconds."""
        return self._steady_ms() / 1000

    def _both_ms(self) -> tuple[int, int]:
        """Gives the wall clock and the broker's; the first twice until the broker has told its time."""
        wall_ms = self._wall_ms()
        if self._offset_ms is None:
            return wall_ms, wall_ms
        told = self._offset_ms if self._offset_before_ms is None else max(self._offset_ms, self._offset_before_ms)
        return wall_ms, self._steady_ms() + told
