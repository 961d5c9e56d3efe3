"""Walks from an act's own word to what governs it: first to the left, then a little to the right.

To the left stand, in this order, the word's verb group ("has not been") or noun phrase ("no new"), what governs that
("failed to", "plans for", "may carry out"), and the head of the clause ("if", "fear that"). Each step is short; a
terminator ends the walk. A governor that is itself governed is read in turn ("did not fail to").
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tocsin.core.tagging.status import words as cues
from tocsin.core.tagging.status.after import FACT, Reading, after, behind_time
from tocsin.core.tagging.status.announced import vowed
from tocsin.core.tagging.status.negated import denial_before
from tocsin.core.tagging.status.tokens import Tokens
from tocsin.core.tagging.status.words import Mood

# How many words the walk looks back, how many of them may be content words, and how often a governor is read in turn.
_REACH, _CONTENT, _DEPTH = 14, 3, 4


def read(tokens: Tokens, head: int) -> Reading:
    """Gives how the act named by the token at `head` is told."""
    words = tokens.low
    left = _left(tokens, head, 0)
    if left.mood == "fact":
        left = after(words, head)
    elif left.mood == "possible" and (right := after(words, head)).mood == "denied":
        # "The planned attack was called off."
        left = right
    if (
        left.cue is not None
        and left.mood in ("future", "possible")
        and words[head] in cues.HOSTILE
        and vowed(tokens, left.cue)
    ):
        return Reading("threatened", left.cue)
    return left


class _Walk(Struct):
    """Where a walk to the left has come to. `crossed` counts content words between the act and the place."""

    tokens: Tokens
    words: list[str]
    head: int
    depth: int
    crossed: int = 0
    definite: bool = False
    aux: bool = False
    prep: bool = False
    jumped: bool = False


def _left(tokens: Tokens, head: int, depth: int) -> Reading:
    if depth > _DEPTH:
        return FACT
    words = tokens.low
    walk = _Walk(tokens, words, head, depth)
    place = head - 1
    for place in range(head - 1, max(-1, head - _REACH), -1):
        step = _STEPS[cues.KIND.get(words[place]) or cues.kind_of(words[place])]
        found = step(walk, place)
        if found is not None:
            return found
        if walk.crossed > _CONTENT:
            break
    return _clause(walk, head - 1)


# ---- one step to the left: a Reading ends the walk, None goes on.
def _skip(_walk: _Walk, _place: int) -> Reading | None:
    return None


def _negation(walk: _Walk, place: int) -> Reading | None:
    words = walk.words
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in cues.NOT_ONLY:
        return FACT
    if not cues.UNANSWERED.isdisjoint(words[place + 1 : place + 5]):
        expected = not cues.EXPECTERS.isdisjoint(words[max(0, place - 14) : place])
        return Reading("possible" if expected else "threatened", place)
    if after == "necessarily" or (place and words[place - 1] in cues.MAYBE):
        return Reading("possible", place)
    if words[place] == "neither":
        return Reading("denied", place)
    if walk.definite:
        return FACT
    if walk.crossed or (place and words[place - 1] in cues.DEONTIC) or _clause(walk, place).cue is not None:
        return Reading("possible", place)
    return Reading("denied", place)


def _no(walk: _Walk, place: int) -> Reading | None:
    after = walk.words[place + 1]
    if after == "longer":
        return Reading("undone" if walk.head - place <= 2 else "possible", place)  # noqa: PLR2004 - "no longer bomb"
    if walk.definite or walk.prep:
        return FACT
    return Reading("threatened" if walk.words[walk.head] in cues.MERCY else "denied", place)


def _without(walk: _Walk, place: int) -> Reading | None:
    act = walk.words[walk.head]
    if walk.crossed and (act in cues.TOLD or act.endswith("ed")):
        # "Men without badges took over": what is missing stands before the verb.
        return FACT
    return FACT if walk.definite else Reading("denied" if walk.crossed <= 1 else "possible", place)


def _modal(walk: _Walk, place: int) -> Reading | None:
    words = walk.words
    if walk.crossed and (walk.definite or walk.crossed > _CONTENT):
        return _clause(walk, place)
    if place + 1 < len(words) and words[place + 1] in cues.NEGATIONS:
        return _negation(walk, place + 1)
    if words[place] not in cues.FUTURE_MODALS:
        return FACT if words[place + 1] in cues.PERCEIVES else Reading("possible", place)
    around = _clause(walk, place)
    if around.mood != "fact":
        return around
    if words[place] in cues.WOULD and (words[place + 1] == "have" or "if" in words[max(0, place - 12) : place + 12]):
        return Reading("possible", place)
    return Reading("future", place)


def _auxiliary(walk: _Walk, place: int) -> Reading | None:
    if walk.crossed == 0:
        walk.aux = True
        return None
    return None if walk.words[place] in cues.BARE_BE else FACT


def _have(walk: _Walk, place: int) -> Reading | None:
    if walk.crossed == 0 and not walk.definite and walk.words[walk.head - 1] not in cues.DETERMINERS:
        walk.aux = True
        return None
    return _governor(walk, place)


def _to(walk: _Walk, place: int) -> Reading | None:
    words = walk.words
    if words[place + 1][0].isdigit() or (place and words[place - 1] in cues.UP_TO):
        return None
    after = cues.KIND.get(words[place + 1])
    if after in ("determiner", "any") or (place and words[place - 1] in cues.ANSWERS) or walk.tokens.is_name(place + 1):
        return _preposition(walk, place)
    if walk.crossed and walk.definite:
        return FACT
    noun = _governed_by(walk, place, cues.BY_PREPOSITION["to"]) if walk.crossed or walk.prep else None
    return noun or _infinitive(walk, place)


def _subordinator(_walk: _Walk, place: int) -> Reading | None:
    return Reading("possible", place)


def _determiner(walk: _Walk, place: int) -> Reading | None:
    if walk.words[place] in cues.DEFINITE and not walk.prep:
        walk.definite = True
    return None


def _any(walk: _Walk, place: int) -> Reading | None:
    if walk.definite or walk.crossed > 1:
        return None
    if place and cues.OBJECT.get(walk.words[place - 1]) == "denied":
        return Reading("denied", place - 1)
    denial = denial_before(walk.words, place)
    return Reading("possible", place) if denial is None else Reading("denied", denial)


def _preposition(walk: _Walk, place: int) -> Reading | None:
    words = walk.words
    before = words[place - 1] if place else ""
    if words[place] in cues.PARTICLES and before in cues.LIGHT:
        return None  # "Might step up its operations".
    if (before, words[place]) in cues.PHRASAL and not walk.aux:
        above = _left(walk.tokens, place - 1, walk.depth + 1)
        return Reading("possible" if above.mood == "denied" else "denied", place - 1)
    if before in cues.REPORTS and words[place] == "of":
        found = _governed_by(walk, place - 1, cues.DENIERS)
        if found:
            return Reading("denied", found.cue)
    if words[place] == "with" and not walk.definite:
        answers = next((i for i in range(place - 1, max(-1, place - _REACH), -1) if words[i] in cues.REPLIES), None)
        if answers is not None:
            # "Would answer any balloon with artillery fire": the means are as real as the answer.
            above = read(walk.tokens, answers) if walk.depth == 0 else FACT
            return above if above.cue is not None else FACT
    table = cues.BY_PREPOSITION.get(words[place])
    found = _governed_by(walk, place, table) if table else None
    if found:
        return found
    if walk.definite or walk.prep or words[place] in cues.AFTER:
        return FACT
    walk.prep = True
    walk.crossed += 1
    return None


def _governed_by(walk: _Walk, place: int, table: Mapping[str, Mood]) -> Reading | None:
    """The noun, verb or adjective before a preposition: "plans for", "fear of"."""
    reach = 5 if walk.words[place] == "from" else 2
    for index in range(place - 1, max(-1, place - 1 - reach), -1):
        word = walk.words[index]
        mood = table.get(word)
        if mood:
            above = _left(walk.tokens, index, walk.depth + 1)
            return Reading("undone", above.cue) if above.mood == "denied" else Reading(mood, index)
        if cues.KIND.get(word) in ("stop", "comma"):
            return None
    return None


def _conjunction(walk: _Walk, place: int) -> Reading | None:
    """The act is joined to another: what governs the other governs it, if their forms agree."""
    if walk.prep and walk.crossed == 1 and not walk.aux:
        return _elliptic(walk, place)
    if walk.crossed or walk.aux or walk.definite or place == 0:
        return FACT if walk.crossed or walk.aux else None
    words = walk.words
    ending = _ending(words[walk.head])
    if _ending(words[place - 1]) == ending and words[place - 1] not in cues.KIND:
        return _left(walk.tokens, place - 1, walk.depth + 1)
    if ending in ("", "ing") and words[place] != ",":
        for index in range(place - 1, max(-1, place - 9), -1):
            kind = cues.KIND.get(words[index])
            if kind == "stop":
                break
            if kind in ("modal", "to", "negation") and ending == "":
                return _left(walk.tokens, index + 1, walk.depth + 1)
            if ending == "ing" and _ending(words[index]) == "ing":
                return _left(walk.tokens, index, walk.depth + 1)
    return FACT


def _elliptic(walk: _Walk, place: int) -> Reading:
    """Reads "They may strike from the sea, and even through the pass": the second phrase has the first one's verb."""
    for index in range(place - 1, max(-1, place - _REACH), -1):
        kind = cues.KIND.get(walk.words[index])
        if kind == "modal":
            return Reading("possible", index)
        if kind == "stop":
            break
    return FACT


def _ending(word: str) -> str:
    return next((ending for ending in ("ing", "ed", "s") if word.endswith(ending)), "")


def _stop(walk: _Walk, place: int) -> Reading | None:
    listed = walk.words[place] == "," and place + 1 == walk.head
    return _conjunction(walk, place) if listed else FACT


def _pronoun(walk: _Walk, place: int) -> Reading | None:
    return _clause(walk, place)


def _governor(walk: _Walk, place: int) -> Reading | None:
    """A content word: an adjective of the noun, the verb that takes it, or nothing known."""
    word = walk.words[place]
    if not walk.aux:
        if word in cues.OPEN_ADJECTIVES and walk.crossed <= 1 and not walk.prep:
            return Reading("possible", place)
        if word in cues.NOT_REAL and walk.crossed == 0:
            return Reading("denied", place)
        found = _object_of(walk, place, word)
        if found:
            return found
    walk.crossed += 1
    return None


def _object_of(walk: _Walk, place: int, word: str) -> Reading | None:
    """The act as what a verb takes: "launched an attack", "denied the attack", "prevent an attack"."""
    mood = cues.OBJECT.get(word)
    if mood is None or walk.crossed > 2 or walk.prep:  # noqa: PLR2004 - two adjectives
        return None
    if walk.words[walk.head] in cues.REPORTS:
        return FACT
    if mood in ("possible", "denied") and (walk.definite or walk.crossed > 1):
        return None
    either = mood == "light" and walk.words[place - 1] == "or"
    above = Reading("possible", place - 1) if either else _left(walk.tokens, place, walk.depth + 1)
    if mood == "light":
        return FACT if above.mood == "denied" and walk.definite else above
    if mood == "stopped":
        return Reading("denied", place) if above.mood == "fact" and walk.words[walk.head].endswith("ing") else FACT
    if above.mood == "denied":
        return FACT if mood in ("denied", "prevented") else above
    return Reading("possible" if mood == "prevented" else mood, place)


_STEPS = {
    "skip": _skip, "negation": _negation, "no": _no, "without": _without, "modal": _modal, "be": _auxiliary, "have": _have, "to": _to, "if": _subordinator,
    "determiner": _determiner, "any": _any, "preposition": _preposition, "conjunction": _conjunction, "stop": _stop, "comma": _stop, "pronoun": _pronoun, "content": _governor,
}  # fmt: skip


def _infinitive(walk: _Walk, place: int) -> Reading:
    """`to ACT`: the nearest word that governs an infinitive decides."""
    words = walk.words
    for index in range(place - 1, max(-1, place - 8), -1):
        word = words[index]
        near = place - index
        if cues.KIND.get(word) == "stop" and word not in cues.ORDERS:
            break
        if word in cues.NEGATIONS:
            return Reading("denied" if near <= 2 else "possible", index)  # noqa: PLR2004 - "not to", "not ready to"
        if near > 1 and word in cues.WIELDS:
            return _left(walk.tokens, index, walk.depth + 1)
        mood = _INFINITIVE.get(word)
        if word in cues.ORDINALS and words[index + 1] in cues.RANKED:
            mood = "fact" if cues.NEGATIONS.isdisjoint(words[max(0, index - 4) : index]) else "denied"
        if mood is None or (near > 1 and word in cues.ADJACENT):
            continue
        return _governs(walk, index, mood)
    if words[walk.head] not in cues.HOSTILE and not cues.TRAVELS.isdisjoint(words[max(0, place - 10) : place]):
        return FACT
    return Reading("purpose", place)


def _governs(walk: _Walk, index: int, mood: Mood) -> Reading:
    """Reads the word at `index`, which governs an infinitive in a mood of its own, together with what governs it."""
    words = walk.words
    if words[index] == "right" and not cues.RESERVES.isdisjoint(words[max(0, index - 2) : index]):
        return Reading("threatened", index)
    above = _left(walk.tokens, index, walk.depth + 1)
    if mood == "denied":
        return Reading(_FAILED.get(above.mood, "possible"), index)
    if mood != "fact" and above.mood == "denied":
        return Reading("undone" if mood == "possible" else "denied", above.cue)
    if (
        mood == "fact"
        or above.mood in ("undone", "threatened", "ordered")
        or (mood in ("future", "decided") and above.mood == "possible")
    ):
        return above
    return Reading(mood, index)


# "failed to", "did not fail to"; else open ("may fail to").
_FAILED: dict[Mood, Mood] = {"fact": "denied", "denied": "fact"}
_INFINITIVE: dict[str, Mood] = {
    **dict.fromkeys(cues.TRANSPARENT, "fact"),
    **dict.fromkeys(cues.WANTS, "possible"),
    **dict.fromkeys(cues.COMMITS, "future"),
    **dict.fromkeys(cues.DECIDES, "decided"),
    **dict.fromkeys(cues.VOWS, "threatened"),
    **dict.fromkeys(cues.ORDERS, "ordered"),
    **dict.fromkeys(cues.DENIES_ACT, "denied"),
}


def _clause(walk: _Walk, place: int) -> Reading:
    """The head of the clause: a condition, or what is only hoped, feared or denied."""
    words = walk.words
    verbal = walk.aux or (walk.crossed and not walk.definite) or words[walk.head - 1] not in cues.DETERMINERS
    for index in range(place, max(-1, place - 9), -1):
        word = words[index]
        kind = cues.KIND.get(word)
        if kind in ("stop", "comma"):
            break
        if kind == "if" or (word in cues.CASE and index and words[index - 1] in ("in", "the")):
            return Reading("possible", index)
        if not (verbal or _is_feared(walk, index)):
            continue
        if word == "no" and place - index <= 3 and not walk.prep:  # noqa: PLR2004 - "no Iranian soldiers were"
            return Reading("denied", index)
        found = _complement(words, index) if word in _TAKES_CLAUSE else None
        if found:
            return found
    return FACT


_TAKES_CLAUSE: Final = cues.REPORTS | frozenset(cues.CLAUSE)


def _is_feared(walk: _Walk, index: int) -> bool:
    """Whether a new act follows as what is feared, hoped or the like: "that an attack"."""
    words = walk.words
    return words[index + 1] == "that" and not walk.definite and words[index + 2 : index + 3] in (["a"], ["an"])


def _complement(words: list[str], index: int) -> Reading | None:
    """A word that takes a clause: "fears that", "denied it", "dismissed claims that"."""
    word, after = words[index], words[behind_time(words, index + 1)]
    if after == "that" and word in cues.REPORTS:
        before = next((i for i in range(index - 1, max(-1, index - 4), -1) if words[i] in cues.DENIERS), None)
        return None if before is None else Reading("denied", before)
    if after != "that" and cues.KIND.get(after) not in ("determiner", "pronoun"):
        return None
    mood = cues.CLAUSE.get(word)
    return Reading(mood, index) if mood else None
