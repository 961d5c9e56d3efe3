"""The page's text. The one place that knows trafilatura.

Its fast path is as good as its full one on most pages and collapses on a few (F1 .08 to .25 on 4 of 258 pages); it
takes two thirds of the time. So the fast path is asked first, on a tree without what can hold no article, and the
full path only where the first answer looks wrong: short, or missing much of what stands in the page's paragraphs.
"""

from copy import copy

from lxml.etree import strip_elements
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document, Extractor

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
# Below this many characters a text is oftener a wrong answer than a short article.
_SHORT = 900
# Paragraphs of running text, as against labels and teasers.
_PARAGRAPH_MIN = 80
_LINKED_MAX = 0.5
# The least share of the page's paragraphs that a right answer holds.
_COVERAGE = 0.4

# `date_params` only keeps the library from reading the clock: its metadata are not asked for.
_FAST = Extractor(fast=True, comments=False, output_format="python", date_params={"extensive_search": False})
_FULL = Extractor(fast=False, comments=False, output_format="python", date_params={"extensive_search": False})


def strip_unseen(tree: HtmlElement) -> None:
    """Takes out of a tree, in place, what is no text."""
    strip_elements(tree, *_UNSEEN, with_tail=False)


def text_of(tree: HtmlElement) -> str:
    """Gives the main text of a stripped tree, a newline between paragraphs; empty when there is none."""
    first = _answer(_narrowed(tree), _FAST)
    mass = _paragraph_mass(tree)
    if len(first) >= _SHORT and len(first) >= mass * _COVERAGE:
        return first
    second = _answer(tree, _FULL)
    return second if len(second) else first


def _answer(tree: HtmlElement, options: Extractor) -> str:
    found = bare_extraction(tree, options=options)
    return found.text or "" if isinstance(found, Document) else ""


def _narrowed(tree: HtmlElement) -> HtmlElement:
    narrow = copy(tree)
    most = len(narrow.text_content()) * _HOLDS_ARTICLE
    for element in list(narrow.iter(*_BESIDE)):
        if element.find(".//h1") is None and len(element.text_content()) <= most:
            element.drop_tree()
    return narrow


def _paragraph_mass(tree: HtmlElement) -> int:
    """Gives how many characters stand in the page's paragraphs of running text."""
    mass = 0
    for element in tree.iter("p"):
        length = len(element.text_content())
        if length >= _PARAGRAPH_MIN and sum(len(a.text_content()) for a in element.iter("a")) < length * _LINKED_MAX:
            mass += length
    return mass
