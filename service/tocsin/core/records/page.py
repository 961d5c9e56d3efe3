"""A page between the web and the tagger: what was fetched, extracted, tagged and fingerprinted."""

from dataclasses import dataclass
from typing import Literal

from tocsin.core.records.common import ActorConflict, Sha256, Timestamp
from tocsin.core.records.signals import Signal

PageKind = Literal["html", "text", "clean"]
Precision = Literal["second", "minute", "day"]
DateSource = Literal["json-ld", "meta", "time", "url", "wire", "feed"]
Genre = Literal["report", "opinion", "analysis", "live"]
Coverage = Literal["full", "lexicon", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFacts:
    """The exchange that gave the page. Sizes in bytes: on the wire, and after inflating."""

    status: int
    content_type: str | None
    bytes_wire: int
    bytes_body: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page's bytes and how they came. `robots` says whether a robots.txt allowed it or there was none.

    `header_meta_robots` and `header_tdm` are the response's `X-Robots-Tag` and `tdm-reservation`.
    """

    body: bytes
    final_url: str
    http: HttpFacts
    robots: Literal["allowed", "no_file"]
    header_meta_robots: str | None = None
    header_tdm: str | None = None
    warc_record_id: str | None = None
    fetch_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseJob:
    """All that the pool needs to turn bytes into a tagged article; small enough to send to a child.

    `kind`: `html` (a page), `text` (served as text/plain, or a `.txt` file: the first line is the title and stays in
    the text), `clean` (text given as already cleaned: never "not an article"). `submitted_ms` anchors dates: nothing
    later is believed.
    """

    body: bytes
    kind: PageKind
    url: str
    content_type: str | None
    submitted_ms: int
    hint_title: str | None = None
    hint_published: Timestamp | None = None
    hint_language: str | None = None
    # "wire" when the hint came with the submission, "feed" when a feed gave it.
    hint_source: Literal["wire", "feed"] = "wire"
    header_meta_robots: str | None = None
    header_tdm: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What a page says. Text is NFC, paragraphs split by a blank line. Times are null rather than invented."""

    title: str | None
    text: str
    text_complete: bool
    canonical_url: str | None
    published_at: Timestamp | None
    published_at_precision: Precision | None
    published_at_source: DateSource | None
    modified_at: Timestamp | None
    language: str | None
    language_confidence: float | None
    machine_translated: bool | None
    authors: tuple[str, ...]
    publisher_name: str | None
    wire_credit: str | None
    genre: Genre | None
    section: str | None
    meta_robots: str | None
    tdm_reservation: bool | None
    licence: str | None
    free_access: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The signals of one article, at most 200, and how many more there were."""

    signals: tuple[Signal, ...]
    signals_omitted: int
    coverage: Coverage
    actor_conflict: ActorConflict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shingles:
    """A text's likeness (facts: near-duplicates). All hashes are unsigned 64-bit, but the sketch: 32-bit.

    `postings`: the 24 smallest of a second hash of the 4-gram set. `sketch`: sorted 32-bit samples of the set.
    `numbers`: the text's distinct numbers, hashed to 32 bits. `tokens`: how many tokens there are.
    """

    postings: tuple[int, ...]
    sketch: tuple[int, ...]
    numbers: tuple[int, ...]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """`sha256` of the normalised tokens, `simhash` over word 3-grams (16 hexadecimal digits), `body_sha256`."""

    sha256: Sha256
    simhash: str
    body_sha256: Sha256
    shingles: Shingles


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The pool's one answer for a page that is an article. Durations in milliseconds."""

    extracted: Extracted
    tagged: Tagged
    fingerprint: Fingerprint
    extract_ms: int
    tag_ms: int
