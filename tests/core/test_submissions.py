import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core import identity
from tocsin.core.outcomes import Dead, Rejected
from tocsin.core.records.delivery import Delivery
from tocsin.core.records.submission import Submission
from tocsin.core.submissions import ATTRIBUTES_BYTES_MAX, VALUE_BYTES_MAX, Refused, envelope, read

URL = "https://wire.example/a"
DELIVERY = Delivery(
    topic="news.url.submitted.v1", partition=3, offset=7, timestamp_ms=1_700_000_000_123, key=b"\xff", value=None
)


def delivered(value: bytes | None, **headers: bytes) -> Delivery:
    return replace(
        DELIVERY, value=value, headers=tuple((name.replace("_", "-"), text) for name, text in headers.items())
    )


def submitted(value: bytes) -> Submission:
    found = read(delivered(value))
    assert isinstance(found, Submission), found
    return found


def refused(value: bytes | None) -> Dead | Rejected:
    found = read(delivered(value))
    assert isinstance(found, Refused), found
    return found.ending


@pytest.mark.parametrize(
    "value",
    [
        URL.encode(),
        f"  {URL}\r\n".encode(),
        b"\xef\xbb\xbf" + URL.encode(),
        json.dumps(URL).encode(),
        json.dumps({"url": URL}).encode(),
        b"\x00\x00\x00\x00\x07" + json.dumps({"url": URL}).encode(),
        json.dumps({"specversion": "1.0", "id": "1", "source": "/w", "data": {"url": URL}}).encode(),
        json.dumps({"specversion": "1.0", "id": "1", "source": "/w", "data": URL}).encode(),
        json.dumps({"specversion": "1.0", "data_base64": base64.b64encode(URL.encode()).decode()}).encode(),
    ],
)
def test_every_accepted_form_gives_the_url(value: bytes) -> None:
    assert submitted(value).url == URL


@pytest.mark.parametrize(
    ("value", "named"),
    [
        (None, "value: null"),
        (b"", "value: empty"),
        (b" \n", "value: empty"),
        (b"\xff\xfe\x00", "value: no UTF-8 at byte 0"),
        (b"hello", "value: neither a URL nor JSON"),
        (b"{", "value: neither a URL nor JSON"),
        (b"null", "value: JSON, but no object"),
        (b"[1]", "value: JSON, but no object"),
        (b"7", "value: JSON, but no object"),
        (b"{}", "url: missing"),
        (b'{"url": null}', "url: missing"),
        (b'{"url": 7}', "url: must be a string"),
        (b'{"url": "https://a.example", "refresh": "yes"}', "refresh: must be true or false"),
        (b'{"url": "https://a.example", "expires_at": 5}', "expires_at: must be a string"),
        (b'{"url": "https://a.example", "expires_at": "soon"}', "expires_at: must be an ISO 8601 time"),
        (b'{"url": "https://a.example", "mode": "urgent"}', "mode: must be one of live"),
        (b'{"specversion": "1.0", "data_base64": "%%"}', "data_base64: no base64"),
        (b'{"specversion": "1.0", "data": null}', "value: JSON, but no object"),
        (b"[" * 10_000, "value: neither a URL nor JSON"),
        (b'{"url": "https://a.example", "deep": ' + b"[" * 300 + b"]" * 300 + b"}", "attributes: nested"),
    ],
)
def test_a_malformed_value_is_dead_and_says_which_field_and_why(value: bytes | None, named: str) -> None:
    ending = refused(value)
    assert isinstance(ending, Dead)
    assert ending.reason == "malformed"
    assert (ending.detail or "").startswith(named)


def test_what_is_refused_names_its_url_and_its_mode_where_they_can_be_read() -> None:
    unknown = read(delivered(b'{"url": "https://a.example", "mode": "urgent"}'))
    assert isinstance(unknown, Refused)
    assert (unknown.url, unknown.envelope.mode) == ("https://a.example", None)
    large = read(delivered(json.dumps({"url": URL, "mode": "test", "x": "y" * ATTRIBUTES_BYTES_MAX}).encode()))
    assert isinstance(large, Refused)
    assert (large.url, large.envelope.mode) == (URL, "test")
    other = read(delivered(b'{"url": 7}'))
    assert isinstance(other, Refused)
    assert other.url is None


def test_names_and_hints_that_no_record_could_hold_are_bounded() -> None:
    event = {"specversion": "1.0", "id": "i" * 300_000, "source": "s" * 300_000, "data": URL}
    found = submitted(json.dumps(event).encode())
    assert found.envelope.submission.id is None
    assert len(found.envelope.submission.source or "") == identity.CE_SOURCE_MAX
    hinted = submitted(json.dumps({"url": URL, "language": "l" * 36}).encode())
    assert hinted.hints.language is None
    assert hinted.attributes == {"language": "l" * 36}


def test_a_value_over_one_mebibyte_is_dead_unread() -> None:
    assert refused(b"x" * (VALUE_BYTES_MAX + 1)).reason == "oversized"
    assert submitted(json.dumps({"url": URL}).encode().ljust(VALUE_BYTES_MAX)).url == URL


def test_attributes_are_all_other_fields_and_an_own_object_is_merged_into_them() -> None:
    value = {"url": URL, "desk": "mena", "attributes": {"desk": "asia", "n": 1}, "title": "T", "language": "en"}
    found = submitted(json.dumps(value).encode())
    assert found.attributes == {"desk": "asia", "n": 1}
    assert (found.hints.title, found.hints.language) == ("T", "en")
    assert submitted(b'{"url": "https://a.example", "attributes": 5}').attributes == {"attributes": 5}


def test_an_unusable_hint_is_kept_with_the_attributes() -> None:
    found = submitted(json.dumps({"url": URL, "published_at": 17, "title": " ", "language": "x"}).encode())
    assert found.attributes == {"published_at": 17, "title": " ", "language": "x"}
    assert found.hints.published_at is None


def test_instructions_are_read() -> None:
    value = {"url": URL, "refresh": True, "expires_at": "2030-01-01T00:00:00+02:00", "mode": "backfill"}
    found = submitted(json.dumps(value | {"published_at": "2024-03-01T12:00:00Z"}).encode())
    assert found.refresh
    assert found.expires_at == "2029-12-31T22:00:00.000Z"
    assert found.envelope.mode == "backfill"
    assert found.hints.published_at == "2024-03-01T12:00:00.000Z"


def test_attributes_over_their_size_are_rejected() -> None:
    value = json.dumps({"url": URL, "note": "x" * ATTRIBUTES_BYTES_MAX}).encode()
    ending = refused(value)
    assert isinstance(ending, Rejected)
    assert ending.reason == "attributes_too_large"


def test_the_header_decides_the_mode_before_the_field() -> None:
    found = read(delivered(b'{"url": "https://a.example", "mode": "test"}', tocsin_mode=b"replay"))
    assert isinstance(found, Submission)
    assert found.envelope.mode == "replay"
    assert envelope(delivered(b"", tocsin_mode=b"urgent")).mode is None


def test_a_replay_keeps_its_submission_and_round() -> None:
    own = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"
    found = envelope(delivered(b"", tocsin_submission=own.encode(), tocsin_round=b"2"))
    assert (found.submission_id, found.round) == (own, 2)
    assert envelope(delivered(b"", tocsin_round=b"2")).round == 0
    assert envelope(delivered(b"", tocsin_submission=b"no uuid")).submission_id == identity.submission_id(DELIVERY)


def test_the_original_stands_in_the_envelope_byte_for_byte() -> None:
    original = envelope(delivered(b"\x00\xffx")).original
    assert base64.b64decode(original.value or "") == b"\x00\xffx"
    assert base64.b64decode(original.key or "") == b"\xff"
    assert envelope(replace(DELIVERY, key=None)).original.key is None


def test_a_structured_event_names_the_submission() -> None:
    found = submitted(json.dumps({"specversion": "1.0", "id": "9", "source": "/w", "data": URL}).encode())
    assert (found.envelope.submission.source, found.envelope.submission.id) == ("/w", "9")
    assert submitted(json.dumps({"specversion": 1, "id": 9, "data": URL}).encode()).envelope.submission.id is None


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_reason(value: bytes) -> None:
    found = read(delivered(value))
    assert isinstance(found, Submission) or found.ending.detail
