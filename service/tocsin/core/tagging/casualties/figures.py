"""Numbers of persons as news writes them: figures, words, "dozens", "at least", "between 10 and 15"."""

import re
from collections.abc import Iterator
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation
from msgspec import Struct

from tocsin.core.records.signals import Count
from tocsin.core.tagging.patterns import folded, lower

_UNITS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES: Final = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000}
# What a vague word says at the least: two of its unit, three for "several" and "a few".
_VAGUE: Final = {
    "tens of thousands": 20_000, "hundreds of thousands": 200_000, "thousands": 2_000, "hundreds": 200, "scores": 40, "dozens": 24,
    "several dozen": 36, "several hundred": 300, "several thousand": 3_000, "a few dozen": 36, "a few hundred": 300, "several": 3,
    "a few": 3, "a handful": 3, "a number": 3,
}  # fmt: skip
_AT_LEAST: Final = (
    "at least|no fewer than|no less than|not less than|more than|over|upwards of|above|a minimum of|well over"
)
_AT_MOST: Final = "up to|as many as|at most|fewer than|less than|under|nearly|almost|close to|a maximum of"
_ABOUT: Final = "about|around|some|roughly|approximately|an estimated|estimated|perhaps"

_FIGURE: Final = r"\d{1,3}(?:,\d{3}){1,2}|\d{1,7}"
_WORD: Final = (
    rf"(?:a|half a|{'|'.join(_UNITS)}|{'|'.join(_TENS)}) (?:dozen|score|hundred|thousand)(?: and (?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?)?"
    rf"|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_UNITS)}))?|{'|'.join(sorted(_UNITS, key=len, reverse=True))}"
)
_NUMBER: Final = rf"(?:{_FIGURE}|{_WORD})"
# Every alternative is a fixed sequence: linear in the text.
_EXPRESSION: Final = re.compile(
    rf"(?<![\w$\u20ac\u00a3.:,/-])(?:between (?P<low>{_NUMBER}) and (?P<high>{_NUMBER})|(?P<from>{_NUMBER})(?: to | or )(?P<to>{_NUMBER})|(?P<first>{_FIGURE}) ?[-\u2013] ?(?P<last>{_FIGURE})"
    rf"|(?:(?P<least>{_AT_LEAST}) |(?P<most>{_AT_MOST}) |(?P<about>{_ABOUT}) )?(?:(?P<number>{_NUMBER})|(?P<vague>{'|'.join(_VAGUE)})))"
    r"(?![\w%:/]|[.,]\d|-\w)",
    re.IGNORECASE,
)


class Expression(Struct, frozen=True, kw_only=True):
    """A number found: its span in the text and what it says."""

    start: int
    end: int
    best: int | None
    low: int | None
    high: int | None


# Whatever an expression begins with; it is tried there and nowhere else.
_HEADS: Final = AhoCorasick(
    sorted(
        {
            *"0123456789", "between ", "half a ", "a dozen", "a score", "a hundred", "a thousand", *_UNITS, *_TENS, *_VAGUE,
            *_AT_LEAST.split("|"), *_AT_MOST.split("|"), *_ABOUT.split("|"),
        }
    ),
    implementation=Implementation.DFA,
)  # fmt: skip


def expressions(text: str) -> Iterator[Expression]:
    """Gives the numbers of a text in order."""
    free_from = 0
    for at in sorted({start for _, start, _ in _HEADS.find_matches_as_indexes(lower(text), overlapping=True)}):
        match = _EXPRESSION.match(text, at) if at >= free_from else None
        if match:
            free_from = match.end()
            best, low, high = _bounds(match)
            yield Expression(start=at, end=free_from, best=best, low=low, high=high)


def _bounds(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    first = match["low"] or match["from"] or match["first"]
    last = match["high"] or match["to"] or match["last"]
    if first and last:
        low, high = sorted((_value(first), _value(last)))
        return (low + high) // 2, low, high
    value = _VAGUE[folded(match["vague"])] if match["vague"] else _value(match["number"])
    if match["most"]:
        return value, None, value
    if match["least"] or match["vague"]:
        return value, value, None
    return (value, None, None) if match["about"] else (value, value, value)


def _value(words: str) -> int:
    if words[0].isdigit():
        return int(words.replace(",", ""))
    total = 0
    for word in folded(words).replace("-", " ").split():
        if word in _SCALES:
            total = (total or 1) * _SCALES[word]
        elif word == "half":
            return 6
        else:
            total += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total


def total(parts: list[Expression], words: str) -> Count:
    """Gives the sum of figures that name different persons."""
    return Count(
        best=_sum([part.best for part in parts]),
        low=_sum([part.low for part in parts]),
        high=_sum([part.high for part in parts]),
        words=words,
    )


def _sum(values: list[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None
