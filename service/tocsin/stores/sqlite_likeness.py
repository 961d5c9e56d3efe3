"""The index of likeness in two tables: `likeness`, a text a row, and `posting`, a hash of a text a row."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from tocsin.core.records.page import Shingles
from tocsin.ports import Relatives
from tocsin.stores.likeness import POSTING_STORIES_MAX, Remembered, candidates, relatives_of, signed

_FIELDS = "article_id, url_key, family_id, tokens, postings, sketch, numbers, expires_ms"


def relatives(
    connection: sqlite3.Connection, shingles: Shingles, own: tuple[str, str], wall_ms: int, since: int = 0
) -> Relatives:
    """Gives what a text is like among those added after the number `since`; `own` are its article's id and URL key."""
    return relatives_of(shingles, *own, _alike(connection, shingles, wall_ms, since), last(connection))


def last(connection: sqlite3.Connection) -> int:
    """Gives the number of the text that was added last; later ones have higher numbers."""
    number: int | None = connection.execute("SELECT max(n) FROM likeness").fetchone()[0]
    return number or 0


def put_text(connection: sqlite3.Connection, one: Remembered) -> None:
    """Adds a text in place of its earlier revision."""
    number = last(connection) + 1
    earlier = connection.execute("SELECT n FROM likeness WHERE article_id = ?", (one.article_id,)).fetchone()
    if earlier is not None:
        drop_text(connection, earlier[0])
    connection.execute(
        f"INSERT INTO likeness(n, {_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant of this file
        (
            number,
            one.article_id,
            one.url_key,
            one.family_id,
            one.tokens,
            one.postings,
            one.sketch,
            one.numbers,
            one.expires_ms,
        ),
    )
    connection.executemany(
        "INSERT INTO posting(h, n) VALUES (?, ?)", [(value, number) for value in _wanted(connection, one)]
    )


def drop_text(connection: sqlite3.Connection, number: int) -> None:
    """Takes a text out of both tables."""
    one = _text(connection, number)
    if one is not None:
        connection.executemany("DELETE FROM posting WHERE h = ? AND n = ?", [(value, number) for value in one.hashes])
    connection.execute("DELETE FROM likeness WHERE n = ?", (number,))


def _text(connection: sqlite3.Connection, number: int) -> Remembered | None:
    row = connection.execute(
        f"SELECT {_FIELDS} FROM likeness WHERE n = ?",  # noqa: S608 - a constant of this file
        (number,),
    ).fetchone()
    return None if row is None else Remembered(**dict(zip(_FIELDS.split(", "), row, strict=True)))


def _alike(connection: sqlite3.Connection, shingles: Shingles, wall_ms: int, since: int) -> Iterator[Remembered]:
    """Gives the likeliest texts, best first; each is read when it is asked for."""
    lists: defaultdict[int, list[int]] = defaultdict(list)
    hashes = signed(shingles.postings)
    find = f"SELECT h, n FROM posting WHERE h IN ({_marks(hashes)}) AND n > ?"  # noqa: S608 - question marks
    for value, number in _at_once(connection, find, "h", "n", (*hashes, since)):
        lists[value].append(number)
    for number in candidates(lists.values(), len(hashes)):
        one = _text(connection, number)
        if one is not None and one.expires_ms >= wall_ms:
            yield one


def _wanted(connection: sqlite3.Connection, one: Remembered) -> list[int]:
    """A hash is listed once a family, and no longer once its list is too long to be looked up."""
    families: defaultdict[int, list[str]] = defaultdict(list)
    find = f"SELECT h, family_id FROM posting JOIN likeness USING (n) WHERE h IN ({_marks(one.hashes)})"  # noqa: S608 - question marks
    for value, family_id in _at_once(connection, find, "h", "family_id", one.hashes):
        families[value].append(family_id)
    return [
        value
        for value in one.hashes
        if len(families[value]) <= POSTING_STORIES_MAX and one.family_id not in families[value]
    ]


def _at_once(
    connection: sqlite3.Connection, find: str, left: str, right: str, values: tuple[int, ...]
) -> Iterator[tuple[Any, Any]]:
    """Gives the rows of two columns, read as one row.

    Between any two rows the interpreter may be another thread's for a switch interval, and there are up to 24 * 65.
    """
    packing = f"SELECT json_group_array({left}), json_group_array({right}) FROM ({find})"  # noqa: S608 - constants of this file
    lefts, rights = connection.execute(packing, values).fetchone()
    return zip(orjson.loads(lefts), orjson.loads(rights), strict=True)


def _marks(values: tuple[int, ...]) -> str:
    return ", ".join("?" * len(values))
