"""A war or an invasion that goes on and is only named: "in its war with Hamas", "three years into Russia's invasion".

A war lasts, so that most who name it tell something else; by the noun alone it is background, whatever day stands
beside it. It is news where the words tell how it broke out, was declared or grew, or count its first days.
"""

import re
from typing import Final

from tocsin.core.tagging.patterns import lower

_WARS: Final = frozenset(("war", "wars", "conflict", "conflicts", "invasion", "invasions", "hostilities"))
# Code points looked at on either side.
_BEFORE: Final = 110
_AFTER: Final = 110

# What a war that nobody knows yet is called, and what stands between somebody and a war that he declares.
_UNHEARD: Final = (
    r"(?:new|fresh|latest|next|first|second|third|imminent|planned|looming|coming|possible|potential|threatened|feared"
    r"|likely|future|renewed|and|or|of|to|in|for|on|with|by|from|into|at|against|between|is|was|has|had|will|would"
    r"|[a-z]+ed"
    r"|began|begun|go|goes|going|went|wages?|waging|makes?|made|means?|wants?|fears?)\b"
)
# The noun phrase from its determiner on; or what says without one that it has lasted, or that all know it.
_KNOWN: Final = re.compile(
    rf"(?:(?<!\w)(?:the|its|their|his|her|our|your|my|this|that|these|those)|['\u2019]s|s['\u2019])"
    rf" [\"\u201c]?(?:(?!{_UNHEARD})[\w'\u2019.-]{{1,30}},? ){{0,5}}[\"\u201c]?$"
    r"|\b(?:ongoing|raging|long-running|decades-old|long|\w+-(?:day|week|month|year)(?:s)?(?:-(?:old|long))?"
    r"|(?:days|weeks|months|years|decades) of) (?:[\w-]{1,30} ){0,3}$"
    r"|\b(?:which|who|countr(?:y|ies)|nations?|peoples?|still|already|long|being) (?:(?:is|are|was|were|has|have|had"
    r"|been) ){0,2}(?:\w+ )?at $"
    r"|\b(?:amid|amidst|during|throughout) (?:(?!an? )[\w'\u2019-]{1,30} ){0,4}$"
)
# "A war that has killed thousands", "a war now in its third year".
_LASTS: Final = re.compile(
    r"(?: [\w'\u2019-]{1,30}){0,8}?,? (?:(?:that|which) (?:has|have|began|started|erupted|broke out|killed|displaced"
    r"|ended|is in|was)|(?:now|already|still) in its|in its (?:second|third|fourth|fifth|\w+th) (?:year|month|decade)"
    r"|(?:has|have) (?:\w+ )?(?:killed|claimed|displaced|raged|lasted|dragged|devastated|ravaged|uprooted|driven"
    r"|cost))\b"
)
# "War in Sudan enters its third year": without an article, and no object of a verb.
_BARE: Final = re.compile(r"(?:^|[,;:] |\b(?:as|by|over|about|from|since|and|in|how|why|covered|covering|with) )$")
_SOMEWHERE: Final = re.compile(r" (?:in|on) [\w-]+")

# It breaks out, is declared, grows or is in its first days ...
_BREAKS_OUT: Final = re.compile(
    r"(?: (?!that\b|which\b|who\b|since\b|after\b|before\b|when\b|but\b|as\b|if\b|to\b)[\w'\u2019.-]{1,30}){0,6}?"
    r" (?:(?:has|have|had|is|was|are|were|been|now|just|also) ){0,3}"
    r"(?:broke(?:n)? out|breaks out|erupt(?:s|ed)|beg[au]n|begins|started|starts|under ?way|declared|launched|opened"
    r"|resum(?:es|ed)|reignited|spread(?:s|ing)?|spill(?:s|ed|ing)|widen(?:s|ed|ing)?|expand(?:s|ed|ing)?"
    r"|escalat(?:es|ed|ing)|intensif(?:ies|ied|ying))\b"
)
_BROUGHT: Final = re.compile(
    r"\b(?:declar|launch|start|beg[aiu]n|unleash|open|mount|resum|renew|expand|widen|extend|broaden|escalat|intensif"
    r"|order|announc|approv|authori[sz]|prepar|threaten)(?:e|s|es|d|ed|n|ing|ning|ned|y|ies|ied|ying)?"
    r" (?:up |on )?(?:for )?(?:the|its|their|his|her|our|a|an) (?:[\w'\u2019.-]{1,30} ){0,5}$"
    r"|\b(?:(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d{1,2}(?:st|nd|rd|th))"
    r" (?:\w+ )?(?:day|night) (?:of|in(?:to)?)|hours (?:into|after|of)) (?:[\w'\u2019.-]{1,30} ){0,6}$"
)
# ... but for what is said to be so since, after or before.
_SINCE: Final = re.compile(r"\b(?:since|after|before|when|until|once|the day|years? ago|that|which|who)\b[^,;]{0,80}$")


def is_known_war(text: str, at: int, end: int) -> bool:
    """Tells whether `text[at:end]` names a war that is known, and the sentence does not tell how it began or grew."""
    low = lower(text)
    if low[at:end] not in _WARS:
        return False
    first = max(0, at - _BEFORE)
    if _SINCE.search(low, first, at) is None and (
        _BREAKS_OUT.match(low, end, end + _AFTER) or _BROUGHT.search(low, first, at)
    ):
        return False
    if _KNOWN.search(low, first, at) or _LASTS.match(low, end, end + _AFTER):
        return True
    return _SOMEWHERE.match(low, end) is not None and _BARE.search(low, first, at) is not None
