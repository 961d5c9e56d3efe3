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
    r"(?:includ(?:ing|ed|es)|such as|with|from|ranging from|seen|saw|involving) "
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
# "Has banned its ships after Pyongyang threatened", "an embargo for arming rebels".
_PUNISHED: Final = re.compile(
    r"\b(?:imposes?|imposed|imposing|bans?|banned|blacklists?|blacklisted|freezes?|froze|frozen|sanctions?|sanctioned|embargo)\b"
    r"(?:[^.;:]{0,90}? after (?:(?!(?:and|but|while)\b)[^\s.;:]{1,30} ){0,8}|[^.;:]{0,70}?(?P<reason> (?:for|over) (?:\w+ly )?))$",
    re.IGNORECASE,
)
_DOING: Final = re.compile(r"\w+ing\b", re.IGNORECASE)
_GATE_PUNISHED: Final = Gate(_PUNISHED.pattern)
# What is frequent is no act of today.
_FREQUENT: Final = re.compile(
    r"[^.;,]{0,60}?\b(?:is|are|were|have been|remain) (?:frequent|common|rife|commonplace|widespread)\b"
)
# Why somebody left: "they fled as jets bombed", "after militiamen burnt her village".
_LEFT: Final = re.compile(
    r"^(?:They|He|She|We|I) (?:had )?(?:fled|left|escaped|ran|came)\b[^.;:]{0,40}? (?:as|when|after|because) [^.;:]{0,80}$"
    r"|\b(?:walked|fled|escaped|left)\b[^.;:]{0,90}? (?:as|when|after|because) (?:\S{1,30} ){0,4}$"
)
_GATE_LEFT: Final = Gate(_LEFT.pattern)
_HOME: Final = re.compile(r"\w+ (?:her|his|my) (?:own )?(?:village|home|house|town|street|school|farm|shop)\b")
_DAY: Final = re.compile(r"\b(?:on \w+day|today|yesterday|overnight|this (?:morning|week))\b", re.IGNORECASE)
_GATE_ANSWERED: Final = Gate(_ANSWERED.pattern)
_THREATS: Final = re.compile(r"threat|vow|warn", re.IGNORECASE)


def is_backdrop(text: str, at: int) -> bool:
    """Tells whether the act named at `at` is only the kind of violence, or what something answers or somebody fled."""
    low = max(0, at - _REACH)
    if _GATE.opens(text) and _VIOLENCE.search(text, low, at):
        return _COUNTED.search(text, at) is None
    return (
        _FREQUENT.match(text, at) is not None
        or _is_answered(text, low, at)
        or _is_punished(text, low, at)
        or _is_fled(text, low, at)
    )


def _is_answered(text: str, low: int, at: int) -> bool:
    answered = _ANSWERED.search(text, low, at) if _GATE_ANSWERED.opens(text) else None
    return answered is not None and (_THREATS.match(text, at) or _THREATS.search(answered.group())) is not None


def _is_punished(text: str, low: int, at: int) -> bool:
    punished = _PUNISHED.search(text, low, at) if _GATE_PUNISHED.opens(text) else None
    if punished is None:
        return False
    doing = _DOING if punished.lastgroup else _THREATS
    return (doing.match(text, at) or _THREATS.search(punished.group())) is not None


def _is_fled(text: str, low: int, at: int) -> bool:
    left = _LEFT.search(text, low, at) if _GATE_LEFT.opens(text) else None
    if left is None or _DAY.search(text) or _COUNTED.search(text):
        return False
    return left.start() == 0 or _HOME.match(text, at) is not None
