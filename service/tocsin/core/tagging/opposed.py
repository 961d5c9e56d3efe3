"""Against whom, where a threat names nobody as its target: "would answer any launch from the South with fire"."""

import re
from collections.abc import Sequence
from typing import Final

from tocsin.core.records.signals import Actor
from tocsin.core.tagging.model import Match, Mention, Sentence

_THREATS: Final = frozenset(("THREAT_FORCE", "RETALIATION"))
_SIDES: Final = frozenset(("state", "group"))
# How an adversary stands behind a threat's cue; who is quoted, or only sits there, stands otherwise.
_FROM: Final = re.compile(r"\b(?:from|by|against|at|towards?|on) (?:the |its |neighbou?ring )?$")
_LOOK: Final = 24


def of(
    sentence: Sentence, match: Match, names: Sequence[Mention], actors: Sequence[Actor], targets: tuple[Actor, ...]
) -> tuple[Actor, ...]:
    """Gives the targets as they are, or for a threat without one the only other side that stands behind its cue."""
    if targets or not actors or match.type not in _THREATS:
        return targets
    known = {actor.code for actor in actors}
    found = {
        name.code: Actor(name=name.name, code=name.code, kind=name.kind)
        for name in names
        if name.start > match.cue_end
        and name.kind in _SIDES
        and name.code not in known
        and _stands_against(sentence, name)
    }
    return tuple(found.values()) if len(found) == 1 else ()


def _stands_against(sentence: Sentence, name: Mention) -> bool:
    at = name.start - sentence.start
    return name.code is not None and _FROM.search(sentence.text, max(0, at - _LOOK), at) is not None
