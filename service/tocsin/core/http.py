"""Reading a response: what its head says, what its bytes are, and how they are inflated without being flooded."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Final, Literal

from tocsin.core.times import ms_of

# RFC 9110, 15.4: these name another place in `Location`; 305 and 306 are withdrawn and never followed.
REDIRECTS: Final = frozenset({300, 301, 302, 303, 307, 308})
PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain"})  # contract: what is read
RETRY_AFTER_MAX_S: Final = 3600.0  # the longest tier: an origin may not put a record off for ever
SNIFFED_BYTES: Final = 1445  # WHATWG MIME Sniffing, 5.2: the resource header
INFLATE_STEP_BYTES: Final = 256 * 1024
GZIP: Final = 16 + zlib.MAX_WBITS  # zlib's name for "a gzip header and trailer"

Coding = Literal["identity", "gzip"]


@dataclass(frozen=True, slots=True)
class Head:
    """A response's status and fields, names and values as bytes in their order."""

    status: int
    fields: tuple[tuple[bytes, bytes], ...]

    def values(self, name: str) -> list[str]:
        """Gives all values of a field: UTF-8 where they are, else Latin-1 (RFC 9110, 5.5)."""
        wanted = name.lower().encode()
        return [_text(value) for key, value in self.fields if key.lower() == wanted]

    def value(self, name: str) -> str | None:
        """Gives a field's first value, None without one."""
        return next(iter(self.values(name)), None)

    @property
    def location(self) -> str | None:
        """Where a redirect sends us, None when this is none or names no place."""
        place = (self.value("location") or "").strip()
        return place if self.status in REDIRECTS and place else None

    @property
    def coding(self) -> Coding | None:
        """The content coding; None for one that is unknown or stacked."""
        names = [n for value in self.values("content-encoding") for n in value.lower().replace(" ", "").split(",") if n]
        if names in ([], ["identity"]):
            return "identity"
        return "gzip" if names in (["gzip"], ["x-gzip"]) else None

    @property
    def content_type(self) -> str | None:
        """The last readable Content-Type as sent, None without one (then the bytes are sniffed)."""
        usable = [v for v in self.values("content-type") if media_type(v) is not None]
        return usable[-1].strip() if usable else None

    @property
    def length(self) -> int | None:
        """Content-Length in bytes, None without a readable one."""
        text = (self.value("content-length") or "").strip()
        return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def media_type(content_type: str) -> str | None:
    """Gives `type/subtype` in lower case, None for what is none (RFC 9110, 8.3.1)."""
    found = re.match(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:[;,]|$)", content_type)
    return found[1].lower() if found else None


def page_kind(content_type: str | None, body: bytes) -> Literal["html", "text"] | None:
    """Says how a body is read, None when it is no page. Without a type the bytes are sniffed (WHATWG, 7.1)."""
    named = media_type(content_type) if content_type else None
    if named is not None:
        return None if named not in PAGE_TYPES else "text" if named == "text/plain" else "html"
    start = body[:SNIFFED_BYTES]
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return "html" if b"<" in start else "text"
    # WHATWG MIME Sniffing, 3 ("binary data byte"): a text has none of these controls.
    if re.search(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]", start) or start.startswith(b"%PDF-"):
        return None
    return "html" if re.match(rb"\s*<[!?/a-zA-Z]", start) else "text"


def retry_after(value: str | None, now_ms: int) -> float | None:
    """Reads Retry-After: seconds or a date (RFC 9110, 10.2.3). Gives seconds between 0 and an hour, else None."""
    if value is None:
        return None
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,18}", text):
        return min(float(text), RETRY_AFTER_MAX_S)
    try:
        moment = parsedate_to_datetime(text)
        at_ms = ms_of(moment)
    except (ValueError, TypeError, OverflowError):  # no date, one without a zone, or one out of range
        return None
    return min(max((at_ms - now_ms) / 1000, 0.0), RETRY_AFTER_MAX_S)


class BadCoding(Exception):  # noqa: N818 - the origin's doing, not a mistake of ours
    """The body is not the gzip stream that it says it is, or ends within it."""


class Inflater:
    """Inflates gzip in steps of at most `INFLATE_STEP_BYTES`; members may follow each other (RFC 1952, 2.2)."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(GZIP)
        self._begun = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Gives what comes out of some more wire bytes, step by step. Raises BadCoding."""
        while data:
            if self._member.eof:
                if not data.startswith(b"\x1f"):
                    return  # padding after the last member is no part of it
                self._member = zlib.decompressobj(GZIP)
            self._begun = True
            try:
                step = self._member.decompress(data, INFLATE_STEP_BYTES)
            except zlib.error as error:
                raise BadCoding(str(error)) from error
            if step:
                yield step
            data = self._member.unconsumed_tail or self._member.unused_data

    def end(self) -> None:
        """Raises BadCoding when the stream ended within a member."""
        if self._begun and not self._member.eof:
            raise BadCoding("the gzip stream ends early")


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
