"""Reports that are denied with all that they say: "dismissing talk that ...", "denied any part in ...".

The denial may stand far from the act, with a place or a source between ("dismissed talk on social media that"), so it
is read over the clause, and not word by word. A denial that is itself denied ("did not deny reports") says nothing.
"""

import re
from functools import lru_cache
from typing import Final

from tocsin.core.tagging.sieve import Choice, Gate

Span = tuple[int, int]

_DENIES: Final = (
    r"(?:den(?:y|ies|ied|ying)|dismiss(?:es|ed|ing)?|reject(?:s|ed|ing)?|refut(?:e|es|ed|ing)|rebut(?:s|ted|ting)?"
    r"|rubbish(?:es|ed|ing)?|debunk(?:s|ed|ing)?|disput(?:e|es|ed|ing)|quash(?:es|ed|ing)?|scotch(?:es|ed|ing)?)"
)
_REPORTS: Final = r"(?:reports?|rumou?rs?|talk|claims?|speculation|suggestions?|allegations?|accusations?|stor(?:y|ies)|posts|messages|accounts?|footage|videos?|images|assertions?|charges?)"
_FALSE: Final = r"(?:false|(?:an? )?(?:pure |complete |total )?(?:fabrication|invention|hoax|myth)|untrue|unfounded|baseless|groundless|incorrect|wrong|fake|fabricated|nonsense|lies|a lie|fiction|disinformation|(?:\w+ )?propaganda|[\"'\u2018\u201c]?fake news)"
# Bounded gaps without nested repeats: linear in the text.
_DENIED: Final = re.compile(
    rf"\b(?P<cue>{_DENIES})\b[^.;:]{{0,60}}?\b(?:as \w+ )?{_REPORTS}\b[^.;:]{{0,60}}?\b(?:that|of|about)\b(?P<said>[^.;:]{{1,240}})"
    rf"|\b(?P<cue2>{_DENIES})\b (?:any |all |having |that it had |being |playing )*"
    r"(?:a |an )?(?:parts?|roles?|hand|involvement|complicity|participation|responsibility|behind|responsible|involved|connection|links?)"
    r"\b(?P<said2>[^.;:]{1,160})"
    rf"|\b{_REPORTS} (?:of|that|about)\b(?P<said3>[^.;:]{{1,160}}?)\b(?:is|are|was|were|proved|proven|turned out|being|as)\b (?:to be |completely |entirely |\w+ly )?(?P<cue3>{_FALSE})"
    r"|\b(?P<cue7>corrects?|corrected|correction|correcting|retracts?|retracted|retracting|withdrew|withdraws?|withdrawn|withdrawing|recants?|recanted)\b[^.;]{0,40}?"
    r"\b(?:reports?|statements?|story|stories|article|version|remarks?|claims?|dispatch|item|alert|tweet|post)\b(?:(?!\bto (?:say|show|reflect|read|state|clarify|make)\b)[^.;]){0,60}?\b(?:that|saying)\b(?P<said7>[^.;]{1,200})"
    r"|\b(?P<cue8>erroneously|mistakenly|wrongly|incorrectly|falsely) (?:reported|said|stated|claimed|wrote|announced)\b(?P<said8>[^.;:]{1,200})"
    r"|\b(?:reported|said|stated|claimed|wrote|announced) (?P<cue9>erroneously|mistakenly|wrongly|incorrectly|falsely)\b(?P<said9>[^.;:]{1,200})"
    r"|\b(?P<cue6>no) (?:\w+ ){0,2}(?:evidence|proof|findings?|indications?|traces?|basis|grounds)\b (?:\w+ ){0,3}?(?:of|on|that|for)\b"
    r"(?! (?:an? )?(?:end|let-?up|easing|progress|breakthrough|truce))(?P<said6>[^.;:]{1,160})"
    rf"|\b(?:it (?:is|was)|it's) (?:simply |just |completely )?(?P<cue4>not true|not the case|{_FALSE}) that\b(?P<said4>[^.;:]{{1,200}})"
    rf"|\b(?:called|calls|calling|branded|labelled|labeled|described|dismissed) {_REPORTS} (?:of|that|about)\b(?P<said5>[^.;:]{{1,160}}?)(?P<cue5>{_FALSE})",
    re.IGNORECASE,
)
_GATE: Final = Gate(_DENIED.pattern)
_CHOICE: Final = Choice(_DENIED)
_NOT: Final = re.compile(
    r"\b(?:not|n[o']t|never|nor|neither|cannot|without|refused to|declined to) (?:\w+ )?$", re.IGNORECASE
)
# The clause of who says so, and what follows the report.
_ENDS: Final = re.compile(
    r", (?:but|and|while|as|after|which|who|although|saying|the|a|he|she|it|they|[A-Z]\w+)\b|\b(?:but|after|although|while)\b"
)


def cue_for(text: str, start: int, *, parts: bool = True) -> Span | None:
    """Gives the span of the denial whose report tells the act at `start`, or None.

    With `parts`, an act that somebody denies a part in counts as denied: it was done, but not by whom it names.
    """
    for low, high, cue, part in _scopes(text):
        if low <= start < high and (parts or not part):
            return cue
    return None


@lru_cache(maxsize=256)
def _scopes(text: str) -> tuple[tuple[int, int, Span, bool], ...]:
    pattern = _CHOICE.open_to(text) if _GATE.opens(text) else None
    if pattern is None:
        return ()
    found: list[tuple[int, int, Span, bool]] = []
    for match in pattern.finditer(text):
        groups = match.groupdict()
        which = next(mark for mark in ("", "2", "3", "4", "5", "6", "7", "8", "9") if groups.get(f"cue{mark}"))
        cue, (low, high) = match.span(f"cue{which}"), match.span(f"said{which}")
        if _NOT.search(text, max(0, cue[0] - 24), cue[0]):
            continue
        ends = _ENDS.search(text, low, high)
        found.append((low, ends.start() if ends else high, cue, which == "2"))
    return tuple(found)
