"""Where dates stand in a page: marked up as such, printed at the headline, or named as the publication's.

Nothing here reads a date; `moments.py` does. A date that merely stands in running text is none of these.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml.html import HtmlElement

from tocsin.core.extraction import words
from tocsin.core.extraction.limits import NAMES_CHARS_MAX
from tocsin.core.extraction.moments import CJK_DATE, LINE_MAX
from tocsin.core.extraction.page import behind
from tocsin.core.extraction.text import one_line

_ELEMENTS_MAX = 4_000
# How far around the headline a date is its own: lines before and behind it, and steps to find them.
_NEAR_BEFORE, _NEAR_AFTER, _STEPS_MAX = 30, 60, 600
_PRINTED_MAX = 4
# Sites use their classes over and over.
_CLASSES_REMEMBERED = 4_096
# More dates than a by-line and its repetition are a list's.
_ALONE_MAX = 3
_FIRM_MAX, _LOOSE_MAX = 3, 5
_ABOVE = 6
_HEADLINE_WORDS = 4
# So close to the headline nothing is another story's, be it in an `<aside>` or a `<footer>`.
AT_HAND = 12
# Above it stands the site's own head, where many print the day on which they are read.
AT_HAND_ABOVE = 4
_DIGITS = re.compile(r"\d\d|\d[.\s]")
_ISO_DAY = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d(?!\d)")
_LABEL_MAX = 40
# A line that consists of a date has a label and icons, no more.
_WITHIN = 4
_LABELLED_MAX, _LABELLED_WITHIN = 600, 12

_LINES = frozenset([
    "time", "span", "div", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "em", "small", "strong", "b", "i", "dd", "td",
    "font", "a", "nobr", "abbr", "address", "cite", "header", "section",
])  # fmt: skip
_MARKED = ("time", "abbr", "span", "div", "p", "li", "meta", "em", "strong", "small", "dd", "a")
_LABELLED = frozenset({"p", "div", "span", "small", "li", "em", "td", "dl", "dd"})
# A label stands in the element of its date, or a few above it.
_FIGURES_UP = 3
_FIGURES = re.compile(r"\d{4}|\d[./-]\s?\d\d?[./-]\s?\d\d")
_BESIDE = frozenset({"aside", "nav", "footer"})
# A date, its weekday and clock, and marks around them.
_DATE_ALONE = re.compile(
    rf"[\W_]*(?:[^\W\d_]{{2,12}}\.?,? )?(?:{words.YEAR_LAST.pattern}|{words.WORDED_DATE.pattern})"
    r"[\W_]*(?:[^\d]{0,8}\d\d?[:.h]\d\d)?[\W_]*(?:Uhr|[ap]m)?"
)
# Cheaper than the form itself, and true of little else.
_MAY_BE_DATE = re.compile(r"\d\d\s*\W?\Z|\d{4}|\d\.\d")
_STORY_LINKS = (".//h2//a", ".//h3//a", ".//h4//a", ".//a//h2", ".//a//h3", ".//a//h4")


@dataclass(frozen=True, slots=True)
class Marked:
    """What `<time>` and its older relatives say: `firm` names itself the publication, `loose` does not."""

    firm: tuple[str, ...]
    loose: tuple[str, ...]

    def all(self) -> tuple[str, ...]:
        """Gives both, the firm ones first."""
        return self.firm + self.loose


@dataclass(frozen=True, slots=True)
class Line:
    """A date that a page prints. `update`: it says that it is the last change's. `marked`: the markup says "a date".

    `named`: its label does. `away` is its distance from the headline, in lines, and `above` tells on which side of it.
    """

    text: str
    update: bool = False
    marked: bool = False
    named: bool = False
    away: int = 0
    above: bool = False

    @property
    def at_hand(self) -> bool:
        """Tells whether it stands right at the headline, or names itself the publication's."""
        return self.named or self.away < (AT_HAND_ABOVE if self.above else AT_HAND)


def marked_up(tree: HtmlElement, heading: HtmlElement | None) -> Marked:
    """Gives the dates that the markup calls dates, other stories' aside."""
    above = _above(heading)
    firm: list[str] = []
    loose: list[str] = []
    for element in itertools.islice(tree.iter(*_MARKED), _ELEMENTS_MAX):
        if text := _stamp(element):
            published = "datePublished" in (element.get("itemprop") or "") or element.get("pubdate") is not None
            if published:
                firm.append(text)
            elif len(loose) < _LOOSE_MAX and not _is_foreign(element, above):
                loose.append(text)
    return Marked(tuple(firm[:_FIRM_MAX]), tuple(loose))


def printed(heading: HtmlElement | None, *, far: bool = True) -> list[Line]:
    """Gives the dates printed nearest to the headline, each alone in a short line of its own.

    `far`: also those that are not right at it.
    """
    if heading is None:
        return []
    above = _above(heading)
    near: list[Line] = []
    for side, most, at_hand in (
        (behind(heading), _NEAR_AFTER, AT_HAND),
        (_before(heading), _NEAR_BEFORE, AT_HAND_ABOVE),
    ):
        lines = (element for element in itertools.islice(side, _STEPS_MAX) if element.tag in _LINES)
        for away, element in enumerate(itertools.islice(lines, most if far else at_hand)):
            if (line := _line(element)) and not _is_foreign(element, above, near=away < AT_HAND):
                near.append(replace(line, away=away, above=most == _NEAR_BEFORE))
    return sorted(near, key=lambda line: line.away)[:_PRINTED_MAX]


def labelled(tree: HtmlElement, heading: HtmlElement | None) -> Iterator[Line]:
    """Gives the dates that a line names as the publication's or a change's, wherever it stands ("Posted on ...")."""
    above = _above(heading)
    # A line that repeats the headline speaks of this page, be it in a sidebar.
    title = _short_text(heading, _LABELLED_MAX) if heading is not None else None
    for element in _around_figures(tree):
        text = _short_text(element, _LABELLED_MAX) if len(element) <= _LABELLED_WITHIN else None
        if not text or not _has_day(text):
            continue
        published, changed = words.PUBLISHED_ON.search(text), words.CHANGED_ON.search(text)
        line = Line(_day_in(published), named=True) if published else None
        line = line or (Line(changed["day"] or changed["then"], update=True) if changed else None)
        if line and ((title and title in text) or not _is_foreign(element, above)):
            yield line


def _around_figures(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Gives the elements that have figures in their text, or just below it, once each, in the order of the figures."""
    seen: dict[HtmlElement, None] = {}
    for element in itertools.islice(tree.iter(), _ELEMENTS_MAX):
        places = [element] if element.text and _FIGURES.search(element.text) else []
        if element.tail and _FIGURES.search(element.tail):
            places.append(element.getparent())
        for place in places:
            near = (place, *itertools.islice(place.iterancestors(), _FIGURES_UP))
            seen.update(dict.fromkeys(e for e in reversed(near) if e.tag in _LABELLED))
    yield from seen


def _day_in(named: re.Match[str]) -> str:
    return named["after"] or named["alone"] or named["before"]


def alone(tree: HtmlElement) -> list[str]:
    """Gives the dates that stand alone in a line and are no other story's; none when a page has many of them."""
    elements = itertools.islice(tree.iter(*_LINES), _ELEMENTS_MAX)
    lines = ((element, _line(element)) for element in elements)
    found = [line.text for element, line in lines if line and not line.update and not _is_foreign(element, frozenset())]
    return found if len(found) <= _ALONE_MAX else []


def _line(element: HtmlElement) -> Line | None:
    """Gives an element's date when that is all it says: by its markup, its text, or the text right behind it."""
    tail = element.tail
    if tail and len(tail) <= LINE_MAX * 2 and _MAY_BE_DATE.search(tail) and (loose := _loose_line(element)):
        return loose
    if len(element) > _WITHIN:
        return None
    stamp = _stamp(element)
    text = _short_text(element, LINE_MAX)
    if not stamp and not (text and _has_day(text)):
        return None
    label = _label(element)
    if words.OTHER_DATE.search(label):
        return None
    update = words.UPDATED.search(label) is not None or _is_change(element)
    if stamp:
        return Line(stamp, update=update, marked=True, named=words.PUBLISHED_LABEL.match(label) is not None)
    return _printed_line(element, text, update=update) if text else None


def _printed_line(element: HtmlElement, text: str, *, update: bool) -> Line | None:
    if named := words.PUBLISHED_ON.search(text):
        return Line(_day_in(named), named=True)
    if words.NOT_PUBLICATION.search(text) or _is_told_within(element):
        return None
    before, *rest = words.UPDATED.split(text, maxsplit=1)
    if _has_day(before):
        return Line(before, update=update)
    return Line(rest[0], update=True) if rest else None


def _loose_line(element: HtmlElement) -> Line | None:
    """Gives a date that stands alone behind an element, between the parts of a by-line."""
    text = one_line(element.tail or "")
    label = _short_text(element, _LABEL_MAX) or ""
    if not _DATE_ALONE.fullmatch(text) or words.OTHER_DATE.search(label):
        return None
    return Line(text, update=words.UPDATED.search(label) is not None)


def _is_told_within(element: HtmlElement) -> bool:
    """Tells whether an element of its own within holds the date: that one is met next."""
    return any(child.tag in _LINES and _has_day(child.text_content()[: LINE_MAX * 2]) for child in element)


def _is_change(element: HtmlElement) -> bool:
    return "dateModified" in (element.get("itemprop") or "") or _is_of_change(element.get("class") or "")


def _label(element: HtmlElement) -> str:
    """Gives the words that stand before a date: beside its element, or in the element before it."""
    before, above = element.getprevious(), element.getparent()
    beside = (before.tail if before is not None else above.text if above is not None else None) or ""
    if not beside.strip() and before is not None and len(before) <= _WITHIN:
        beside = before.text_content()
    label = one_line(beside[: LINE_MAX * 2])
    return label if len(label) <= _LABEL_MAX and not words.HAS_DATE.search(label) else ""


def _is_of_change(names: str) -> bool:
    return words.MODIFIED_CLASS.search(names) is not None and not words.PUBLISHED_CLASS.search(names)


def _has_day(text: str) -> bool:
    return _DIGITS.search(text) is not None and any(
        form.search(text) for form in (words.YEAR_LAST, words.WORDED_DATE, CJK_DATE, _ISO_DAY)
    )


def _stamp(element: HtmlElement) -> str | None:
    """Gives an element's own date: an attribute for machines, else its text when its class or tag says it is one."""
    itemprop = element.get("itemprop") or element.get("property") or ""
    names = element.get("class") or ""
    published = "datePublished" in itemprop
    if "dateModified" in itemprop or not (
        published or element.tag == "time" or (names and _names_date(names[:NAMES_CHARS_MAX]))
    ):
        return None
    if not published and _is_of_change(names):
        return None
    for attribute in ("datetime", "content", "title", "data-datetime"):
        value: str | None = element.get(attribute)
        if value and words.HAS_DATE.search(value):
            return value
    text = _short_text(element, LINE_MAX)
    return text if text and words.HAS_DATE.search(text) and not words.UPDATED.search(text) else None


@lru_cache(_CLASSES_REMEMBERED)
def _names_date(names: str) -> bool:
    return words.DATE_CLASS.search(names) is not None


def _short_text(element: HtmlElement, most: int) -> str | None:
    """Gives an element's text when it is short and not empty."""
    whole = element.text_content()
    if not whole or len(whole) > most * 4:
        return None
    text = one_line(whole)
    return text if len(text) <= most else None


def _is_foreign(element: HtmlElement, above: frozenset[HtmlElement], *, near: bool = False) -> bool:
    """Tells whether an element belongs to another story, a comment or the site's furniture.

    `above` are the headline's own ancestors: what it stands in is not foreign. `near`: it stands right at the headline,
    where an `<aside>`, a `<footer>`, a "teaser" or a line with the number of comments is the article's own.
    """
    for place in (element, *itertools.islice(element.iterancestors(), _ABOVE)):
        if place in above:
            return False
        names = f"{place.get('class') or ''} {place.get('id') or ''}"
        if words.RELATED_CLASS.search(names):
            return True
        if near:
            continue
        if words.LISTS_CLASS.search(names):
            return True
        if place.tag in _BESIDE or words.BESIDE_CLASS.search(names):
            return _links_to_stories(place)
        if place.tag == "article" and any(place.find(path) is not None for path in _STORY_LINKS):
            return True
    return False


def _links_to_stories(place: HtmlElement) -> bool:
    return any(len(a.text_content().split()) >= _HEADLINE_WORDS for a in itertools.islice(place.iter("a"), _NEAR_AFTER))


def _above(heading: HtmlElement | None) -> frozenset[HtmlElement]:
    return frozenset(heading.iterancestors()) if heading is not None else frozenset()


def _before(element: HtmlElement) -> Iterator[HtmlElement]:
    """Walks from an element back, in reverse document order; its ancestors, which hold it, are passed over."""
    at: HtmlElement | None = element
    while at is not None:
        before = at.getprevious()
        if before is None:
            at = at.getparent()
        else:
            yield from _reversed(before)
            at = before


def _reversed(element: HtmlElement) -> Iterator[HtmlElement]:
    stack = [(element, False)]
    while stack:
        at, opened = stack.pop()
        if opened:
            yield at
        else:
            stack.append((at, True))
            # No more of them than the walk can reach.
            stack += [(child, False) for child in at[-_STEPS_MAX:]]
