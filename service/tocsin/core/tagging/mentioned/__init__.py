"""Whether force is only named, as a thing that is known, where the sentence's news is another.

"The attack on parliament" says what is talked about, "a bomb attack killed five" that it happened. A noun of force is
a mention where it is definite and nothing tells it on, and where what governs it speaks of stopping, blaming, trying
or fearing it; so is force in the past perfect, and the plan that somebody stands trial for. Where a story tells of
force besides, its mentions are of that and stay; where it tells of none they are background.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from tocsin.core.records.signals import Signal
from tocsin.core.tagging.mentioned import words
from tocsin.core.tagging.mentioned.phrase import Phrase, phrase_of
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.patterns import lower
from tocsin.core.tagging.status.tokens import tokens_of

# From here on a type is a use of force.
_RUNG_OF_FORCE: Final = 5
_TOLD: Final = frozenset(("actual", "ordered"))
# How far before a word is looked for what governs it, in code points: about ten words.
_REACH: Final = 60


def settled(signals: Iterable[Signal], mentions: Sequence[bool]) -> list[Signal]:
    """Gives the signals; where no new force is told, those that `mentions` marks are put back to the background."""
    found = list(zip(signals, mentions, strict=True))
    if any(
        not mention and signal.freshness == "new" and _of_force(signal) and signal.status in _TOLD
        for signal, mention in found
    ):
        return [signal for signal, _ in found]
    return [_put_back(signal) if mention else signal for signal, mention in found]


def is_mention(signal: Signal, sentence: Sentence, match: Match, opening: str = "") -> bool:
    """Says whether a signal is of force that its sentence only names. `opening`: the story's first words."""
    if signal.type in _PLANS:
        if signal.freshness == "background" or signal.status not in _TOLD:
            return False
        return _is_talked_of(sentence, match) or (signal.type == _PREPARATION and _is_found_out(sentence, opening))
    if not _of_force(signal) or signal.status not in _MENTIONABLE:
        return False
    return _names(sentence, match, dated=signal.act_at is not None)


# What is promised may be to end what is known.
_MENTIONABLE: Final = _TOLD | {"threatened"}


def _of_force(signal: Signal) -> bool:
    return signal.polarity == "escalatory" and signal.rung >= _RUNG_OF_FORCE and signal.freshness != "background"


def _put_back(signal: Signal) -> Signal:
    return replace(signal, freshness="background", status="historical" if signal.status == "actual" else signal.status)


_PREPARATION: Final = "ATTACK_PREPARATION"
_PLANS: Final = frozenset((_PREPARATION, "FORCE_DEPLOYMENT"))


def _is_talked_of(sentence: Sentence, match: Match) -> bool:
    low, at = lower(sentence.text), match.cue_start - sentence.start
    if words.DECISION.search(low, max(0, at - 2 * _REACH), at) or words.DISCUSSED.match(low, at):
        return True
    if match.type != _PREPARATION:
        return False
    weighed = words.WEIGHED.search(low, max(0, at - _REACH), match.cue_end - sentence.start)
    return weighed is not None or words.TRIED.search(low, max(0, at - 2 * _REACH), at) is not None


def _is_found_out(sentence: Sentence, opening: str) -> bool:
    """Whether a plan is told of by those who were arrested for it, or by what was found on them."""
    return bool(words.ARRESTED.search(lower(opening)) and words.FOUND_OUT.search(lower(sentence.text)))


def _names(sentence: Sentence, match: Match, *, dated: bool) -> bool:
    low, at = lower(sentence.text), match.cue_start - sentence.start
    end = match.cue_end - sentence.start
    if words.TRIED_FOR.search(low, max(0, at - 2 * _REACH), at) or words.WHO_FIGHTS.search(low, 0, end):
        return True
    if dated or (words.CASUALTIES.search(low) and not words.SUPPOSED.search(low)):
        return False
    tokens = tokens_of(sentence.text)
    head, _ = tokens.span(at, end)
    phrase = phrase_of(tokens, head)
    if phrase is None:
        return _is_long_done(low, words.HAD_DONE, end)
    if phrase.definite:
        return not phrase.told_now and not _told_on(low, phrase)
    return _is_spoken_of(low, phrase)


def _is_long_done(low: str, had: words.Pattern, to: int) -> bool:
    """Whether the words up to `to` tell a past before the past that is told, and not in somebody's report of today."""
    return had.search(low, max(0, to - 2 * _REACH), to) is not None and words.REPORTED.search(low) is None


def _is_spoken_of(low: str, phrase: Phrase) -> bool:
    return (
        words.SPOKEN_OF.search(low, max(0, phrase.start - _REACH), phrase.start) is not None
        or words.SPOKEN_AFTER.match(low, phrase.end) is not None
        or _is_long_done(low, words.HAD_LAUNCHED, phrase.start)
    )


def _told_on(low: str, phrase: Phrase) -> bool:
    """Whether what is known is told on: by what takes it ("resumed its raids"), or by a verb of its own."""
    before = max(0, phrase.start - _REACH)
    if words.TELLS_ON.search(low, before, phrase.start):
        return True
    if words.NTH_DAY.search(low, before, phrase.start) and not words.OCCASION.search(low, before, phrase.start):
        return True
    stop = words.CLAUSE_END.search(low, phrase.end)
    return words.HAPPENS.search(low, phrase.end, stop.start() if stop else len(low)) is not None
