"""Whether an act happened, was ordered, threatened, feared, denied, or is history."""

from tocsin.core.records.signals import Status
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.status_words import DENIED, FUTURE, ORDERED, POSSIBLE, TERMINATORS, THREATENED, words_of

Found = tuple[Status, tuple[int, int] | None]
_SCOPE = 6
_TABLES: tuple[tuple[Status, frozenset[str]], ...] = (
    ("threatened", THREATENED),
    ("denied", DENIED),
    ("ordered", ORDERED),
    ("possible", POSSIBLE | FUTURE),
)


def classify(text: str, start: int, end: int) -> Status:
    """Gives the status of what `text[start:end]` says; any span of any text is answered."""
    return _judge(text, start, end)[0]


def of(sentence: Sentence, match: Match) -> Found:
    """Gives a match's status and the span of the cue that decided it, in the field's code points."""
    status, cue = _judge(sentence.text, match.start - sentence.start, match.cue_end - sentence.start)
    return status, None if cue is None else (cue[0] + sentence.start, cue[1] + sentence.start)


def _judge(text: str, start: int, end: int) -> Found:
    best: Found = ("actual", None)
    rank = len(_TABLES)
    for word, at, to in reversed(words_of(text, start)):
        if word in TERMINATORS:
            break
        for place, (status, table) in enumerate(_TABLES[:rank]):
            if word in table:
                best, rank = (status, (at, to)), place
    return best
