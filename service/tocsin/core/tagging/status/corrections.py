"""What an earlier report said, where a text takes it back: corrections, retractions, kill notices, editors' notes.

A newsroom recalls its own earlier version only to take it back, so what that "said" is disbelieved in any text. What
"earlier reports" or "the story" said is disbelieved only where the text calls itself a correction: elsewhere the
report may be repeated because it was borne out.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from tocsin.core.tagging.model import Sentence
from tocsin.core.tagging.sieve import Gate

Span = tuple[int, int]

# "Correction:", "CORRECTED (OFFICIAL) -", "Corrections & clarifications (March 10):", "KILL NOTICE -"; a mark must follow.
_LABEL: Final = re.compile(
    r"\W{0,3}(?:(?:corrections?|corrected|corrects|correcting|clarifications?|clarified|retractions?|retracted|retracts|errat(?:um|a)|editor['\u2019]?s['\u2019]? note"
    r"|amend(?:ment|ed)|note to (?:editors|readers|subscribers))\b[^:\u2014\u2013.()\[\]-]{0,40}(?:\([^()]{0,30}\))? ?[:\u2014\u2013.()\[\]-]"
    r"|(?:(?:mandatory )?kill|withdrawal|withdrawn|advisory)(?: notice)? ?[:\u2014\u2013.()\[\]-]"
    r"|(?:this|the|an?) (?:\w+ \d{1,2} )?(?:story|article|report|item|dispatch|page|post)\b[^.;:]{0,40}? (?:(?:has|have) been|was|is) (?:being )?(?:corrected|amended|retracted|withdrawn|clarified|revised|killed))",
    re.IGNORECASE,
)
_REPORT: Final = r"(?:reports?|stor(?:y|ies)|dispatch(?:es)?|versions?|articles?|items?|alerts?|bulletins?|headlines?|accounts?|posts?|tweets?|messages?|snaps?|news ?flash(?:es)?|notices?|broadcasts?|coverage|copy)"
_EARLIER: Final = r"(?:earlier|previous(?:ly)?|original(?:ly)?|initial(?:ly)?|first|prior)"
_SAID: Final = r"(?:said|stated|reported|claimed|indicated|suggested|wrote|quoted|announced|alleged|asserted|had it)"
_WRONGLY: Final = r"(?:(?:wrongly|incorrectly|erroneously|mistakenly|falsely|also|had|has|have|been|was|were) ){0,3}"
# Bounded gaps without nested repeats: linear in the text. The reports that are the newsroom's own ...
_OWN: Final = re.compile(
    rf"\b(?P<cue1>{_EARLIER} (?:version|draft|edition)s?)\b(?: of (?:this|the|our|its|that|an?) (?:\w+ )?{_REPORT}\b[^.;:\"\u201c]{{0,60}}?)? {_WRONGLY}{_SAID}\b(?P<said1>[^;]{{1,240}})"
    rf"|\b(?P<cue2>our (?:own )?{_EARLIER} {_REPORT})\b[^.;:\"\u201c]{{0,40}}? {_WRONGLY}{_SAID}\b(?P<said2>[^;]{{1,240}})"
    rf"|\b(?P<cue3>(?:this|the) (?:story|article|item|headline|alert|post|tweet) {_EARLIER}) {_WRONGLY}{_SAID}\b(?P<said3>[^;]{{1,240}})"
    rf"|\b(?P<cue4>as {_EARLIER} (?:published|sent|filed|issued|posted|aired|transmitted)), (?:it|\w+ {_REPORT}) {_WRONGLY}{_SAID}\b(?P<said4>[^;]{{1,240}})"
    r"|\b(?P<cue5>mis(?:stated|reported)) that\b(?P<said5>[^;]{1,240})"
    r"|\b(?:was|were) (?P<cue6>wrong|incorrect|mistaken|in error) (?:in|to|when it|when we|when they|by) (?:say(?:ing)?|report(?:ing)?|stat(?:e|ing)|said|reported|stated|wrote)\b(?P<said6>[^;]{1,240})"
    rf"|\b{_REPORT} (?:that|which|saying)\b(?P<said7>[^.;]{{1,200}}?) (?:was|were|had been) (?:sent|issued|published|aired|posted|broadcast|transmitted|filed|run) (?P<cue7>in error|by mistake|erroneously|mistakenly)"
    r"|\b(?P<cue8>apologi[sz](?:e|es|ed|ing)) for (?:\w+ly )?(?:reporting|saying|stating|claiming|broadcasting|an? (?:\w+ )?(?:report|story|claim|broadcast|article)(?: (?:that|which) (?:said|claimed|reported|stated))?)\b(?P<said8>[^;]{1,240})",
    re.IGNORECASE,
)  # fmt: skip
# ... and those that only a correction takes back.
_OTHERS: Final = re.compile(
    rf"\b(?P<cue1>{_EARLIER} (?:\w+ )?{_REPORT})\b(?:[^.;:]{{0,60}}? {_WRONGLY}{_SAID}| of| that| about)\b(?P<said1>[^;]{{1,240}})"
    rf"|\b(?P<cue2>(?:our|its|their|the|that|an?|this) (?:\w+ )?{_REPORT})\b[^;:]{{0,60}}? (?:that|which) {_WRONGLY}{_SAID}\b(?P<said2>[^;]{{1,240}})"
    r"|\b(?:was|were|had been) (?:\w+ly |first |earlier )?(?P<cue3>reported|believed|thought|understood) (?:\w+ly |earlier )?(?:to (?:have|be)|as|(?=\w+(?:ed|n|t)\b))(?P<said3>[^.;]{1,160}?)(?= (?:said|says|told)\b|[.;]|$)"
    rf"|\b(?:we|it|they|had|was|were) (?P<cue4>{_EARLIER} (?:been )?{_SAID})\b(?P<said4>[^;]{{1,240}})"
    r"|\bshould (?P<cue5>not|never) have (?:said|stated|reported|claimed|suggested)\b(?P<said5>[^;]{1,240})",
    re.IGNORECASE,
)  # fmt: skip
# "Kill the story slugged BASE-ATTACK": its name tells the act, too.
_NAMED: Final = re.compile(
    r"\b(?:stor(?:y|ies)|item|report|dispatch|alert) (?P<cue1>slugged|headlined|titled|headed)\b(?P<said1>[^,.;]{1,80})",
    re.IGNORECASE,
)
_GATE_OWN: Final = Gate(_OWN.pattern)
_GATE_OTHERS: Final = Gate(f"{_OTHERS.pattern}|{_NAMED.pattern}")
_NOT: Final = re.compile(r"\b(?:not|n['\u2019]t|never|nor) (?:\w+ ){0,2}$", re.IGNORECASE)
# What is no more of the report: who says otherwise, and what is so.
_ENDS: Final = re.compile(
    r", (?:but|while|when|instead|rather|in fact|not|he|she|it|they)\b|\b(?:but|while|whereas|when in fact|instead)\b"
)


def in_correction(sentence: Sentence, title: str, others: Sequence[Sentence]) -> bool:
    """Says whether a sentence stands in a correction: by the title, or by what opens the text or its own paragraph."""
    if _is_label(title) or _is_label(sentence.text):
        return True
    return any(
        _is_label(other.text)
        for other in others
        if other.start < sentence.start and other.paragraph in (0, sentence.paragraph)
    )


def _is_label(text: str) -> bool:
    return _LABEL.match(text) is not None


def cue_for(text: str, start: int, marked: Callable[[], bool] | None = None) -> Span | None:
    """Gives the span of the words that take back a report of the act at `start`, or None.

    `marked`: says whether the text calls itself a correction; without it, whether this very sentence does.
    """
    own = _cue_at(_scopes(_OWN, text), start) if _GATE_OWN.opens(text) else None
    if own is not None or not _GATE_OTHERS.opens(text):
        return own
    cue = _cue_at(_scopes(_OTHERS, text) + _scopes(_NAMED, text), start)
    return cue if cue is not None and (marked() if marked else _is_label(text)) else None


def _cue_at(scopes: Sequence[tuple[int, int, Span]], start: int) -> Span | None:
    return next((cue for low, high, cue in scopes if low <= start < high), None)


@lru_cache(maxsize=256)
def _scopes(pattern: re.Pattern[str], text: str) -> tuple[tuple[int, int, Span], ...]:
    found: list[tuple[int, int, Span]] = []
    for match in pattern.finditer(text):
        which = next(name[3:] for name, words in match.groupdict().items() if name.startswith("cue") and words)
        cue, (low, high) = match.span(f"cue{which}"), match.span(f"said{which}")
        if _NOT.search(text, max(0, match.start() - 24), match.start()) or _is_quoted(text, match.start()):
            continue
        ends = _ENDS.search(text, low, high)
        found.append((low, ends.start() if ends else high, cue))
    return tuple(found)


def _is_quoted(text: str, at: int) -> bool:
    """Whether somebody's words are quoted there: "our earlier report said", said a rapporteur."""
    return text.count('"', 0, at) % 2 == 1 or text.count("\u201c", 0, at) > text.count("\u201d", 0, at)
