"""A story whose news is that somebody stops fighting: what he did before is told in it, and is not new.

"The rebels have decided to stop bombings" is followed by what the bombings did, in the simple past and without a
date. What is done in spite of the halt says so: by a day, by "hours later", by who reports it.
"""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.core.tagging.model import Sentence
from tocsin.core.tagging.sieve import Gate

# The halt is told in the title or the first sentences, or it is not the news.
_OPENING: Final = 2
_FORCE: Final = (
    r"(?:(?:suicide |car |rocket |missile |drone |air |armed |military |cross-border )?(?:bombings?|attacks?|operations|raids|strikes|shelling|bombardment)"
    r"|hostilities|(?:armed |military |guerrilla |bombing )(?:campaign|struggle|activit(?:y|ies))|offensive|firing|shelling|bombing|attacking|fighting)"
)
# Bounded gaps without nested repeats: linear in the text.
_HALT: Final = re.compile(
    r"\b(?:(?:decided|agreed?|agrees|vow(?:ed|s)|pledged?|pledges|promised?|promises|offer(?:ed|s)|order(?:ed|s)|will|would) (?:\w+ )?(?:to )?"
    r"|(?:has|have|had) (?:\w+ly )?|(?:accord|agreement|deal|decision|plan|pact) to )"
    r"(?:stop(?:ped)?|halt(?:ed)?|suspend(?:ed)?|cease|ceased|end(?:ed)?|freeze|frozen|call(?:ed)? off|renounced?|abandon(?:ed)?|implement|work for)"
    rf" (?!(?:when|until|unless|if)\b)(?:\S{{1,30}} ){{0,4}}?{_FORCE}\b"
    r"|\b(?:agreed?|agrees|decided|will|would|pledged?|promised?|offered|begun|began) (?:to )?(?:lay(?:ing)? down|hand(?:ing)? (?:in|over)|surrender(?:ing)?|give up|giving up)"
    r" (?:its |their |his |all )*(?:arms|guns|weapons)\b"
    r"|\b(?:agree[ds]?|agreement|accord|deal|plan|signed|work|announced)\b[^.;:]{0,40}\bcessation of hostilities",
    re.IGNORECASE,
)
_GATE: Final = Gate(_HALT.pattern)
# What somebody else is told to stop, or does not stop, goes on.
_NOT_HALTED: Final = re.compile(
    r"\b(?:refus\w+|urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for)|demand\w*|fail\w*|not|never|n['\u2019]t|unless|until|if|despite|broke\w*|violat\w+|resum\w+|collaps\w+"
    r"|accus\w+|threaten\w*|hours? (?:after|before)|after)\b",
    re.IGNORECASE,
)
_IN_SPITE: Final = re.compile(
    r"\b(?:(?:hours?|minutes|days?|soon|shortly|immediately) (?:later|before|after|earlier)|despite|in spite of|still|(?:has|have) (?:\w+ly )?\w+(?:ed|n|t|k)\b"
    r"|(?:is|are)(?: \w+ly)? (?!being\b)\w+ing|continu\w+|go(?:es|ing)? on|went on|resum\w+|again|meanwhile|said|says|told|reported|report|according"
    r"|morning|evening|night|dawn|yesterday|today|tonight|overnight|while)\b|^(?:But|As)\b",
    re.IGNORECASE,
)


def is_told(title: str | None, sentences: Sequence[Sentence]) -> bool:
    """Says whether the story opens with a halt of force by those who used it."""
    opening = [*filter(None, (title,)), *(sentence.text for sentence in sentences[:_OPENING])]
    return any(_is_halt(text) for text in opening)


def _is_halt(text: str) -> bool:
    found = _HALT.search(text) if _GATE.opens(text) else None
    return found is not None and _NOT_HALTED.search(text, 0, found.end()) is None


def retells(text: str) -> bool:
    """Says whether a sentence of such a story tells what was done before the halt: nothing in it is of after."""
    return _IN_SPITE.search(text) is None
