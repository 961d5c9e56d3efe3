"""Pages that hang, blow up or mislead a parser: `PAGES` maps a name to (body, content type). All are made here."""

import gzip
import json
import random

GOOD = (
    "<p>The ministry said on Tuesday that two drones had been shot down over the strait, and that nobody was hurt.</p>"
)
ARTICLE = f"<html><head><title>Two drones shot down over the strait</title></head><body><article><h1>Two drones shot down over the strait</h1>{GOOD * 12}</article></body></html>"


def page(inner: str, head: str = "") -> bytes:
    text = f"<html><head><title>A hostile page</title>{head}</head><body><h1>A hostile page</h1>{inner}{GOOD * 5}</body></html>"
    return text.encode("utf-8", "surrogatepass")


def ld(value: str) -> str:
    return f'<script type="application/ld+json">{value}</script>'


def article_ld(**fields: object) -> str:
    return ld(json.dumps({"@type": "NewsArticle", **fields}))


def _noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


DEEP = 40_000
# From the measured hangs of the parser and the extractor.
HANGS = {
    "a megabyte of month words": page("<div class='date'>" + "January February March " * 45_000 + "</div>"),
    "a megabyte of broken doctypes": b"< !DOCTYPE" * 100_000,
    "two hundred thousand paragraphs": page("<p>a" * 200_000),
    "a hundred thousand attributes on a tag": page("<p " + " ".join(f"a{i}=1" for i in range(100_000)) + ">x</p>"),
    "twenty thousand author classes": page("<span class='author'>By A B</span>" * 20_000),
    "a meta content of brackets": page("", f'<meta name="description" content="{"<" * 200_000}">'),
}  # fmt: skip
# Nesting.
NESTED = {
    "nested divs": page("<div>" * DEEP),
    "nested spans": page("<span>" * DEEP),
    "nested lists": page("<ul><li>" * DEEP),
    "nested tables": page("<table><tr><td>" * 5_000),
    "nested blockquotes": page("<blockquote>" * DEEP),
    "nested navs": page("<nav>text " * 5_000),
    "nested asides with headings": page("<aside><h1>x</h1>" * 5_000),
    "nested forms": page("<form>" * 10_000),
    "nested formatting": page("<b><i><u>" * 20_000),
    "misnested formatting": page("<b><i></b></i>" * 30_000),
    "nested anchors": page("<a href=x>y" * 30_000),
    "nested headings": page("<h1>x" * 20_000),
}  # fmt: skip
# Numbers of things.
MANY = {
    "a hundred thousand links": page("<a href='/x'>Another story of today</a> " * 100_000),
    "a hundred thousand headings": page("<h1>Heading</h1>" * 100_000),
    "a hundred thousand times": page("<time datetime='2020-01-01'>x</time>" * 100_000),
    "a hundred thousand metas": page("", "<meta name='author' content='A B'>" * 100_000),
    "a hundred thousand canonicals": page("", "<link rel='canonical' href='https://example.org/x'>" * 100_000),
    "a hundred thousand line breaks": page("x<br>" * 100_000),
    "a hundred thousand list items": page("<ul>" + "<li>item" * 100_000 + "</ul>"),
    "a hundred thousand cells": page("<table><tr>" + "<td>1" * 100_000 + "</table>"),
    "ten thousand tables": page("<table><tr><td>x</td></tr></table>" * 10_000),
    "a colspan of millions": page("<table><tr><td colspan=99999999 rowspan=99999999>x</td></tr></table>"),
    "ten thousand articles": page(f"<article>{GOOD}</article>" * 10_000),
    "ten thousand scripts": page("", article_ld(headline="x") * 10_000),
    "a hundred thousand classes": page(f"<p class='{'share- ' * 100_000}'>x</p>"),
    "ten thousand by-lines": page("<p class='byline'>By Jane Roe and John Doe</p>" * 10_000),
    "ten thousand dates in words": page("<p class='date'>4 December 2020</p>" * 10_000),
    "ten thousand teasers": page("<p>Read more: another headline of the day</p>" * 10_000),
}  # fmt: skip
# Sizes.
LARGE = {
    "a paragraph of five megabytes": page(f"<p>{'word ' * 1_000_000}</p>"),
    "a word of five megabytes": page(f"<p>{'w' * 5_000_000}</p>"),
    "a title of a megabyte": page("", f"<title>{'A - ' * 250_000}</title>"),
    "a heading of a megabyte": page(f"<h1>{'A | ' * 250_000}</h1>"),
    "an attribute of five megabytes": page(f"<p title='{'x' * 5_000_000}'>y</p>"),
    "an attribute without end": page("<p title='" + "x" * 2_000_000),
    "a comment without end": page("<!--" + "x" * 2_000_000),
    "a script without end": page("<script>" + "var x=1;" * 200_000),
    "a tag name of a megabyte": page(f"<{'x' * 1_000_000}>"),
    "spaces alone": b" " * 8_000_000,
    "newlines alone": b"\n" * 8_000_000,
    "brackets alone": b"<" * 3_000_000,
    "closing tags alone": b"</p>" * 500_000,
    "entities": page("<p>" + "&amp;&#x41;&nbsp;" * 200_000 + "</p>"),
    "unknown entities": page("<p>" + "&aaaaaaaa" * 200_000 + "</p>"),
    "an entity without end": page("<p>&" + "a" * 2_000_000 + "</p>"),
    "entities that grow": b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>" + b"".join(b"<!ENTITY %c '&%c;&%c;&%c;'>" % (98 + i, 97 + i, 97 + i, 97 + i) for i in range(20)) + b"]><html><body>&u;</body></html>",
    "an entity from a file": b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><html><body><p>&a;</p></body></html>",
    "spelled markup": page("<p>" + "&lt; / P &gt; &lt; p &gt; " * 100_000 + "</p>"),
    "half spelled markup": page("<p>" + "&lt; " * 300_000 + "</p>"),
}  # fmt: skip
# JSON-LD and page state.
DATA = {
    "deep JSON": page("", ld('{"@type":"NewsArticle","@graph":' + "[" * 200_000)),
    "deep objects": page("", ld('{"@graph":' * 50_000)),
    "a number of a million digits": page("", ld('{"@type":"NewsArticle","wordCount":' + "9" * 1_000_000 + "}")),
    "a lone surrogate": page("", ld('{"@type":"NewsArticle","headline":"War \\ud83d","author":{"name":"J \\udc00 Roe"}}')),
    "a list for every field": page("", article_ld(headline=[[[]]], author=[[], {}, 7, None], datePublished={}, publisher=[[]], articleSection={}, articleBody=7, image=None)),
    "nulls for every field": page("", article_ld(headline=None, author=None, datePublished=None, publisher=None)),
    "a body of a megabyte in JSON": page("", article_ld(articleBody="A sentence of it. " * 60_000)),
    "a stream of rows": page("<script>self.__next_f.push([1," + json.dumps("1:Tffffffff,x\n" * 20_000) + "])</script>"),
    "a stream of deep rows": page("<script>self.__next_f.push([1," + json.dumps("1:" + "[" * 100_000) + "])</script>"),
    "a deep state": page('<script id="__NEXT_DATA__">' + '{"a":' * 50_000 + "</script>"),
    "a wide state": page('<script id="__NEXT_DATA__">' + json.dumps({"a": [["x"] * 500] * 300}) + "</script>"),
}  # fmt: skip
# Dates, names and addresses.
ODD_FIELDS = {
    "dates of nonsense": page("", article_ld(datePublished="9999999999999-99-99T99:99:99+99:99", dateModified="0000-00-00")),
    "a date of a megabyte": page("", article_ld(datePublished="2" * 1_000_000)),
    "a date of spaces": page("<time datetime='" + " " * 500_000 + "'>x</time>"),
    "an author of a megabyte": page("", article_ld(author={"name": "A and B, " * 100_000})),
    "an author of separators": page("", f"<meta name='author' content='{'and ' * 100_000}'>"),
    "a canonical of a megabyte": page("", f"<link rel='canonical' href='https://example.org/{'x' * 1_000_000}'>"),
    "canonicals of nonsense": page("", "<link rel='canonical' href='http://[::1:x]:99999999/%zz'><base href='//[['>"),
}  # fmt: skip
# Bytes.
ODD_BYTES = {
    "noise": _noise(2_000_000),
    "noise in a page": page("") + _noise(1_000_000),
    "NULs": b"\x00" * 2_000_000,
    "NULs within": page("<p>War\x00 in\x00 the\x00 strait</p>" * 1_000),
    "control characters": page("<p>" + "".join(map(chr, range(1, 32))) * 1_000 + "</p>"),
    "half a UTF-16 page": ("\ufeff" + ARTICLE).encode("utf-16-le")[:-1],
    "UTF-16 without a mark": ARTICLE.encode("utf-16-le"),
    "UTF-7": b'<meta charset="utf-7">' + ARTICLE.encode("utf-7"),
    "a slow charset": b'<meta charset="punycode">' + b"a" * 2_000_000,
    "no charset": b'<meta charset="nonsense">' + ARTICLE.encode() + _noise(5_000),
    "a thousand charsets": b'<meta charset="gbk">' * 1_000 + _noise(500_000),
    "an archive": gzip.compress(ARTICLE.encode() * 100),
    "an image": b"\x89PNG\r\n\x1a\n" + _noise(500_000),
    "a document": b"%PDF-1.7\n" + _noise(500_000),
    "combining marks": page("<p>e" + "\u0301" * 500_000 + "</p>"),
    "bidirectional controls": page("<p>" + "\u202e\u2066war" * 50_000 + "</p>"),
    "surrogates in bytes": page("<p>\ud83d war \udc00</p>" * 1_000),
    "one letter": b"x",
    "nothing": b"",
    "half a tag": b"<ht",
    "a frame set": b"<frameset><frame src=x></frameset>" * 10_000,
    "an XML page": b'<?xml version="1.0" encoding="utf-8"?>' + ARTICLE.encode(),
    "a page in a page": page(ARTICLE * 500),
}  # fmt: skip
PAGES: dict[str, bytes] = HANGS | NESTED | MANY | LARGE | DATA | ODD_FIELDS | ODD_BYTES
