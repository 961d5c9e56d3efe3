"""Preparations that one side tells of another: "Ethiopia says Eritrea is preparing for war". They are claimed, not known."""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.core.tagging.model import Mention

Span = tuple[int, int]

_TELLS: Final = re.compile(
    r"\b(?:say|says|said|saying|told|tells|claim(?:s|ed|ing)?|alleg(?:e|es|ed|ing)|accus(?:e|es|ed|ing)|charg(?:es|ed|ing)|warn(?:s|ed|ing)?|suspect(?:s|ed)?|believes?|believed|insist(?:s|ed))\b",
    re.IGNORECASE,
)
# Between who speaks and the verb stands no more than a title, a name and a day.
_SPEAKER_REACH: Final = 70
_GOVERNED: Final = re.compile(r"\b(?:against|with|on|at|from|of|in) (?:the )?$")
_GOVERNED_REACH: Final = 12
_SIDES: Final = frozenset(("state", "group", "alliance"))


def cue_for(text: str, at: int, names: Sequence[Mention], base: int) -> Span | None:
    """Gives the span of the verb by which another side than the one that prepares, at `at`, tells of it; or None.

    `names`: the sentence's mentions, in offsets of the field, in which `text` begins at `base`.
    """
    sides = [(name.start - base, name.end - base, name.code) for name in names if name.kind in _SIDES and name.code]
    before = [
        (code, _GOVERNED.search(text, max(0, start - _GOVERNED_REACH), start))
        for start, end, code in sides
        if end <= at
    ]
    # Who prepares is no other's object: in "Hamas had waged war on Israel, and now planned" it is Hamas.
    who = next((code for code, governed in reversed(before) if governed is None), before[-1][0] if before else None)
    if who is None:
        return None
    for verb in _TELLS.finditer(text):
        # Behind the act who speaks stands after a comma: "..., Chisinau said".
        opens = text.rfind("," if verb.start() > at else ".", 0, verb.start())
        low = max(verb.start() - _SPEAKER_REACH, opens, at if verb.start() > at else 0)
        teller = next((code for start, _, code in reversed(sides) if low <= start < verb.start()), None)
        closes = opens > at and not text.startswith(" that", verb.end())
        if teller is not None and teller != who and (verb.start() < at or closes):
            return verb.span()
    return None
