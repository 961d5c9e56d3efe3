"""What is said of an act after its word: "an attack cannot be ruled out", "the strike was called off"."""

from typing import Final

from msgspec import Struct

from tocsin.core.tagging.status import words as cues
from tocsin.core.tagging.status.words import Mood


class Reading(Struct, frozen=True):
    """How an act is told, and the index of the word that says so."""

    mood: Mood
    cue: int | None = None


FACT = Reading("fact")
_TIMES: Final = frozenset(
    "on late early again yesterday today tonight monday tuesday wednesday thursday friday saturday sunday morning evening night "
    "in to a an the statement interview speech letter reporters journalists reuters afp".split()
)
_TIMES_MAX: Final = 8


def behind_time(words: list[str], at: int) -> int:
    """Gives the index of the "that" behind words for a time or an occasion ("denied on Tuesday that"), else `at`."""
    for index in range(at, min(len(words), at + _TIMES_MAX)):
        if words[index] == "that":
            return index
        if words[index] not in _TIMES and not words[index].endswith("ly"):
            break
    return at


def after(words: list[str], head: int) -> Reading:
    """Reads the few words to the right of the act at `head`; a comma or a full stop ends them."""
    before = words[head - 1] if head else ""
    modal: int | None = None
    for index in range(head + 1, min(len(words), head + 7)):
        word = words[index]
        kind = cues.KIND.get(word)
        if kind in ("stop", "comma"):
            break
        if kind == "modal":
            modal = index
            if word in cues.WOULD_MAY and before in ("a", "an", "any"):
                return Reading("possible", index)
            if not cues.FOLLOWS.isdisjoint(words[index + 1 : index + 2]):
                # "The action will trigger a war": what has such consequences is still to come.
                return Reading("possible", index)
        if kind == "negation" and not cues.HAPPENS.isdisjoint(words[index + 1 : index + 3]):
            return Reading("denied", index)
        if kind == "be":
            return _predicate(words, index + 1, modal)
    return FACT


def _predicate(words: list[str], place: int, modal: int | None) -> Reading:
    for index in range(place, min(len(words), place + 3)):
        follower = words[index + 1] if index + 1 < len(words) else ""
        if words[index] in cues.RIGHT_OPEN or ((words[index], follower) == ("ruled", "out") and modal is not None):
            return Reading("possible", index)
        if modal is None and (words[index] in cues.RIGHT_DENIED or (words[index], follower) in cues.PHRASAL):
            return Reading("denied", index)
    return FACT
