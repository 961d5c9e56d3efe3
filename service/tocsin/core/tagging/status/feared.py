"""An act that is the second of two that are feared: "the spectre of an endless conflict or even a world war"."""

import re
from typing import Final

Span = tuple[int, int]

_FEARED: Final = re.compile(
    r"\b(spectre|specter|fears?|dangers?|risks?|threat|prospect|possibility|likelihood|talk|warn(?:ed|ing|s)?) (?:of|about) (?:an? |the |further |more )?"
    r"[^.;:,]{1,60}?,? (?:or|and) (?:even |perhaps |possibly |eventually )?(?:an? |the )?(?:(?!(?:that|which|who|after|on|in)\b)[^\s.;:,]{1,30} ){0,3}$",
    re.IGNORECASE,
)
_REACH: Final = 130


def cue_for(text: str, at: int) -> Span | None:
    """Gives the span of the word by which the act at `at` is feared together with another, or None."""
    if " or " not in text and " and " not in text:
        return None
    found = _FEARED.search(text, max(0, at - _REACH), at)
    return found.span(1) if found else None
