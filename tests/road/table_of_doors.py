"""The table of doors: what is submitted, what the origin answers, and how it must end."""

import gzip
import json
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass

import outside
from outside import page, story

MIB = 1024 * 1024
MALFORMED, BAD_URL, PRIVATE = ("dead", "malformed"), ("rejected", "bad_url"), ("rejected", "private_address")
CLOSED_PORT, BAD_REDIRECT = ("rejected", "port_not_allowed"), ("rejected", "bad_redirect")
UNREAD_TYPE, NO_ARTICLE = ("rejected", "unsupported_type"), ("rejected", "not_an_article")


@dataclass(frozen=True)
class Row:
    """One row of the table: what is submitted, what the origin answers, and how it must end."""

    value: bytes | None
    door: str
    reason: str | None
    answer: outside.Answer | None = None
    robots: bytes | None = None


def said(value: object, ending: tuple[str, str]) -> Row:
    """A row that ends before anything is fetched."""
    raw = value if isinstance(value, bytes) or value is None else str(value).encode()
    return Row(raw, *ending)


def served(answer: outside.Answer, door: str, reason: str | None = None, robots: bytes | None = None) -> Row:
    """A row that the origin decides; its URL is a path of its own on a host of its own."""
    return Row(None, door, reason, answer, robots)


def moved(place: str, ending: tuple[str, str]) -> Row:
    return served(page(b"", "302 Found", Location=place), *ending)


def quoted(url: str) -> str:
    return json.dumps({"url": url})


def after(*parts: bytes, pause_s: float = 0, reset: bool = False) -> Callable[[socket.socket, outside.Asked], None]:
    """Answers with some bytes, a pause after each, then closes."""

    def answer(connection: socket.socket, _: outside.Asked) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause_s)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PLAIN = b"Harbour day\n\nThe ferry was on time and all the people of the harbour watched it for an hour, as on Sundays."
LOGIN = b"<html><head><title>Log in</title></head><body><form><input name=u><input type=password></form></body></html>"
DENY = page(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")

ROWS: dict[str, Row] = {
    "no UTF-8": said(b"\xff\xfe\x00h", MALFORMED),
    "no UTF-8 within a URL": said(b"http://news.example/\xe9", MALFORMED),
    "words": said("hello there", MALFORMED),
    "nothing": said(b"", MALFORMED),
    "white space": said(b" \r\n\t", MALFORMED),
    "null": said(None, MALFORMED),
    "a number": said("5", MALFORMED),
    "a list": said("[1]", MALFORMED),
    "true": said("true", MALFORMED),
    "JSON null": said("null", MALFORMED),
    "no url": said('{"link": "http://news.example/"}', MALFORMED),
    "url is a number": said('{"url": 5}', MALFORMED),
    "url is null": said('{"url": null}', MALFORMED),
    "url is a list": said('{"url": ["http://news.example/"]}', MALFORMED),
    "nesting": said(b"[" * 10_000 + b"]" * 10_000, MALFORMED),
    "nesting in an attribute": said(b'{"url":"http://a.example/","a":' + b"[" * 9_000 + b"]" * 9_000 + b"}", MALFORMED),
    "NaN": said('{"url": "http://a.example/", "a": NaN}', MALFORMED),
    "bytes after the JSON": said('{"url": "http://a.example/"} x', MALFORMED),
    "over a mebibyte": said(b"http://127.0.0.1/" + b"a" * MIB, ("dead", "oversized")),
    "an object over a mebibyte": said(quoted("http://a.example/" + "a" * MIB), ("dead", "oversized")),
    "attributes over 64 KiB": said(
        json.dumps({"url": "http://a.example/", "a": "b" * 66_000}), ("rejected", "attributes_too_large")
    ),
    "past its time": said('{"url": "http://a.example/", "expires_at": "2020-01-01"}', ("rejected", "expired")),
    **{
        f"bad URL {url[:30]!r}": said(quoted(url), BAD_URL)
        for url in (
            *("http://a.example/\x01", "http://a.example/\x7f", "http://a.example/\x00", "http://a.exa\nmple/"),
            *("http://a.example/a b", "http://a.example\\b", "http://a.example/\tb", "http://a.example/" + "a" * 8_192),
            *("ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "gopher://127.0.0.1/", "mailto:a@b"),
            *("http://u:p@a.example/", "http://u@a.example/", "http:///x", "http://", "http://a..example/"),
        )
    },
    **{
        f"private {url}": said(url, PRIVATE)
        for url in (
            *("http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://2886729729/"),
            *("http://0xa000001/", "http://012.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/"),
            *("http://0/", "http://10.1/", "http://１０.0.0.1/", "http://10.0.0.1./", "http://[2002:a00:1::]/"),
        )
    },
    **{
        f"port {url}": said(url, CLOSED_PORT)
        for url in ("http://93.184.216.34:22/", "http://93.184.216.34:0/", "https://93.184.216.34:65535/")
    },
    "redirect to FTP": moved("ftp://a.example/x", BAD_REDIRECT),
    "redirect to a script": moved("javascript:1", BAD_REDIRECT),
    "redirect to a file": moved("file:///etc/passwd", BAD_REDIRECT),
    "redirect with user information": moved("http://u:p@127.0.0.1/", BAD_REDIRECT),
    "redirect to no host": moved("http:///", BAD_REDIRECT),
    "redirect inside": moved("http://10.0.0.1/", PRIVATE),
    "redirect to a port": moved("http://93.184.216.34:22/", CLOSED_PORT),
    "redirect to itself": moved("#here", ("dead", "too_many_redirects")),
    "redirect to nowhere": served(page(b"", "302 Found"), "dead", "http_302"),
    "300": served(page(b"", "300 Multiple Choices"), "dead", "http_300"),
    "304 unasked": served(page(b"", "304 Not Modified"), "dead", "http_304"),
    "robots.txt": served(page(story(1)), "rejected", "robots", DENY),
    "robots.txt away": served(page(story(2)), "rejected", "robots", page(b"", "503 Later")),
    "10 MiB named": served(page(b"<html>" + b"a" * 10 * MIB), "rejected", "too_large"),
    "10 MiB unnamed": served(after(HEAD + b"\r\n" + b"a" * 11 * MIB), "rejected", "too_large"),
    "a bomb": served(page(gzip.compress(b"a" * 11 * MIB), Content_Encoding="gzip"), "rejected", "too_large"),
    "PDF": served(page(b"%PDF", Content_Type="application/pdf"), *UNREAD_TYPE),
    "XML": served(page(b"<a/>", Content_Type="text/xml"), *UNREAD_TYPE),
    "no type, a picture": served(page(b"\x89PNG\r\n\x1a\n\x00\x00", Content_Type=""), *UNREAD_TYPE),
    "no type, a page": served(page(story(3), Content_Type=""), "enriched"),
    "XHTML": served(page(story(4), Content_Type="application/xhtml+xml"), "enriched"),
    "plain text": served(page(PLAIN, Content_Type="text/plain"), "enriched"),
    "gzip": served(page(gzip.compress(story(5)), Content_Encoding="gzip"), "enriched"),
    "brotli": served(page(b"xx", Content_Encoding="br"), *UNREAD_TYPE),
    "stacked codings": served(
        page(gzip.compress(gzip.compress(story(6))), Content_Encoding="gzip, gzip"), *UNREAD_TYPE
    ),
    "gzip cut off": served(page(gzip.compress(story(6))[:-20], Content_Encoding="gzip"), "dead", "connection"),
    "an empty body": served(page(b""), *NO_ARTICLE),
    "204": served(b"HTTP/1.1 204 No Content\r\n\r\n", *NO_ARTICLE),
    "login": served(page(LOGIN), *NO_ARTICLE),
    **{f"{n}": served(page(b"", f"{n} No"), "rejected", f"http_{n}") for n in (400, 401, 403, 404, 410, 451)},
    **{f"{n}": served(page(b"", f"{n} No"), "dead", f"http_{n}") for n in (408, 425, 429, 500, 502, 503, 504)},
    "silence": served(after(b"", pause_s=4), "dead", "timeout"),
    "dripped headers": served(after(*[b"X"] * 30, pause_s=0.1), "dead", "timeout"),
    "reset": served(after(b"", reset=True), "dead", "connection"),
    "closed": served(after(), "dead", "connection"),
    "ended early": served(after(HEAD + b"Content-Length: 500\r\n\r\nabc"), "dead", "connection"),
    "no HTTP": served(after(b"SSH-2.0-OpenSSH\r\n\r\n"), "dead", "connection"),
    "a huge header": served(after(HEAD + b"X: " + b"a" * 200_000 + b"\r\n\r\n"), "dead", "connection"),
    "refused": said("http://127.0.3.2:9/x", ("dead", "connection")),
    "an unknown name": said("http://no-such-name.invalid/x", ("dead", "dns")),
}
