"""What a wire submits, and what admission makes of it."""

from dataclasses import dataclass, field

from tocsin.core.records.common import Attributes, Mode, Timestamp, Uuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands in Kafka."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmissionName:
    """The submission as its wire names it (`ce_source`, `ce_id`); null where it does not."""

    source: str | None
    id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the wire says of the article; used only where the page itself says nothing."""

    published_at: Timestamp | None = None
    title: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The submitted record, byte for byte in base64 (null stays null), so that a dead letter can carry it."""

    place: Place
    key: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What is known of a submission before its value is read: enough to name its end."""

    submission_id: Uuid
    submission: SubmissionName
    round: int
    submitted_at: Timestamp
    mode: Mode | None
    traceparent: str | None
    original: Original


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submission whose value could be read. `mode` is the explicit one, or null."""

    envelope: Envelope
    url: str
    refresh: bool = False
    expires_at: Timestamp | None = None
    hints: Hints = field(default_factory=Hints)
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The first failed attempt of a submission."""

    reason: str
    detail: str | None
    at: Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """A submission on its way (`news.url.admitted.v1` and the retry topics), keyed by host.

    `attempts` counts the tries that failed; parking counts none. `not_before` is null on the way to a first try.
    """

    envelope: Envelope
    url: str
    canonical_url: str
    host: str
    refresh: bool
    expires_at: Timestamp | None
    hints: Hints
    attributes: Attributes
    attempts: int = 0
    first_failure: Failure | None = None
    not_before: Timestamp | None = None
