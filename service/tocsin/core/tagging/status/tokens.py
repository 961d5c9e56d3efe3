"""A sentence as words with their places, for reading to the left and to the right of one of them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from tocsin.core.tagging.patterns import lower
from tocsin.core.tagging.status.words import ABBREVIATIONS, FUNCTION_WORDS

# No two alternatives begin alike and no repeat can match what the next one wants: the time is linear in the text.
_TOKEN = re.compile(r"\w+(?:[-.]\w+)*(?:['\u2019]\w+)?|['\u2019]\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Lower-cased words ("didn't" is "did", "n't"; "Iran's" is "iran", "'s"), and where each begins and ends."""

    low: list[str]
    start: list[int]
    end: list[int]
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Gives the tokens that a span of code points touches, end exclusive."""
        return bisect_right(self.end, start), bisect_left(self.start, end)

    def is_name(self, index: int) -> bool:
        """Tells whether a token is written as a name, in a sentence that does not write all its words so."""
        if not self.text[self.start[index]].isupper():
            return False
        capitals = sum(self.text[at].isupper() for at in self.start)
        return capitals * 2 < len(self.start)

    def is_content(self, index: int) -> bool:
        """Tells whether a token is a lower-case word that is no function word."""
        word = self.text[self.start[index] : self.end[index]]
        return word.islower() and word not in FUNCTION_WORDS


def tokens_of(text: str) -> Tokens:
    """Splits a text into words and marks."""
    lowered = lower(text)
    if "'" in lowered or "\u2019" in lowered or "cannot" in lowered:
        tokens = _parts(text)
    else:
        low: list[str] = _TOKEN.findall(lowered)
        start = [match.start() for match in _TOKEN.finditer(lowered)]
        tokens = Tokens(low, start, [at + len(word) for at, word in zip(start, low, strict=True)], text)
    if "." in tokens.low:
        _take_stops(tokens)
    return tokens


def _parts(text: str) -> Tokens:
    """The words and marks of a text with words that have two parts."""
    tokens = Tokens([], [], [], text)
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        at, to = match.span()
        if "'" in word or "\u2019" in word or word == "cannot":
            _add_parts(tokens, word.replace("\u2019", "'"), at, to)
        else:
            tokens.low.append(word)
            tokens.start.append(at)
            tokens.end.append(to)
    return tokens


def _take_stops(tokens: Tokens) -> None:
    """Gives a full stop that is its word's own ("gen.", "u.s.", "j.") to the word."""
    low, start, end = tokens.low, tokens.start, tokens.end
    kept = 0
    for at, word in enumerate(low):
        before = low[kept - 1] if kept else ""
        if word == "." and kept and end[kept - 1] == start[at] and _takes_stop(before):
            end[kept - 1] = end[at]
        else:
            low[kept], start[kept], end[kept] = word, start[at], end[at]
            kept += 1
    del low[kept:], start[kept:], end[kept:]


def _takes_stop(word: str) -> bool:
    return word in ABBREVIATIONS or "." in word or len(word) == 1


def _add_parts(tokens: Tokens, word: str, at: int, to: int) -> None:
    cut = 3 if word == "cannot" else len(word) - 3 if word.endswith("n't") else word.find("'")
    for part, first, last in ((word[:cut], at, min(at + cut, to)), (word[cut:], min(at + cut, to), to)):
        if part:
            tokens.low.append(part)
            tokens.start.append(first)
            tokens.end.append(last)
