"""Whose future it is: what the speaker says that he will do himself, and what others expect of him."""

from collections.abc import Sequence

from tocsin.core.tagging.model import Mention
from tocsin.core.tagging.status import words as cues
from tocsin.core.tagging.status.tokens import Tokens


def vowed(tokens: Tokens, cue: int) -> bool:
    """Tells whether the future at `cue` is the speaker's own: "we will", "said it would", "the army will, he said"."""
    words = tokens.low
    if words[cue] not in cues.FUTURE_MODALS and words[cue] not in cues.WARNS:
        return False
    if not cues.EXPECTERS.isdisjoint(words[max(0, cue - 14) : cue + 20]):
        return False
    if words[cue] in cues.FUTURE_MODALS:
        return words[_subject(words, cue)] in cues.SPEAKER
    return words[cue + 2 if words[cue + 1] == "that" else cue + 1] in cues.SPEAKER


def of_own(tokens: Tokens, cue: int, names: Sequence[Mention], base: int) -> bool:
    """Tells whether a future that names who will act is told by that very side: "Putin said that Russia would".

    `names`: the sentence's mentions, in offsets of the field, in which the tokens' text begins at `base`.
    """
    words = tokens.low
    if words[cue] not in cues.FUTURE_MODALS or not cues.EXPECTERS.isdisjoint(words[max(0, cue - 14) : cue + 20]):
        return False
    subject = _subject(words, cue)
    low, high = base + tokens.start[subject], base + tokens.start[cue]
    told = {name.code for name in names if name.end <= low and name.code}
    actor = next((name.code for name in names if low <= name.start < high), None)
    if actor is not None:
        return actor in told
    return bool(told) and words[subject] == "the" and words[subject + 1] in cues.OWN_FORCES


def _subject(words: list[str], cue: int) -> int:
    """Gives the first word of the subject of the future at `cue`."""
    return next((i for i in range(cue - 1, max(-1, cue - 9), -1) if words[i] in cues.BEFORE_SUBJECT), -1) + 1


def announced(tokens: Tokens, head: int, cue: int, *, own: bool) -> bool:
    """Tells whether a future is a plan told by its owner: "will send", "said that it would send", and of no far year.

    `own`: whether the future is of a side that the sentence names as its speaker (`of_own`).
    """
    words = tokens.low
    if not cues.EXPECTERS.isdisjoint(words[max(0, cue - 14) : cue + 20]):
        return False
    if not cues.CONDITIONS.isdisjoint(words[head : head + 20]):
        return False
    if any(word in cues.FAR or word.startswith("20") for word in words[head : head + 14]):
        return False
    return own or words[cue] in cues.WILL or vowed(tokens, cue)
