"""Who does what to whom, from the sentence's own grammar.

No parser: the words around the cue are read outwards, leftwards for who acts (subject, possessor, "Israeli" before
"strikes") and rightwards for who is acted upon (object, "on X", "against X") or, after "by", who acts. A passive
turns the two around, "between X and Y" and "X and Y exchanged fire" make two actors and no target. A country behind
"in", "at" or "from" is a place and no party. Only the clause of the cue is read; where it has no subject of its own
(a pronoun, "which", a participle) the subject is looked for where English puts it.
"""

from collections.abc import Sequence
from functools import lru_cache

from tocsin.core.records.signals import Actor, ActorKind
from tocsin.core.tagging.model import Match, Mention, Sentence
from tocsin.core.tagging.parties import left, right, words
from tocsin.core.tagging.parties.clause import Clause, read

__all__ = ["assign"]

# More parties than this in one act are a list, not grammar.
PARTIES_MAX = 8
# The same parties act again and again: made once, they are shared.
_KEPT = 1_024


def assign(
    sentence: Sentence,
    match: Match,
    mentions: Sequence[Mention],
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The actors and the targets of a match, each as written first, once for each code; offsets are the field's."""
    clause = read(sentence, match, mentions)
    doers, sufferers = _roles(clause, match.type)
    actors, targets = _distinct(doers), _distinct(sufferers)
    if actors and targets:
        known = {each.code for each in actors if each.code}
        targets = tuple([each for each in targets if each.code not in known])
    return actors, targets


def _roles(clause: Clause, type_: str) -> tuple[list[Mention], list[Mention]]:
    pair = left.pair(clause) or right.between(clause)
    if pair:
        return _of_two(clause, type_, pair)
    found = right.read(clause, type_)
    if clause.passive:
        if type_ in words.SELF_TYPES:
            return found.by or left.subject(clause), found.targets
        spoken = left.speaker(clause) if type_ in words.SPOKEN_TYPES else []
        return found.by or found.inside or spoken, left.subject(clause)
    doers = left.doers(clause, type_)
    targets = found.targets + doers.suffering
    if found.by:
        return found.by, targets
    acting = doers.acting
    if type_ in words.WITH_ACTS_TYPES:
        acting = acting + found.inside
    if not acting and type_ in words.SPOKEN_TYPES:
        acting = left.speaker(clause)
    return acting or found.inside, targets


def _of_two(clause: Clause, type_: str, pair: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Two sides of one thing: both act, unless a third stands between them."""
    if type_ in words.THIRD_PARTY_TYPES:
        sides = {side.code for side in pair}
        third = [each for each in left.doers(clause, type_).acting if each.code not in sides]
        if third or type_ == "DEESC_CALL" or clause.words[clause.cue] in words.MEDIATING:
            return third, pair
    return pair, []


def _distinct(mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    if not mentions:
        return ()
    found: dict[str, Actor] = {}
    for each in mentions:
        key = each.code or each.name.lower()
        if key not in found:
            found[key] = _actor(each.name, each.code, each.kind)
    return tuple(found.values())[:PARTIES_MAX]


@lru_cache(maxsize=_KEPT)
def _actor(name: str, code: str | None, kind: ActorKind) -> Actor:
    return Actor(name=name, code=code, kind=kind)
