"""A signal: one sentence's evidence that somebody escalates, threatens, or calms down."""

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

Polarity = Literal["escalatory", "de-escalatory", "neutral"]
Status = Literal["actual", "ordered", "threatened", "possible", "denied", "historical"]
Freshness = Literal["new", "recent", "background"]
ActorKind = Literal["state", "group", "alliance", "igo", "unknown"]
FieldName = Literal["title", "text"]
PlacePrecision = Literal["site", "city", "province", "country", "sea"]
PlaceRole = Literal["where", "origin", "dateline"]


SignalId = Annotated[str, Meta(pattern=r"^([0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12})?$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Words of the article: `article[field][start:end] == text`, in code points, end exclusive."""

    field: FieldName
    text: Annotated[str, Meta(max_length=500)]
    start: Annotated[int, Meta(ge=0)]
    end: Annotated[int, Meta(ge=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts or is acted upon: the name as written, the code of `schemas/actors.json` or null, and its kind."""

    name: str
    code: Annotated[str, Meta(pattern=r"^[A-Z0-9]{3,12}$")] | None
    kind: ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPlace:
    """Where. `lat` and `lon` are WGS 84 degrees, null when the precision is country."""

    name: str
    country: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")] | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision
    role: PlaceRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Persons: the best figure, its bounds (null where open) and the words that say so."""

    best: int | None
    low: int | None
    high: int | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Casualties:
    """Each null where the text gives no figure and no word for one."""

    dead: Count | None = None
    injured: Count | None = None
    captured: Count | None = None
    missing: Count | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActTime:
    """When the act happened by the text's own words, resolved against the article's date (`YYYY-MM-DD`)."""

    date: Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
    precision: Literal["day", "month", "year"]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says so."""

    who: str
    code: Annotated[str, Meta(pattern=r"^[A-Z0-9]{3,12}$")] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal. `id` is UUIDv5 of (article id, type, field, start).

    The tagger does not know the article's id: `id` is empty until `identity.named` fills it in.
    """

    id: SignalId
    type: str
    polarity: Polarity
    status: Status
    freshness: Freshness
    act_at: ActTime | None
    rung: Annotated[int, Meta(ge=0, le=7)]
    weight: Annotated[float, Meta(ge=-10, le=10)]
    actors: tuple[Actor, ...]
    targets: tuple[Actor, ...]
    places: tuple[SignalPlace, ...]
    casualties: Casualties | None
    attribution: Attribution | None
    evidence: Evidence
    cue: Evidence | None
    rule: str
