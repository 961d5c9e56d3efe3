"""The page's text. Beside `frame.py` and `reading.py` the one place that knows trafilatura.

Its main extractor alone is as good as its full cascade on most pages and collapses on a few (its fast path: F1 .08 to
.25 on 4 of 258 pages); it takes a third of the time. So it is asked first: of the article's frame (`frame.py`,
`reading.py`), or where that says nothing of the page without what can hold no article; and the full cascade only where
the answer looks wrong: short, or missing much of what stands in the page's paragraphs.

The main extractor is called as the library's own cascade calls it (`trafilatura.core.trafilatura_sequence`, stage 1),
without the copies that its later stages need. Those names are no promise of the library, whose version is pinned.
"""

import re
from copy import copy
from functools import partial

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Document, Extractor
from trafilatura.xml import xmltotxt

from tocsin.core.extraction.frame import alone, drop_comments, frames
from tocsin.core.extraction.reading import main_text, paragraphs

# What no reader sees as text. JSON-LD has been read by then.
_UNSEEN = (
    "script", "style", "svg", "noscript", "template", "iframe", "link", "input", "select", "canvas", "audio", "video",
    "object", "embed", "map", "textarea", "button", "dialog", "math", "applet", "frame", "frameset", "datalist",
    "optgroup", "option", "progress", "output", "param", "source", "track", "use", "area", "fencedframe", "noindex",
)  # fmt: skip
# What stands beside an article; the library removes them too, but copies and searches them first.
_BESIDE = ("nav", "footer", "aside", "menu", "label", "fieldset", "legend")
# An element "beside" that holds more than this share of the page's text holds the article (unclosed tags do that).
_HOLDS_ARTICLE = 0.3
# Below this many characters a text is oftener a wrong answer than a short article. A long one is right: what it lacks
# of the page's paragraphs are comments (of 15 such pages the full cascade changed two, and bettered none).
_SHORT, _LONG = 900, 2_500
# Paragraphs of running text, as against labels and teasers.
_PARAGRAPH_MIN = 80
_LINKED_MAX = 0.5
# The least share of the page's paragraphs that a right answer holds.
_COVERAGE = 0.4
# From here on half of that will do: of seven such pages the full cascade bettered none, and lost the article of one.
_MIDDLING, _MIDDLING_COVERAGE = 1_200, 0.2
# A short answer is right when it is half of the paragraphs and a tenth of the page: of 30 such pages the full cascade
# changed none, while it found an article elsewhere in twelve of those that fell short of it.
_SHORTEST, _SHORT_COVERAGE, _SHORT_SHARE = 300, 0.5, 0.1

_NAME = re.compile(r"[A-Za-z][\w-]*", re.ASCII)

# `date_params` only keeps the library from reading the clock: its metadata are not asked for.
_FAST = Extractor(fast=True, comments=False, output_format="python", date_params={"extensive_search": ""})
_FULL = Extractor(fast=False, comments=False, output_format="python", date_params={"extensive_search": ""})


def strip_unseen(tree: HtmlElement) -> None:
    """Takes out of a tree, in place, what is no text."""
    strip_elements(tree, *_UNSEEN, with_tail=False)


def text_of(tree: HtmlElement) -> str:
    """Gives the main text of a stripped tree, a newline between paragraphs; empty when there is none."""
    try:
        return _cascade(tree)
    except ValueError:
        # The library makes elements anew under their names, and a parser of tag soup takes names that XML does not.
        for element in tree.iter():
            if not _NAME.fullmatch(element.tag):
                element.tag = "div"
        return _cascade(tree)


def _cascade(tree: HtmlElement) -> str:
    first = _of_frame(tree) or _of_page(tree)
    if first and _looks_right(len(first), tree):
        return first
    second = bare_extraction(tree, options=_FULL)
    return (second.text if isinstance(second, Document) else None) or first


def _of_frame(tree: HtmlElement) -> str:
    """Gives what the article's frame alone says; empty where there is none, or nothing in it."""
    for frame in map(alone, frames(tree)):
        page = tree_cleaning(_without_beside(frame.getroottree().getroot()), _FAST)
        convert_tags(page, _FAST)
        body = main_text(frame, _FAST, partial(_elsewhere, tree, paragraphs(frame)))
        if body is not None:
            return str(xmltotxt(body, include_formatting=False))
    return ""


def _elsewhere(tree: HtmlElement, held: int) -> int:
    """Counts the characters in paragraphs of a page beside those that its frame held."""
    return paragraphs(_cleaned(tree)) - held


def _of_page(tree: HtmlElement) -> str:
    """Gives the main extractor's answer for the whole page."""
    body, _ = extract_content(convert_tags(_cleaned(tree), _FAST), _FAST)
    return str(xmltotxt(body, include_formatting=False) or "")


def _cleaned(tree: HtmlElement) -> HtmlElement:
    return tree_cleaning(_without_beside(copy(tree)), _FAST)


def _looks_right(length: int, tree: HtmlElement) -> bool:
    """Judges an answer by its length, and by its share of what stands in the page's paragraphs and of all its text."""
    if length >= _LONG:
        return True
    mass = _paragraph_mass(tree)
    if length >= _SHORT:
        return length >= mass * (_COVERAGE if length < _MIDDLING else _MIDDLING_COVERAGE)
    whole = len(" ".join(tree.text_content().split()))
    return length >= _SHORTEST and length >= mass * _SHORT_COVERAGE and length >= whole * _SHORT_SHARE


def _without_beside(tree: HtmlElement) -> HtmlElement:
    """Takes out of a tree, in place, what stands beside an article and what readers wrote under it."""
    most = len(tree.text_content()) * _HOLDS_ARTICLE
    for element in list(tree.iter(*_BESIDE)):
        if element.find(".//h1") is None and len(element.text_content()) <= most:
            element.drop_tree()
    drop_comments(tree)
    return tree


def _paragraph_mass(tree: HtmlElement) -> int:
    """Gives how many characters stand in the page's paragraphs of running text."""
    mass = 0
    for element in tree.iter("p"):
        length = len(element.text_content())
        if length >= _PARAGRAPH_MIN and sum(len(a.text_content()) for a in element.iter("a")) < length * _LINKED_MAX:
            mass += length
    return mass
