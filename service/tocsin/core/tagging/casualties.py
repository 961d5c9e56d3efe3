"""Dead, injured, captured, missing: how many, by the sentence's own words."""

import re

from tocsin.core.records.signals import Casualties, Count
from tocsin.core.tagging.model import Match, Sentence

_COUNT = re.compile(
    r"\b(?P<n>\d{1,3}(?:,\d{3})+|\d{1,6}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?: \w+){0,4}? (?P<kind>killed|dead|died|injured|wounded|captured|missing)\b",
    re.IGNORECASE,
)
_WORDS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def find(sentence: Sentence, match: Match | None = None) -> Casualties | None:  # noqa: ARG001 - soon used
    """Gives the sentence's figures, or None where it has none."""
    found = _COUNT.search(sentence.text)
    if not found:
        return None
    digits = found["n"].replace(",", "").lower()
    best = int(digits) if digits.isdigit() else _WORDS.index(digits)
    count = Count(best=best, low=best, high=best, words=found.group())
    kind = {"injured": "injured", "wounded": "injured", "captured": "captured", "missing": "missing"}.get(
        found["kind"].lower(), "dead"
    )
    return Casualties(**{kind: count})
