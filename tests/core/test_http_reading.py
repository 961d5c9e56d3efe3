import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.http import INFLATE_STEP_BYTES, BadCoding, Head, Inflater, media_type, page_kind, retry_after

NOW_MS = 1_800_000_000_000  # Fri, 15 Jan 2027 08:00:00 GMT


def head(*fields: tuple[str, str], status: int = 200) -> Head:
    return Head(status, tuple((name.encode(), value.encode()) for name, value in fields))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("0", 0.0),
        (" 120 ", 120.0),
        ("99999999999", 3600.0),
        ("-5", None),
        ("soon", None),
        ("1e3", None),
        ("Fri, 15 Jan 2027 08:00:30 GMT", 30.0),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0.0),
        ("Fri, 15 Jan 2038 07:00:00 GMT", 3600.0),
        ("Fri, 99 Jan 2027 07:00:00 GMT", None),
        ("Fri, 15 Jan 2027 08:00:30", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", 3600.0),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_an_hour(value, seconds):
    assert retry_after(value, NOW_MS) == seconds


@pytest.mark.parametrize(
    ("values", "coding"),
    [
        ([], "identity"),
        ([""], "identity"),
        (["identity"], "identity"),
        (["GZIP"], "gzip"),
        (["x-gzip"], "gzip"),
        (["gzip, gzip"], None),
        (["gzip", "br"], None),
        (["br"], None),
    ],
)
def test_only_one_coding_is_known(values, coding):
    assert head(*(("Content-Encoding", value) for value in values)).coding == coding


def test_a_place_counts_only_on_a_redirect():
    assert head(("location", " /x "), status=302).location == "/x"
    assert head(("location", ""), status=302).location is None
    assert head(("location", "/x"), status=200).location is None
    assert head(("location", "/x"), status=305).location is None
    assert head(status=301).location is None


def test_fields_are_read_as_utf_8_where_they_are_and_latin_1_where_not():
    assert Head(302, ((b"Location", "/ü".encode()),)).location == "/ü"
    assert Head(302, ((b"Location", "/ü".encode("latin-1")),)).location == "/ü"


def test_the_last_readable_type_counts():
    assert head(("Content-Type", "text/plain"), ("content-type", "text/html; charset=x")).content_type == (
        "text/html; charset=x"
    )
    assert head(("Content-Type", "text/html"), ("Content-Type", "html")).content_type == "text/html"
    assert head(("Content-Type", "html")).content_type is None
    assert media_type("Text/HTML, text/html") == "text/html"


@pytest.mark.parametrize(
    ("text", "length"), [("12", 12), (" 12 ", 12), ("-1", None), ("1_0", None), ("١", None), ("9" * 19, None)]
)
def test_a_length_is_digits(text, length):
    assert head(("Content-Length", text)).length == length


@pytest.mark.parametrize(
    ("content_type", "body", "kind"),
    [
        ("text/html; charset=utf-8", b"", "html"),
        ("application/xhtml+xml", b"", "html"),
        ("text/plain", b"<html>", "text"),
        ("application/pdf", b"<html>", None),
        ("application/json", b"{}", None),
        (None, b" \n<!DOCTYPE html>", "html"),
        (None, b"<p>x", "html"),
        (None, b"Plain words.", "text"),
        (None, b"a < b", "text"),
        (None, b"%PDF-1.4", None),
        (None, b"\x89PNG\r\n\x1a\n\x00", None),
        (None, b"PK\x03\x04", None),
        (None, "﻿<p>x".encode(), "html"),
        (None, "<p>x".encode("utf-16"), "html"),
        (None, "x".encode("utf-16"), "text"),
    ],
)
def test_a_page_is_known_by_its_type_or_by_its_bytes(content_type, body, kind):
    assert page_kind(content_type, body) == kind


def inflated(data: bytes, step: int) -> bytes:
    inflater = Inflater()
    out = b"".join(piece for start in range(0, len(data), step) for piece in inflater.feed(data[start : start + step]))
    inflater.end()
    return out


@given(st.lists(st.binary(max_size=200), max_size=4), st.integers(1, 64))
def test_members_are_inflated_whatever_the_pieces(members, step):
    assert inflated(b"".join(gzip.compress(m) for m in members), step) == b"".join(members)


def test_a_bomb_comes_out_in_bounded_steps():
    steps = [len(piece) for piece in Inflater().feed(gzip.compress(bytes(5 << 20)))]
    assert sum(steps) == 5 << 20
    assert max(steps) <= INFLATE_STEP_BYTES


def test_padding_after_the_last_member_is_no_part_of_it():
    assert inflated(gzip.compress(b"page") + b"\0" * 64, 1000) == b"page"


@given(st.integers(1, 30))
def test_a_stream_that_ends_early_is_an_error(cut):
    data = gzip.compress(b"page")
    with pytest.raises(BadCoding):
        inflated(data[: -min(cut, len(data) - 1)], 1000)


def test_what_is_no_gzip_is_an_error():
    with pytest.raises(BadCoding):
        list(Inflater().feed(zlib.compress(b"page")))
    with pytest.raises(BadCoding):
        list(Inflater().feed(b"<html>"))
