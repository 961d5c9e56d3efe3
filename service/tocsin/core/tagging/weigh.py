"""What each find of a sentence weighs beside the others.

A type has a weight of its own (`taxonomy`), a rule may have another. Where one sentence tells both conflict and
cooperation, what it tells first, outside a subordinate clause, is its news; the other side, mentioned in passing
("freed a journalist who had been arrested"), counts a tenth. Force that is told in a clause of its own keeps its
full weight wherever it stands.
"""

import re
from collections.abc import Sequence

from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.rules import Field, Rule
from tocsin.core.tagging.taxonomy import TYPES

IN_PASSING = 0.1
_RUNG_OF_FORCE = 5

_OPENS_SUBORDINATE = re.compile(
    r"\b(?:who|whom|whose|which|that|where|after|following|over|amid|amidst|despite|since|during|because|for|from|as|"
    r"when|while|against|ending|accused|suspected|until|unless|before|although|though|if|prevent|avert|avoid|end|between|"
    r"by|to|in|of|at|on)\b",
)
_HEAD_CLAUSE = re.compile(
    r"\W*(?:after|following|despite|since|when|as|while|although|though|if|because|amid|in response to|with|"
    r"days? after|hours? after)\b[^,;:]{0,200},",
)
# "The detained vessels were released": a participle that only qualifies a noun.
_ATTRIBUTE = re.compile(r"\b(?:the|a|an|its|their|his|her|all|some|two|three|several|of|these|those|\w+-)\s?\Z")


def weight_of(rule: Rule) -> float:
    """Gives a rule's weight alone: its own, or its type's."""
    return TYPES[rule.type].weight if rule.weight is None else rule.weight


def weights(plain: Field, sentence: Sentence, found: Sequence[tuple[Rule, Match]]) -> list[float]:
    """Gives the weights of a sentence's finds, in their order."""
    alone = [weight_of(rule) for rule, _ in found]
    if not (min(alone) < 0 < max(alone)):
        return alone
    head = _HEAD_CLAUSE.match(plain.text, sentence.start, sentence.end)
    body = head.end() if head else sentence.start
    main = _main(plain, sentence, found, alone, body)
    return [
        weight * IN_PASSING
        if weight * alone[main] < 0 and _in_passing(plain, rule, match, found[main][1], body)
        else weight
        for weight, (rule, match) in zip(alone, found, strict=True)
    ]


def _main(
    plain: Field, sentence: Sentence, found: Sequence[tuple[Rule, Match]], alone: Sequence[float], body: int,
) -> int:  # fmt: skip
    """The first find that has a weight and stands in the main clause, else the first with a weight."""
    weighty = [at for at, weight in enumerate(alone) if weight]
    for at in weighty:
        match = found[at][1]
        if match.cue_start >= body and not _attribute(plain, sentence, match):
            return at
    return weighty[0]


def _attribute(plain: Field, sentence: Sentence, match: Match) -> bool:
    if not plain.text[match.cue_start : match.cue_end].endswith("ed"):
        return False
    return _ATTRIBUTE.search(plain.text[max(sentence.start, match.cue_start - 16) : match.cue_start]) is not None


def _in_passing(plain: Field, rule: Rule, match: Match, main: Match, body: int) -> bool:
    if match.cue_start < main.cue_start or match.cue_start < body:
        return True
    rung = TYPES[rule.type].rung if rule.rung is None else rule.rung
    return rung < _RUNG_OF_FORCE or _OPENS_SUBORDINATE.search(plain.text, main.cue_end, match.cue_start) is not None
