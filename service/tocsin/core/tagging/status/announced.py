"""Whose future it is: what the speaker says that he will do himself, and what others expect of him."""

from tocsin.core.tagging.status import words as cues
from tocsin.core.tagging.status.tokens import Tokens


def vowed(tokens: Tokens, cue: int) -> bool:
    """Tells whether the future at `cue` is the speaker's own: "we will", "said it would", "the army will, he said"."""
    words = tokens.low
    if words[cue] not in cues.FUTURE_MODALS and words[cue] not in cues.WARNS:
        return False
    subject = cue + 2 if words[cue] in cues.WARNS and words[cue + 1] == "that" else cue + 1
    if words[cue] in cues.FUTURE_MODALS:
        subject = next((i for i in range(cue - 1, max(-1, cue - 9), -1) if words[i] in cues.BEFORE_SUBJECT), -1) + 1
    if not cues.EXPECTERS.isdisjoint(words[max(0, cue - 14) : cue + 20]):
        return False
    return words[subject] in cues.SPEAKER


def announced(tokens: Tokens, head: int, cue: int | None) -> bool:
    """Tells whether a future is a plan told by its owner: "will send", "said that it would send", and of no far year."""
    words = tokens.low
    if cue is None or not cues.EXPECTERS.isdisjoint(words[max(0, cue - 14) : cue + 20]):
        return False
    if any(word in cues.FAR or word.startswith("20") for word in words[head : head + 14]):
        return False
    return words[cue] in cues.WILL or vowed(tokens, cue)
