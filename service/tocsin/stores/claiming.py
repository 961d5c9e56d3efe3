"""The rules of claims, apart from where they are kept: owner, lease, done.

    (nothing) -> pending -> concluded -> done
                 pending -> (nothing), or back to done when it stood on a known URL

`pending` holds while its lease runs; `concluded` holds as long as the verdict is kept, because its owner will
publish that article however often it is delivered again; `done` is what the URL is remembered as. Tried with kills
at random points: "taken means duplicate" gave 25 submissions two doors and lost 15 URLs, these rules none.
"""

from dataclasses import dataclass, replace
from typing import Literal

from tocsin.core.times import DAY_MS, HOUR_MS
from tocsin.ports import Claim, Known
from tocsin.stores.machine import Moment

VERDICT_KEPT_MS = 7 * DAY_MS
URL_KEPT_MS = 30 * DAY_MS
LIKENESS_KEPT_MS = 7 * DAY_MS
# A claim that nobody ended is swept after a day; it lapses with its lease, long before.
PENDING_KEPT_MS = DAY_MS
# No lease is longer; one that seems to be was given before a reboot.
LEASE_MAX_MS = HOUR_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One claim as it is kept. `lease_until_ms` is steady time of `boot`, `expires_ms` wall time."""

    owner: str
    state: Literal["pending", "concluded", "done"]
    lease_until_ms: int
    boot: str
    expires_ms: int
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a URL, and when it may be read again."""

    owner: str
    refresh: bool = False
    revisit_before_ms: int | None = None


def claimed(held: Held | None, asked: Asked, now: Moment, lease_ms: int) -> tuple[Claim, Held | None]:
    """Gives the answer, and what is kept from now on (None: what is kept already)."""
    if held is None or held.expires_ms < now.wall_ms:
        return Claim(standing="mine", known=None), _pending(asked.owner, None, now, lease_ms)
    if held.state == "concluded":
        return Claim(standing="mine" if held.owner == asked.owner else "elsewhere", known=held.known), None
    if held.state == "pending" and held.owner != asked.owner and _lease_runs(held, now):
        return Claim(standing="elsewhere", known=held.known), None
    if held.known is not None and held.owner != asked.owner and not _read_again(held.known, asked):
        return Claim(standing="done", known=held.known), None
    return Claim(standing="mine", known=held.known), _pending(asked.owner, held.known, now, lease_ms)


def concluded(held: Held | None, owner: str, now: Moment) -> Held | None:
    """Gives the claim of an owner whose article will be published, or None: another has the URL by now."""
    mine, pending = claimed(held, Asked(owner=owner), now, 0)
    kept = pending or held
    if mine.standing != "mine" or kept is None:
        return None
    return replace(kept, state="concluded", expires_ms=now.wall_ms + VERDICT_KEPT_MS)


def settled(held: Held | None, owner: str, known: Known, now: Moment) -> Held | None:
    """Gives the claim once the article is acknowledged, or None where it is another's."""
    if held is not None and held.owner != owner:
        return None
    return _done(owner, known, now)


def released(held: Held | None, owner: str, now: Moment) -> Held | Literal["gone"] | None:
    """Gives what is left of a pending claim that its owner gives back; None where there was none to give."""
    if held is None or held.owner != owner or held.state != "pending":
        return None
    return "gone" if held.known is None else _done(held.known.submission_id, held.known, now)


def _pending(owner: str, known: Known | None, now: Moment, lease_ms: int) -> Held:
    return Held(
        owner=owner,
        state="pending",
        lease_until_ms=now.steady_ms + lease_ms,
        boot=now.boot,
        expires_ms=now.wall_ms + (PENDING_KEPT_MS if known is None else URL_KEPT_MS),
        known=known,
    )


def _done(owner: str, known: Known, now: Moment) -> Held:
    return Held(
        owner=owner, state="done", lease_until_ms=0, boot=now.boot, expires_ms=now.wall_ms + URL_KEPT_MS, known=known
    )


def _lease_runs(held: Held, now: Moment) -> bool:
    return held.boot == now.boot and 0 < held.lease_until_ms - now.steady_ms <= LEASE_MAX_MS


def _read_again(known: Known, asked: Asked) -> bool:
    asked_again = asked.revisit_before_ms is not None and known.enriched_ms < asked.revisit_before_ms
    return known.submission_id == asked.owner or asked.refresh or asked_again
