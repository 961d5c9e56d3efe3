"""The title as printed, without the site's name, and the heading that it stands in.

A page's one `<h1>` is the title oftener than what its head says (exact .77 to .82, against .56 to .61). But an
`<h1>` can hold the site's name, and a heading of lower rank the title; so a heading is believed that the head repeats.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tocsin.core.extraction import words
from tocsin.core.extraction.limits import NAMES_CHARS_MAX, TITLE_CHARS_MAX
from tocsin.core.extraction.page import Node, Page, string
from tocsin.core.extraction.text import one_line

_NOT_WORD = re.compile(r"[\W_]+")
_ASCII_NOT_WORD = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_KICKER = re.compile(
    r"kicker|overline|over-?title|top-?line|dachzeile|spitzmarke|eyebrow|super-?(?:title|headline)|rubri[ck]|pre-?title|"
    r"(?:^|[\s_-])(?:category|section|label|badge|flag|topic|ressort|volanta|antetitulo|occhiello|chapeu)(?:$|[\s_-])|roofline|headline__?intro",
    re.IGNORECASE,
)
_TITLE_CLASS = re.compile(
    r"(?:entry|post|article|story|page|news|content)[_-]{0,2}(?:title|headline|heading)|(?:^|\s)(?:headline|title)(?:$|\s)",
    re.IGNORECASE,
)
_UNREAD = frozenset({"style", "script", "noscript", "template", "svg", "button"})
_APART = frozenset({"br", "div", "p", "span", "h1", "h2", "small"})
_HEADINGS_MAX = 60
# Sites use their classes over and over.
_CLASSES_REMEMBERED = 4_096
_CHARS_MIN = 4
# Fewer letters stand in anything.
_LETTERS_MIN = 10
_HEAD_METAS = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "title",
    "headline",
    "sailthru.title",
    "parsely-title",
)
# A site's name behind the last separator is this short.
_SITE_WORDS_MAX, _TITLE_WORDS_MIN = 5, 3


@dataclass(frozen=True, slots=True)
class Headline:
    """The title, or None, and the element that prints it, where one does."""

    text: str | None
    element: HtmlElement | None = None


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    letters: str
    element: HtmlElement
    first: bool  # an <h1>


def headline_of(page: Page, article: Node, site: str | None) -> Headline:
    """Gives the page's title on one line and where it is printed."""
    sites = _site_names(page, site)
    heads = [text for text in (one_line(given) for given in _head_titles(page, article)) if text]
    bare = list(dict.fromkeys(_without_site(head, sites) for head in heads))
    headings = [h for h in _headings(page.tree) if h.letters not in sites]
    found = _repeated(headings, heads, bare) or _alone(headings)
    if found:
        return Headline(_printed(found, bare), found.element)
    return Headline(bare[0][:TITLE_CHARS_MAX] if bare else None)


def likeness(one: str) -> str:
    """Gives a title's letters and digits alone, for comparing."""
    if one.isascii():
        return one.lower().encode("ascii").translate(None, _ASCII_NOT_WORD).decode("ascii")
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", one).casefold())


def heading_text(element: HtmlElement) -> str:
    """Gives a heading's text without its kicker, style sheets and buttons."""
    return one_line("".join(_pieces(element))[: TITLE_CHARS_MAX * 4])


def _pieces(element: HtmlElement) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in _UNREAD and not _KICKER.search(child.get("class") or ""):
            apart = " " if child.tag in _APART else ""
            yield apart
            yield from _pieces(child)
            yield apart
        if child.tail:
            yield child.tail


def _site_names(page: Page, site: str | None) -> frozenset[str]:
    """Gives the letters of every name that the site goes by: its own, and its host's."""
    host = (urlsplit(page.url).hostname or "").removeprefix("www.") if "//" in page.url else ""
    names = {likeness(site or ""), likeness(page.first("og:site_name", "application-name") or ""), likeness(host)}
    labels = host.split(".")
    names |= {likeness(label) for label in labels[:-1] if len(label) > _CHARS_MIN}
    return frozenset(names - {""})


def _head_titles(page: Page, article: Node) -> Iterator[str]:
    if headline := string(article.get("headline")):
        yield headline
    for name in _HEAD_METAS:
        if content := page.first(name):
            yield content
    element = page.tree.find(".//head/title")
    if element is None:
        element = page.tree.find(".//title")
    if element is not None and element.text:
        yield element.text
    if own_name := string(article.get("name")):
        yield own_name


def _headings(tree: HtmlElement) -> list[_Heading]:
    """Gives the page's headings: `<h1>` first, then what its rank or class makes one, in document order."""
    found: list[_Heading] = []
    for element in tree.iter("h1", "h2", "h3", "div", "span", "p"):
        if len(found) >= _HEADINGS_MAX:
            break
        if (
            element.tag in {"div", "span", "p"}
            and not _names_title((element.get("class") or "")[:NAMES_CHARS_MAX])
            and element.get("itemprop") != "headline"
        ):
            continue
        if len(element.text_content()) > TITLE_CHARS_MAX * 4:
            continue
        text = heading_text(element) or one_line(element.text_content())
        if len(text) >= _CHARS_MIN and len(text) <= TITLE_CHARS_MAX:
            found.append(_Heading(text, likeness(text), element, element.tag == "h1"))
    return sorted(found, key=lambda heading: not heading.first)


@lru_cache(_CLASSES_REMEMBERED)
def _names_title(names: str) -> bool:
    return _TITLE_CLASS.search(names) is not None


def _repeated(headings: list[_Heading], heads: list[str], bare: list[str]) -> _Heading | None:
    """Gives the first heading that the head repeats: whole, then as a part between separators, then within."""
    whole = {likeness(head) for head in (*heads, *bare)} - {""}
    for heading in headings:
        if heading.letters in whole:
            return heading
    parts = {likeness(part) for head in heads for part in words.TITLE_SEPARATOR.split(head) if part}
    for heading in headings:
        if heading.letters in parts and len(heading.letters) >= _LETTERS_MIN:
            return heading
    for heading in headings:
        if (
            heading.first
            and len(heading.letters) >= _LETTERS_MIN
            and any(_within(heading.letters, head) for head in whole)
        ):
            return heading
    return None


def _within(one: str, other: str) -> bool:
    return len(other) >= _LETTERS_MIN and (one in other or other in one)


def _alone(headings: list[_Heading]) -> _Heading | None:
    """Gives the only `<h1>`, when it is no link home."""
    first = {heading.letters: heading for heading in headings if heading.first and len(heading.letters) >= _LETTERS_MIN}
    if len(first) != 1:
        return None
    heading = next(iter(first.values()))
    link = heading.element.find(".//a")
    return None if link is not None and urlsplit(link.get("href") or "-").path in {"", "/"} else heading


def _printed(heading: _Heading, bare: list[str]) -> str:
    """Gives the heading's text; where the head has its end alone, what stands before that is a kicker."""
    for head in bare[:2]:
        letters = likeness(head)
        if len(letters) >= _LETTERS_MIN * 2 and letters != heading.letters and heading.letters.endswith(letters):
            return head[:TITLE_CHARS_MAX]
    return heading.text


def _without_site(head: str, sites: frozenset[str]) -> str:
    """Cuts the site's name off, behind or before a separator; a short last part goes even where no name is known."""
    parts = [(found.start(), found.end()) for found in words.TITLE_SEPARATOR.finditer(head)]
    for start, end in parts:
        if likeness(head[end:]) in sites:
            return head[:start].strip()
    for start, end in parts:
        if likeness(head[:start]) in sites:
            return head[end:].strip()
    if parts:
        start, end = parts[-1]
        last = head[end:]
        if (
            "|" in head[start:end]
            and len(last.split()) <= _SITE_WORDS_MAX
            and len(head[:start].split()) >= _TITLE_WORDS_MIN
        ):
            return _without_site(head[:start].strip(), sites)
    return head.strip()
