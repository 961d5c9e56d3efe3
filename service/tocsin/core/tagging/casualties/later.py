"""Casualties that are told right after their act, in a sentence of their own: "They shelled a market. Nine people died".

A report often gives the act and its dead apart. What follows within two sentences, before another use of force is
told, is the act's own, unless the words say that they count another day, another place or a longer time.
"""

import re
from collections.abc import Iterable
from typing import Final

from tocsin.core.records.signals import Casualties
from tocsin.core.tagging import casualties
from tocsin.core.tagging.model import Sentence

# How many sentences after the act may tell of its casualties.
REACH: Final = 2

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
# Another time, place or act: "so far this year", "elsewhere", "a day earlier", "the war has killed".
_APART: Final = re.compile(
    r"\b(?:since|so far|years?|months?|weeks?|decades?|in all|in total|altogether|overall|wars?|conflict|earlier|previous(?:ly)?|similar|last|separate(?:ly)?"
    r"|elsewhere|meanwhile|yesterday|ago|days? (?:before|earlier)|in (?:19|20)\d\d|accident|crash|earthquake|floods?|storm|buried|funerals?|anniversary)\b",
    re.IGNORECASE,
)
_WEEKDAY: Final = re.compile(rf"\b{_DAY}\b", re.IGNORECASE)


def told(act: Sentence, following: Iterable[Sentence]) -> Casualties | None:
    """Gives the casualties of the act that `act` tells, from the sentences after it that tell no other force."""
    for sentence in following:
        found = casualties.find(sentence)
        if found is not None:
            return None if _apart(act.text, sentence.text) else found
    return None


def _apart(act: str, text: str) -> bool:
    """Tells whether the second text counts something other than the first tells."""
    days = set(_WEEKDAY.findall(text.lower())) - set(_WEEKDAY.findall(act.lower()))
    return bool(days) or _APART.search(text) is not None
