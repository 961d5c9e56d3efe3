"""A small lexicon for nine languages besides English: it sees that a word of war stands there, and no more.

Without grammar nobody is named and nothing is known to have happened, so that every signal is `possible`. Phrases
stand in `data/lexicon.tsv`; a star ends a stem. Arabic, Persian and Hebrew write articles, "and" and prepositions
onto the word, Chinese writes no spaces: there a phrase counts wherever it stands.
"""

import re
from functools import cache
from typing import Final

from tocsin.core.records.page import Coverage, Tagged
from tocsin.core.records.signals import Evidence, FieldName, Signal
from tocsin.core.tagging.data import table
from tocsin.core.tagging.taxonomy import TYPES

LANGUAGES: Final = frozenset({"ar", "fa", "he", "ru", "uk", "zh", "fr", "es", "tr"})

# The records' own limits.
SIGNALS_MAX: Final = 200
EVIDENCE_MAX: Final = 500

_WRITTEN_TOGETHER = frozenset({"ar", "fa", "he", "zh"})
# One type is told once a sentence, however many of its words stand there.
_SENTENCE = re.compile(r"[^.!?\u3002\uff01\uff1f\u061f\n]+")


def coverage(language: str | None) -> Coverage:
    """How far a language (BCP 47) is served; where none is known the text is read as English."""
    primary = _primary(language or "en")
    if primary in {"en", "und"}:
        return "full"
    return "lexicon" if primary in LANGUAGES else "none"


def tag(title: str | None, text: str, *, language: str) -> Tagged:
    """The signals that the lexicon's phrases raise in the title and the text, in their order; at most 200."""
    found = [*_signals("title", title or "", _primary(language)), *_signals("text", text, _primary(language))]
    omitted = max(0, len(found) - SIGNALS_MAX)
    return Tagged(signals=tuple(found[:SIGNALS_MAX]), signals_omitted=omitted, coverage="lexicon", actor_conflict=None)


def _signals(field: FieldName, text: str, language: str) -> list[Signal]:
    found: list[Signal] = []
    for sentence in _SENTENCE.finditer(text):
        told: set[str] = set()
        for word in _phrases(language).finditer(text, sentence.start(), sentence.end()):
            type_ = word.lastgroup or ""
            if type_ not in told:
                told.add(type_)
                found.append(_signal(field, text, (sentence.start(), sentence.end()), word, language))
    return found


def _signal(
    field: FieldName, text: str, sentence: tuple[int, int], word: re.Match[str], language: str
) -> Signal:  # fmt: skip
    kind = TYPES[word.lastgroup or ""]
    start, end = _trimmed(text, *sentence)
    if end - start > EVIDENCE_MAX:
        start, end = word.start(), min(word.end(), word.start() + EVIDENCE_MAX)
    return Signal(
        id="",
        type=kind.name,
        polarity=kind.polarity,
        status="possible",
        freshness="new",
        act_at=None,
        rung=kind.rung,
        weight=kind.weight,
        actors=(),
        targets=(),
        places=(),
        casualties=None,
        attribution=None,
        evidence=Evidence(field=field, text=text[start:end], start=start, end=end),
        cue=Evidence(
            field=field,
            text=word.group()[:EVIDENCE_MAX],
            start=word.start(),
            end=min(word.end(), word.start() + EVIDENCE_MAX),
        ),
        rule=f"lexicon:{language}:{kind.name.lower()}",
    )


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the space around it."""
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


@cache
def _phrases(language: str) -> re.Pattern[str]:
    """All phrases of a language as one pattern, each type a group of its own name; the longest phrase first."""
    rows = [row for row in table("lexicon") if row[0] == language]
    groups = (f"(?P<{type_}>{_alternatives(phrases)})" for _language, type_, phrases in rows)
    edge = "" if language in _WRITTEN_TOGETHER else r"\b"
    end = "" if language in _WRITTEN_TOGETHER else r"(?!\w)"
    return re.compile(f"{edge}(?:{'|'.join(groups)}){end}", re.IGNORECASE)


def _alternatives(phrases: str) -> str:
    ordered = sorted(phrases.split("|"), key=lambda phrase: (-len(phrase), phrase))
    # A stem takes at most a dozen letters more: the longest ending of the nine is shorter, and nothing backtracks far.
    return "|".join(re.escape(phrase).replace(r"\*", r"\w{0,12}").replace(r"\ ", r"\s") for phrase in ordered)


def _primary(language: str) -> str:
    return language.lower().partition("-")[0]
