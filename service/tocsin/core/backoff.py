"""(failure, attempts, now) -> which retry topic, and not before when. Three tiers, four tries in all."""

from dataclasses import dataclass, replace

from tocsin.core import times
from tocsin.core.outcomes import Dead, Parked, Reason, Rejected, Retry
from tocsin.core.records.submission import Admitted, Failure

# What an origin may ask us to wait at most (RFC 9110 sets no bound): the clamp keeps a hostile value from
# holding a submission beyond the topic's retention.
RETRY_AFTER_MAX_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Again:
    """The record for retry tier `tier` (0 to 2); `longer` when it must wait longer than that tier makes it wait.

    `behind_s`: how much later than the tier's delay it may come back, where many of one host wait for their turns.
    """

    tier: int
    record: Admitted
    longer: bool = False
    behind_s: float = 0.0


def after_failure(
    admitted: Admitted, fault: Retry, now_ms: int, delays_s: tuple[float, ...]
) -> Again | Dead | Rejected:
    """Counts a failed attempt: the next tier, or after the last the end, with the fault's own reason."""
    attempts = admitted.attempts + 1
    if admitted.attempts >= len(delays_s):
        if fault.reason == Reason.ROBOTS:
            # Unreachable for so long, a robots.txt forbids (RFC 9309, 2.3.1.4): that is a no, and nobody's to mend.
            return Rejected(fault.reason, fault.detail, fault.http_status)
        return Dead(fault.reason, fault.detail, fault.http_status)
    tier = admitted.attempts
    wait_s = max(delays_s[tier], min(fault.after_s or 0.0, RETRY_AFTER_MAX_S))
    first = admitted.first_failure or Failure(reason=fault.reason, detail=fault.detail, at=times.text_of(now_ms))
    record = replace(admitted, attempts=attempts, first_failure=first)
    return _again(tier, record, wait_s, now_ms, delays_s)


def parked(admitted: Admitted, wait: Parked, now_ms: int, delays_s: tuple[float, ...]) -> Again:
    """Counts no attempt: the first tier whose delay covers the wait, else the last, at least that delay away."""
    tier = next((i for i, delay in enumerate(delays_s) if delay >= wait.wait_s), len(delays_s) - 1)
    again = _again(tier, admitted, wait.wait_s, now_ms, delays_s)
    if again.longer or not wait.behind_s:
        return again
    not_before = _at(now_ms, delays_s[tier] + wait.behind_s)
    return replace(again, record=replace(again.record, not_before=not_before), behind_s=wait.behind_s)


def deferred(admitted: Admitted, wait_s: float, now_ms: int, delays_s: tuple[float, ...]) -> Again:
    """Sends back what came before its `not_before` (a long `Retry-After`); counts no attempt.

    The first tier that covers the wait, unless it would be late by more than the next shorter tier: then that one,
    and another look. 270 s wait in the tier of 300 s, 570 s begin with it, and none goes round more than a dozen times.
    """
    covering = next((i for i, delay in enumerate(delays_s) if delay >= wait_s), len(delays_s) - 1)
    late_s = delays_s[covering] - wait_s
    tier = covering - 1 if covering and late_s > delays_s[covering - 1] else covering
    return _again(tier, admitted, wait_s, now_ms, delays_s)


def _again(tier: int, admitted: Admitted, wait_s: float, now_ms: int, delays_s: tuple[float, ...]) -> Again:
    not_before = _at(now_ms, max(delays_s[tier], wait_s))
    return Again(tier, replace(admitted, not_before=not_before), longer=wait_s > delays_s[tier])


def _at(now_ms: int, wait_s: float) -> str:
    return times.text_of(now_ms + round(wait_s * times.SECOND_MS))
