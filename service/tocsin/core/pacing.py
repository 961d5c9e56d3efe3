"""When a host may be asked again: pace, Retry-After, backing off, breaker. Time and chance are arguments."""

from dataclasses import dataclass
from typing import Final, Literal

HELD_WAIT_MAX_S: Final = 5.0  # contract: what must wait longer is parked
HELD_MAX: Final = 50  # contract: records of a host that are held; of one that is known to be quick, see `Service`
BACKOFF_FIRST_S, BACKOFF_MAX_S = 2.0, 300.0  # a throttled host: doubled each time it says no again
SPREAD_MAX_S: Final = 300.0  # of one host's records that are put off; the rest is put off again
BREAKER_FAILURES: Final = 5  # more than one record's four tries: a single broken URL opens no breaker
BREAKER_FIRST_S, BREAKER_MAX_S = 10.0, 600.0

Why = Literal["pace", "crawl_delay", "throttled", "breaker", "in_flight", "held"]


@dataclass(slots=True)
class HostPace:
    """What is known of one host. Moments are steady seconds.

    `next_at`: the earliest next request by pace; `throttled_until`: by its own 429 or 503; `open_until`: by the
    breaker, which counts failures to get through at all (names, connections, certificates), never a page's own.
    `put_off_until`: the last turn that was given to a record that was put off, less the delay of its retry topic.
    """

    next_at: float = 0.0
    throttled_until: float = 0.0
    open_until: float = 0.0
    throttles: int = 0
    failures: int = 0
    delay_s: float = 0.0
    put_off_until: float = 0.0

    def due(self, now: float, ahead: int, interval_s: float) -> tuple[float, Why]:
        """Says how long the next request waits behind `ahead` others, and what makes it wait most."""
        step = max(interval_s, self.delay_s)
        pace = max(self.next_at - now, 0.0) + ahead * step
        waits: tuple[tuple[float, Why], ...] = (
            (pace, "crawl_delay" if self.delay_s > interval_s else "pace"),
            (self.throttled_until - now, "throttled"),
            (self.open_until - now, "breaker"),
        )
        return max(waits)

    def started(self, now: float, interval_s: float) -> None:
        """Notes a request: the next one comes an interval later, or the Crawl-delay where that is longer."""
        self.next_at = max(self.next_at, now + max(interval_s, self.delay_s))
        if self.failures >= BREAKER_FAILURES:
            # Half open: this one tries the host; the others stay out until it has answered.
            self.open_until = max(self.open_until, now + BREAKER_FIRST_S)

    def put_off(self, now: float, interval_s: float) -> float:
        """Gives a record that cannot wait here its turn among those put off: how many seconds behind the first.

        All of them would come back at once, and be put off again but for the few that may wait here.
        """
        behind = min(max(self.put_off_until - now, 0.0), SPREAD_MAX_S)
        self.put_off_until = now + behind + max(interval_s, self.delay_s)
        return behind

    def got_through(self) -> None:
        """Notes that the host answered."""
        self.failures = 0
        self.open_until = 0.0

    def answered_well(self) -> None:
        """Notes an answer that was no throttling."""
        self.throttles = 0

    def throttled(self, now: float, after_s: float | None, chance: float) -> None:
        """Notes a 429 or 503. Without Retry-After the wait doubles each time, with jitter (`chance` 0-1)."""
        wait = after_s if after_s is not None else _jittered(BACKOFF_FIRST_S, BACKOFF_MAX_S, self.throttles, chance)
        self.throttles += 1
        self.throttled_until = max(self.throttled_until, now + wait)

    def failed(self, now: float, chance: float) -> None:
        """Notes that the host could not be reached; the fifth time in a row opens the breaker."""
        self.failures += 1
        beyond = self.failures - BREAKER_FAILURES
        if beyond >= 0:
            self.open_until = now + _jittered(BREAKER_FIRST_S, BREAKER_MAX_S, beyond, chance)

    def forgettable(self, now: float) -> bool:
        """Says whether a fresh entry would behave the same."""
        moments = (self.next_at, self.throttled_until, self.open_until, self.put_off_until)
        return not self.failures and now >= max(moments)


# An exchange weighs so much in the mean: a host that turns slow is known as slow after a few.
SERVICE_SHARE: Final = 0.25


@dataclass(slots=True)
class Service:
    """How long a host takes for an exchange: the mean of the last few, in seconds; None before the first.

    A queue of a quick host is no wait: parking what would be served within milliseconds for the shortest retry
    delay would make minutes of seconds. A host that stalls shows at once, by the age of what is inside.
    """

    mean_s: float | None = None

    def ended(self, took_s: float) -> None:
        """Notes one exchange."""
        known = took_s if self.mean_s is None else self.mean_s
        self.mean_s = known + SERVICE_SHARE * (took_s - known)

    def holds(self, waiting: int, places: int, oldest_s: float) -> bool:
        """Says whether one more may wait behind `waiting` others, `oldest_s` being the age of the oldest inside."""
        if waiting < HELD_MAX:
            return True
        if self.mean_s is None:
            return False
        return (waiting + 1) * max(self.mean_s, oldest_s) / places <= HELD_WAIT_MAX_S


def _jittered(first_s: float, max_s: float, times: int, chance: float) -> float:
    """Equal jitter: half of it is sure, so that a host is never asked at once, half is chance."""
    full = min(first_s * 2.0 ** min(times, 32), max_s)
    return full / 2 + full / 2 * chance
