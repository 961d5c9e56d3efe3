"""The noun phrase around a noun of force: where it begins and ends, and whether it speaks of a known thing."""

from typing import Final

from msgspec import Struct

from tocsin.core.tagging.mentioned import words
from tocsin.core.tagging.status import words as cues
from tocsin.core.tagging.status.tokens import Tokens

# A noun phrase seldom has more words before its head.
_REACH: Final = 8
# What may follow a noun, and no verb that takes something.
_AFTER_NOUN: Final = frozenset(
    ("preposition", "stop", "comma", "conjunction", "be", "have", "modal", "pronoun", "skip", "to")
)


class Phrase(Struct, frozen=True):
    """Its span in the text's code points, up to its head's end. `told_now`: it names itself the latest, or today's."""

    start: int
    end: int
    definite: bool
    told_now: bool = False


def phrase_of(tokens: Tokens, head: int) -> Phrase | None:
    """Gives the phrase of a token, or None where that is no noun of force."""
    if not _is_noun(tokens, head):
        return None
    first, end, told_now = head, tokens.end[head], False
    for at in range(head - 1, max(-1, head - 1 - _REACH), -1):
        word = tokens.low[at]
        told_now = told_now or word in words.TOLD_NOW
        if word in words.DEFINITE:
            return Phrase(tokens.start[at], end, definite=True, told_now=told_now)
        if word in words.INDEFINITE or word[0].isdigit():
            return Phrase(tokens.start[at], end, definite=False)
        if not _goes_on(tokens, at):
            break
        first = at
    return Phrase(tokens.start[first], end, definite=False)


def _is_noun(tokens: Tokens, head: int) -> bool:
    word = tokens.low[head]
    if word in words.NOUNS:
        return True
    after = tokens.low[head + 1 : head + 2]
    return word in words.NOUNS_OR_VERBS and (not after or cues.KIND.get(after[0]) in _AFTER_NOUN)


def _goes_on(tokens: Tokens, at: int) -> bool:
    """Whether a phrase goes on to the left over a word: an adjective, a name, a measure, what it is joined to."""
    word = tokens.low[at]
    if word == "of":
        return at > 0 and tokens.low[at - 1] in words.MEASURES
    if word in ("and", "or", "other") or tokens.is_name(at):
        return True
    if word in cues.KIND or word in cues.LIGHT:
        return False
    if word.endswith("ed") and word not in words.ADJECTIVES:
        return False
    return words.SPOKEN_OF.search(word + " ") is None
