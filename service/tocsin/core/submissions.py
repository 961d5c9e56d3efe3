"""Kafka bytes -> submission. The first thing hostile input meets, so every refusal names its field and reason.

    a bare URL | a JSON string | a JSON object with `url` | a CloudEvents structured event with either as `data`

A byte-order mark, white space around it and a leading schema-registry frame (zero byte and four bytes) are allowed.
"""

import base64
import re
from binascii import Error as Base64Error
from dataclasses import dataclass, replace
from typing import get_args

import orjson

from tocsin.core import identity, times
from tocsin.core.outcomes import Dead, Reason, Rejected
from tocsin.core.records.common import Attributes, Mode
from tocsin.core.records.delivery import Delivery
from tocsin.core.records.submission import Envelope, Hints, Original, Place, Submission, SubmissionName

VALUE_BYTES_MAX = 1024 * 1024
ATTRIBUTES_BYTES_MAX = 64 * 1024
# Confluent's wire format: a zero byte and a schema id of four bytes before the payload.
FRAME_BYTES = 5
BARE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# orjson writes at most 254 levels, and the attributes stand a few levels deep in our own records.
MARGIN_LEVELS = 8
TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# RFC 5646, 4.4.1: 35 characters hold every language tag but those of private use.
LANGUAGE_TEXT = re.compile(r"[A-Za-z0-9_-]{2,35}")
ROUND_TEXT = re.compile(r"[0-9]{1,6}")
OWN_FIELDS = frozenset({"url", "refresh", "expires_at", "mode", "published_at", "title", "language", "attributes"})
MODES: tuple[str, ...] = get_args(Mode)


class _Malformed(Exception):  # noqa: N818 - carried a few frames up only
    """What is wrong with the value: field and reason."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A submission that ends at its reading. `url` and `attributes` are what could be read of it."""

    envelope: Envelope
    ending: Dead | Rejected
    url: str | None = None


def envelope(delivery: Delivery) -> Envelope:
    """Gives what is known of a record before its value is read."""
    source, given = identity.wire_name(delivery)
    replayed = _header_text(delivery, "tocsin-submission", UUID_TEXT)
    round_ = _header_text(delivery, "tocsin-round", ROUND_TEXT) if replayed else None
    mode = (delivery.header("tocsin-mode") or b"").decode("ascii", "replace")
    return Envelope(
        submission_id=replayed or identity.submission_id(delivery),
        submission=SubmissionName(source=source, id=given),
        round=int(round_ or 0),
        submitted_at=times.text_of(delivery.timestamp_ms),
        mode=mode if mode in MODES else None,  # type: ignore[arg-type]  # MODES are the Literal's own members
        traceparent=_header_text(delivery, "traceparent", TRACEPARENT),
        original=Original(
            place=Place(topic=delivery.topic, partition=delivery.partition, offset=delivery.offset),
            key=_base64(delivery.key),
            value=_base64(delivery.value),
        ),
    )


def read(delivery: Delivery) -> Submission | Refused:
    """Reads a submitted record; what cannot be read is refused with the reason the contract gives it."""
    about = envelope(delivery)
    if delivery.value is not None and len(delivery.value) > VALUE_BYTES_MAX:
        return Refused(about, Dead(Reason.OVERSIZED, f"value: {len(delivery.value)} bytes, at most {VALUE_BYTES_MAX}"))
    payload: object = None
    try:
        payload = _payload(_text(delivery.value))
        if isinstance(payload, dict) and "specversion" in payload and {"data", "data_base64"} & payload.keys():
            about, payload = _structured(about, payload)
        return _submission(about, payload)
    except _Malformed as error:
        url = payload.get("url") if isinstance(payload, dict) else None
        return Refused(about, Dead(Reason.MALFORMED, str(error)), url if isinstance(url, str) else None)


def attributes_refused(attributes: Attributes) -> Rejected | Dead | None:
    """Gives the ending of attributes that no record could carry, None for all others."""
    wrapped: object = attributes
    for _ in range(MARGIN_LEVELS):
        wrapped = [wrapped]
    try:
        size = len(orjson.dumps(wrapped)) - 2 * MARGIN_LEVELS
    except TypeError:
        return Dead(Reason.MALFORMED, "attributes: nested more deeply than JSON readers take")
    if size > ATTRIBUTES_BYTES_MAX:
        return Rejected(Reason.ATTRIBUTES_TOO_LARGE, f"attributes: over {ATTRIBUTES_BYTES_MAX} bytes as JSON")
    return None


def _header_text(delivery: Delivery, name: str, form: re.Pattern[str]) -> str | None:
    text = (delivery.header(name) or b"").decode("ascii", "replace").strip()
    return text if form.fullmatch(text) else None


def _base64(value: bytes | None) -> str | None:
    return None if value is None else base64.b64encode(value).decode("ascii")


def _text(value: bytes | None) -> str:
    if value is None:
        raise _Malformed("value: null; send a URL or a JSON object with `url`")
    framed = value[FRAME_BYTES:] if value[:1] == b"\x00" and len(value) > FRAME_BYTES else value
    try:
        text = framed.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise _Malformed(f"value: no UTF-8 at byte {error.start}") from error
    if not text:
        raise _Malformed("value: empty; send a URL or a JSON object with `url`")
    return text


def _payload(text: str) -> object:
    if BARE_URL.match(text):
        return text
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise _Malformed(f"value: neither a URL nor JSON ({error})") from error


def _structured(about: Envelope, event: dict[str, object]) -> tuple[Envelope, object]:
    """Unwraps a CloudEvents structured event (`application/cloudevents+json`)."""
    encoded = event.get("data_base64")
    data = _payload(_text(_unbase64(encoded))) if isinstance(encoded, str) else event.get("data")
    source, given = event.get("source"), event.get("id")
    name = SubmissionName(
        source=about.submission.source or (source[: identity.CE_SOURCE_MAX] if isinstance(source, str) else None),
        id=about.submission.id or (given if isinstance(given, str) and len(given) <= identity.CE_ID_MAX else None),
    )
    return replace(about, submission=name), data


def _unbase64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise _Malformed("data_base64: no base64") from error


def _submission(about: Envelope, payload: object) -> Submission | Refused:
    if isinstance(payload, str):
        return Submission(envelope=about, url=payload)
    if not isinstance(payload, dict):
        raise _Malformed("value: JSON, but no object and no string; send a URL or an object with `url`")
    url = payload.get("url")
    if not isinstance(url, str):
        raise _Malformed("url: missing; it must be a string" if url is None else "url: must be a string")
    mode = _field(payload, "mode", str)
    if mode is not None and mode not in MODES:
        raise _Malformed(f"mode: must be one of {', '.join(MODES)}")
    about = replace(about, mode=about.mode or mode)  # type: ignore[arg-type]  # checked against MODES above
    hints, unread = _hints(payload)
    attributes = _attributes(payload) | unread
    refused = attributes_refused(attributes)
    if refused is not None:
        return Refused(about, refused, url)
    return Submission(
        envelope=about,
        url=url,
        refresh=bool(_field(payload, "refresh", bool)),
        expires_at=_moment(payload, "expires_at"),
        hints=hints,
        attributes=attributes,
    )


def _field(payload: dict[str, object], name: str, kind: type) -> str | bool | None:
    """Reads an instruction; one of a wrong type is refused, because guessing at it could lose or repeat an article."""
    value = payload.get(name)
    if value is None or isinstance(value, kind):
        return value  # type: ignore[return-value]  # the kinds asked for are str and bool
    raise _Malformed(f"{name}: must be {'true or false' if kind is bool else 'a string'}")


def _moment(payload: dict[str, object], name: str) -> str | None:
    text = _field(payload, name, str)
    if text is None:
        return None
    moment = times.parse(str(text))
    if moment is None:
        raise _Malformed(f"{name}: must be an ISO 8601 time, such as 2026-03-01T12:00:00Z")
    return times.text_of(moment)


def _hints(payload: dict[str, object]) -> tuple[Hints, Attributes]:
    """Reads the hints; one that is unusable stays with the attributes, since the page itself may say better."""
    found: dict[str, str | None] = {}
    unread: Attributes = {}
    for name in ("published_at", "title", "language"):
        value = payload.get(name)
        text = value.strip() if isinstance(value, str) else ""
        if name == "published_at" and text:
            moment = times.parse(text)
            text = "" if moment is None else times.text_of(moment)
        if name == "language" and not LANGUAGE_TEXT.fullmatch(text):
            text = ""
        found[name] = text or None
        if value is not None and not text:
            unread[name] = value
    return Hints(**found), unread


def _attributes(payload: dict[str, object]) -> Attributes:
    """Gives all other fields; an own `attributes` object is merged into them and wins."""
    others = {name: value for name, value in payload.items() if name not in OWN_FIELDS}
    own = payload.get("attributes")
    if own is None:
        return others
    return others | own if isinstance(own, dict) else others | {"attributes": own}
