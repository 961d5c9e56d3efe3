"""Force that is spoken of in general: what happens again and again, what stops no festival, what amounts to a crime.

A report tells an act once; what is done "every day", "often" or "whenever" is a habit that is described, and an attack
that is judged ("amounted to war crimes") or defied ("can't stop the music") was told before.
"""

import re
from typing import Final

from tocsin.core.tagging.patterns import lower
from tocsin.core.tagging.sieve import Gate

# Bounded gaps without nested repeats: linear in the text.
_REACH: Final = 60
_OFTEN: Final = re.compile(
    r"\b(?:sometimes|often|usually|typically|generally|normally|regularly|routinely|frequently|occasionally"
    r"|periodically"
    r"|habitually|traditionally|increasingly|tends? to|used to|would often),? (?:\w+,? ){0,2}$"
)
_RATE: Final = re.compile(
    r"[^.;:,]{0,40}?\b(?:so often\b|day after day\b|night after night\b|nightly\b|(?:every|each"
    r"|per) (?:single )?(?:day|night|week|month|year)\b(?! (?:since|this|for the past))"
    r"|on average\b|(?<=\d )a (?:day|week|month|year)\b(?! (?:after|before|earlier|later|ago|of|on)))"
)
_RATE_BEFORE: Final = re.compile(
    r"\b(?:most (?:days|nights|weeks),? |(?:every|each) (?:single )?(?:day|night|week|month|year),? "
    r"|\d+ (?:\w+ ){0,3}a (?:day|week"
    r"|month)\b(?! (?:after|before|earlier|later|ago))"
    r"|\bon average,? |(?:whenever|each time|every time) )[^.;:]{0,40}$"
)
# Since what a thing is so: "the flank has been stronger since they invaded".
_SINCE: Final = re.compile(
    r"\bsince (?!then\b|when\b)(?:(?!on\b|and\b|but\b|when\b|after\b|as\b|\w+day\b)[^\s,;:]{1,30} ){0,5}$"
    r"|\b(?:weeks|months|years|decades) after (?:(?!on\b|and\b|but\b|when\b|\w+day\b)[^\s,;:]{1,30} ){0,6}$"
)
_CLAUSE_END: Final = re.compile(r"[,;:]")
# What many do, in the present of a body of text: "their drones attack towns", "drones that enter the airspace"; a
# report of one act is in the past, a title has no stop at its end, and a brief in the present counts its dead.
_VERB: Final = re.compile(
    r"(?:attack|bomb|bombard|shell|strike|ambush|raid|fire|launch|breach|violate|enter|cross|fly|shoot|storm|invade"
    r"|target|pound|fall|drop|down|intercept|intrude|stray)(?= (?!and\b|or\b|of\b|was\b|were\b|is\b|are\b|by\b"
    r"|has\b)\w)"
)
_MANY: Final = re.compile(
    r"(?<!\w)(?!(?:was|is|as|his|its|this|does|has|'s)\b)(?:[a-z-]+[^s\W]s|people|men|police) (?:\w+ly |also |still "
    r"|now )?$"
)
_WHICH: Final = re.compile(r"(?<!\w)(?:that|which|who) $")
_STOPS: Final = (".", "?", "\u201d", '"')
_COUNTS: Final = re.compile(r"\b(?:kill\w*|dead|die[ds]?|wound\w*|injur\w+)\b")
# What somebody tells of.
_TELLS_HOW: Final = re.compile(
    r"\b(?:told|tells?|telling|sp[oe]aks?|spoke|recall\w*|recount\w*|describ\w*|relat(?:e|es|ed|ing)|remember\w*"
    r"|explain\w*|shows?|stud(?:y|ies|ied)|learn\w*)"
    r" (?:[\w'\u2019-]{1,30} ){0,5}?how (?:[^\s,;:]{1,30} ){0,6}$"
)
# Who is cared for was hurt before: "soldiers wounded at the front are treated".
_HURT: Final = re.compile(r"(?:killed|wounded|injured|dead|hurt|maimed)\b")
_CARED_FOR: Final = re.compile(
    r"[^.;,]{0,60}\b(?:are|were|is|was|be|being|been) (?:\w+ )?(?:cared for|treated|buried|mourned|honou?red|remembered"
    r"|commemorated|operated on|visited|exhumed|identified|repatriated|trained|taught|fitted)\b"
)
_COUNTED: Final = re.compile(
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens|scores|hundreds"
    r"|several)\b)[^.;,]{0,40}$"
)
# What tells of these days is no habit.
_NOW: Final = re.compile(
    r"\b(?:today|yesterday|overnight|tonight|this (?:morning|week|evening|afternoon)|(?:mon|tues|wednes|thurs"
    r"|fri|satur|sun)day"
    r"|latest|began|begun|resumed|intensified|since)\b"
)

_NOUNS: Final = re.compile(
    r"(?:air ?|drone |missile |rocket |bomb )?(?:attacks?|strikes?|airstrikes?|raids?|bombings?|bombardments?"
    r"|shelling|sieges?|killings?|assaults?|offensives?"
    r"|invasions?|war|wars|campaigns?|explosions?|blasts?|bombs|missiles|rockets|drones|massacres?|incursions?"
    r"|ambush(?:es)?|conduct|fighting|blockade)\b"
)
# From the noun's end on: whose or where it is, then what is said of it.
_ITS: Final = r"(?: (?!that\b|which\b|who\b|killed\b|hit\b|and\b|but\b)[\w'\u2019-]{1,30}){0,8}?"
_DEFIED: Final = re.compile(
    rf"{_ITS} (?:can(?:no|['\u2019])t|can not|could(?:n['\u2019]t| not)|won['\u2019]t|will not|do(?:n['\u2019]t"
    r"| not)|does(?:n['\u2019]t| not)|did(?:n['\u2019]t| not)"
    r"|have(?:n['\u2019]t| not)|has(?:n['\u2019]t| not)|fail(?:s|ed)? to|(?:is|are|was|were) unable to"
    r"|no match for|no reason)"
    r" (?:\w+ )?(?:stop(?:ped)?|deter(?:red)?|dampen(?:ed)?|silenced?|keep|kept|break|broken|scared?"
    r"|spoil(?:ed|t)?|dim(?:med)?|cancel(?:led)?|drown(?:ed)? out|put off)"
    r" (?!(?:the |an? |its |their |\w+['\u2019]s? )?(?:\w+ )?(?:advance|rebels|army|troops|offensive|attacks?"
    r"|fighting|militants|forces|fighters|launch\w*|enemy|group|houthis|hamas|hezbollah))"
)
_JUDGED: Final = re.compile(
    rf"{_ITS} (?:(?:had|have|has|may|might|could|would|did|do|does|not|also|clearly|likely|potentially|all) ){{0,4}}"
    r"(?:amount(?:s|ed|ing)? to|constitut(?:e|es|ed|ing)|violat(?:es?|ed|ing)|breach(?:es|ed|ing)?|(?:were|was"
    r"|are|is|been) (?:a |an )?(?:clear |serious |grave |flagrant )?(?:violations?|breach(?:es)?) of)"
    r" (?:an? |the )?(?:[\w-]+ ){0,4}?(?:war crimes?|crimes?|genocide|law|laws|conventions?|rights|punishment"
    r"|extermination|cleansing|atrocit(?:y|ies)|torture)\b"
)


# Each looked for only where a sentence has what it needs.
_GATE_JUDGED: Final = Gate(f"{_DEFIED.pattern}|{_JUDGED.pattern}")
_GATE_RECOUNTED: Final = Gate(f"{_SINCE.pattern}|{_TELLS_HOW.pattern}")
_GATE_HABIT: Final = Gate(f"{_OFTEN.pattern}|{_RATE.pattern}|{_RATE_BEFORE.pattern}")


def is_in_general(text: str, at: int, end: int, *, opens: bool = False) -> bool:
    """Tells whether the act at `text[at:end]` is a habit, or one that is only judged, defied or told of.

    `opens`: the sentence opens its field, where briefs and titles tell one act in the present.
    """
    low = lower(text)
    return (
        (_GATE_JUDGED.opens(text) and _is_judged(low, at, end))
        or (_GATE_RECOUNTED.opens(text) and _is_recounted(low, at, end))
        or (_GATE_HABIT.opens(text) and _is_habit(low, at, end))
        or _is_of_many(low, at, end, opens=opens)
        or _is_cared_for(low, at, end)
    )


def _is_judged(low: str, at: int, end: int) -> bool:
    if _NOUNS.match(low, at) is None:
        return False
    return (_DEFIED.match(low, end) or _JUDGED.match(low, end)) is not None


def _is_recounted(low: str, at: int, end: int) -> bool:
    """Whether the act is one since which a thing is so, or which somebody tells of."""
    first = max(0, at - 2 * _REACH)
    told = _SINCE.search(low, first, at) or _TELLS_HOW.search(low, first, at)
    return told is not None and not _is_now(low, end)


def _is_cared_for(low: str, at: int, end: int) -> bool:
    if _HURT.match(low, at) is None or _CARED_FOR.match(low, end) is None:
        return False
    return _COUNTED.search(low, max(0, at - _REACH), at) is None


def _is_of_many(low: str, at: int, end: int, *, opens: bool) -> bool:
    if _VERB.match(low, at) is None:
        return False
    first = max(0, at - _REACH)
    many = _WHICH.search(low, first, at) or (not opens and low.endswith(_STOPS) and _MANY.search(low, first, at))
    return bool(many) and not _is_now(low, end) and _COUNTS.search(low) is None


def _is_habit(low: str, at: int, end: int) -> bool:
    first = max(0, at - _REACH)
    often = _OFTEN.search(low, first, at) or _RATE.match(low, end, end + _REACH) or _RATE_BEFORE.search(low, first, at)
    return often is not None and _NOW.search(low) is None


def _is_now(low: str, at: int) -> bool:
    """Whether the rest of a clause is of these days."""
    stop = _CLAUSE_END.search(low, at)
    return _NOW.search(low, at, stop.start() if stop else len(low)) is not None
