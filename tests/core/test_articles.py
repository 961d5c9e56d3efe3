from dataclasses import replace

import orjson
import pytest
from plain_signal import PLAIN

from tocsin.core import articles, codec
from tocsin.core.articles import Origin, Standing
from tocsin.core.records.page import Extracted, Fingerprint, Parsed, Shingles, Tagged
from tocsin.core.records.signals import Evidence, Signal

SUBMITTED = "2026-03-01T12:00:00.000Z"
ORIGIN = Origin(
    submission_id="6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    url="https://a.example/x",
    submitted_at=SUBMITTED,
    mode=None,
    attributes={},
)


def extracted(text: str, published: str | None = None, precision: str | None = None) -> Extracted:
    return Extracted(
        title="Title",
        text=text,
        text_complete=True,
        canonical_url=None,
        published_at=published,
        published_at_precision=precision,
        published_at_source=None,
        modified_at=None,
        language="en",
        language_confidence=0.9,
        machine_translated=None,
        authors=(),
        publisher_name=None,
        wire_credit=None,
        genre=None,
        section=None,
        meta_robots=None,
        tdm_reservation=None,
        licence=None,
        free_access=None,
    )


def signal(field: str, start: int, words: str) -> Signal:
    return replace(PLAIN, evidence=Evidence(field=field, text=words, start=start, end=start + len(words)))


def parsed(text: str, *signals: Signal) -> Parsed:
    return Parsed(
        extracted=extracted(text),
        tagged=Tagged(signals=signals, signals_omitted=0, coverage="full", actor_conflict=None),
        fingerprint=Fingerprint(
            sha256="a" * 64,
            simhash="0" * 16,
            body_sha256="b" * 64,
            shingles=Shingles(postings=(), sketch=(), numbers=(), tokens=1),
        ),
        extract_ms=1,
        tag_ms=1,
    )


@pytest.mark.parametrize(
    ("published", "precision", "event"),
    [
        (None, None, SUBMITTED),
        ("no time", "second", SUBMITTED),
        ("2026-03-01T10:00:00.000Z", "second", "2026-03-01T10:00:00.000Z"),
        ("2026-02-27T00:00:00.000Z", "day", "2026-02-27T23:59:59.999Z"),
        ("2026-03-01T00:00:00.000Z", "day", SUBMITTED),
        ("2027-01-01T00:00:00.000Z", "second", SUBMITTED),
    ],
)
def test_event_time_is_the_article_s_and_never_later_than_its_submission(
    published: str | None, precision: str | None, event: str
) -> None:
    assert articles.event_time(published, precision, SUBMITTED) == event


def test_an_article_a_day_old_is_live_and_an_older_one_backfill_unless_the_wire_says() -> None:
    assert articles.mode_of(None, "2026-02-28T12:00:00.000Z", SUBMITTED) == "live"
    assert articles.mode_of(None, "2026-02-28T11:59:59.999Z", SUBMITTED) == "backfill"
    assert articles.mode_of("replay", SUBMITTED, SUBMITTED) == "replay"


def test_content_without_a_url_is_named_by_its_text() -> None:
    article = articles.build(replace(ORIGIN, url=None), None, parsed("Text."), None, Standing())
    assert (article.canonical_url, article.host, article.publisher.domain) == (None, None, None)
    assert article.family_id == article.id
    assert article.rights.robots is None


def test_a_later_revision_says_so_and_names_what_it_copies() -> None:
    standing = Standing(
        revision=2, previous_sha256="c" * 64, near_duplicate_of="x", near_duplicate_score=0.9, family_id="f"
    )
    article = articles.build(ORIGIN, None, parsed("Text."), "https://a.example/x", standing)
    assert (article.revision_reason, article.previous_sha256, article.family_id) == ("updated", "c" * 64, "f")
    assert article.publisher.domain == "a.example"


def test_a_record_too_large_is_cut_on_a_paragraph_with_the_signals_of_what_was_cut() -> None:
    paragraph = "wörd " * 20_000
    text = "\n\n".join([paragraph.strip()] * 12)
    last = len(text) - 4
    found = parsed(text, signal("title", 0, "Title"), signal("text", 0, "wörd"), signal("text", last, "wörd"))
    article = articles.build(ORIGIN, None, found, "https://a.example/x", Standing())
    assert len(orjson.dumps(article)) <= articles.RECORD_BYTES_MAX
    assert not article.text_complete
    assert text.startswith(article.text)
    assert article.text.endswith("wörd")
    assert [(s.evidence.field, s.evidence.start) for s in article.signals] == [("title", 0), ("text", 0)]
    assert article.signals_omitted == 1
    assert article.escalation.level == 6


def test_one_endless_paragraph_leaves_no_half_of_it() -> None:
    article = articles.build(ORIGIN, None, parsed("x" * 1_200_000), "https://a.example/x", Standing())
    assert (article.text, article.text_complete) == ("", False)


def test_an_article_written_is_the_article_read() -> None:
    article = articles.build(
        ORIGIN, None, parsed("Text.", signal("text", 0, "Text")), "https://a.example/x", Standing()
    )
    assert codec.read_article(codec.dump(article)) == article
    assert codec.read_signals(codec.dump_signals(article)) == replace(article, text="")


@pytest.mark.parametrize("value", [None, b"", b"{}", b"[]", b"\xff"])
def test_bytes_that_are_no_record_say_which_record_they_are_not(value: bytes | None) -> None:
    with pytest.raises(codec.NotARecord, match=r"no article\.enriched"):
        codec.read_article(value)
    with pytest.raises(codec.NotARecord, match=r"no internal\.signals"):
        codec.read_signals(value)
    with pytest.raises(codec.NotARecord, match=r"no url\.admitted"):
        codec.read_admitted(value)
