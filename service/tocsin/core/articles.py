"""Parts -> the enriched article. Everything an article says beyond its page is decided here, from event time alone."""

from dataclasses import dataclass, replace
from functools import partial

import orjson

from tocsin.core import escalation, identity, times, urls
from tocsin.core.events import dyads
from tocsin.core.records.article import (
    Article,
    ArticleFingerprint,
    Publisher,
    Rights,
    TaggerName,
    Timings,
)
from tocsin.core.records.common import Attributes, Mode
from tocsin.core.records.page import Extracted, Fetched, Parsed
from tocsin.core.versions import TAGGER_VERSION, TAXONOMY_VERSION

RECORD_BYTES_MAX = 1_000_000
TITLE_MAX = 2_000
# An article older than this when it is submitted pages nobody (records: `mode`).
LIVE_MS = times.DAY_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the store knows of the article: its revision, the text before, and the article it copies."""

    revision: int = 1
    previous_sha256: str | None = None
    near_duplicate_of: str | None = None
    near_duplicate_score: float | None = None
    family_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article comes from: the submission's side of it."""

    submission_id: str
    url: str | None
    submitted_at: str
    mode: Mode | None
    attributes: Attributes


def event_time(published_at: str | None, precision: str | None, submitted_at: str) -> str:
    """Gives `published_at` (precision `day`: the end of that day), never later than `submitted_at`."""
    if published_at is None:
        return submitted_at
    moment = times.parse(published_at)
    if moment is None:
        return submitted_at
    if precision == "day":
        moment = moment - moment % times.DAY_MS + times.DAY_MS - 1
    return min(times.text_of(moment), submitted_at)


def mode_of(explicit: Mode | None, event: str, submitted_at: str) -> Mode:
    """Gives the submission's own mode, else `live` for what is at most 24 h old, else `backfill`."""
    if explicit is not None:
        return explicit
    age = (times.parse(submitted_at) or 0) - (times.parse(event) or 0)
    return "live" if age <= LIVE_MS else "backfill"


def build(
    origin: Origin, fetched: Fetched | None, parsed: Parsed, canonical: str | None, standing: Standing
) -> Article:
    """Builds the article. `canonical` is its canonical URL, None for content given without one."""
    own = identity.article_id(canonical) if canonical else identity.content_article_id(parsed.fingerprint.sha256)
    parts = (
        _of_origin(origin, parsed.extracted),
        _of_page(parsed.extracted),
        _of_fetch(fetched, parsed, canonical),
        _of_store(own, standing),
        _of_tagger(own, parsed),
    )
    article = Article(**{name: value for part in parts for name, value in part.keywords.items()})
    return _fitting(replace(article, dyads=dyads.of_article(article)))


# Each part is a `partial` of the record, so that the types of its fields are checked where they are given.
_Part = partial[Article]


def _of_origin(origin: Origin, page: Extracted) -> _Part:
    event = event_time(page.published_at, page.published_at_precision, origin.submitted_at)
    return partial(
        Article,
        submission_id=origin.submission_id,
        url=origin.url,
        submitted_at=origin.submitted_at,
        event_time=event,
        attributes=origin.attributes,
        mode=mode_of(origin.mode, event, origin.submitted_at),
    )


def _of_page(page: Extracted) -> _Part:
    return partial(
        Article,
        wire_credit=page.wire_credit,
        genre=page.genre,
        section=page.section,
        published_at=page.published_at,
        published_at_precision=page.published_at_precision,
        published_at_source=page.published_at_source,
        modified_at=page.modified_at,
        title=page.title[:TITLE_MAX] if page.title else page.title,
        text=page.text,
        text_complete=page.text_complete,
        language=page.language,
        language_confidence=page.language_confidence,
        machine_translated=page.machine_translated,
        authors=page.authors,
    )


def _of_fetch(fetched: Fetched | None, parsed: Parsed, canonical: str | None) -> _Part:
    page, final_url = parsed.extracted, fetched.final_url if fetched else None
    host = urls.host_of(final_url or canonical)
    return partial(
        Article,
        final_url=final_url,
        canonical_url=canonical,
        host=host,
        publisher=Publisher(domain=urls.registered_domain(host) if host else None, name=page.publisher_name),
        rights=_rights(page, fetched),
        http=fetched.http if fetched else None,
        warc_record_id=fetched.warc_record_id if fetched else None,
        timings_ms=Timings(
            queue=None,
            fetch=fetched.fetch_ms if fetched else None,
            extract=parsed.extract_ms,
            tag=parsed.tag_ms,
        ),
    )


def _of_store(own: str, standing: Standing) -> _Part:
    return partial(
        Article,
        id=own,
        revision=standing.revision,
        revision_reason="new" if standing.revision == 1 else "updated",
        previous_sha256=standing.previous_sha256,
        near_duplicate_of=standing.near_duplicate_of,
        near_duplicate_score=standing.near_duplicate_score,
        family_id=standing.family_id or own,
    )


def _of_tagger(own: str, parsed: Parsed) -> _Part:
    tagged, print_ = parsed.tagged, parsed.fingerprint
    signals = tuple(identity.named(own, signal) for signal in tagged.signals)
    return partial(
        Article,
        fingerprint=ArticleFingerprint(sha256=print_.sha256, simhash=print_.simhash, body_sha256=print_.body_sha256),
        signals=signals,
        signals_omitted=tagged.signals_omitted,
        # The article itself says them, once it is whole.
        dyads=(),
        countries=escalation.countries(signals),
        actor_conflict=tagged.actor_conflict,
        coverage=tagged.coverage,
        escalation=escalation.escalation(signals),
        tagger=TaggerName(version=TAGGER_VERSION, taxonomy_version=TAXONOMY_VERSION),
    )


def _rights(page: Extracted, fetched: Fetched | None) -> Rights:
    return Rights(
        robots=fetched.robots if fetched else None,
        meta_robots=page.meta_robots,
        tdm_reservation=page.tdm_reservation,
        licence=page.licence,
        free_access=page.free_access,
    )


def _fitting(article: Article) -> Article:
    """Cuts the text, then the signals of what was cut, until the record is at most 1,000,000 bytes."""
    size = len(orjson.dumps(article))
    while size > RECORD_BYTES_MAX and article.text:
        spare = size - RECORD_BYTES_MAX
        kept = article.text.encode()[: -spare - 1].decode("utf-8", "ignore")
        cut = kept[: max(kept.rfind("\n\n"), 0)]
        article = _without_lost_signals(replace(article, text=cut, text_complete=False))
        size = len(orjson.dumps(article))
    return article


def _without_lost_signals(article: Article) -> Article:
    end = len(article.text)
    kept = tuple(s for s in article.signals if s.evidence.field == "title" or s.evidence.end <= end)
    lost = len(article.signals) - len(kept)
    article = replace(
        article,
        signals=kept,
        signals_omitted=article.signals_omitted + lost,
        countries=escalation.countries(kept),
        escalation=escalation.escalation(kept),
    )
    return replace(article, dyads=dyads.of_article(article))
