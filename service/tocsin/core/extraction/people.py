"""Authors as persons: names alone, no desks, agencies, roles or sites."""

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml.html import HtmlElement

from tocsin.core.extraction import words
from tocsin.core.extraction.limits import AUTHORS_MAX, NAME_CHARS_MAX, NAMES_CHARS_MAX
from tocsin.core.extraction.page import Node, Page, types
from tocsin.core.extraction.text import one_line

_METAS = (
    "author",
    "article:author",
    "byl",
    "sailthru.author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "dc.author",
    "citation_author",
    "authors",
)
_BETWEEN = re.compile(r"\s*(?:[,;|/&•·]|\b(?:and|und|et|y|e|en|och|og|with|mit|i)\b)\s*(?=\S)")
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author(?:s|-?name|__name)?|autor(?:e|en|in)?|auteur|article-author|post-author|entry-author|vcard|fn)(?:$|[\s_-])",
    re.IGNORECASE,
)
_WORDS_MAX = 6
_ELEMENTS_MAX = 4_000
# Sites use their classes over and over.
_CLASSES_REMEMBERED = 4_096


def authors_of(page: Page, article: Node, site: str | None) -> tuple[str, ...]:
    """Gives the persons who wrote the article, from the first of JSON-LD, meta and by-line that names one."""
    for given in (_of_node(article), _of_metas(page), _of_bylines(page.tree)):
        if names := _persons(given, site):
            return names
    return ()


def credits_of(page: Page, article: Node) -> tuple[str, ...]:
    """Gives every name that the head credits, agencies too."""
    return tuple(one_line(name) for name in (*_of_node(article, organisations=True), *_of_metas(page)))


def _of_node(article: Node, *, organisations: bool = False) -> Iterator[str]:
    given = article.get("author") or article.get("creator")
    for item in (given if isinstance(given, list) else [given])[:AUTHORS_MAX]:
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict) and (organisations or "Organization" not in " ".join(types(item))):
            name = item.get("name")
            for one in name if isinstance(name, list) else [name]:
                if isinstance(one, str):
                    yield one


def _of_metas(page: Page) -> Iterator[str]:
    for name in _METAS:
        yield from page.meta.get(name, ())[:AUTHORS_MAX]


def _of_bylines(tree: HtmlElement) -> Iterator[str]:
    found: list[tuple[int, str]] = []
    for seen, element in enumerate(
        tree.iter("a", "span", "div", "p", "address", "li", "strong", "em", "small", "cite")
    ):
        if seen >= _ELEMENTS_MAX or len(found) >= AUTHORS_MAX:
            break
        if rank := _byline_rank(element):
            text = one_line(element.text_content()[:400])
            if text and len(text) <= NAME_CHARS_MAX:
                found.append((rank, text))
    best = min((rank for rank, _ in found), default=0)
    yield from dict.fromkeys(text for rank, text in found if rank == best)


def _byline_rank(element: HtmlElement) -> int:
    """Gives how firmly an element says that it names the author: 1 is firmest, 0 not at all."""
    if element.get("rel") == "author" or "author" in (element.get("itemprop") or ""):
        return 1
    names = element.get("class")
    return 2 if names and _names_byline(names[:NAMES_CHARS_MAX]) else 0


@lru_cache(_CLASSES_REMEMBERED)
def _names_byline(names: str) -> bool:
    return _BYLINE.search(names) is not None


def _persons(given: Iterator[str], site: str | None) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for text in given:
        bare = words.BEFORE_A_NAME.sub("", one_line(text[:400]))
        for part in _BETWEEN.split(bare):
            name = part.strip(words.NAME_EDGES)
            if is_person(name) and (site is None or name.casefold() != site.casefold()):
                names[name] = None
    return tuple(names)[:AUTHORS_MAX]


def is_person(name: str) -> bool:
    """Tells whether a text has the form of a person's name."""
    parts = name.split()
    if not 1 <= len(parts) <= _WORDS_MAX or len(name) > NAME_CHARS_MAX // 2 or len(name) < 2:  # noqa: PLR2004 - an initial is no name
        return False
    return not words.NOT_A_NAME.search(name) and not name.islower()
