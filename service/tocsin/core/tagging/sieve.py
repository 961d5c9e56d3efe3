r"""Which patterns a sentence can match at all: one automaton finds the literals that they need.

A pattern needs a set of literals when each of its matches contains at least one of them ("(airstrikes?|shell\w*)"
needs "airstrike" or "shell"). The sets are read from the patterns as `patterns` writes them; a construct that is not
known here only makes a pattern need nothing, so that it is tried everywhere.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation

from tocsin.core.tagging.patterns import forms
from tocsin.core.tagging.vocabulary import CLASSES

# Literals of fewer letters stand in every sentence and spare nothing.
_RARITY_MIN: Final = 3
# More spellings than this of one piece are not written out.
_SPELLINGS_MAX: Final = 60
# More than any window that patterns are matched in holds.
_UNBOUNDED: Final = 1_000
_NAME: Final = re.compile(r"[a-z_]+")
# Characters that mean themselves, and are not repeated.
_RUN: Final = re.compile(r"[A-Za-z0-9 ',-]+(?![?*+{])")
_RANGE: Final = re.compile(r"(.)-(.)")


class Piece(NamedTuple):
    """All spellings of a piece of a pattern (None: not known), the literals it needs (None: none), its most spaces.

    `each`: all the sets that are worth a search, of every one of which a match has a literal; `needs` is the best.
    """

    spellings: frozenset[str] | None
    needs: frozenset[str] | None
    spaces: int
    each: tuple[frozenset[str], ...] = ()


_EMPTY: Final = Piece(frozenset({""}), None, 0)
# One unknown character, which may be a space, or is none.
_ANY: Final = Piece(None, None, 1)
_NO_SPACE: Final = Piece(None, None, 0)


@cache
def piece(pattern: str) -> Piece:
    """Reads a pattern in the language of `patterns`."""
    return _Reader(pattern).alternatives()


# What is found stands as one whole number with a bit for each set of literals: to ask for one, or for several at once,
# takes one operation, which is faster than to compare sets. This bit is in every text; `EVERYTHING` has all bits.
ALWAYS: Final = 1
EVERYTHING: Final = -1


class Sieve:
    """The literals that a collection of patterns needs, sought together."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Reads the patterns."""
        needed = {pattern: _shortest(needs) for pattern in patterns if (needs := piece(pattern).needs)}
        bits = {needs: ALWAYS << at for at, needs in enumerate(dict.fromkeys(needed.values()), 1)}
        literals = sorted({literal for needs in bits for literal in needs})
        self._bits = {pattern: bits[needs] for pattern, needs in needed.items()}
        opened = dict.fromkeys(literals, 0)
        for needs, bit in bits.items():
            for literal in needs:
                opened[literal] |= bit
        self._opened = list(opened.values())
        self._automaton = AhoCorasick(literals, implementation=Implementation.DFA)

    def found(self, text: str) -> int:
        """Gives the bits of what a text in lower case has, with `ALWAYS`."""
        found, opened = ALWAYS, self._opened
        for literal, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found |= opened[literal]
        return found

    def needs(self, pattern: str) -> int:
        """Gives the bit that a text must have that matches; `ALWAYS`: any text may."""
        return self._bits.get(pattern, ALWAYS)


class Gate:
    """Says of a sentence whether a pattern may match it at all, whatever the case of its letters.

    What all gates need is sought together, once a sentence: one gate more costs a look-up.
    """

    def __init__(self, pattern: str) -> None:
        """Reads a pattern; one that needs nothing (`piece`) is an error."""
        needs = piece(pattern).needs
        if needs is None:
            message = f"matches anywhere: {pattern}"
            raise ValueError(message)
        self._number = len(_GATES)
        _GATES.append(_shortest(needs))
        _finder.cache_clear()
        _open_to.cache_clear()

    def opens(self, text: str) -> bool:
        """Looks for what the pattern needs."""
        return self._number in _open_to(text)


# What each gate needs, by its number.
_GATES: Final[list[frozenset[str]]] = []
# More sentences with a find than an article has: its rooms ask one after the other.
_SENTENCES_KEPT: Final = 256


@cache
def _finder() -> tuple[AhoCorasick, list[frozenset[int]]]:
    """Finds what the gates need: the literals' automaton, and the gates that each opens."""
    literals = sorted(frozenset().union(*_GATES))
    opened = [frozenset(at for at, needs in enumerate(_GATES) if literal in needs) for literal in literals]
    return AhoCorasick(literals, implementation=Implementation.DFA), opened


@lru_cache(maxsize=_SENTENCES_KEPT)
def _open_to(text: str) -> frozenset[int]:
    """The numbers of the gates that a sentence opens."""
    finder, opened = _finder()
    hits = finder.find_matches_as_indexes(text.lower(), overlapping=True)
    return frozenset().union(*[opened[which] for which, _, _ in hits])


class Choice:
    """A pattern of alternatives, of which a text is only asked for those that may match it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Reads the pattern; an alternative that needs nothing (`piece`) is an error."""
        self._parts = _Reader(pattern.pattern).parted()
        self._flags = pattern.flags
        needed = [_sought(piece(part)) for part in self._parts]
        if not all(needed):
            message = f"matches anywhere: {self._parts[needed.index([])]}"
            raise ValueError(message)
        literals = sorted({literal for needs in needed for each in needs for literal in each})
        number = {literal: at for at, literal in enumerate(literals)}
        self._needs = [[frozenset(number[literal] for literal in each) for each in needs] for needs in needed]
        self._automaton = AhoCorasick(literals, implementation=Implementation.DFA)
        self._compiled: dict[tuple[int, ...], re.Pattern[str]] = {}

    def open_to(self, text: str) -> re.Pattern[str] | None:
        """Gives the pattern without the alternatives that cannot match; their groups are gone too. None: none can."""
        hits = self._automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        if not hits:
            return None
        found = {number for number, _, _ in hits}
        parts = tuple([at for at, needs in enumerate(self._needs) if not any(map(found.isdisjoint, needs))])
        if parts and parts not in self._compiled:
            self._compiled[parts] = re.compile("|".join(self._parts[at] for at in parts), self._flags)
        return self._compiled.get(parts)


class _Reader:
    """A recursive descent over a pattern."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._at = 0

    def alternatives(self) -> Piece:
        found = [self._sequence()]
        while self._take("|"):
            found.append(self._sequence())
        return _either(found)

    def parted(self) -> list[str]:
        """The alternatives as they are written."""
        parts: list[str] = []
        while not parts or self._take("|"):
            first = self._at
            self._sequence()
            parts.append(self._text[first : self._at])
        return parts

    def _sequence(self) -> Piece:
        parts: list[Piece] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            run = _RUN.match(self._text, self._at)
            if run:
                self._at = run.end()
                parts.append(_literal(run.group()))
            else:
                parts.append(self._repeated(self._atom()))
        return _together(parts)

    def _atom(self) -> Piece:
        char = self._text[self._at]
        self._at += 1
        read = _ATOMS.get(char)
        return read(self) if read else _literal(char)

    def group(self) -> Piece:
        zero_width = False
        if self._take("?"):
            zero_width = self._text.startswith(("=", "!", "<=", "<!"), self._at)
            # A group's name, flags and mark, such as in "(?P<act>", end with one of these.
            while self._text[self._at] not in ":>=!":
                self._at += 1
            self._at += 1
        inside = self.alternatives()
        self._at += 1
        return _EMPTY if zero_width else inside

    def words(self) -> Piece:
        end = self._text.index(">", self._at)
        words = forms(self._text[self._at : end])
        self._at = end + 1
        return Piece(frozenset(words), None, max(word.count(" ") for word in words))

    def named(self) -> Piece:
        name = _NAME.match(self._text, self._at)
        if name is None:
            return _literal("@")
        self._at = name.end()
        return piece(CLASSES[name.group()])

    def some_words(self) -> Piece:
        self._at += 1
        return Piece(None, None, int(self._text[self._at - 1]))

    def one_of(self) -> Piece:
        first = self._at
        self._at = self._text.index("]", first + 1) + 1
        chars = self._text[first : self._at - 1]
        if "\\" in chars or chars.startswith("^"):
            return _ANY
        chars = _RANGE.sub(lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), chars)
        return Piece(frozenset(chars), None, int(" " in chars))

    def escape(self) -> Piece:
        char = self._text[self._at]
        self._at += 1
        if char in "bBZA":
            return _EMPTY
        if char == "d":
            return Piece(frozenset("0123456789"), None, 0)
        if char == "u":
            # In a raw string the escape is the pattern's own.
            self._at += 4
            return _literal(chr(int(self._text[self._at - 4 : self._at], 16)))
        if char in "wS":
            return _NO_SPACE
        return _ANY if char.isalnum() else _literal(char)

    def edge(self) -> Piece:
        return _EMPTY

    def any_one(self) -> Piece:
        return _ANY

    def _repeated(self, part: Piece) -> Piece:
        low, high = self._times()
        self._take("?")
        if (low, high) == (1, 1):
            return part
        if (low, high) == (0, 1):
            spellings = None if part.spellings is None else part.spellings | {""}
            return Piece(spellings, None, part.spaces)
        spaces = min(part.spaces * high, _UNBOUNDED)
        return Piece(None, _needs(part), spaces, part.each) if low else Piece(None, None, spaces)

    def _times(self) -> tuple[int, int]:
        if self._take("?"):
            return 0, 1
        if self._take("*"):
            return 0, _UNBOUNDED
        if self._take("+"):
            return 1, _UNBOUNDED
        if not self._take("{"):
            return 1, 1
        end = self._text.index("}", self._at)
        low, comma, high = self._text[self._at : end].partition(",")
        self._at = end + 1
        return int(low), int(high or _UNBOUNDED) if comma else int(low)

    def _take(self, mark: str) -> bool:
        taken = self._text.startswith(mark, self._at)
        self._at += taken
        return taken


_ATOMS: Final = {
    "(": _Reader.group, "<": _Reader.words, "@": _Reader.named, "~": _Reader.some_words, "[": _Reader.one_of,
    "\\": _Reader.escape, "^": _Reader.edge, "$": _Reader.edge, ".": _Reader.any_one,
}  # fmt: skip


def _sought(part: Piece) -> list[frozenset[str]]:
    """The sets that a pattern needs, the best first, each in its shortest form and once."""
    best = [part.needs] if part.needs else []
    return list(dict.fromkeys(_shortest(each) for each in (*best, *part.each)))


def _literal(chars: str) -> Piece:
    return Piece(frozenset({chars}), None, chars.count(" "))


def _needs(part: Piece) -> frozenset[str] | None:
    """The best set of literals of a piece: its own, or its spellings where they are long enough."""
    return _best([part.needs, part.spellings])


def _best(candidates: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    """The set whose commonest literal is the rarest; the smaller of two such."""
    rated = [(min(map(_rarity, each)), -len(each), each) for each in candidates if each]
    return max((each for each in rated if each[0] >= _RARITY_MIN), key=itemgetter(0, 1), default=(0, 0, None))[2]


# Words that stand in most sentences, whatever they are about.
_COMMON: Final = frozenset(
    "the and for not with that was had has her his are were but from this who will would be".split()
)


@cache
def _rarity(literal: str) -> int:
    """How seldom a literal stands in a text, roughly: by its letters, and figures are rarer; the commonest never."""
    return 0 if literal.strip() in _COMMON else sum(1 + char.isdigit() for char in literal if char.isalnum())


@cache
def _shortest(literals: frozenset[str]) -> frozenset[str]:
    """The literals in lower case, without those that contain another one: where one stands, that one stands too."""
    kept: list[str] = []
    for literal in sorted({literal.lower() for literal in literals}, key=lambda literal: (len(literal), literal)):
        if not any(shorter in literal for shorter in kept):
            kept.append(literal)
    return frozenset(kept)


def _either(parts: Sequence[Piece]) -> Piece:
    if len(parts) == 1:
        return parts[0]
    spaces = max(part.spaces for part in parts)
    every = [_needs(part) for part in parts]
    needs = None if None in every else frozenset(literal for each in every if each for literal in each)
    spellings = [part.spellings for part in parts]
    known = None if None in spellings else frozenset(spelling for each in spellings if each for spelling in each)
    return Piece(known, needs, spaces, (needs,) if needs else ())


def _together(parts: Sequence[Piece]) -> Piece:
    candidates: list[frozenset[str] | None] = []
    run = frozenset({""})
    whole = True
    for part in parts:
        candidates.append(part.needs)
        if part.spellings is not None and len(run) * len(part.spellings) <= _SPELLINGS_MAX:
            run = frozenset(head + tail for head in run for tail in part.spellings)
            continue
        whole = False
        candidates += [run, part.spellings]
        run = frozenset({""})
    candidates.append(run)
    spaces = min(sum(part.spaces for part in parts), _UNBOUNDED)
    each = [needs for needs in candidates if needs and min(map(_rarity, needs)) >= _RARITY_MIN]
    inner = [needs for part in parts for needs in part.each if needs not in each]
    return Piece(run if whole else None, _best(candidates), spaces, (*each, *inner))
