"""The index of likeness in two tables: `likeness`, a text a row, and `posting`, a hash of a text a row."""

import sqlite3
from collections.abc import Iterator

from tocsin.core.records.page import Shingles
from tocsin.stores.likeness import POSTING_STORIES_MAX, Remembered, candidates, signed

_FIELDS = "article_id, url_key, family_id, tokens, postings, sketch, numbers, expires_ms"


def alike(connection: sqlite3.Connection, shingles: Shingles, wall_ms: int) -> Iterator[Remembered]:
    """Gives the likeliest texts of the index, best first; each is read when it is asked for."""
    # One more than is used says that the list is too long to be of use.
    find = "SELECT n FROM posting WHERE h = ? LIMIT ?"
    lists = [
        [number for (number,) in connection.execute(find, (value, POSTING_STORIES_MAX + 1))]
        for value in signed(shingles.postings)
    ]
    for number in candidates(lists, len(shingles.postings)):
        one = _text(connection, number)
        if one is not None and one.expires_ms >= wall_ms:
            yield one


def put_text(connection: sqlite3.Connection, one: Remembered) -> None:
    """Adds a text in place of its earlier revision."""
    earlier = connection.execute("SELECT n FROM likeness WHERE article_id = ?", (one.article_id,)).fetchone()
    if earlier is not None:
        drop_text(connection, earlier[0])
    number = connection.execute(
        f"INSERT INTO likeness({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant of this file
        (
            one.article_id,
            one.url_key,
            one.family_id,
            one.tokens,
            one.postings,
            one.sketch,
            one.numbers,
            one.expires_ms,
        ),
    ).lastrowid
    connection.executemany(
        "INSERT INTO posting(h, n) VALUES (?, ?)",
        [(value, number) for value in one.hashes if _is_wanted(connection, value, one.family_id)],
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


def _is_wanted(connection: sqlite3.Connection, value: int, family_id: str) -> bool:
    """A hash is listed once a family, and no longer once its list is too long to be looked up."""
    families = connection.execute(
        "SELECT family_id FROM posting JOIN likeness USING (n) WHERE h = ? LIMIT ?", (value, POSTING_STORIES_MAX + 1)
    ).fetchall()
    return len(families) <= POSTING_STORIES_MAX and (family_id,) not in families
