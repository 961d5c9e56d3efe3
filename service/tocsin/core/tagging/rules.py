"""A rule of a signal family, all rules by their cues, and a field of a text with the rules that may match in it.

A rule fires on a cue word. Its patterns look at a bounded window before and after the cue; all that matched is the
evidence. Before any pattern is tried, a sentence is asked for the literals that the patterns need (`sieve`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, reduce
from itertools import accumulate
from operator import or_
from sys import maxsize
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind
from msgspec import Struct

from tocsin.core.records.signals import Status
from tocsin.core.tagging import patterns
from tocsin.core.tagging.model import Sentence
from tocsin.core.tagging.sieve import ALWAYS, EVERYTHING, Sieve, piece

# What a rule needs around it to be believed: nothing; a public actor (a government, a court, a crowd); a word of war or
# two parties; a state or an armed group; two of them.
Need = Literal["nothing", "public", "armed", "party", "parties"]

# A sentence of news holds a handful; more is a list or hostile, and costs time that grows with it.
ATTEMPTS_MAX = 200
# So few cues never have more rules than that.
_CUES_FEW: Final = 8


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


class Index:
    """The rules by the words of their cues, with what finds those words and what their patterns need."""

    def __init__(self, rules: Mapping[str, tuple[Rule, ...]], also: Iterable[str] = ()) -> None:
        """`also`: words to be found for others in the same pass."""
        self.rules = rules
        known = {*rules, *also}
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
    def ready(self) -> Mapping[str, "_Cue"]:
        """The rules by their cues, ready to be tried, each behind its gate: the bits that a sentence must have."""
        every = {rule.name: Ready(rule, self.sieve) for rules in self.rules.values() for rule in rules}
        return {word: _cue([every[rule.name] for rule in rules]) for word, rules in self.rules.items()}


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


class Ready:
    """A rule with the bits that its patterns need, and its patterns, each compiled when it is first tried."""

    def __init__(self, rule: Rule, sieve: Sieve) -> None:
        self.rule = rule
        # What must match: a sentence needs the bits of all of them.
        needs = [sieve.needs(each) for each in (rule.after, rule.where, rule.before)]
        self.needs = [each for each in needs if each != ALWAYS] or [ALWAYS]
        # What must not match is not asked where it cannot; what the rule does not have has no bit at all.
        self.unless = sieve.needs(rule.unless) if rule.unless else 0
        self.barred_after = sieve.needs(rule.not_after) if rule.not_after else 0
        self.barred_before = sieve.needs(rule.not_before) if rule.not_before else 0
        self.reach = piece(rule.before).spaces
        self.barred_reach = piece(rule.not_before).spaces

    @cached_property
    def after(self) -> re.Pattern[str]:
        """What must stand right behind the cue."""
        return patterns.beginning(self.rule.after)

    @cached_property
    def names_act(self) -> bool:
        """Whether that names the act's own word (`(?P<act>hit)`)."""
        return "act" in self.after.groupindex

    @cached_property
    def not_after(self) -> re.Pattern[str]:
        """What must not stand there."""
        return patterns.beginning(self.rule.not_after)

    @cached_property
    def before(self) -> re.Pattern[str]:
        """What must stand right before the cue."""
        return patterns.ending(self.rule.before)

    @cached_property
    def not_before(self) -> re.Pattern[str]:
        """What must not stand there."""
        return patterns.ending(self.rule.not_before)


# A cue's rules, each behind the bits that it needs, and one bit of each: without any of these none need be looked at.
_Cue = tuple[int, tuple[tuple[int, Ready], ...]]


def _cue(rules: Sequence[Ready]) -> _Cue:
    first = reduce(or_, [each.needs[0] for each in rules])
    return first, tuple([(reduce(or_, each.needs), each) for each in rules])


# A cue's span and its rules; the last stands behind every text.
_Try = tuple[int, int, _Cue]
_BEYOND: Final[_Try] = (maxsize, maxsize, (0, ()))


class Open(Struct, frozen=True):
    """A sentence in which rules may match: what the sieve found in it, and the rules with the spans of their cues."""

    sentence: Sentence
    found: int
    rules: list[tuple[int, int, Ready]]


def _is_worth_sieving(tries: Sequence[_Try]) -> bool:
    """Whether there is more than one rule to try: to find a sentence's literals costs as much as that."""
    return len(tries) > 1 or len(tries[0][2][1]) > 1


def _opened(tries: Sequence[_Try], found: int) -> list[tuple[int, int, Ready]]:
    """The rules that may match, of the first so many cues."""
    if len(tries) > _CUES_FEW:
        tries = _bounded(tries)
    return [
        (start, end, each)
        for start, end, (first, rules) in tries
        if found & first
        for needs, each in rules
        if found & needs == needs
    ]


def _bounded(tries: Sequence[_Try]) -> Sequence[_Try]:
    """The cues up to the one whose rules exceed the number of attempts."""
    counted = accumulate(len(rules) for _, _, (_, rules) in tries)
    return tries[: 1 + sum(attempts <= ATTEMPTS_MAX for attempts in counted)]


@dataclass(slots=True)
class Field:
    """A field's plain form, the known words that stand in it, and what has been asked of its sentences."""

    text: str
    index: Index
    asked: dict[tuple[int, str], bool] = field(default_factory=dict)
    hits: list[Hit] = field(init=False)
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        """Finds the known words in one pass."""
        self.hits = self.index.hits(self.text)
        self.starts = [start for _, start, _ in self.hits]

    def open(self, sentences: Iterable[Sentence]) -> list[Open]:
        """Gives those of the field's sentences, in its order, in which a rule may match at all."""
        tried = list(self._tried(sentences))
        sieve, text = self.index.sieve, self.text
        # All are sieved before any is matched: so the automaton stays near the processor, and takes a fifth less.
        sieved = [
            sieve.found(text[sentence.start : sentence.end]) if _is_worth_sieving(tries) else EVERYTHING
            for sentence, tries in tried
        ]
        return [
            Open(sentence, opened, rules)
            for (sentence, tries), opened in zip(tried, sieved, strict=True)
            if (rules := _opened(tries, opened))
        ]

    def _tried(self, sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, list[_Try]]]:
        """The sentences that have a cue, each with its cues."""
        ready = self.index.ready
        every = [(start, end, rules) for word, start, end in self.hits if (rules := ready.get(word))]
        every.append(_BEYOND)
        at = 0
        for sentence in sentences:
            # Between two sentences stand only space and marks, and no cue.
            first = at
            while every[at][0] < sentence.end:
                at += 1
            if at > first:
                yield sentence, every[first:at]

    def words(self, sentence: Sentence) -> list[Hit]:
        """Gives the known words of a sentence with their spans."""
        first = bisect_left(self.starts, sentence.start)
        return self.hits[first : bisect_left(self.starts, sentence.end, lo=first)]

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
