"""Pages for the extraction's tests, put together from parts."""

import json

from tocsin.core.extraction import extract
from tocsin.core.extraction.page import Page, parse
from tocsin.core.records.page import ParseJob

SUBMITTED_MS = 1_700_000_000_000  # 2023-11-14T22:13:20Z
URL = "https://www.example.org/news/2023/11/14/drones-shot-down-over-the-strait"
TITLE = "Two drones shot down over the strait"
BODY = [
    "The defence ministry said on Tuesday that two drones had been shot down over the strait before dawn, and that nobody on the ground was hurt by the debris.",
    "A spokesman for the coast guard told reporters that the aircraft had come from the north and had been followed for an hour before the order to fire was given.",
    "Officials on the other side denied that any drone of theirs had been in the air that night, and called the report an invention meant for a domestic audience.",
    "Fishermen in the nearest harbour said that they had heard two explosions shortly after four in the morning and had seen a light fall slowly into the sea.",
    "The two governments have accused each other of such flights since the spring, when talks about a line of contact for their navies ended without any result.",
    "Ships were told to keep clear of the area until Thursday, according to a notice that the harbour master published in the evening and did not explain further.",
]
ARTICLE = "".join(f"<p>{part}</p>" for part in BODY)
SITE = '<meta property="og:site_name" content="The Example Herald">'


def job(body: bytes | str, **fields: object) -> ParseJob:
    known = {"kind": "html", "url": URL, "content_type": "text/html; charset=utf-8", "submitted_ms": SUBMITTED_MS}
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    return ParseJob(body=raw, **{**known, **fields})


def html(inner: str | None = None, head: str = "", *, lang: str = "en", title: str = TITLE) -> str:
    shown = f"<article><h1>{title}</h1>{''.join(f'<p>{p}</p>' for p in BODY)}</article>" if inner is None else inner
    return f'<html lang="{lang}"><head><title>{title}</title>{head}</head><body>{shown}</body></html>'


def ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **node})}</script>'


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(markup: str, url: str = URL) -> Page:
    found = parse(markup, url)
    assert found is not None
    return found


def read(markup: str | bytes, **fields: object):
    return extract(job(markup, **fields))
