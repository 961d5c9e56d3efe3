"""The words that say when: found in a sentence and resolved against the day the article came out.

A sentence is walked word by word; only a word that can be part of a date ("ago", "Tuesday", "2019") has patterns tried
around it, within a fixed window. So the time is linear in the text, and a sentence without such words costs a walk.
"""

import re
from datetime import date

from tocsin.core.tagging.dates.cue import NEW_DAYS, RECENT_DAYS, DateCue, Nearness, Precision, nearness_of
from tocsin.core.tagging.dates.patterns import READERS

__all__ = ["NEW_DAYS", "RECENT_DAYS", "DateCue", "Nearness", "Precision", "find", "nearness_of"]

_WORD = re.compile(r"[A-Za-z]+|\d+")
# The longest phrase reaches this far before and after its own word.
_BEFORE, _AFTER = 40, 36
# A sentence with more dates than this is a table, not a story.
_CUES_MAX = 50


def find(text: str, today: date, *, late: bool = False) -> tuple[DateCue, ...]:
    """Gives the sentence's date cues in order, the longest where two overlap, at most 50.

    `late`: the article came out so late in its UTC day that further east the next day had begun.
    """
    found: list[DateCue] = []
    for word in _WORD.finditer(text):
        key = word.group()
        for pattern, read in READERS.get("#" if key.isdigit() else key.lower(), ()):
            cue = _around(text, pattern, word.start(), word.end())
            made = read(cue, today, late) if cue else None
            if made:
                found.append(made)
        if len(found) >= _CUES_MAX:
            break
    return _longest(found)


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
