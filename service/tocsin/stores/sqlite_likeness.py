"""The index of likeness in two tables: `likeness`, a text a row, and `posting`, a hash of a text a row.

Few statements of few rows: a verdict takes 17 steps into SQLite and back, where it took 80.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence

import orjson

from tocsin.core.records.page import Shingles
from tocsin.ports import Relatives
from tocsin.stores.likeness import POSTING_STORIES_MAX, Remembered, candidates, relatives_of, signed

_FIELDS = "article_id, url_key, family_id, tokens, postings, sketch, numbers, expires_ms"
# Candidates are read this many at a time: what a text is compared with, and its own revisions among them.
_READ_AT_ONCE = 14

_LISTS = """SELECT json_group_array(h), json_group_array(n), (SELECT max(n) FROM likeness)
    FROM posting WHERE h IN (SELECT value FROM json_each(?)) AND n > ?"""
# A hash is listed once a family, and no longer once its list is too long to be looked up.
_LIST = """INSERT INTO posting(h, n) SELECT value, :n FROM json_each(:hashes)
    WHERE (SELECT count(*) FROM posting WHERE h = value) <= :most AND NOT EXISTS
    (SELECT 1 FROM posting JOIN likeness USING (n) WHERE h = value AND family_id = :family)"""
_UNLIST = "DELETE FROM posting WHERE n = ? AND h IN (SELECT value FROM json_each(?))"


def relatives(
    connection: sqlite3.Connection, shingles: Shingles, own: tuple[str, str], wall_ms: int, since: int = 0
) -> Relatives:
    """Gives what a text is like among those added after the number `since`; `own` are its article's id and URL key."""
    lists: defaultdict[int, list[int]] = defaultdict(list)
    hashes = signed(shingles.postings)
    values, numbers, last_number = connection.execute(_LISTS, (_json(hashes), since)).fetchone()
    for value, number in zip(orjson.loads(values), orjson.loads(numbers), strict=True):
        lists[value].append(number)
    likeliest = candidates(lists.values(), len(hashes))
    return relatives_of(shingles, *own, _texts(connection, likeliest, wall_ms), last_number or 0)


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
    listed = {"n": number, "hashes": _json(one.hashes), "most": POSTING_STORIES_MAX, "family": one.family_id}
    connection.execute(_LIST, listed)


def drop_text(connection: sqlite3.Connection, number: int) -> None:
    """Takes a text out of both tables."""
    for _, one in _read(connection, [number]):
        connection.execute(_UNLIST, (number, _json(one.hashes)))
    connection.execute("DELETE FROM likeness WHERE n = ?", (number,))


def _texts(connection: sqlite3.Connection, numbers: Sequence[int], wall_ms: int) -> Iterator[Remembered]:
    """Gives texts in the order of their numbers given, as far as they are asked for."""
    for start in range(0, len(numbers), _READ_AT_ONCE):
        some = numbers[start : start + _READ_AT_ONCE]
        read = dict(_read(connection, some))
        yield from (read[number] for number in some if number in read and read[number].expires_ms >= wall_ms)


def _read(connection: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, Remembered]]:
    rows = connection.execute(
        f"SELECT n, {_FIELDS} FROM likeness WHERE n IN (SELECT value FROM json_each(?))",  # noqa: S608 - the same
        (_json(numbers),),
    ).fetchall()
    return [(row[0], Remembered(**dict(zip(_FIELDS.split(", "), row[1:], strict=True)))) for row in rows]


def _json(values: Sequence[int]) -> str:
    return orjson.dumps(values).decode()
