"""The text of one frame, by the steps of trafilatura's main extractor (2.3.1: `main_extractor._extract`).

The library tries one frame after another, and prunes each by XPath expressions that call a regular expression back
six times for every element: a third of its time. For the one frame that `frame.py` has found, its own patterns are
asked once for each class that a site uses; whatever becomes text passes through the library's own handlers.
Tests hold the pruning to what the library's expressions choose.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from lxml.etree import Element, _Element, strip_elements, strip_tags
from lxml.html import HtmlElement
from trafilatura.htmlprocessing import delete_by_link_density, link_density_test_tables, process_node
from trafilatura.main_extractor import NOT_AT_THE_END, REBUILT_BLOCKS, _elem_text, handle_textelem
from trafilatura.settings import INLINE_FORMATTABLE, MIN_DUPLICATE_LENGTH, TAG_CATALOG, Extractor
from trafilatura.utils import text_chars_test
from trafilatura.xml import delete_element
from trafilatura.xpaths import OVERALL_DISCARD_XPATH

from tocsin.core.extraction.limits import NAMES_CHARS_MAX

_TAGS = frozenset(TAG_CATALOG) | {"table", "td", "th", "tr"}
# With less text in paragraphs, three times its least size of a text, the library reads `<div>`s as well.
PARAGRAPHS_MIN = 750
_CLASSES_REMEMBERED = 8_192

_BLOCKS = frozenset({"div", "item", "list", "p", "section", "span"})
_TEST = re.compile(r"re:test\(@(id|class), '([^']+)'\)")
_OF_BLOCKS, _OF_ALL = (
    {name: re.compile(pattern) for name, pattern in _TEST.findall(expression.path)}
    for expression in OVERALL_DISCARD_XPATH
)


def main_text(frame: HtmlElement, options: Extractor, elsewhere: Callable[[], int]) -> _Element | None:
    """Gives the elements of a frame's text under a `<body>`; None where there is too little. The frame is used up.

    `elsewhere` counts the characters in paragraphs of the page outside the frame.
    """
    _prune(frame)
    prose = paragraphs(frame) >= PARAGRAPHS_MIN or paragraphs(frame) + elsewhere() >= PARAGRAPHS_MIN
    tags = set(_TAGS) if prose else {*_TAGS, "div"}
    body = Element("body")
    parts = _parts(frame, tags)
    lead = None if parts == [frame] else _lead(frame, options)
    if lead is not None:
        body.append(lead)
    for element in parts:
        _read(element, body, tags, options)
    while len(body) and body[-1].tag in NOT_AT_THE_END:
        delete_element(body[-1], keep_tail=False)
    if len(body) - (lead is not None) <= 1:
        return None
    _drop_repeated(body)
    strip_elements(body, "done")
    strip_tags(body, "div")
    return body


def paragraphs(tree: HtmlElement) -> int:
    """Counts the characters in a tree's paragraphs."""
    return sum(len(p.text_content()) for p in tree.iter("p"))


def _lead(frame: HtmlElement, options: Extractor) -> _Element | None:
    """Gives the text that stands in the frame before its first element."""
    if not text_chars_test(frame.text):
        return None
    lead = Element("p")
    lead.text = frame.text
    return process_node(lead, options)


def _parts(frame: HtmlElement, tags: set[str]) -> list[HtmlElement]:
    """Gives a frame's elements; the frame itself where it is one run of text."""
    parts = list(frame.iterdescendants())
    within = {element.tag for element in parts}
    inline = frame.tag == "div" and "div" in tags and within <= INLINE_FORMATTABLE | {"lb"}
    return [frame] if within == {"lb"} or inline else parts


def _read(element: HtmlElement, body: _Element, tags: set[str], options: Extractor) -> None:
    """Appends what the library makes of an element; handlers move, rename or copy it."""
    if element.getroottree().getroot() is body:
        return
    tag, tail = element.tag, element.tail
    made = handle_textelem(element, tags, options)
    if made is not None:
        body.append(made)
        if element.getroottree().getroot() is not body:
            # A copy was made: what is within has been read.
            element.tag = "done"
    if tag in REBUILT_BLOCKS and text_chars_test(tail) and (made is None or made.tail is None):
        behind = Element("p")
        behind.text = tail
        if process_node(behind, options) is not None:
            body.append(behind)


def _drop_repeated(body: _Element) -> None:
    previous: str | None = None
    for element in list(body):
        text = _elem_text(element)
        if text and text == previous and len(text) > MIN_DUPLICATE_LENGTH:
            delete_element(element, keep_tail=False)
        else:
            previous = text


def _prune(frame: HtmlElement) -> None:
    """Takes furniture, captions, teasers and clusters of links out of a frame, in place."""
    for element in _furniture(frame):
        delete_element(element)
    for element in [e for e in frame.iterdescendants(*_BLOCKS) if _is_beside(e.get("id"), e.get("class"))]:
        delete_element(element)
    for _ in range(2):
        delete_by_link_density(frame, "div", backtracking=True)
        delete_by_link_density(frame, "list")
        delete_by_link_density(frame, "p")
    for table in [table for table in frame.iter("table") if link_density_test_tables(table)]:
        delete_element(table, keep_tail=False)
    strip_tags(frame, "span", "ref")


def _furniture(frame: HtmlElement) -> list[HtmlElement]:
    """Gives the outermost elements that the library discards; none when they hold six sevenths of the frame."""
    found = dict.fromkeys(element for element in frame.iterdescendants() if _is_furniture(element))
    outer = [element for element in found if not any(above in found for above in element.iterancestors())]
    whole = len(frame.text_content())
    return outer if whole - sum(len(element.text_content()) for element in outer) > whole / 7 else []


def _is_furniture(element: HtmlElement) -> bool:
    given = dict(element.items())
    if not given:
        return False
    id_, names, style = given.get("id", ""), given.get("class", ""), given.get("style", "")
    first = next((text for name, text in given.items() if name in {"id", "class"}), "")
    hidden = next((text for name, text in given.items() if name in {"id", "style"}), "")
    if element.tag in _BLOCKS and (
        "data-lp-replacement-content" in given
        or "nav" in given.get("role", "").replace("N", "n")
        or "MostPopularStories" in given.get("data-component", "")
        or "cookie" in first
        or _names_furniture(id_[:NAMES_CHARS_MAX], names[:NAMES_CHARS_MAX])
    ):
        return True
    return (
        names == "comments-title"
        or first.startswith("reply-")
        or "hidden" in hidden
        or "display:none" in style
        or "display: none" in style
        or given.get("aria-hidden") == "true"
        or _names_hidden(id_[:NAMES_CHARS_MAX], names[:NAMES_CHARS_MAX])
    )


@lru_cache(_CLASSES_REMEMBERED)
def _names_furniture(id_: str, names: str) -> bool:
    return _OF_BLOCKS["id"].search(id_) is not None or _OF_BLOCKS["class"].search(names) is not None


@lru_cache(_CLASSES_REMEMBERED)
def _names_hidden(id_: str, names: str) -> bool:
    return _OF_ALL["id"].search(id_) is not None or _OF_ALL["class"].search(names) is not None


def _is_beside(id_: str | None, names: str | None) -> bool:
    """Tells a caption or a teaser by its id or class."""
    return any("caption" in text or "teaser" in text.replace("T", "t") for text in (id_, names) if text)
