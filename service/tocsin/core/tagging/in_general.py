"""Force that is spoken of in general: what happens again and again, what stops no festival, what amounts to a crime.

A report tells an act once; what is done "every day", "often" or "whenever" is a habit that is described, and an attack
that is judged ("amounted to war crimes") or defied ("can't stop the music") was told before.
"""

import re
from typing import Final

from tocsin.core.tagging.patterns import lower

# Bounded gaps without nested repeats: linear in the text.
_REACH: Final = 60
_OFTEN: Final = re.compile(
    r"\b(?:sometimes|often|usually|typically|generally|normally|regularly|routinely|frequently|occasionally"
    r"|periodically"
    r"|habitually|traditionally|increasingly|tends? to|used to|would often),? (?:\w+,? ){0,2}$"
)
_RATE: Final = re.compile(
    r"[^.;:,]{0,40}?\b(?:(?:every|each|per) (?:single )?(?:day|night|week|month|year)\b(?! (?:since|this|for the past))"
    r"|on average\b|(?<=\d )a (?:day|week|month|year)\b(?! (?:after|before|earlier|later|ago|of|on)))"
)
_RATE_BEFORE: Final = re.compile(
    r"\b(?:(?:every|each) (?:single )?(?:day|night|week|month|year),? |\d+ (?:\w+ ){0,3}a (?:day|week"
    r"|month)\b(?! (?:after|before|earlier|later|ago))"
    r"|\bon average,? |(?:whenever|each time|every time) )[^.;:]{0,40}$"
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


def is_in_general(text: str, at: int, end: int) -> bool:
    """Tells whether the act at `text[at:end]` is a habit, or one that is only judged or defied."""
    low = lower(text)
    if _NOUNS.match(low, at) and (_DEFIED.match(low, end) or _JUDGED.match(low, end)):
        return True
    first = max(0, at - _REACH)
    habit = _OFTEN.search(low, first, at) or _RATE.match(low, end, end + _REACH) or _RATE_BEFORE.search(low, first, at)
    return habit is not None and _NOW.search(low) is None
