"""What a child makes of a page: extracted, tagged by the article's own date, fingerprinted, within a record's bytes."""

from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import Parsed, ParseJob
from tocsin.parsing import job as parsing_job

SUBMITTED_MS = 1_700_000_000_000
TEXT = "Iran launched missiles at Israel\n\nIran launched dozens of missiles at Israel on Tuesday, the army said."


def job(text: str, **fields: object) -> ParseJob:
    known = {"kind": "clean", "url": "https://example.org/x", "content_type": None, "submitted_ms": SUBMITTED_MS}
    return ParseJob(body=text.encode(), **{**known, **fields})


def test_a_text_is_extracted_tagged_and_fingerprinted():
    got = parsing_job.run(job(TEXT))
    assert isinstance(got, Parsed)
    assert got.extracted.text == TEXT
    assert got.fingerprint.body_sha256 != got.fingerprint.sha256
    assert min(got.extract_ms, got.tag_ms) >= 0


def test_what_is_no_article_is_not_tagged():
    assert isinstance(parsing_job.run(job("<html></html>", kind="html")), Rejected)


def test_days_are_counted_from_the_articles_date_and_else_from_its_submission():
    dated = job(TEXT, hint_published="2023-11-10T10:00:00.000Z")
    for given, wanted in ((dated, 1_699_610_400_000), (job(TEXT), SUBMITTED_MS)):
        got = parsing_job.run(given)
        assert isinstance(got, Parsed)
        assert parsing_job.anchor_ms(given, got.extracted) == wanted


def test_a_text_makes_room_for_its_signals(monkeypatch):
    monkeypatch.setattr(parsing_job, "RECORD_BYTES_MAX", parsing_job.OTHER_BYTES + 3_000)
    long = "\n\n".join([TEXT] + ["The ministry said nothing more of it."] * 200)
    got = parsing_job.run(job(long))
    assert isinstance(got, Parsed)
    assert not got.extracted.text_complete
    assert len(got.extracted.text.encode()) < 3_000
