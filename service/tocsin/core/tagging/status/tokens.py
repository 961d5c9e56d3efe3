"""A sentence as words with their places, for reading to the left and to the right of one of them."""

import re
from bisect import bisect_left, bisect_right

from msgspec import Struct

from tocsin.core.tagging.patterns import lower
from tocsin.core.tagging.status.words import ABBREVIATIONS, FUNCTION_WORDS

# No two alternatives begin alike and no repeat can match what the next one wants: the time is linear in the text, and
# the repeats may keep what they took (`++`), which spares them their notes for a way back.
_TOKEN = re.compile(r"\w++(?:[-.]\w++)*+(?:['\u2019]\w++)?+|['\u2019]\w++|[^\w\s]")


class Tokens(Struct, frozen=True):
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
    low: list[str] = _TOKEN.findall(lowered)
    tokens = Tokens(low, [], [], text)
    at = 0
    for word in low:
        # Only space stands between two words or marks, so that the next such word is this one.
        at = lowered.index(word, at)
        tokens.start.append(at)
        at += len(word)
        tokens.end.append(at)
    if "'" in lowered or "\u2019" in lowered or "cannot" in lowered:
        _part(tokens)
    if "." in low:
        _take_stops(tokens)
    return tokens


def _part(tokens: Tokens) -> None:
    """Splits the words that have two parts, from the last back."""
    low, start, end = tokens.low, tokens.start, tokens.end
    for at in range(len(low) - 1, -1, -1):
        word = low[at]
        if "'" in word or "\u2019" in word or word == "cannot":
            low[at : at + 1], start[at : at + 1], end[at : at + 1] = _parts(
                word.replace("\u2019", "'"), start[at], end[at]
            )


def _parts(word: str, at: int, to: int) -> tuple[list[str], list[int], list[int]]:
    """The parts of a word, where each begins and where each ends."""
    cut = 3 if word == "cannot" else len(word) - 3 if word.endswith("n't") else word.find("'")
    inner = min(at + cut, to)
    if cut <= 0:
        return [word], [at], [to]
    return [word[:cut], word[cut:]], [at, inner], [inner, to]


def _take_stops(tokens: Tokens) -> None:
    """Gives a full stop that is its word's own ("gen.", "u.s.", "j.") to the word."""
    low, start, end = tokens.low, tokens.start, tokens.end
    place = -1
    for _ in range(low.count(".")):
        place = low.index(".", place + 1)
        if place and end[place - 1] == start[place] and _takes_stop(low[place - 1]):
            end[place - 1] = end[place]
            del low[place], start[place], end[place]
            place -= 1


def _takes_stop(word: str) -> bool:
    return word in ABBREVIATIONS or "." in word or len(word) == 1
