"""The enriched article, as published on `news.article.enriched.v1`."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from tocsin.core.records.common import ActorConflict, Attributes, Mode, Sha256, Timestamp, Uuid
from tocsin.core.records.page import Coverage, DateSource, Genre, HttpFacts, Precision
from tocsin.core.records.signals import Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """`domain` is the registered domain (public suffix list), null for a bare address."""

    domain: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the publisher says may be done with the page."""

    robots: Literal["allowed", "no_file"] | None
    meta_robots: str | None
    tdm_reservation: bool | None
    licence: str | None
    free_access: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFingerprint:
    """`simhash`: 64 bits over word 3-grams, hexadecimal; a distance <= 8 is safe, trimmed copies are missed."""

    sha256: Annotated[Sha256, Meta(description="of the normalised tokens")]
    simhash: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
    body_sha256: Sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """`level` 0-7: the highest rung that fresh signals support. `because`: indexes into `signals` that make it."""

    level: Annotated[int, Meta(ge=0, le=7)]
    score: Annotated[float, Meta(ge=0, le=100)]
    because: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggerName:
    """Which tagger and taxonomy made the signals."""

    version: str
    taxonomy_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Wall-clock milliseconds; the one part of an article that may differ between two deliveries."""

    queue: int | None
    fetch: int | None
    extract: int | None
    tag: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. Consumers upsert by `id` and keep the greatest `revision`."""

    id: Uuid
    revision: Annotated[int, Meta(ge=1)]
    revision_reason: Literal["new", "updated", "retagged"]
    previous_sha256: Sha256 | None
    submission_id: Uuid
    url: str | None
    final_url: str | None
    canonical_url: str | None
    host: str | None
    publisher: Publisher
    wire_credit: str | None
    genre: Genre | None
    section: str | None
    submitted_at: Timestamp
    published_at: Timestamp | None
    published_at_precision: Precision | None
    published_at_source: DateSource | None
    modified_at: Timestamp | None
    event_time: Timestamp
    title: str | None
    text: str
    text_complete: bool
    language: str | None
    language_confidence: float | None
    machine_translated: bool | None
    authors: tuple[str, ...]
    rights: Rights
    http: HttpFacts | None
    warc_record_id: str | None
    fingerprint: ArticleFingerprint
    near_duplicate_of: Uuid | None
    near_duplicate_score: Annotated[float, Meta(ge=0, le=1)] | None
    family_id: Uuid
    signals: tuple[Signal, ...]
    signals_omitted: int
    dyads: tuple[str, ...]
    countries: tuple[str, ...]
    actor_conflict: ActorConflict | None
    coverage: Coverage
    escalation: Escalation
    attributes: Attributes
    mode: Mode
    tagger: TaggerName
    timings_ms: Timings
