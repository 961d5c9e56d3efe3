"""The standfirst: what stands between the headline and the first paragraph, and is easily taken for a teaser.

It is put back where the extractor dropped it, and only what the page itself marks as one: it repeats the page's
description, or its class names it.
"""

import itertools
import re

from lxml.html import HtmlElement

from tocsin.core.extraction.page import behind
from tocsin.core.extraction.text import one_line
from tocsin.core.extraction.title import Headline, likeness

_CLASS = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|lead(?:-?text|paragraph)?|lede|dek|deck|intro(?:duction|text)?|teaser-?text|sub-?(?:title|head(?:line|ing)?)|excerpt|summary|"
    r"vorspann|anriss|anreisser|chapo|chapeau|bajada|entradilla|copete|sumario|resumen|sommario|occhiello|linha-fina|abstract|ingress|manchet|zajawka|article-description|post-description|description)(?:$|[\s_-]|\d)",
    re.IGNORECASE,
)
# Boxes about the site, its authors or its cookies have a "description" as well.
_NOT_OF_ARTICLE = re.compile(
    r"(?:site|blog)-?(?:description|title|header|branding|tagline|intro)|tagline|slogan|(?:author|autor|user)[_-]?(?:box|bio|info|desc|description|about|card)|about-?(?:the-?)?author|(?:^|[\s_-])bio(?:$|[\s_-])|"
    r"cookie|consent|gdpr|cmp-|modal|popup|widget|sidebar|(?:^|[\s_-])footer|related|taxonomy-|category-description|archive-|caption|newsletter|breadcrumb",
    re.IGNORECASE,
)
_ABOVE_LOOKED_AT = 4
_BLOCKS = frozenset(
    {"p", "div", "h2", "h3", "h4", "span", "strong", "section", "header", "blockquote", "li", "em", "b"}
)
_WORDS_MIN, _CHARS_MIN, _CHARS_MAX = 5, 40, 1_200
# This many letters at a beginning tell two paragraphs apart.
_LETTERS = 40
_ELEMENTS_MAX = 400
_HAVE_CHARS = 20_000
_BESIDE = frozenset({"nav", "aside", "footer", "figure", "figcaption", "form", "button", "a", "table", "head", "title"})
_HOLDS_BLOCKS = frozenset({"p", "div", "ul", "ol", "section", "h1"})
_WITHIN_MAX = 8


def missing_standfirst(
    tree: HtmlElement, paragraphs: list[str], described: tuple[str, ...], headline: Headline
) -> str | None:
    """Gives the standfirst as it stands in the page when the text lacks it, else None.

    `described` are the page's own descriptions of itself.
    """
    if not paragraphs:
        return None
    have = likeness(" ".join(paragraphs)[:_HAVE_CHARS])
    begins = (letters[:_LETTERS] for letters in map(likeness, described) if len(letters) >= _LETTERS)
    wanted = tuple(begin for begin in begins if begin not in have)
    first = likeness(next((p for p in paragraphs if len(p) >= _CHARS_MIN), paragraphs[0]))[:_LETTERS]
    return _before(tree, first, have + likeness(headline.text or ""), wanted, headline.element)


def _before(
    tree: HtmlElement, first: str, have: str, wanted: tuple[str, ...], heading: HtmlElement | None
) -> str | None:
    """Gives the first block that the page marks as standfirst, from the heading to the text's first paragraph.

    Without the first paragraph in sight nothing stands before it: then what a class names is not believed.
    """
    named: str | None = None
    elements = tree.iter(*_BLOCKS) if heading is None else (e for e in behind(heading) if e.tag in _BLOCKS)
    for element in itertools.islice(elements, _ELEMENTS_MAX):
        if (text := _own_text(element)) is None:
            continue
        letters = likeness(text)
        if letters.startswith(first):
            return named
        if len(letters) >= _CHARS_MIN and letters[:_LETTERS] not in have and not _is_of_site(element):
            if letters.startswith(wanted):
                return text
            named = named or (text if _is_named(element) and heading is not None else None)
    return None


def _is_named(element: HtmlElement) -> bool:
    return _CLASS.search(element.get("class") or "") is not None or element.get("itemprop") == "description"


def _is_of_site(element: HtmlElement) -> bool:
    above = [element, *itertools.islice(element.iterancestors(), _ABOVE_LOOKED_AT)]
    return any(
        _NOT_OF_ARTICLE.search(f"{e.get('class') or ''} {e.get('id') or ''}")
        for e in above
        if e.tag not in {"body", "html"}
    )


def _own_text(element: HtmlElement) -> str | None:
    """Gives a block's text when it is one paragraph of running text that is not beside the article."""
    if len(element) > _WITHIN_MAX or any(child.tag in _HOLDS_BLOCKS for child in element):
        return None
    whole = element.text_content()
    if not _CHARS_MIN <= len(whole) <= _CHARS_MAX * 2 or element.find(".//h1") is not None:
        return None
    text = one_line(whole)
    linked = sum(len(a.text_content()) for a in element.iter("a"))
    if not _CHARS_MIN <= len(text) <= _CHARS_MAX or len(text.split()) < _WORDS_MIN or linked > len(text) / 2:
        return None
    return None if any(above.tag in _BESIDE for above in element.iterancestors()) else text
