"""Words that put an act years or months back, whatever day the article came out."""

import re
from functools import lru_cache

from tocsin.core.tagging.sieve import Gate

_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|several|many|some|a few|half a|a couple of|\d{1,4})"
# Fixed sequences of short alternatives without nested repeats: linear in the text.
_HISTORY = re.compile(
    rf"\b(?:{_COUNT} (?:months|years?|decades?|century|centuries) (?:ago|earlier|before)|(?:months|years|decades|centuries) ago"
    r"|(?:in|since|of|during|from|between|until|the) (?:early |late |mid-)?(?:1[5-9]\d\d|20[01]\d)(?:s\b|\b)"
    r"|(?:last|earlier this|early this|previous) year|(?:in|during) the (?:last|19th|20th|nineteenth|twentieth) century"
    r"|world war (?:i|ii|one|two)\b|(?:first|second) world war|the cold war|anniversary of|(?<!at )once (?:\w+ed|shot|held|ruled|fought|stood|fell|fired|hid|ran|drove|flew|struck|hit)|in recent (?:months|years|decades)|in the past(?! (?:\w+ )?(?:hours?|days?|weeks?|24|48))"
    rf"|(?:over|during|for|throughout) (?:more than |nearly |almost |about |over |the (?:past|last) ){{0,2}}{_COUNT} (?:months|years|decades)"
    r"|at the (?:start|beginning) of (?:the|this) year)\b",
    re.IGNORECASE,
)
_GATE = Gate(_HISTORY.pattern)
# "The heaviest bombardment for two years" is of today.
_COMPARED = re.compile(r"\b(?:\w+est|first|worst|most|least|best|only|unprecedented)\b[^.,;:]{0,50}$", re.IGNORECASE)
# "The 1991 ceasefire agreement" is about so long.
_NOUN = 30
_CLAUSE = re.compile(
    r"[;:]|, (?:and|but)\b|\b(?:that (?=had|has|have)|which|who|after|before|when|while|since|following|amid|despite|because|although)\b"
)


@lru_cache(maxsize=256)
def spans(text: str) -> tuple[tuple[int, int, int, int], ...]:
    """Gives, for each such phrase, its clause's bounds and its own, in the text's code points."""
    if not _GATE.opens(text):
        return ()
    found = [
        match.span()
        for match in _HISTORY.finditer(text)
        if not _COMPARED.search(text, max(0, match.start() - 60), match.start())
    ]
    bounds = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return tuple((*_scope(text, bounds, start, end), start, end) for start, end in found)


def _scope(text: str, bounds: list[int], start: int, end: int) -> tuple[int, int]:
    """Gives what a phrase dates: its clause, or, where it only qualifies a noun ("the 1991 truce"), that noun."""
    if text.startswith(("the ", "The "), start) and text[end : end + 2].lstrip()[:1].islower():
        return start, end + _NOUN
    if text.startswith("nniversary", start + 1):
        # "Bombs went off on the anniversary of the coup": the coup is long past, the bombs are not.
        return start, min((b for b in bounds if b >= end), default=len(text))
    return max(b for b in bounds if b <= start), min((b for b in bounds if b >= end), default=len(text))


def phrase_for(text: str, start: int) -> tuple[int, int] | None:
    """Gives the span of the phrase that makes history of the act at `start`, or None."""
    for low, high, first, last in spans(text):
        if low <= start <= high:
            return first, last
    return None
