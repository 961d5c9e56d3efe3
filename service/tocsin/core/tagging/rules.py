"""A rule of a signal family, and how rules are run over a sentence.

A rule fires on a cue word. Its patterns look at a bounded window before and after the cue; all that matched is the
evidence. Where two rules claim the same words the more specific one (`rank`) wins, so the order in which families
run never matters.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from msgspec.structs import replace

from tocsin.core.records.signals import Status
from tocsin.core.tagging import patterns
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.sieve import ALWAYS, Sieve, piece

# What a rule needs around it to be believed: nothing; a public actor (a government, a court, a crowd); a word of war or
# two parties; a state or an armed group; two of them.
Need = Literal["nothing", "public", "armed", "party", "parties"]

# To find a sentence's literals costs as much as to try so many rules.
_WORTH_SIEVING: Final = 2
# A sentence of news holds a handful; more is a list or hostile, and costs time that grows with it.
ATTEMPTS_MAX = 200
MATCHES_MAX = 16


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

    def patterns(self) -> Iterable[str]:
        """Gives the patterns that it has."""
        every = (self.before, self.after, self.not_before, self.not_after, self.unless, self.where)
        return (pattern for pattern in every if pattern)


# A word that some rule or table knows, and its span in the field.
Hit = tuple[str, int, int]
# Says whether a match is meant as it sounds, by what surrounds it.
Judge = Callable[[Rule, Match], bool]


class Index:
    """The rules by the words of their cues, with what finds those words and what their patterns need."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]], also: Iterable[str] = ()) -> None:
        """`also`: words to be found for others in the same pass."""
        self.rules = rules
        known = {*rules, *also, *_LIGHT_VERBS}
        self._runs = _Finder(word for word in known if word.isalpha())
        self._joined = _Finder(word for word in known if "-" in word)

    def hits(self, text: str) -> list[Hit]:
        """Gives the known words of a plain text, in its order: runs of letters, and those joined by hyphens.

        Of "cease-fire" both are given: rules name the whole, or its first word and what may follow.
        """
        joined = self._joined.hits(text) if "-" in text else []
        return sorted(self._runs.hits(text) + joined, key=_start) if joined else self._runs.hits(text)

    @cached_property
    def sieve(self) -> Sieve:
        """What the patterns of all rules need."""
        every = {rule for rules in self.rules.values() for rule in rules}
        return Sieve({pattern for rule in every for pattern in rule.patterns()})

    @cached_property
    def ready(self) -> Mapping[str, tuple[tuple[frozenset[int], "_Ready"], ...]]:
        """The rules by their cues, ready to be tried, each behind its gate: the literals of which it needs one."""
        every = {rule.name: _Ready(rule, self.sieve) for rules in self.rules.values() for rule in rules}
        gated = {name: (each.gate, each) for name, each in every.items()}
        return {word: tuple(gated[rule.name] for rule in rules) for word, rules in self.rules.items()}


class _Finder:
    """Finds words in one pass."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._automaton = AhoCorasick(
            self._words, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA
        )  # fmt: skip

    def hits(self, text: str) -> list[Hit]:
        words, size = self._words, len(text)
        return [
            (words[which], start, end)
            for which, start, end in self._automaton.find_matches_as_indexes(text)
            if not (start and text[start - 1].isalpha()) and not (end < size and text[end].isalpha())
        ]


def _start(hit: Hit) -> int:
    return hit[1]


class _Ready:
    """A rule with what its patterns need, and its patterns, each compiled when it is first tried."""

    def __init__(self, rule: Rule, sieve: Sieve) -> None:
        self.rule = rule
        needs = [sieve.needs(each) for each in (rule.after, rule.where, rule.before)]
        # The first gate is asked by `find` itself.
        self.gate, *self.gates = [each for each in needs if ALWAYS not in each] or [frozenset({ALWAYS})]
        self.unless = sieve.needs(rule.unless)
        self.barred_after = sieve.needs(rule.not_after)
        self.barred_before = sieve.needs(rule.not_before)
        self.reach = piece(rule.before).spaces
        self.barred_reach = piece(rule.not_before).spaces

    @cached_property
    def after(self) -> re.Pattern[str]:
        return patterns.beginning(self.rule.after)

    @cached_property
    def names_act(self) -> bool:
        return "act" in self.after.groupindex

    @cached_property
    def not_after(self) -> re.Pattern[str]:
        return patterns.beginning(self.rule.not_after)

    @cached_property
    def before(self) -> re.Pattern[str]:
        return patterns.ending(self.rule.before)

    @cached_property
    def not_before(self) -> re.Pattern[str]:
        return patterns.ending(self.rule.not_before)


# A cue's span and its rules.
_Try = tuple[int, int, tuple[tuple[frozenset[int], _Ready], ...]]


@dataclass(slots=True)
class Field:
    """A field's plain form, the known words that stand in it, and what has been asked of its sentences."""

    text: str
    index: Index
    asked: dict[tuple[int, str], bool] = field(default_factory=dict)
    split: dict[int, list[Hit]] = field(default_factory=dict)
    hits: list[Hit] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Finds the known words in one pass."""
        self.hits = self.index.hits(self.text)
        self.starts = [start for _, start, _ in self.hits]

    def words(self, sentence: Sentence) -> list[Hit]:
        """Gives the known words of a sentence with their spans."""
        words = self.split.get(sentence.start)
        if words is None:
            first = bisect_left(self.starts, sentence.start)
            words = self.split[sentence.start] = self.hits[first : bisect_left(self.starts, sentence.end, lo=first)]
        return words

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


def index(families: Iterable[Iterable[Rule]], also: Iterable[str] = ()) -> Index:
    """Sorts the rules by the words of their cues; the order of the families leaves no trace."""
    found: dict[str, list[Rule]] = {}
    for rule in sorted((rule for family in families for rule in family), key=lambda rule: rule.name):
        for word in patterns.forms(rule.cue):
            found.setdefault(word, []).append(rule)
    return Index({word: tuple(rules) for word, rules in found.items()}, also)


def find(plain: Field, sentence: Sentence, meant: Judge) -> list[tuple[Rule, Match]]:
    """Gives what the rules find and `meant` believes, in the order of the text, with overlaps settled."""
    ready = plain.index.ready
    tries = [(start, end, rules) for word, start, end in plain.words(sentence) if (rules := ready.get(word))]
    if not tries:
        return []
    attempts = sum([len(rules) for _, _, rules in tries])
    if attempts > ATTEMPTS_MAX:
        tries = _bounded(tries)
    sieve = plain.index.sieve
    literals = sieve.every if attempts < _WORTH_SIEVING else sieve.found(plain.text[sentence.start : sentence.end])
    found: list[tuple[Rule, Match]] = []
    cue, last = -1, -1
    # Most cues lead nowhere: what costs nothing is asked before anything is called.
    for start, end, each in [
        (start, end, each) for start, end, rules in tries for gate, each in rules if not gate.isdisjoint(literals)
    ]:
        if len(found) > 2 * MATCHES_MAX and (start, end) != (cue, last):
            break
        cue, last = start, end
        match = _match(plain, sentence, each, start, end, literals)
        if match is not None and meant(each.rule, match):
            found.append((each.rule, match))
    return _settled(found)[:MATCHES_MAX] if len(found) > 1 else found


def _bounded(tries: list[_Try]) -> list[_Try]:
    """The cues up to the one whose rules exceed the number of attempts."""
    counted = accumulate(len(rules) for _, _, rules in tries)
    return tries[: 1 + sum(attempts <= ATTEMPTS_MAX for attempts in counted)]


# "Carried out a strike": the verb says whether, the noun says what.
_LIGHT_VERBS: Final = frozenset(
    patterns.forms("carry/v launch/v conduct/v stage/v mount/v perpetrate/v commit/v attempt/v")
)
_LIGHT = patterns.ending(
    r"(<carry/v> out|<launch/v conduct/v stage/v mount/v perpetrate/v commit/v attempt/v>) (@det )?(~3)?(cyber[ -])?",
)


def telling(plain: Field, sentence: Sentence, match: Match) -> Match:
    """Gives the match with its cue on the verb that carries a noun's act, if one does."""
    if match.status is not None:
        return match
    left = max(sentence.start, match.cue_start - patterns.WINDOW)
    first = bisect_left(plain.starts, left)
    before = plain.hits[first : bisect_left(plain.starts, match.cue_start, lo=first)]
    if _LIGHT_VERBS.isdisjoint([word for word, _, _ in before]):
        return match
    found = _LIGHT.search(plain.text, left, match.cue_start)
    if found is None:
        return match
    start = found.start()
    return replace(match, cue_start=start, cue_end=plain.text.index(" ", start))


def _match(
    plain: Field, sentence: Sentence, ready: _Ready, cue: int, end: int, literals: frozenset[int]
) -> Match | None:
    """What is cheapest is asked first."""
    for gate in ready.gates:
        if gate.isdisjoint(literals):
            return None
    tail = _after(plain.text, sentence, ready, end, literals)
    if tail is None or _forbidden(plain, sentence, ready, literals):
        return None
    first = _before(plain.text, sentence, ready, cue, literals)
    if first is None:
        return None
    rule = ready.rule
    last, act = tail
    return Match(
        type=rule.type,
        start=first,
        end=last,
        rule=rule.name,
        cue_start=cue if act is None else act[0],
        cue_end=end if act is None else act[1],
        status=rule.status,
    )


def _forbidden(plain: Field, sentence: Sentence, ready: _Ready, literals: frozenset[int]) -> bool:
    rule = ready.rule
    if rule.unless and not ready.unless.isdisjoint(literals) and plain.has(sentence, rule.unless):
        return True
    return bool(rule.where) and not plain.has(sentence, rule.where)


def _before(text: str, sentence: Sentence, ready: _Ready, cue: int, literals: frozenset[int]) -> int | None:
    rule = ready.rule
    if rule.not_before and not ready.barred_before.isdisjoint(literals):
        left = _left(text, max(sentence.start, cue - patterns.WINDOW), cue, ready.barred_reach)
        if ready.not_before.search(text, left, cue):
            return None
    if not rule.before:
        return cue
    left = _left(text, max(sentence.start, cue - patterns.WINDOW), cue, ready.reach)
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


def _after(
    text: str, sentence: Sentence, ready: _Ready, end: int, literals: frozenset[int]
) -> tuple[int, tuple[int, int] | None] | None:
    """Where what follows a cue ends, and the act's own word where the pattern names it (`(?P<act>hit)`)."""
    rule = ready.rule
    right = min(sentence.end, end + patterns.WINDOW)
    last, act = end, None
    if rule.after:
        found = ready.after.match(text, end, right)
        if found is None:
            return None
        last = found.end()
        act = found.span("act") if ready.names_act else None
    if rule.not_after and not ready.barred_after.isdisjoint(literals) and ready.not_after.match(text, end, right):
        return None
    return last, act


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
