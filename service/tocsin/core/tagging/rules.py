"""A rule of a signal family, and how rules are run over a sentence.

A rule fires on a cue word. Its patterns look at a bounded window before and after the cue; all that matched is the
evidence. Where two rules claim the same words the more specific one (`rank`) wins, so the order in which families
run never matters.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tocsin.core.records.signals import Status
from tocsin.core.tagging import patterns
from tocsin.core.tagging.model import Match, Sentence

# What a rule needs around it to be believed: nothing; a public actor (a government, a court, a crowd); a word of war or
# two parties; a state or an armed group; two of them.
Need = Literal["nothing", "public", "armed", "party", "parties"]

# A sentence of news holds a handful; more is a list or hostile, and costs time that grows with it.
ATTEMPTS_MAX = 200
MATCHES_MAX = 16

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way of saying one type of signal.

    `before` must end right at the cue and `after` begin right behind it (both optional); `not_before`, `not_after` and
    `unless` (anywhere in the sentence) forbid, `where` must stand anywhere in the sentence. `status`, `rung` and
    `weight` override the type's own where the words themselves decide. A cue that stands inside the evidence of a
    higher `rank` makes no signal of its own.
    """

    name: str
    type: str
    cue: str
    before: str = ""
    after: str = ""
    not_before: str = ""
    not_after: str = ""
    unless: str = ""
    where: str = ""
    needs: Need = "nothing"
    status: Status | None = None
    rung: int | None = None
    weight: float | None = None
    rank: int = 5
    # Whether the words name a force of a state or a group, so that one party about is enough for an alert.
    armed: bool = False
    # Whether the evidence reaches over what the patterns matched, or is the cue's own words only.
    swallow: bool = True


@dataclass(slots=True)
class Field:
    """A field's plain form, with what has been asked of its sentences."""

    text: str
    asked: dict[tuple[int, str], bool] = field(default_factory=dict)
    split: dict[int, list[tuple[str, int, int]]] = field(default_factory=dict)

    def words(self, sentence: Sentence) -> list[tuple[str, int, int]]:
        """Gives a sentence's words with their spans, split once."""
        if sentence.start not in self.split:
            found = _WORD.finditer(self.text, sentence.start, sentence.end)
            self.split[sentence.start] = [(word.group(), *word.span()) for word in found]
        return self.split[sentence.start]

    def has(self, sentence: Sentence, pattern: str) -> bool:
        """Says whether the sentence contains the pattern; asked once a sentence, however many cues ask."""
        key = (sentence.start, pattern)
        if key not in self.asked:
            found = patterns.anywhere(pattern).search(self.text, sentence.start, sentence.end)
            self.asked[key] = found is not None
        return self.asked[key]

    def asks(self, sentence: Sentence, pattern: re.Pattern[str]) -> bool:
        """The same for a compiled pattern."""
        key = (sentence.start, pattern.pattern)
        if key not in self.asked:
            self.asked[key] = pattern.search(self.text, sentence.start, sentence.end) is not None
        return self.asked[key]


Index = Mapping[str, tuple[Rule, ...]]
# Says whether a match is meant as it sounds, by what surrounds it.
Judge = Callable[[Rule, Match], bool]


def index(families: Iterable[Iterable[Rule]]) -> Index:
    """Sorts the rules by the words of their cues; the order of the families leaves no trace."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted((rule for family in families for rule in family), key=lambda rule: rule.name):
        for word in patterns.forms(rule.cue):
            found.setdefault(word, []).append(rule)
    return {word: tuple(rules) for word, rules in found.items()}


def find(plain: Field, sentence: Sentence, rules: Index, meant: Judge) -> list[tuple[Rule, Match]]:
    """Gives what the rules find and `meant` believes, in the order of the text, with overlaps settled."""
    found: list[tuple[Rule, Match]] = []
    attempts = 0
    for word, start, end in plain.words(sentence):
        for rule in rules.get(word, ()):
            attempts += 1
            match = _match(plain, sentence, rule, start, end)
            if match is not None and meant(rule, match):
                found.append((rule, match))
        if attempts > ATTEMPTS_MAX or len(found) > 2 * MATCHES_MAX:
            break
    return _settled(found)[:MATCHES_MAX]


# "Carried out a strike": the verb says whether, the noun says what.
_LIGHT = patterns.ending(
    r"(<carry/v> out|<launch/v conduct/v stage/v mount/v perpetrate/v commit/v attempt/v>) (@det )?(~3)?(cyber[ -])?",
)


def telling(plain: Field, sentence: Sentence, match: Match) -> Match:
    """Gives the match with its cue on the verb that carries a noun's act, if one does."""
    left = max(sentence.start, match.cue_start - patterns.WINDOW)
    found = _LIGHT.search(plain.text[left : match.cue_start])
    if found is None or match.status is not None:
        return match
    start = left + found.start()
    return replace(match, cue_start=start, cue_end=plain.text.index(" ", start))


def _match(plain: Field, sentence: Sentence, rule: Rule, cue: int, end: int) -> Match | None:
    """What follows is asked first: it is anchored, so that most cues that lead nowhere cost next to nothing."""
    tail = _after(plain, sentence, rule, end)
    if tail is None or _forbidden(plain, sentence, rule):
        return None
    first = _before(plain, sentence, rule, cue)
    if first is None:
        return None
    return Match(
        type=rule.type,
        start=first,
        end=tail.last,
        rule=rule.name,
        cue_start=cue if tail.act is None else tail.act[0],
        cue_end=end if tail.act is None else tail.act[1],
        status=rule.status,
    )


def _forbidden(plain: Field, sentence: Sentence, rule: Rule) -> bool:
    missing = bool(rule.where) and not plain.has(sentence, rule.where)
    return missing or (bool(rule.unless) and plain.has(sentence, rule.unless))


def _before(plain: Field, sentence: Sentence, rule: Rule, cue: int) -> int | None:
    if not (rule.before or rule.not_before):
        return cue
    left = max(sentence.start, cue - patterns.WINDOW)
    window = plain.text[left:cue]
    first = cue
    if rule.before:
        found = patterns.ending(rule.before).search(window)
        if found is None:
            return None
        first = left + found.start()
    if rule.not_before and patterns.ending(rule.not_before).search(window):
        return None
    return first


@dataclass(frozen=True, slots=True)
class _Tail:
    """Where what follows a cue ends, and the act's own word where the pattern names it (`(?P<act>hit)`)."""

    last: int
    act: tuple[int, int] | None = None


def _after(plain: Field, sentence: Sentence, rule: Rule, end: int) -> _Tail | None:
    right = min(sentence.end, end + patterns.WINDOW)
    if rule.not_after and patterns.beginning(rule.not_after).match(plain.text, end, right):
        return None
    if not rule.after:
        return _Tail(end)
    found = patterns.beginning(rule.after).match(plain.text, end, right)
    if found is None:
        return None
    return _Tail(found.end(), found.span("act") if "act" in found.re.groupindex else None)


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
