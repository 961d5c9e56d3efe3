"""Parts -> the enriched article. Everything an article says beyond its page is decided here, from event time alone."""

from dataclasses import dataclass, replace

import orjson

from tocsin.core import escalation, identity, times, urls
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
from tocsin.core.tagging import TAGGER_VERSION, TAXONOMY_VERSION

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
    page, print_ = parsed.extracted, parsed.fingerprint
    own = identity.article_id(canonical) if canonical else identity.content_article_id(print_.sha256)
    signals = tuple(identity.named(own, signal) for signal in parsed.tagged.signals)
    event = event_time(page.published_at, page.published_at_precision, origin.submitted_at)
    host = urls.host_of(fetched.final_url if fetched else canonical)
    return _fitting(
        Article(
            id=own,
            revision=standing.revision,
            revision_reason="new" if standing.revision == 1 else "updated",
            previous_sha256=standing.previous_sha256,
            submission_id=origin.submission_id,
            url=origin.url,
            final_url=fetched.final_url if fetched else None,
            canonical_url=canonical,
            host=host,
            publisher=Publisher(domain=urls.registered_domain(host) if host else None, name=page.publisher_name),
            wire_credit=page.wire_credit,
            genre=page.genre,
            section=page.section,
            submitted_at=origin.submitted_at,
            published_at=page.published_at,
            published_at_precision=page.published_at_precision,
            published_at_source=page.published_at_source,
            modified_at=page.modified_at,
            event_time=event,
            title=page.title[:TITLE_MAX] if page.title else page.title,
            text=page.text,
            text_complete=page.text_complete,
            language=page.language,
            language_confidence=page.language_confidence,
            machine_translated=page.machine_translated,
            authors=page.authors,
            rights=_rights(page, fetched),
            http=fetched.http if fetched else None,
            warc_record_id=fetched.warc_record_id if fetched else None,
            fingerprint=ArticleFingerprint(
                sha256=print_.sha256, simhash=print_.simhash, body_sha256=print_.body_sha256
            ),
            near_duplicate_of=standing.near_duplicate_of,
            near_duplicate_score=standing.near_duplicate_score,
            family_id=standing.family_id or own,
            signals=signals,
            signals_omitted=parsed.tagged.signals_omitted,
            dyads=escalation.dyads(signals),
            countries=escalation.countries(signals),
            actor_conflict=parsed.tagged.actor_conflict,
            coverage=parsed.tagged.coverage,
            escalation=escalation.escalation(signals),
            attributes=origin.attributes,
            mode=mode_of(origin.mode, event, origin.submitted_at),
            tagger=TaggerName(version=TAGGER_VERSION, taxonomy_version=TAXONOMY_VERSION),
            timings_ms=Timings(
                queue=None,
                fetch=fetched.fetch_ms if fetched else None,
                extract=parsed.extract_ms,
                tag=parsed.tag_ms,
            ),
        )
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
    return replace(
        article,
        signals=kept,
        signals_omitted=article.signals_omitted + lost,
        dyads=escalation.dyads(kept),
        countries=escalation.countries(kept),
        escalation=escalation.escalation(kept),
    )
