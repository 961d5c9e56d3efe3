"""Stories that look back without naming a year: days of remembrance, and those who fled long ago.

"In remembrance, three months after the attacks" opens a story in which the attacks are told again, undated; so does
"over the past month thousands of families have fled", in which the fighting is why they left.
"""

import re
from typing import Final

from tocsin.core.tagging.sieve import Gate

_COUNT: Final = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|\d{1,3})"
_SPAN: Final = rf"{_COUNT} (?:months?|years?|decades?)"
# Bounded gaps without nested repeats: linear in the text.
_REMEMBERED: Final = re.compile(
    r"\b(?:(?:remembrance|commemorat\w+|memorial services?|(?:minute|moment|minutes) of silence|minute['\u2019]s silence|in silence|vigils?|candles?|wreaths?|bells|in memory of"
    rf"|tribute|honou?r(?:s|ed|ing)?|mourn(?:s|ed|ing)?|remember(?:s|ed|ing)?|mark(?:s|ed|ing)?)\b[^.;]{{0,80}}?\b(?:{_SPAN} (?:on\b|after|since|from|ago)|{_SPAN} (?:anniversary|after))"
    rf"|mark(?:s|ed|ing)? (?:the )?{_SPAN} (?:since|of|after)|(?:remembrance|commemorat\w+|vigils?|candles?|wreaths?|memorial services?|mark(?:s|ed|ing)?)\b[^.;]{{0,80}}?\banniversary of"
    rf"|{_SPAN} (?:on|after|since)\b[^.;]{{0,80}}?\b(?:remembrance|commemorat\w+|memorial services?|(?:minute|moment) of silence|minute['\u2019]s silence|vigils?|candles|wreaths?|in memory of)"
    rf"|(?:it is|it was|it['\u2019]s) {_SPAN} since)\b",
    re.IGNORECASE,
)
_FLED: Final = re.compile(
    r"\b(?:(?:over|in|during|for|since) (?:the )?(?:past|last|previous) (?:few |several |\w+ )?(?:weeks|months?|years?)|in recent (?:weeks|months|years)|for (?:weeks|months|years))\b"
    r"[^.;]{0,80}?\b(?:fled|displaced|uprooted|left (?:their|his|her) (?:homes?|villages?|towns?)|been (?:forced|driven) (?:from|out))\b",
    re.IGNORECASE,
)
# "A year after troops went in, shut parliament and took power, ..." tells of the year, not of the troops.
_LONG_AFTER: Final = re.compile(
    r"\b(?:an?|the|one|two|three|four|five|six|seven|eight|nine|ten|several|some|\d{1,3}) (?:days?|weeks?|months?|years?|decades?) (?:after|since)\b"
    r"[^,.;:]{0,160}(?:, (?:and )?(?:\w+ed|took|sent|seized|shut|overthrew|began|drove|fled|won|lost|broke|swept)\b[^,.;:]{0,100}(?=,)){0,4}",
    re.IGNORECASE,
)
_GATE_LONG_AFTER: Final = Gate(_LONG_AFTER.pattern)
# Who is buried was killed before: "buried a teacher who died in Monday's shelling".
_MOURNED: Final = re.compile(
    r"\b(?:bur(?:y|ies|ied|ying)|mourn(?:s|ed|ing)?|laid to rest|funerals? (?:for|of)|coffins? of|(?:paid|pays?|paying) tribute to|prayed for|condolences (?:to|for|over|on)|sympath\w+ (?:to|for|with|over))"
    r" (?:(?!(?:when|as|while|and|but|before)\b)\S{1,30} ){0,12}$"
)
_MOURNED_REACH: Final = 120
_GATE_MOURNED: Final = Gate(_MOURNED.pattern)
_GATE: Final = Gate(f"{_REMEMBERED.pattern}|{_FLED.pattern}")
# Who is attacked at a memorial is attacked today.
_ATTACKED: Final = re.compile(
    r"\b(?:opened fire|attack(?:ed|s)|kill(?:ed|s|ing)|bombed|exploded|explodes|blew|blast|shot|stormed|shelled|targeted|struck|hit)\b",
    re.IGNORECASE,
)


def looks_back(text: str) -> bool:
    """Tells whether a sentence that opens a story says that the story looks back."""
    if not _GATE.opens(text):
        return False
    if _FLED.search(text):
        return True
    found = _REMEMBERED.search(text)
    return found is not None and _ATTACKED.search(text, 0, found.start()) is None


def is_long_after(text: str, at: int) -> bool:
    """Tells whether the act at `at` is only what days or years are counted from."""
    if not _GATE_LONG_AFTER.opens(text):
        return False
    return any(after.start() < at < after.end() for after in _LONG_AFTER.finditer(text))


def is_mourned(text: str, at: int) -> bool:
    """Tells whether the act at `at` is what somebody who is buried or mourned died of."""
    return _GATE_MOURNED.opens(text) and _MOURNED.search(text, max(0, at - _MOURNED_REACH), at) is not None
