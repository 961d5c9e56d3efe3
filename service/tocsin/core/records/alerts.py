"""What alerting publishes: what became of each signal, the state of each event, the alerts themselves."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from tocsin.core.records.common import Mode, Timestamp, Uuid
from tocsin.core.records.signals import Casualties, Signal, SignalPlace, Status

Family = Literal["FORCE", "COERCION", "OTHER"]
AlertKind = Literal["new", "renewed", "status-upgrade", "higher-rung", "casualties", "spread", "correction"]
Role = Literal["opened", "upgraded", "repeated", "copied", "corrected", "background"]
QuietReason = Literal[
    "repeat", "copy", "background", "denied-never-alerted", "late", "one-side-only", "below-level", "possible-only"
]
Severity = Literal["Minor", "Moderate", "Severe", "Extreme"]
Urgency = Literal["Immediate", "Expected", "Future", "Past"]
Certainty = Literal["Observed", "Likely", "Possible", "Unlikely"]
Rung = Annotated[int, Meta(ge=0, le=7)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What became of one fresh signal of rung 3 or more (`news.escalation.mention.v1`)."""

    id: Uuid
    event_key: str
    thread_key: str
    article_id: Uuid
    revision: int
    signal_id: Uuid
    role: Role
    alert_id: Uuid | None
    quiet_reason: QuietReason | None
    publisher: str | None
    family_id: Uuid
    event_time: Timestamp
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One report of an event; copies of one text share `family_id`."""

    publisher: str | None
    wire: str | None
    family_id: Uuid
    article_id: Uuid
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The present state of one event (`news.escalation.event.v1`, compacted by `event_key`)."""

    event_key: str
    thread_key: str
    state: Literal["open", "closed", "corrected"]
    family: Family
    dyad: str | None
    place: SignalPlace | None
    type: str
    status: Status
    level: Rung
    casualties: Casualties | None
    sources: tuple[Source, ...]
    alert_ids: tuple[Uuid, ...]
    episode: int
    first_event_time: Timestamp
    last_event_time: Timestamp
    revision: Annotated[int, Meta(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The alert in the terms of CAP 1.2 (OASIS Common Alerting Protocol)."""

    msg_type: Literal["Alert", "Update", "Cancel"]
    severity: Severity
    urgency: Urgency
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertArticle:
    """The article on whose word an alert was raised."""

    id: Uuid
    revision: int
    url: str | None
    title: str | None
    published_at: Timestamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert (`news.escalation.alert.v1`). `id` is of the event, never of the article."""

    id: Uuid
    kind: AlertKind
    event_key: str
    thread_key: str
    seq: Annotated[int, Meta(ge=1)]
    episode: Annotated[int, Meta(ge=1)]
    previous: Uuid | None
    references: tuple[Uuid, ...]
    level: Rung
    status: Status
    type: str
    family: Family
    dyad: tuple[str, ...]
    place: SignalPlace | None
    countries: tuple[str, ...]
    casualties: Casualties | None
    headline: str
    because: str
    signal: Signal
    article: AlertArticle
    sources: Annotated[int, Meta(ge=1)]
    sources_list: tuple[Source, ...]
    event_time: Timestamp
    first_event_time: Timestamp
    mode: Mode
    cap: Cap


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEvent:
    """One event's part of a dyad's index."""

    event_key: str
    share: float
    weight: float
    status: Status
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationIndex:
    """The escalation index of a dyad (`news.escalation.index.v1`, compacted by dyad)."""

    dyad: str
    actors: tuple[str, ...]
    index: Annotated[float, Meta(ge=0, le=100)]
    raw: float
    index_7d_ago: float | None
    trend: Literal["rising", "steady", "falling"] | None
    since: Timestamp | None
    as_of: Timestamp
    half_life_d: float
    events: tuple[IndexEvent, ...]
    events_omitted: int
    formula_version: str
