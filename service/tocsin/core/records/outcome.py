"""How one submission ended, and how far each stage has come."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from tocsin.core.records.common import Attributes, Mode, Timestamp, Uuid
from tocsin.core.records.submission import SubmissionName

Door = Literal["enriched", "duplicate", "rejected", "dead"]
StageName = Literal["admission", "enrichment", "retry", "alerting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The end of one submission in one round (`news.url.outcome.v1`). The greatest round counts."""

    id: Uuid
    submission_id: Uuid
    submission: SubmissionName
    round: Annotated[int, Meta(ge=0)]
    door: Door
    reason: str | None
    reason_detail: str | None
    stage: StageName
    http_status: int | None
    article_id: Uuid | None
    url: str | None
    host: str | None
    attempts: Annotated[int, Meta(ge=0)]
    submitted_at: Timestamp
    finished_at: Annotated[Timestamp, Meta(description="wall clock")]
    attributes: Attributes
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one partition of a stage is complete (`news.url.progress.v1`); wall clock, every 10 s."""

    stage: StageName
    partition: int
    complete_until: Timestamp | None
    lag_messages: int
    lag_s: float
    retrying: int
    build: str
    tagger_version: str
