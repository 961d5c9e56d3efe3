"""What alerting remembers, as it stands on `news.internal.thread.v1`: one record a thread, whole."""

from dataclasses import dataclass

from tocsin.core import times
from tocsin.core.events.families import rank_of
from tocsin.core.records.alerts import Alert, Event, Family, Mention, Source
from tocsin.core.records.signals import SignalPlace, Status

# Without a report for so long a thread closes (72 h: a weekend), and an article as old when submitted is stale.
CLOSES_MS = 72 * times.HOUR_MS
# A war never falls silent: its thread begins anew, and says so, every two weeks.
ROLLS_OVER_MS = 14 * times.DAY_MS
# What happened is known this long, so that an old killing told again is background.
ACTS_KEPT_MS = 90 * times.DAY_MS
# Articles by id: for as long as wires repeat themselves. The last few with all that was decided on them.
COUNTED_MAX = 256
DECIDED_MAX = 8
MENTIONS_KEPT_MAX = 200
# Below half a megabyte a thread, whatever is reported: the newest events whole, of older ones the first sources.
EVENTS_MAX = 100
EVENTS_WHOLE = 20
SOURCES_MAX = 20
SOURCES_KEPT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EventState:
    """One event: its record as published, and what only decisions need. Moments in milliseconds of event time."""

    record: Event
    day: str
    # The latest day of an act here, and when that act was first reported.
    act_day: str
    act_ms: int
    dead: int = 0
    injured: int = 0
    # Who reported the act as it stands: a threat's sources do not confirm the attack that followed.
    confirmed: tuple[Source, ...] = ()
    # When alerts were last raised for it: a denial within 72 h of that corrects them.
    alerted_ms: int | None = None
    # A truce ended it: what comes after is another episode.
    is_over: bool = False

    @property
    def place(self) -> SignalPlace | None:
        """Where."""
        return self.record.place


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided on one revision of an article, to be said again when it is delivered again."""

    article_id: str
    revision: int
    alerts: tuple[Alert, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The last record of the signals topic that went into a state: its offset, and Kafka's timestamp of it."""

    offset: int
    timestamp_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadState:
    """A thread. Status and rung are derived from its events, so that a correction restores them."""

    thread_key: str
    dyad: str
    family: Family
    first_ms: int
    last_ms: int
    applied: Applied
    episode: int = 1
    seq: int = 0
    previous: str | None = None
    has_spread: bool = False
    # A person is paged on `live` alone, so what was only backfilled must not keep a live report quiet.
    heard_live: bool = False
    closed: bool = False
    truce_ms: int | None = None
    events: tuple[EventState, ...] = ()
    counted: tuple[tuple[str, int], ...] = ()
    decided: tuple[Decided, ...] = ()
    # States that the same article changed: should only some of them be written, this one brings the others.
    also: tuple["ThreadState", ...] = ()

    def takes(self, moment_ms: int) -> bool:
        """Whether a report of this moment belongs to the thread."""
        early = self.first_ms - CLOSES_MS < moment_ms
        return early and moment_ms - self.last_ms < CLOSES_MS and moment_ms < self.first_ms + ROLLS_OVER_MS

    @property
    def standing(self) -> tuple[EventState, ...]:
        """The events that nobody withdrew and no truce ended."""
        return tuple(event for event in self.events if event.record.state != "corrected" and not event.is_over)

    @property
    def rank(self) -> int:
        """How far the thread has come: possible 1, threatened 2, ordered 3, actual 4."""
        return max((rank_of(event.record.status) for event in self.standing), default=0)

    @property
    def rung(self) -> int:
        """The highest rung that was carried out or ordered."""
        return max((event.record.level for event in self.standing if event.record.status in _CARRIED_OUT), default=0)

    def revision_of(self, article_id: str) -> int:
        """The greatest revision of the article that was counted; 0 when none was."""
        return max((revision for counted, revision in self.counted if counted == article_id), default=0)

    def families(self) -> frozenset[str]:
        """The families of texts that reported any of its events."""
        return frozenset(source.family_id for event in self.events for source in event.record.sources)


_CARRIED_OUT: frozenset[Status] = frozenset({"actual", "ordered"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All that one article leads to: to be published in this order, the threads last; then the book takes it in."""

    alerts: tuple[Alert, ...] = ()
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    threads: tuple[ThreadState, ...] = ()
    # Threads that are forgotten: their records are deleted.
    forgotten: tuple[str, ...] = ()
