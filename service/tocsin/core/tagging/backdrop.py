"""Force that is the backdrop of other news: the violence that marred a visit, the fighting that people once fled.

Envoys come because there is violence, and a report of their talks says of what kind: "constant violence, including
bombings and raids". One act of it ("including a car bomb that killed two") is told even so.
"""

import re
from typing import Final

from tocsin.core.tagging.sieve import Gate

# Bounded gaps without nested repeats: linear in the text. Plurals without a number are a kind, not an act.
_VIOLENCE: Final = re.compile(
    r"\b(?:violence|bloodshed|unrest|fighting|hostilities|conflict|violated repeatedly|repeatedly violated)(?: on both sides| by both sides)?,? (?:that |which )?(?:(?:has|have|had) )?"
    r"(?:includ(?:ing|ed|es)|such as|with|from|ranging from) "
    r"(?:(?!(?:an?|another|one|two|three|four|five|six|seven|eight|nine|ten|the|its|their|that|which|who|when|while|as|after|killed|today|yesterday)\b)[^\s;:]{1,30} ){0,10}$",
    re.IGNORECASE,
)
_GATE: Final = Gate(_VIOLENCE.pattern)
_REACH: Final = 170
_COUNTED: Final = re.compile(
    r"\b(?:killed|killing|wounded|today|overnight|yesterday|this morning|last night)\b", re.IGNORECASE
)
# "The sanctions came after Pyongyang threatened to": a step is told by what it answers.
_ANSWERED: Final = re.compile(
    r"\b(?:sanctions?|embargo|blacklist|curbs|penalties|measures?|ban|resolution|step|move|decision|designations?|listings?|they)\b"
    r"[^.;:]{0,40}?\b(?:(?:came|come|comes|coming) (?:\w+ ){0,3}after|follow(?:s|ed|ing)?) "
    r"(?:(?!(?:and|but|while)\b)[^\s.;:]{1,30} ){0,8}$",
    re.IGNORECASE,
)
_GATE_ANSWERED: Final = Gate(_ANSWERED.pattern)
_THREATS: Final = re.compile(r"threat|vow|warn", re.IGNORECASE)


def is_backdrop(text: str, at: int) -> bool:
    """Tells whether the act named at `at` is only the kind of violence, or the threat, that something answers."""
    low = max(0, at - _REACH)
    if _GATE.opens(text) and _VIOLENCE.search(text, low, at):
        return _COUNTED.search(text, at) is None
    answered = _ANSWERED.search(text, low, at) if _GATE_ANSWERED.opens(text) else None
    return answered is not None and (_THREATS.match(text, at) or _THREATS.search(answered.group())) is not None
