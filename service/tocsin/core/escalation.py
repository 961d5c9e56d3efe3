"""An article's signals -> its level and score, the pairs of adversaries, and the countries it speaks of.

Level: the highest rung that a fresh signal supports. Score: 100 (1 - e^(-net / 40)), net = E - min(D / 2, 0.3 E),
where E and D are the escalatory and de-escalatory sums of |weight| x status x freshness, and each repeat of a type
counts half of the one before. Both are made of the signals in `because` and of nothing else.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

from tocsin.core.records.article import Escalation
from tocsin.core.records.signals import Actor, Freshness, Signal, Status

# Starting values, chosen with the taxonomy's weights so that one fresh air strike scores 21 and ten kinds of act 80.
_STATUS_SHARE: dict[Status, float] = {
    "actual": 1.0,
    "ordered": 0.8,
    "threatened": 0.6,
    "possible": 0.3,
    "denied": 0.0,
    "historical": 0.05,
}
_FRESHNESS_SHARE: dict[Freshness, float] = {"new": 1.0, "recent": 0.6, "background": 0.1}
_SCORE_SCALE = 40.0
_REPEAT_SHARE = 0.5
# Talk of peace lowers a score, but a ceasefire call beside an invasion must not hide it.
_RELIEF_SHARE = 0.5
_RELIEF_CEILING = 0.3

_CARRIED_OUT = frozenset({"actual", "ordered"})
# What has not happened wakes nobody as if it had, however grave.
_LEVEL_MAX = {"threatened": 3, "possible": 2, "denied": 0, "historical": 0}
# An act of last week still worries, but two rungs less than one of today.
_STALE_FORCE_STEP = 2
_FORCE = frozenset(
    {
        "WAR_INVASION",
        "ATTACK_AIR",
        "ATTACK_MISSILE",
        "ATTACK_ARMED",
        "ATTACK_MARITIME",
        "ATTACK_DIPLOMATIC",
        "ATTACK_CYBER",
        "ASSASSINATION",
    },
)

# Two actors of these without a target stand against (or treat with) each other: "the war between X and Y".
_MUTUAL = frozenset(
    {"WAR_INVASION", "TENSION_RISE", "CEASEFIRE", "TALKS_MEDIATION", "TALKS_FAILURE", "BREAK_RELATIONS"},
)
# Of other types they do so only where the words say it: "X and Y exchanged fire", but not "X and Y struck at dawn".
_MUTUAL_WORDS = re.compile(
    r"\b(?:exchang|trad(?:e|ing)|clash|between|both sides|the two sides|each other|one another|skirmish|fought)",
)
_ANSWERS = frozenset({"RETALIATION", "THREAT_FORCE"})
# The actor of these stands between the targets: a mediator's call to two parties is about the two.
_BETWEEN_TARGETS = frozenset({"TALKS_MEDIATION", "CEASEFIRE", "DEESC_CALL", "TALKS_FAILURE"})


def escalation(signals: Sequence[Signal]) -> Escalation:
    """The level (0-7), the score (0-100, one decimal) and the indexes of the signals that make up both."""
    shares = _shares(signals)
    worse = math.fsum(share for share, signal in zip(shares, signals, strict=True) if signal.polarity == "escalatory")
    better = math.fsum(
        share for share, signal in zip(shares, signals, strict=True) if signal.polarity == "de-escalatory"
    )
    net = worse - min(better * _RELIEF_SHARE, worse * _RELIEF_CEILING)
    level = max(map(level_of, signals), default=0)
    because = tuple(
        index
        for index, (share, signal) in enumerate(zip(shares, signals, strict=True))
        if (share > 0 and net > 0) or (level > 0 and level_of(signal) == level)
    )
    return Escalation(level=level, score=round(100 * -math.expm1(-net / _SCORE_SCALE), 1), because=because)


def level_of(signal: Signal) -> int:
    """The level that one signal supports."""
    if signal.polarity != "escalatory" or signal.freshness == "background":
        return 0
    if signal.status in _CARRIED_OUT:
        stale_force = signal.freshness == "recent" and signal.type in _FORCE
        return max(0, signal.rung - _STALE_FORCE_STEP) if stale_force else signal.rung
    return min(_LEVEL_MAX[signal.status], signal.rung)


def contribution(signal: Signal) -> float:
    """|weight| x status x freshness: what the signal would count for if it stood alone."""
    return abs(signal.weight) * _STATUS_SHARE[signal.status] * _FRESHNESS_SHARE[signal.freshness]


def dyads(signals: Sequence[Signal]) -> tuple[str, ...]:
    """The pairs of adversaries, `CODE-CODE` in ASCII order, the pair that weighs most first."""
    return ranked(weighed(signals) or dict.fromkeys(_pairs_across(signals), 0.0))


def weighed(signals: Sequence[Signal]) -> dict[str, float]:
    """The pairs that single signals name, each with the sum of what its signals would count for alone."""
    weights: dict[str, float] = {}
    for signal in signals:
        for dyad in set(_pairs(signal)):
            weights[dyad] = weights.get(dyad, 0.0) + contribution(signal)
    return weights


def ranked(weights: Mapping[str, float]) -> tuple[str, ...]:
    """The pairs, the one that weighs most first."""
    return tuple(sorted(weights, key=lambda dyad: (-weights[dyad], dyad)))


def countries(signals: Sequence[Signal]) -> tuple[str, ...]:
    """ISO 3166-1 alpha-3 codes of the states that act, are acted upon or are the scene; in ASCII order.

    A dateline is where the reporter sits, so it names no country of the story.
    """
    found = {place.country for signal in signals for place in signal.places if place.role != "dateline"}
    found |= {party.code for signal in signals for party in signal.actors + signal.targets if party.kind == "state"}
    return tuple(sorted(code for code in found if code))


def _shares(signals: Sequence[Signal]) -> list[float]:
    """Each signal's part in the sums: the strongest of a type whole, the next half, the next a quarter."""
    shares = [0.0] * len(signals)
    seen: dict[str, int] = {}
    for index in sorted(range(len(signals)), key=lambda index: (-contribution(signals[index]), index)):
        signal = signals[index]
        repeats = seen.get(signal.type, 0)
        seen[signal.type] = repeats + 1
        if signal.polarity != "neutral":
            shares[index] = contribution(signal) * _REPEAT_SHARE**repeats
    return shares


def _pairs(signal: Signal) -> Iterator[str]:
    """The dyads of one signal. Talk between friends is none, and allies beside each other are none."""
    if signal.polarity == "neutral":
        return
    actors, targets = _codes(signal.actors), _codes(signal.targets)
    pairs: Iterator[tuple[str, str]]
    if len(targets) > 1 and signal.type in _BETWEEN_TARGETS:
        pairs = combinations(targets, 2)
    elif targets:
        pairs = product(actors, targets)
    elif signal.type in _MUTUAL or _MUTUAL_WORDS.search(signal.evidence.text.lower()):
        pairs = combinations(actors, 2)
    else:
        return
    for one, other in pairs:
        if one != other:
            yield "-".join(sorted((one, other)))


def _pairs_across(signals: Sequence[Signal]) -> Iterator[str]:
    """The dyad of an article that never names both sides in one breath.

    "Azerbaijani shells kill one" and "an Armenian farmer died" name the one who acts and the one who suffers; "an
    Israeli strike" and "Hezbollah vows to respond" name the one who acts and the one who answers.
    """
    force = [signal for signal in signals if signal.type in _FORCE and signal.status in _CARRIED_OUT]
    doers = {code for signal in force for code in _codes(signal.actors)}
    others = {code for signal in force for code in _codes(signal.targets)}
    others |= {code for signal in signals if signal.type in _ANSWERS for code in _codes(signal.actors)}
    if len(doers) == 1 and len(others - doers) == 1:
        yield "-".join(sorted(doers | others))


def _codes(parties: Sequence[Actor]) -> list[str]:
    """The codes of the adversaries among the parties; the UN and its like are nobody's adversary."""
    return [party.code for party in parties if party.code and party.kind != "igo"]
