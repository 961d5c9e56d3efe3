"""Text that came without markup: served as text/plain, read from a `.txt` file, or given as already cleaned."""

from tocsin.core.extraction import language, text
from tocsin.core.extraction.charset import decode
from tocsin.core.extraction.credits import wire_credit
from tocsin.core.extraction.dates import Published, hinted
from tocsin.core.extraction.limits import TEXT_BYTES_MAX, TITLE_CHARS_MAX
from tocsin.core.outcomes import Reason, Rejected
from tocsin.core.records.page import Extracted, ParseJob

_MIME_OF_TEXT = "text/plain"


def read_text(job: ParseJob) -> Extracted | Rejected:
    """Reads text. It is always an article, but when the web serves a `text` of no words (`empty`)."""
    given = decode(job.body, job.content_type or _MIME_OF_TEXT)
    words = text.normalise(given)
    # A `.txt` file has no content type; only the web gives one.
    if not words and job.kind == "text" and job.content_type:
        return Rejected(Reason.NOT_AN_ARTICLE, "empty")
    kept, complete = text.cut(words, TEXT_BYTES_MAX)
    name, confidence = language.detect(kept, job.hint_language)
    when = hinted(job) or Published()
    return Extracted(
        title=_title(job, kept),
        text=kept,
        text_complete=complete,
        canonical_url=None,
        published_at=when.at,
        published_at_precision=when.precision,
        published_at_source=when.source,
        modified_at=None,
        language=name,
        language_confidence=confidence,
        machine_translated=True if text.is_spelled_out(given) else None,
        authors=(),
        publisher_name=None,
        wire_credit=wire_credit(kept, ()),
        genre=None,
        section=None,
        meta_robots=job.header_meta_robots,
        tdm_reservation=None if job.header_tdm is None else job.header_tdm.strip() == "1",
        licence=None,
        free_access=None,
    )


def _title(job: ParseJob, words: str) -> str | None:
    """Gives the first line of a text, which stays in it; text given as clean may bring its title along."""
    first = words.partition("\n")[0]
    if job.kind == "clean" and job.hint_title:
        first = text.one_line(job.hint_title)
    return first[:TITLE_CHARS_MAX] or None
