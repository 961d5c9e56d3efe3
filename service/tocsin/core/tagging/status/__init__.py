"""Whether an act happened, was ordered, threatened, feared or denied, or is history: cues with a direction and a short scope.

The method is ConText's (Harkema and others, 2009), with what governs a word in English in place of one flat scope:
from the act's own word to the left, through its verb group ("has not been"), its noun phrase ("no new"), and the
word that governs it ("failed to", "plans for", "fear that"), never past a terminator; then a little to the right
("an attack cannot be ruled out"). `reading` walks, `words` holds the cues.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from tocsin.core.records.signals import Status
from tocsin.core.tagging.model import Match, Mention, Sentence
from tocsin.core.tagging.status import alleged, corrections, disbelief, feared
from tocsin.core.tagging.status.after import Reading
from tocsin.core.tagging.status.announced import announced, of_own
from tocsin.core.tagging.status.asked import asked, is_policy
from tocsin.core.tagging.status.history import phrase_for
from tocsin.core.tagging.status.reading import read
from tocsin.core.tagging.status.tokens import Tokens, tokens_of
from tocsin.core.tagging.status.words import ACTS, HOSTILE

Found = tuple[Status, tuple[int, int] | None]

# A sentence longer than this is read through a window: the time of one answer is bounded.
_WHOLE = 1_500
_BEFORE, _AFTER = 400, 200


def classify(text: str, start: int, end: int) -> Status:
    """Gives the status of what `text[start:end]` says; any span of any text is answered.

    A plain future ("will", "agreed to") outside conflict and diplomacy is a commitment told as fact, so `actual`;
    an attack or a withdrawal that is only to come is `possible`, `ordered` or `threatened`.
    """
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    tokens, offset = _tokens(text, start, end)
    low, high = tokens.span(start - offset, end - offset)
    if low >= high:
        return "actual"
    head = _head(tokens, low, high)
    if tokens.low[head] in ACTS and _doubted(tokens, head, None, parts=False):
        return "denied"
    status = _status(read(tokens, head), strict=tokens.low[head] in ACTS)
    if status == "actual" and phrase_for(tokens.text, tokens.start[head]):
        return "historical"
    return status


def of(
    sentence: Sentence, match: Match, names: Sequence[Mention] = (), corrects: Callable[[], bool] | None = None
) -> Found:
    """Gives a match's status and the span of the cue that decided it, in the field's code points.

    `names`: the sentence's mentions; who says what his own side will do has decided it, or threatens it.
    `corrects`: says whether the text around calls itself a correction; without it the sentence alone is asked.
    """
    start, end = match.cue_start - sentence.start, match.cue_end - sentence.start
    tokens, offset = _tokens(sentence.text, max(start, 0), max(end, 0))
    low, high = tokens.span(start - offset, end - offset)
    if low >= high:
        return "actual", None
    head = _head(tokens, low, high)
    base = sentence.start + offset
    doubted = _doubted(tokens, head, corrects)
    if doubted:
        return "denied", (base + doubted[0], base + doubted[1])
    reading = read(tokens, head)
    status = _status(reading, strict=True)
    if status == "denied" and match.type in _NEGATED_ACTS:
        status = "actual"
    if reading.mood == "future" and reading.cue is not None:
        status = _of_future(tokens, head, reading.cue, match, own=of_own(tokens, reading.cue, names, base))
    if reading.mood == "purpose" and reading.cue is not None and sentence.field == "title" and _is_announced(match):
        status = _of_title(sentence, base + tokens.start[reading.cue], names)
    if status == "threatened" and is_policy(tokens.text, tokens.start[head]):
        status = "possible"
    told = feared.cue_for(tokens.text, tokens.start[head])
    if match.type == _PREPARATION:
        told = told or alleged.cue_for(tokens.text, tokens.start[head], names, base)
    told = told or (asked(tokens.text, tokens.start[head]) if status == "actual" else None)
    if status == "actual" and told:
        return "possible", (base + told[0], base + told[1])
    if status == "actual":
        phrase = phrase_for(tokens.text, tokens.start[head])
        return ("historical", (base + phrase[0], base + phrase[1])) if phrase else (status, None)
    cue = reading.cue if reading.cue is not None else head
    return status, (base + tokens.start[cue], base + tokens.end[cue])


def _doubted(
    tokens: Tokens, head: int, corrects: Callable[[], bool] | None, *, parts: bool = True
) -> tuple[int, int] | None:
    """Gives the span of the words by which a report of the act is denied or taken back."""
    at = tokens.start[head]
    return disbelief.cue_for(tokens.text, at, parts=parts) or corrections.cue_for(tokens.text, at, corrects)


def _of_title(sentence: Sentence, to: int, names: Sequence[Mention]) -> Status:
    """Reads "Moscow to reopen reactor": so titles tell what a state has decided, unless they ask."""
    owner = any(to - 1 <= name.end <= to for name in names)
    return "ordered" if owner and "?" not in sentence.text else "possible"


def _is_announced(match: Match) -> bool:
    return match.type in _ANNOUNCED or match.rule in _ANNOUNCED_RULES


def _of_future(tokens: Tokens, head: int, cue: int, match: Match, *, own: bool) -> Status:
    if _is_announced(match) and announced(tokens, head, cue, own=own):
        return "ordered"
    return "threatened" if own and tokens.low[head] in HOSTILE else "possible"


def _tokens(text: str, start: int, end: int) -> tuple[Tokens, int]:
    """Gives the tokens around a span and the code point that they begin at."""
    if len(text) <= _WHOLE:
        return _whole(text), 0
    offset = max(0, start - _BEFORE)
    return tokens_of(text[offset : min(len(text), min(end, start + _AFTER) + _AFTER)]), offset


_whole = lru_cache(maxsize=256)(tokens_of)


def _head(tokens: Tokens, low: int, high: int) -> int:
    """Gives the word of a span that names the act: the first that is no article, auxiliary, name or the like."""
    for index in range(low, high):
        if tokens.low[index] in ACTS:
            return index
    return low if high - low == 1 else next((i for i in range(low, high) if tokens.is_content(i)), high - 1)


# Who prepares to attack seldom says so; who says it of another accuses him.
_PREPARATION: Final = "ATTACK_PREPARATION"
# Restraint is told as what is not done: "does not seek to escalate" is an act of it, not its denial.
_NEGATED_ACTS: Final = frozenset({"RESTRAINT"})
# What a government says that it will do with its own forces, envoys and citizens, it has decided.
_ANNOUNCED: Final = frozenset({"FORCE_DEPLOYMENT", "EVACUATION", "BREAK_RELATIONS", "READINESS_ALERT"})
# And with its own nuclear arms and plants; to use them is a threat.
_ANNOUNCED_RULES: Final = frozenset({"stations-nuclear-arms", "enrichment", "restarts-reactor", "missile-test"})
_STATUS: Final[dict[str, Status]] = {
    "fact": "actual", "future": "possible", "purpose": "possible", "possible": "possible", "denied": "denied", "undone": "denied", "decided": "ordered",
    "ordered": "ordered", "threatened": "threatened",
}  # fmt: skip


def _status(reading: Reading, *, strict: bool) -> Status:
    if reading.mood in ("future", "purpose", "decided") and not strict:
        return "actual"
    if reading.mood == "undone" and not strict:
        return "possible"
    return _STATUS[reading.mood]
