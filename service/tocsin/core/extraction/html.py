"""A page, read from its bytes to its record: the order in which everything else here is called."""

from tocsin.core.extraction import articles, dates, language, people, rights, site, text, title
from tocsin.core.extraction.body import text_of
from tocsin.core.extraction.charset import decode
from tocsin.core.extraction.credits import wire_credit
from tocsin.core.extraction.limits import TEXT_BYTES_MAX
from tocsin.core.extraction.page import Page, parse
from tocsin.core.outcomes import Reason, Rejected
from tocsin.core.records.page import Extracted, ParseJob


def read_page(job: ParseJob) -> Extracted | Rejected:
    """Reads a page, or says what it is instead of an article."""
    page = parse(decode(job.body, job.content_type), job.url)
    if page is None:
        return Rejected(Reason.NOT_AN_ARTICLE, "empty")
    raw = text_of(page.tree)
    words = text.normalise(raw.replace("\n", "\n\n"))
    if not words:
        return Rejected(Reason.NOT_AN_ARTICLE, "empty")
    return _record(job, page, words, translated=text.is_spelled_out(raw))


def _record(job: ParseJob, page: Page, words: str, *, translated: bool) -> Extracted:
    article = articles.of_page(page)
    kept, complete = text.cut(words, TEXT_BYTES_MAX)
    name, confidence = language.detect(kept, declared_language(page) or job.hint_language)
    publisher = site.publisher_of(page, article)
    section = site.section_of(page, article)
    authors = people.authors_of(page, article, publisher)
    when = dates.published(page, article, job, name)
    terms = rights.terms_of(page, article, job)
    return Extracted(
        title=title.title_of(page, article, publisher) or text.one_line(job.hint_title or "") or None,
        text=kept,
        text_complete=complete,
        canonical_url=site.canonical_of(page),
        published_at=when.at,
        published_at_precision=when.precision,
        published_at_source=when.source,
        modified_at=dates.modified(page, article, job.submitted_ms),
        language=name,
        language_confidence=confidence,
        machine_translated=True if translated else None,
        authors=authors,
        publisher_name=publisher,
        wire_credit=wire_credit(kept, people.credits_of(page, article)),
        genre=rights.genre_of(article, job.url, section),
        section=section,
        meta_robots=terms.meta_robots,
        tdm_reservation=terms.tdm_reservation,
        licence=terms.licence,
        free_access=terms.free_access,
    )


def declared_language(page: Page) -> str | None:
    """Gives the language that the page says it is in."""
    return page.tree.get("lang") or page.first("og:locale", "content-language", "dc.language", "language")
