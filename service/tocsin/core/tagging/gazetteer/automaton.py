"""Every name that the tables know, in one Aho-Corasick automaton that is built at first use."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from tocsin.core.tagging.gazetteer import names
from tocsin.core.tagging.gazetteer.names import Entry


class Hit(Struct, frozen=True):
    """A name's span and what the tables say of it."""

    start: int
    end: int
    entry: Entry


class _Automaton(NamedTuple):
    finder: AhoCorasick
    entries: list[Entry]


def hits(text: str) -> list[Hit]:
    """The names in order of their start, whole words only, the longest of those that overlap."""
    finder, entries = _automaton()
    whole = (
        (start, -end, which)
        for which, start, end in finder.find_matches_as_indexes(text, overlapping=True)
        if _is_whole(text, start, end)
    )
    return list(_longest(sorted(whole), entries))


def _longest(whole: list[tuple[int, int, int]], entries: list[Entry]) -> Iterator[Hit]:
    free_from = 0
    for start, negative_end, which in whole:
        if start >= free_from:
            free_from = -negative_end
            yield Hit(start, free_from, entries[which])


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or digit touches the name: "Mali" is not in "Somalia", but it is in "Mali's"."""
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


@cache
def _automaton() -> _Automaton:
    entries = names.entries()
    return _Automaton(AhoCorasick(list(entries)), list(entries.values()))
