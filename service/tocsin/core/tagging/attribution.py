"""Who says so: "Tehran said", "according to residents", "state media reported"."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tocsin.core.records.signals import Attribution
from tocsin.core.tagging.model import Mention, Sentence
from tocsin.core.tagging.sieve import Gate

# A source is named in few words; what is longer is no name.
_WHO_MAX: Final = 120
_REACH: Final = 160

_SAYS: Final = (
    "said|says|say|stated|states|reported|reports|announced|announces|confirmed|confirms|claimed|claims|added|adds|told|warned|warns|insisted|insists"
    "|declared|declares|acknowledged|acknowledges|alleged|alleges|disclosed|revealed|reveals|noted|notes|explained|explains|wrote|tweeted|posted"
    "|testified|maintained|maintains|asserted|asserts|argued|argues|suggested"
)
# Each pattern is anchored at a fixed word; what follows is bounded: linear in the text.
_ACCORDING: Final = re.compile(
    r"\b(?:[Aa]ccording to|[Cc]iting|[Qq]uoting|quoted by|reported by|announced by|confirmed by|claimed by|[Ii]n the (?:view|words) of)\s+"
    r"(?P<who>(?:[^.;:\n]|(?<=[A-Z])\.){1,120})"
)
_GATE_ACCORDING: Final = Gate(_ACCORDING.pattern)
# "reported killed", "claimed responsibility": no report of the subject's own.
_VERB: Final = re.compile(
    rf"\b(?:{_SAYS})\b(?! (?:killed|dead|missing|wounded|injured|captured|in|by|to|from|earlier|responsibility|victory|no|against)\b)"
)
# Every verb of an inverted source is among these too.
_GATE_VERB: Final = Gate(_VERB.pattern)
_INVERTED: Final = re.compile(
    r"[\"\u201d'\u2019,]\s*(?:said|says|added|told|explained|warned|insisted|declared)\s+(?P<who>[^.;:\n\"\u201c\u201d]{1,120})"
)
_BEFORE: Final = re.compile(
    r"(?:^|(?<![A-Z])\.|[;:!?\"\u201c\u201d\u2014(]|,|\b(?:that|and|but|while|as|which|where|because|although|after|before|when)\b)\s*"
)
_APPOSITION: Final = re.compile(r"(?P<who>[^,.;:\"\u201c\u201d]{1,80}), [^,;:\"\u201c\u201d]{1,100},\s*$")
_AFTER: Final = re.compile(
    r"\s*(?:,|\b(?:that|who|which|as|in|on|at|after|before|when|while|said|says|told|has|have|had|is|was|were|are|will|would|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b)"
)
_PRONOUN: Final = re.compile(
    r"(?:he|she|it|they|we|i|you|who|which|this|that|there|one|some|others?|many|also|further|officially|has|have|had|was|were|is|are)\b",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"(?:^|\s)(?:denied|denies|denying|dismissed|dismisses|dismissing|rejected|rejects|rejecting|not|no|of|the|these|those|to|be|been|being|what|as|so|false|conflicting|unconfirmed)$"
)
# Adverbs and dates between the source and its verb: "Baku on Friday said".
_TRAIL: Final = re.compile(
    r"(?:\s+(?:also|later|earlier|previously|repeatedly|further|now|then|had|has|have|in a statement|[a-z]{2,20}ly|(?:late |early )?(?:on )?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)))+\s*$"
)
_LEAD: Final = re.compile(
    r"^(?:(?:[A-Z][A-Z .,'-]{2,40}|[A-Z]\w+, [A-Z]\w+) (?:-|\u2014|\u2013) |[\s'\"\u2018\u2019-]+|(?:however|meanwhile|earlier|separately|also|still|later|instead|as)[, ]+)",
    re.IGNORECASE,
)


def find(sentence: Sentence, names: Sequence[Mention]) -> Attribution | None:
    """Gives who the sentence says that it comes from, as written; `names` are its mentions, in field offsets."""
    text = sentence.text
    span = _source(text)
    if span is None:
        return None
    start, end = span
    inside = (name for name in names if start <= name.start - sentence.start < end)
    code = next((name.code for name in inside if name.code), None)
    return Attribution(who=text[start:end], code=code)


@lru_cache(maxsize=4)
def _source(text: str) -> tuple[int, int] | None:
    """The span of the source's name; most sentences have none of the words that name one, and are not looked at."""
    found = _according(text) if _GATE_ACCORDING.opens(text) else None
    return found or (_subject(text) or _inverted(text) if _GATE_VERB.opens(text) else None)


def _according(text: str) -> tuple[int, int] | None:
    match = _ACCORDING.search(text)
    return _trimmed(text, match.start("who"), _cut(text, match.start("who"), match.end("who"))) if match else None


def _inverted(text: str) -> tuple[int, int] | None:
    match = _INVERTED.search(text)
    return _trimmed(text, match.start("who"), _cut(text, match.start("who"), match.end("who"))) if match else None


def _cut(text: str, start: int, end: int) -> int:
    match = _AFTER.search(text, start, end)
    return match.start() if match else end


def _subject(text: str) -> tuple[int, int] | None:
    """What stands before a reporting verb, back to the clause's beginning."""
    for verb in _VERB.finditer(text):
        low = max(0, verb.start() - _REACH)
        aside = _APPOSITION.search(text, low, verb.start()) if _ends_aside(text, verb.start()) else None
        end = aside.end("who") if aside else verb.start()
        start = max((match.end() for match in _BEFORE.finditer(text, low, end)), default=low)
        found = _trimmed(text, start, end)
        if found:
            return found
    return None


def _ends_aside(text: str, at: int) -> bool:
    """Whether a comma stands before `at`, as an apposition needs."""
    return text[max(0, at - 8) : at].rstrip().endswith(",")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Gives the span without what does not belong to the name; None for a pronoun or for nothing."""
    words = text[start:end]
    lead = _LEAD.match(words)
    start += lead.end() if lead else 0
    trail = _TRAIL.search(text, start, end)
    end = trail.start() if trail else end
    words = text[start:end].rstrip(" ,'\"")
    if not words.strip() or len(words) > _WHO_MAX or _PRONOUN.match(words) or _NO_NAME.search(words):
        return None
    return start, start + len(words)
