"""How rules are matched over a sentence, each at its cues.

Where two rules claim the same words the more specific one (`rank`) wins, so the order in which families run never
matters.
"""

from bisect import bisect_left
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from tocsin.core.tagging import patterns
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.patterns import WINDOW
from tocsin.core.tagging.rules import Field, Open, Ready, Rule

# A sentence of news holds a handful; more is a list or hostile.
MATCHES_MAX = 16

# Says whether a match is meant as it sounds, by what surrounds it.
Judge = Callable[[Rule, Match], bool]


def find(plain: Field, where: Open, meant: Judge) -> list[tuple[Rule, Match]]:
    """Gives what the rules find in a sentence and `meant` believes, in the text's order, with overlaps settled."""
    sentence, opened = where.sentence, where.found
    found: list[tuple[Rule, Match]] = []
    cue, last = -1, -1
    for start, end, each in where.rules:
        if len(found) > 2 * MATCHES_MAX and (start, end) != (cue, last):
            break
        cue, last = start, end
        match = _match(plain, sentence, each, start, end, opened)
        if match is not None and meant(each.rule, match):
            found.append((each.rule, match))
    return _settled(found)[:MATCHES_MAX] if len(found) > 1 else found


# "Carried out a strike": the verb says whether, the noun says what.
LIGHT_VERBS: Final = frozenset(
    patterns.forms("carry/v launch/v conduct/v stage/v mount/v perpetrate/v commit/v attempt/v")
)
_LIGHT = patterns.ending(
    r"(<carry/v> out|<launch/v conduct/v stage/v mount/v perpetrate/v commit/v attempt/v>) (@det )?(~3)?(cyber[ -])?",
)


def telling(plain: Field, sentence: Sentence, match: Match) -> Match:
    """Gives the match with its cue on the verb that carries a noun's act, if one does."""
    if match.status is not None:
        return match
    left = max(sentence.start, match.cue_start - WINDOW)
    first = bisect_left(plain.starts, left)
    before = plain.hits[first : bisect_left(plain.starts, match.cue_start, lo=first)]
    if LIGHT_VERBS.isdisjoint([word for word, _, _ in before]):
        return match
    found = _LIGHT.search(plain.text, left, match.cue_start)
    if found is None:
        return match
    start = found.start()
    return replace(match, cue_start=start, cue_end=plain.text.index(" ", start))


def _match(plain: Field, sentence: Sentence, ready: Ready, cue: int, end: int, opened: int) -> Match | None:
    """Tries a rule at a cue; what is cheapest is asked first."""
    rule, text = ready.rule, plain.text
    right = min(sentence.end, end + WINDOW)
    last, act = end, (cue, end)
    if rule.after:
        after = ready.after.match(text, end, right)
        if after is None:
            return None
        last = after.end()
        if ready.names_act:
            act = after.span("act")
    if opened & ready.barred_after and ready.not_after.match(text, end, right):
        return None
    if opened & ready.unless and plain.has(sentence, rule.unless):
        return None
    if rule.where and not plain.has(sentence, rule.where):
        return None
    first = _before(text, sentence, ready, cue, opened)
    if first is None:
        return None
    return Match(
        type=rule.type, start=first, end=last, rule=rule.name, cue_start=act[0], cue_end=act[1], status=rule.status
    )


def _before(text: str, sentence: Sentence, ready: Ready, cue: int, opened: int) -> int | None:
    """Where the evidence begins: at the cue, or where what must stand before it does; None where that is missing."""
    if opened & ready.barred_before:
        left = _left(text, max(sentence.start, cue - WINDOW), cue, ready.barred_reach)
        if ready.not_before.search(text, left, cue):
            return None
    if not ready.rule.before:
        return cue
    left = _left(text, max(sentence.start, cue - WINDOW), cue, ready.reach)
    found = ready.before.search(text, left, cue)
    return None if found is None else found.start()


# A pattern that may hold more spaces than this is sought in the whole window: counting them back would cost more.
_SPACES_MAX: Final = 10


def _left(text: str, low: int, cue: int, spaces: int) -> int:
    """Where a match that ends at the cue and holds at most so many spaces can begin at the earliest."""
    if spaces > _SPACES_MAX:
        return low
    at = cue
    for _ in range(spaces + 1):
        at = text.rfind(" ", low, at)
        if at < 0:
            return low
    return at + 1


def _settled(found: list[tuple[Rule, Match]]) -> list[tuple[Rule, Match]]:
    """Of rules that claim the same words the highest rank wins, then the longest evidence, then the name."""
    order = sorted(found, key=lambda pair: (-pair[0].rank, pair[1].start - pair[1].end, pair[1].start, pair[0].name))
    kept: list[tuple[Rule, Match]] = []
    for rule, match in order:
        if not any(_claimed(rule, match, *other) for other in kept):
            kept.append((rule, match))
    return sorted(kept, key=lambda pair: (pair[1].start, pair[1].cue_start, pair[0].name))


def _claimed(rule: Rule, match: Match, higher: Rule, claim: Match) -> bool:
    inside = claim.start <= match.cue_start < claim.end
    if match.cue_start == claim.cue_start:
        return True
    if rule.type == higher.type:
        return inside or match.start <= claim.cue_start < match.end
    return inside and higher.rank > rule.rank and higher.swallow
