"""Lines and files of `tocsin enrich` -> what the pool parses. A broken input is a value that names line and reason."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from tocsin.core import times
from tocsin.core.outcomes import Rejected
from tocsin.core.records.common import Attributes
from tocsin.core.records.page import PageKind
from tocsin.core.submissions import attributes_refused

OWN_FIELDS = frozenset({"id", "url", "html_path", "html", "text", "title", "published_at", "submitted_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One input whose content is at hand. `input_id` is as given (any JSON scalar), else the file's or line's name."""

    input_id: object
    url: str | None
    body: bytes
    kind: PageKind
    content_type: str | None
    title: str | None
    published_at: str | None
    submitted_at: str
    attributes: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRead:
    """An input whose page lies in a file still to be read; `given.body` is empty."""

    given: Given
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """An input that cannot be read, and why: line (or file), field, reason. `rejected`: it could be, and is refused."""

    input_id: object
    detail: str
    rejected: Rejected | None = None


def read_line(number: int, line: bytes, now: str) -> Given | ToRead | Broken:
    """Reads one JSON line. `now` stands for `submitted_at` where the line gives none."""
    try:
        fields = orjson.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (orjson.JSONDecodeError, RecursionError) as error:
        return Broken(input_id=None, detail=f"line {number}: no JSON ({error})")
    if not isinstance(fields, dict):
        return Broken(input_id=None, detail=f"line {number}: JSON, but no object")
    if isinstance(fields.get("id"), dict | list):
        return Broken(input_id=None, detail=f"line {number}: id: must be a string or a number")
    wrong = _wrong(fields)
    if wrong:
        return Broken(input_id=fields.get("id"), detail=f"line {number}: {wrong}")
    attributes = {name: value for name, value in fields.items() if name not in OWN_FIELDS}
    refused = attributes_refused(attributes)
    if refused is not None:
        told, rejected = f"line {number}: {refused.detail}", refused if isinstance(refused, Rejected) else None
        return Broken(input_id=fields.get("id", number), detail=told, rejected=rejected)
    return _read(fields, number, now, attributes)


def _read(fields: dict[str, Any], number: int, now: str, attributes: Attributes) -> Given | ToRead:
    """Makes the input of a line in which nothing is wrong."""
    submitted = times.parse(fields.get("submitted_at") or now)
    kind: PageKind = "clean" if fields.get("text") is not None else "html"
    content = fields.get("text") if kind == "clean" else fields.get("html")
    given = Given(
        input_id=fields.get("id", number),
        url=(fields.get("url") or "").strip() or None,
        body=(content or "").encode(),
        kind=kind,
        # What a line holds has been decoded already; a page in a file still says its own charset.
        content_type="text/html; charset=utf-8" if content is not None else None,
        title=fields.get("title"),
        published_at=_moment(fields.get("published_at")),
        submitted_at=times.text_of(submitted or 0),
        attributes=attributes,
    )
    return given if content is not None else ToRead(given=given, path=fields.get("html_path") or "")


def _wrong(fields: dict[str, object]) -> str | None:
    """Names the first field that cannot be used, and why."""
    for name in ("url", "html_path", "html", "text", "title", "published_at", "submitted_at"):
        if fields.get(name) is not None and not isinstance(fields[name], str):
            return f"{name}: must be a string"
    if all(fields.get(name) is None for name in ("html_path", "html", "text")):
        return "html: missing; give one of html, html_path or text"
    given_at = fields.get("submitted_at")
    if isinstance(given_at, str) and times.parse(given_at) is None:
        return "submitted_at: must be an ISO 8601 time, such as 2026-03-01T12:00:00Z"
    return None


def _moment(text: str | None) -> str | None:
    """Reads a hint; one that is no time is no hint."""
    moment = times.parse(text) if text else None
    return None if moment is None else times.text_of(moment)
