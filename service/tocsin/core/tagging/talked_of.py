"""An act that is the subject of talk, an enquiry or a trial, and not the news: "met to discuss the test", "on trial for".

What envoys, councils and investigators have before them happened before they met, whatever day the meeting is dated.
An act with "a" is new even so: "police are investigating a bomb attack that killed two".
"""

import re
from typing import Final

from tocsin.core.tagging.sieve import Gate

# Bounded gaps without nested repeats: linear in the text.
_TALK: Final = re.compile(
    r"\b(?:(?:to |will |would |and |they |also )?discuss(?:|es|ed|ing)|debat(?:e|es|ed|ing)(?! whether)|investigat(?:e|es|ed|ing)|prob(?:e|es|ed|ing)"
    r"|(?:talk(?:s|ed|ing)?|consult(?:s|ed|ations?|ing)?|discussions?|deliberat\w+|debates?|session|meet(?:s|ing|ings)?|met|hearings?|resolutions?|brief(?:s|ed|ing)|declaration|response|answer) (?:(?!on\b|over\b|about\b|to\b|into\b)\S{1,30} ){0,4}(?:on|over|about|to)"
    r"|(?:probes?|inquir(?:y|ies)|enquir(?:y|ies)|investigations?|report|findings|inquest) (?:in)?to|investigators? (?:of|into|in|at)|evidence (?:of|on|from) "
    r"|(?:sanctions?|measures|penalties|condemnation|statement|outrage|anger|protests?|uproar|row|dispute|crimes?|genocide|atrocities|violations?|abuses) (?:against \S{1,30} )?(?:over|for|at|after|on|about))"
    r" (?!an? |new |fresh |another )(?:(?!(?:and|that|which|who|when|while|as|after|before|said|says|with|hours|but)\b)[^\s,;:]{1,30} ){0,6}$",
    re.IGNORECASE,
)
_GATE: Final = Gate(_TALK.pattern)
_REACH: Final = 130
# What a court tries was done long before.
_TRIED: Final = re.compile(
    r"\b(?:guilty of|convicted (?:\w+ )?of|acquitted (?:\w+ )?of|cleared (?:\w+ )?of|indicted (?:\w+ )?(?:for|on|over)|on trial (?:for|over|on|in)"
    r"|(?:sentenced|jailed|imprisoned|extradited|prosecuted)\b[^.;]{0,60}?\b(?:for|over)|(?:was|were|be|been|being) tried (?:for|over)|wanted (?:by \w+ )?(?:for|over)|charged (?:\w+ )?with|charges (?:of|over|that)"
    r"|(?:he|she|who|general|commander|warlord|defendant|\d\d,) (?:is|was|stands|stood) accused of"
    r"|faces? trial (?:for|over)|pleaded (?:not )?guilty to|testif(?:y|ied|ies)\b[^.;]{0,40}?\b(?:that|about|how)|the indictment says)\b",
    re.IGNORECASE,
)
_GATE_TRIED: Final = Gate(_TRIED.pattern)
# Nouns only: "agreed to discuss and then attacked" tells of an attack.
_NOUNS: Final = re.compile(
    r"(?:tests?|testing|hack|hacking|bombings?|attacks?|cyber\S*|launch(?:es)?|explosions?|blasts?|strikes?|killings?|assassinations?|murder|downing|shooting|shootdown|detonations?"
    r"|invasion|annexation|incursions?|violations?|intrusions?|sabotage|shelling|bombardment|raids?|seizures?|deployments?|crisis|war|hijacking|kidnapping|abductions?|massacre|detention)\b",
    re.IGNORECASE,
)


def is_talked_of(text: str, at: int) -> bool:
    """Tells whether the act named at `at` is what a talk, a resolution or an enquiry is about."""
    if not _GATE.opens(text) or _NOUNS.match(text, at) is None:
        return False
    return _TALK.search(text, max(0, at - _REACH), at) is not None


def is_tried(text: str, at: int) -> bool:
    """Tells whether the act at `at` is what a court tries."""
    return _GATE_TRIED.opens(text) and _TRIED.search(text, 0, at) is not None
