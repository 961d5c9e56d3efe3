"""Who says so: "Tehran said", "according to officials", "state media reported"."""

import re
from collections.abc import Sequence

from tocsin.core.records.signals import Attribution
from tocsin.core.tagging.model import Mention, Sentence

_ACCORDING = re.compile(r"\b(?:according to|citing|quoting|quoted by|reported by|told)\s+", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:said|says|say|stated|reported|announced|claimed|confirmed|added|told|warned|insisted|declared)\b",
    re.IGNORECASE,
)


def find(sentence: Sentence, names: Sequence[Mention]) -> Attribution | None:
    """Gives who the sentence says that it comes from; `names` are the sentence's mentions, in field offsets."""
    according = _ACCORDING.search(sentence.text)
    if according:
        return _near(names, sentence.start + according.end(), 40)
    says = _SAYS.search(sentence.text)
    return _near(names, sentence.start + says.start() - 40, 40) if says else None


def _near(names: Sequence[Mention], start: int, reach: int) -> Attribution | None:
    found = [name for name in names if start <= name.start < start + reach]
    return Attribution(who=found[-1].name, code=found[-1].code) if found else None
