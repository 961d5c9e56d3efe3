"""The one function that runs in a child: bytes -> extracted -> tagged -> fingerprinted."""

from dataclasses import replace
from time import perf_counter_ns

import msgspec

from tocsin.core import times
from tocsin.core.extraction import extract, text
from tocsin.core.fingerprint import fingerprint
from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import Extracted, Parsed, ParseJob, Tagged
from tocsin.core.tagging import tag

# A record's limit (design: records), and what of it attributes (64 KiB) and all other fields may take.
RECORD_BYTES_MAX = 1_000_000
OTHER_BYTES = 64 * 1024 + 34_000


def run(job: ParseJob) -> Parsed | Rejected:
    """Reads one page. What it raises is the page's crash (`pool.py` names it); it may also never return."""
    started = perf_counter_ns()
    extracted = extract(job)
    if isinstance(extracted, Rejected):
        return extracted
    cut = perf_counter_ns()
    extracted, tagged = _fitted(extracted, _tagged(job, extracted), job)
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


def _tagged(job: ParseJob, extracted: Extracted) -> Tagged:
    return tag(extracted.title, extracted.text, anchor_ms=anchor_ms(job, extracted), language=extracted.language)


def _fitted(extracted: Extracted, tagged: Tagged, job: ParseJob) -> tuple[Extracted, Tagged]:
    """Cuts the text once more where many long signals need its room, and tags what is left."""
    room = RECORD_BYTES_MAX - OTHER_BYTES - len(msgspec.json.encode(tagged))
    kept, whole = text.cut(extracted.text, room)
    if whole:
        return extracted, tagged
    shorter = replace(extracted, text=kept, text_complete=False)
    return shorter, _tagged(job, shorter)
