from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import pytest

from tocsin.core import identity
from tocsin.core.records.delivery import Delivery

PLACED = Delivery(topic="t", partition=1, offset=2, timestamp_ms=3, key=None, value=None)


def test_a_submission_is_named_by_its_wire_or_by_its_place() -> None:
    named = replace(PLACED, headers=(("ce_id", b"a1"), ("ce_source", b"/wire")))
    assert identity.submission_id(named) == str(uuid5(NAMESPACE_URL, "/wire#a1"))
    assert identity.submission_id(replace(PLACED, headers=(("ce_id", b"a1"),))) == str(uuid5(NAMESPACE_URL, "#a1"))
    assert identity.submission_id(PLACED) == str(uuid5(NAMESPACE_URL, "kafka://t/1/2?t=3"))


def test_no_two_sources_become_one_submission_however_long_or_odd_they_are() -> None:
    long = "s" * 5_000
    sources = [b"\xff", b"\xfe", long.encode(), f"{long}x".encode()]
    named = [replace(PLACED, headers=(("ce_id", b"a1"), ("ce_source", source))) for source in sources]
    assert len({identity.submission_id(one) for one in named}) == len(sources)
    assert identity.submission_id(named[2]) == str(uuid5(NAMESPACE_URL, f"{long}#a1"))
    assert len(identity.wire_name(named[2])[0] or "") == identity.CE_SOURCE_MAX


@pytest.mark.parametrize("unusable", [b"", b"x" * 201, b"a\nb", "é".encode(), b"\x7f"])
def test_an_unusable_ce_id_counts_as_missing(unusable: bytes) -> None:
    assert identity.submission_id(replace(PLACED, headers=(("ce_id", unusable),))) == identity.submission_id(PLACED)


def test_the_last_of_repeated_headers_wins() -> None:
    twice = replace(PLACED, headers=(("ce_id", b"one"), ("ce_id", b"two")))
    assert identity.wire_name(twice) == (None, "two")


def test_ids_of_records_differ_by_what_names_them() -> None:
    article = identity.article_id("https://a.example/")
    assert identity.revision_id(article, 1) != identity.revision_id(article, 2)
    assert identity.outcome_id(article, 0) != identity.outcome_id(article, 1)
    assert identity.mention_id(article, 1) != identity.mention_id(article, 2)
    assert identity.content_article_id("ab") != identity.content_article_id("cd")
    one = identity.alert_id("E", episode=1, kind="new", status="actual", rung=6, dead=3, day="2026-01-01")
    assert one != identity.alert_id("E", episode=2, kind="new", status="actual", rung=6, dead=3, day="2026-01-01")
    assert identity.url_key("https://a.example/") == identity.url_key("https://a.example/")
