"""The words that say when: found in a sentence and resolved against the day the article came out.

A sentence is walked word by word; only a word that can be part of a date ("ago", "Tuesday", "2019") has patterns tried
around it, within a fixed window. So the time is linear in the text, and a sentence without such words costs a walk.
"""

import re
from collections.abc import Iterable
from datetime import date
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from tocsin.core.tagging.dates.cue import NEW_DAYS, RECENT_DAYS, DateCue, Nearness, Precision, before_when, nearness_of
from tocsin.core.tagging.dates.patterns import READERS
from tocsin.core.tagging.patterns import lower
from tocsin.core.tagging.sieve import Sieve

__all__ = [
    "NEW_DAYS",
    "RECENT_DAYS",
    "WORDS",
    "DateCue",
    "Nearness",
    "Precision",
    "before_when",
    "find",
    "marks",
    "nearness_of",
]

# The words that can be part of a date, in one automaton; figures that can be one have four digits.
WORDS = frozenset(READERS) - {"#"}
_KEYS = sorted(WORDS)
_FINDER = AhoCorasick(_KEYS, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
_SIEVE = Sieve(pattern.pattern for readers in READERS.values() for pattern, _ in readers)
_READERS = {
    key: tuple((pattern, _SIEVE.needs(pattern.pattern), read) for pattern, read in readers)
    for key, readers in READERS.items()
}
# A repeat at the head of a pattern hides from the search what it may begin with: written out it takes half the time.
_FIGURE = re.compile(r"\d\d\d\d")
# The longest phrase reaches this far before and after its own word.
_BEFORE, _AFTER = 40, 36
# A sentence with more dates than this is a table, not a story.
_CUES_MAX = 50
# Nor is one with more words that could be part of a date ("may may may").
_WORDS_MAX = 100


def find(text: str, today: date, *, late: bool = False) -> tuple[DateCue, ...]:
    """Gives the sentence's date cues in order, the longest where two overlap, at most 50.

    `late`: the article came out so late in its UTC day that further east the next day had begun.
    """
    words = _words(text)
    if not words:
        return ()
    found: list[DateCue] = []
    opened = _SIEVE.found(lower(text))
    for key, start, end in words[:_WORDS_MAX]:
        for pattern, needs, read in _READERS[key]:
            if not opened & needs:
                continue
            cue = _around(text, pattern, start, end)
            made = read(cue, today, late) if cue else None
            if made:
                found.append(made)
        if len(found) >= _CUES_MAX:
            break
    return _longest(found) if found else ()


def marks(text: str, words: Iterable[tuple[str, int, int]]) -> list[int]:
    """Gives where a text may have a date, in order: `find` finds nothing in a sentence without one of these places.

    `words` are the known words of its plain form with their spans, those of `WORDS` among them.
    """
    starts = [start for word, start, _ in words if word in WORDS]
    figures = [figure.start() for figure in _FIGURE.finditer(text)]
    return sorted(starts + figures) if figures else starts


def _words(text: str) -> list[tuple[str, int, int]]:
    """Gives the words and figures that can be part of a date, with their spans, in order."""
    low = lower(text)
    words = [
        (_KEYS[which], start, end)
        for which, start, end in _FINDER.find_matches_as_indexes(low)
        if not (start and low[start - 1].isalpha()) and not (end < len(low) and low[end].isalpha())
    ]
    figures = [("#", *figure.span()) for figure in _FIGURE.finditer(text)]
    return sorted(words + figures, key=itemgetter(1)) if figures else words


def _around(text: str, pattern: re.Pattern[str], start: int, end: int) -> re.Match[str] | None:
    """Gives the pattern's match that covers the word, within its window."""
    for match in pattern.finditer(text, max(0, start - _BEFORE), min(len(text), end + _AFTER)):
        if match.end() >= end:
            return match if match.start() <= start else None
    return None


def _longest(found: list[DateCue]) -> tuple[DateCue, ...]:
    kept: list[DateCue] = []
    for cue in sorted(found, key=lambda cue: (cue.start - cue.end, cue.start)):
        if all(cue.end <= other.start or cue.start >= other.end for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda cue: cue.start))
