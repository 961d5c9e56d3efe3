"""The one function that runs in a child: bytes -> extracted -> tagged -> fingerprinted."""

from time import perf_counter_ns

from tocsin.core import times
from tocsin.core.extraction import extract
from tocsin.core.fingerprint import fingerprint
from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import Extracted, Parsed, ParseJob
from tocsin.core.tagging import tag


def run(job: ParseJob) -> Parsed | Rejected:
    """Reads one page. What it raises is the page's crash (`pool.py` names it); it may also never return."""
    started = perf_counter_ns()
    extracted = extract(job)
    if isinstance(extracted, Rejected):
        return extracted
    cut = perf_counter_ns()
    tagged = tag(extracted.title, extracted.text, anchor_ms=anchor_ms(job, extracted), language=extracted.language)
    tagged_at = perf_counter_ns()
    return Parsed(
        extracted=extracted,
        tagged=tagged,
        fingerprint=fingerprint(extracted.text, job.body),
        extract_ms=(cut - started) // 1_000_000,
        tag_ms=(tagged_at - cut) // 1_000_000,
    )


def anchor_ms(job: ParseJob, extracted: Extracted) -> int:
    """Gives the moment that "yesterday" in the text is counted from, in milliseconds since the epoch (UTC)."""
    published = times.parse(extracted.published_at) if extracted.published_at else None
    return job.submitted_ms if published is None else published
