"""Who does what to whom, from the sentence's own grammar."""

from collections.abc import Sequence

from tocsin.core.records.signals import Actor
from tocsin.core.tagging.model import Match, Mention, Sentence


def assign(
    sentence: Sentence,
    match: Match,
    mentions: Sequence[Mention],
) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    """The actors and the targets of a match."""
    del sentence
    left = [each for each in mentions if each.end <= match.cue_start][-1:]
    right = [each for each in mentions if each.start >= match.cue_end][:1]
    return _actors(left), _actors(right)


def _actors(mentions: Sequence[Mention]) -> tuple[Actor, ...]:
    return tuple(Actor(name=each.name, code=each.code, kind=each.kind) for each in mentions)
