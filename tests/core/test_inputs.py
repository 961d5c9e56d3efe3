import json

import pytest

from tocsin.core.inputs import Broken, Given, ToRead, read_line

NOW = "2026-03-01T12:00:00.000Z"


def line(**fields: object) -> Given | ToRead | Broken:
    return read_line(4, json.dumps(fields).encode(), NOW)


def test_text_is_taken_as_clean_and_other_fields_are_attributes() -> None:
    found = line(id="a", text="Body.", title="T", published_at="2026-02-28", desk="mena")
    assert isinstance(found, Given)
    assert (found.kind, found.body, found.title, found.submitted_at) == ("clean", b"Body.", "T", NOW)
    assert found.published_at == "2026-02-28T00:00:00.000Z"
    assert found.attributes == {"desk": "mena"}


def test_html_in_a_line_is_utf_8_whatever_it_says_itself() -> None:
    found = line(html="<p>é</p>", url=" https://a.example/ ", submitted_at="2026-01-01", published_at="no time")
    assert isinstance(found, Given)
    assert (found.kind, found.url, found.input_id, found.published_at) == ("html", "https://a.example/", 4, None)
    assert found.content_type == "text/html; charset=utf-8"
    assert found.submitted_at == "2026-01-01T00:00:00.000Z"


def test_a_page_in_a_file_is_still_to_be_read() -> None:
    found = line(html_path="p.html.gz", url="")
    assert isinstance(found, ToRead)
    assert (found.path, found.given.url, found.given.content_type) == ("p.html.gz", None, None)


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"{", "line 4: no JSON"),
        (b"[" * 5000, "line 4: no JSON"),
        (b"\xff", "line 4: no JSON"),
        (b"[]", "line 4: JSON, but no object"),
        (b"{}", "line 4: html: missing"),
        (b'{"html": 7}', "line 4: html: must be a string"),
        (b'{"id": {"a": 1}, "text": "x"}', "line 4: id: must be a string or a number"),
        (b'{"text": "x", "a": ' + b"[" * 300 + b"]" * 300 + b"}", "line 4: attributes: nested more deeply"),
        (b'{"text": "x", "submitted_at": "soon"}', "line 4: submitted_at: must be an ISO 8601 time"),
    ],
)
def test_a_broken_line_names_line_field_and_reason(raw: bytes, named: str) -> None:
    found = read_line(4, raw, NOW)
    assert isinstance(found, Broken)
    assert found.detail.startswith(named)


def test_attributes_that_no_record_could_carry_are_rejected_as_in_the_stream() -> None:
    found = line(id=7, text="x", note="y" * 70_000)
    assert isinstance(found, Broken)
    assert (found.input_id, found.rejected and found.rejected.reason) == (7, "attributes_too_large")


def test_a_byte_order_mark_and_a_broken_line_with_an_id_are_understood() -> None:
    assert isinstance(read_line(1, b'\xef\xbb\xbf{"text": "x"}', NOW), Given)
    found = line(id="b", url=7, text="x")
    assert isinstance(found, Broken)
    assert found.input_id == "b"
