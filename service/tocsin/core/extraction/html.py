"""A page, read from its bytes to its record: the order in which everything else here is called."""

from dataclasses import dataclass

from tocsin.core.extraction import (
    articles,
    dates,
    embedded,
    language,
    people,
    rights,
    site,
    standfirst,
    teasers,
    text,
    title,
)
from tocsin.core.extraction.body import strip_unseen, text_of
from tocsin.core.extraction.charset import decode, is_binary
from tocsin.core.extraction.credits import wire_credit
from tocsin.core.extraction.limits import TEXT_BYTES_MAX
from tocsin.core.extraction.page import Node, Page, parse, string
from tocsin.core.extraction.verdict import not_an_article
from tocsin.core.outcomes import Reason, Rejected
from tocsin.core.records.common import Timestamp
from tocsin.core.records.page import Extracted, ParseJob


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the page says of its article, read before its tree is stripped down to text."""

    headline: title.Headline
    modified_at: Timestamp | None
    authors: tuple[str, ...]
    credits: tuple[str, ...]
    publisher: str | None
    section: str | None
    canonical: str | None
    language: str | None
    terms: rights.Terms
    descriptions: tuple[str, ...]


def read_page(job: ParseJob) -> Extracted | Rejected:
    """Reads a page, or says what it is instead of an article."""
    if is_binary(job.body, job.content_type):
        return Rejected(Reason.UNSUPPORTED_TYPE, "binary")
    page = parse(decode(job.body, job.content_type), job.url)
    if page is None:
        return Rejected(Reason.NOT_AN_ARTICLE, "empty")
    article = articles.of_page(page)
    head = _head(page, article, job)
    strip_unseen(page.tree)
    raw = _body(page, article)
    words = text.normalise("\n\n".join(_paragraphs(raw, page, head)))
    if kind := not_an_article(page, article, head.headline.text, words):
        return Rejected(Reason.NOT_AN_ARTICLE, kind)
    return _record(job, page, head, words, translated=text.is_spelled_out(raw))


# A text this short is doubted when the page carries a longer one as data.
_SHORT = 700
_LONGER = 1.5


def _body(page: Page, article: Node) -> str:
    """Gives the main text: what the markup shows, or what the page carries as data where that is far more."""
    shown = text_of(page.tree)
    if len(shown) >= _SHORT:
        return shown
    carried = "\n".join(embedded.body_of(page, article))
    return carried if len(carried) > len(shown) * _LONGER else shown


def _paragraphs(raw: str, page: Page, head: _Head) -> list[str]:
    """Gives the article's own paragraphs, its standfirst first."""
    found = teasers.own([line for line in (part.strip() for part in raw.split("\n")) if line])
    if found and head.headline.text and title.likeness(found[0]) == title.likeness(head.headline.text):
        # The headline is the title's field; said twice it would count twice.
        found = found[1:]
    first = standfirst.missing_standfirst(page.tree, found, head.descriptions, head.headline)
    return [first, *found] if first else found


def _head(page: Page, article: Node, job: ParseJob) -> _Head:
    publisher = site.publisher_of(page, article)
    declared = page.tree.get("lang") or page.first("og:locale", "content-language", "dc.language", "language")
    described = (string(article.get("description")), page.first("og:description"), page.first("description"))
    return _Head(
        headline=title.headline_of(page, article, publisher),
        modified_at=dates.modified(page, article, job.submitted_ms),
        authors=people.authors_of(page, article, publisher),
        credits=people.credits_of(page, article),
        publisher=publisher,
        section=site.section_of(page, article),
        canonical=site.canonical_of(page),
        language=declared or job.hint_language,
        terms=rights.terms_of(page, article, job),
        descriptions=tuple(dict.fromkeys(d for d in described if d)),
    )


def _record(job: ParseJob, page: Page, head: _Head, words: str, *, translated: bool) -> Extracted:
    kept, complete = text.cut(words, TEXT_BYTES_MAX)
    name, confidence = language.detect(kept, head.language)
    article = articles.of_page(page)
    when = dates.published(page, article, job, kept, language=name, heading=head.headline.element)
    return Extracted(
        title=head.headline.text or text.one_line(job.hint_title or "") or None,
        text=kept,
        text_complete=complete,
        canonical_url=head.canonical,
        published_at=when.at,
        published_at_precision=when.precision,
        published_at_source=when.source,
        modified_at=head.modified_at,
        language=name,
        language_confidence=confidence,
        machine_translated=True if translated else None,
        authors=head.authors,
        publisher_name=head.publisher,
        wire_credit=wire_credit(kept, head.credits),
        genre=rights.genre_of(article, job.url, head.section),
        section=head.section,
        meta_robots=head.terms.meta_robots,
        tdm_reservation=head.terms.tdm_reservation,
        licence=head.terms.licence,
        free_access=head.terms.free_access,
    )
