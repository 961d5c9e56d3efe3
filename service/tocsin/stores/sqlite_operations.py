"""What the store does with its tables, each operation one piece of work within a transaction.

An operation takes the moment at which it was asked for, by the worker's own clocks, and gives the work to be done.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import cramjam
import msgspec

from tocsin.core.records.page import Shingles
from tocsin.ports import Claim, Known, NotOurs, Overtaken, Relatives, Text, Verdict
from tocsin.stores.claiming import (
    LIKENESS_KEPT_MS,
    VERDICT_KEPT_MS,
    Asked,
    Held,
    claimed,
    concluded,
    released,
    settled,
)
from tocsin.stores.likeness import packed
from tocsin.stores.machine import Moment
from tocsin.stores.sqlite_file import Kind, Work
from tocsin.stores.sqlite_likeness import drop_text, last, put_text, relatives

# Each tuple leads from one version of the file (PRAGMA user_version) to the next; none is ever changed.
MIGRATIONS = (
    (
        """CREATE TABLE verdict(submission_id TEXT, round INTEGER, body BLOB, article BLOB, expires_ms INTEGER,
        PRIMARY KEY(submission_id, round))""",
        "CREATE INDEX verdict_expiry ON verdict(expires_ms)",
        "CREATE TABLE claim(url_key TEXT PRIMARY KEY, body BLOB, expires_ms INTEGER) WITHOUT ROWID",
        "CREATE INDEX claim_expiry ON claim(expires_ms)",
        """CREATE TABLE likeness(n INTEGER PRIMARY KEY, article_id TEXT UNIQUE, url_key TEXT, family_id TEXT,
        tokens INTEGER, postings BLOB, sketch BLOB, numbers BLOB, expires_ms INTEGER)""",
        "CREATE INDEX likeness_expiry ON likeness(expires_ms)",
        "CREATE TABLE posting(h INTEGER, n INTEGER, PRIMARY KEY(h, n)) WITHOUT ROWID",
    ),
)
# What one sweep deletes at most of a table: it holds the write lock for some milliseconds.
SWEPT_MAX = 500
# Level 3 makes a news article's JSON three times smaller in 0.1 ms.
_ZSTD_LEVEL = 3

_decode_held = msgspec.json.Decoder(Held).decode
_decode_verdict = msgspec.json.Decoder(Verdict).decode
_encode = msgspec.json.Encoder().encode


def recall(now: Moment, submission_id: str, round_: int) -> Work[Verdict | None]:
    """See ports.Verdicts."""
    return lambda connection: _verdict(connection, submission_id, round_, now.wall_ms)


def conclude(now: Moment, verdict: Verdict, url_keys: tuple[str, ...], text: Text | None) -> Work[Verdict]:
    """See ports.Verdicts. What is stored is packed here, before the transaction begins."""
    body = _encode(replace(verdict, article=None))
    packed_article = None if verdict.article is None else bytes(cramjam.zstd.compress(verdict.article, _ZSTD_LEVEL))
    claimed_keys = url_keys if verdict.door == "enriched" else ()

    def work(connection: sqlite3.Connection) -> Verdict:
        earlier = _verdict(connection, verdict.submission_id, verdict.round, now.wall_ms)
        if earlier is not None:
            return earlier
        claims = {key: concluded(_held(connection, key), verdict.submission_id, now) for key in claimed_keys}
        if None in claims.values():
            raise NotOurs("the lease ran out and another submission has the URL")
        if text is not None:
            _add_text(connection, text, now.wall_ms)
        for key, held in claims.items():
            if held is not None:
                _hold(connection, key, held)
        connection.execute(
            "INSERT OR REPLACE INTO verdict(submission_id, round, body, article, expires_ms) VALUES (?, ?, ?, ?, ?)",
            (verdict.submission_id, verdict.round, body, packed_article, now.wall_ms + VERDICT_KEPT_MS),
        )
        return verdict

    return work


def claim(now: Moment, lease_ms: int, url_key: str, asked: Asked) -> Work[Claim]:
    """See ports.Claims."""

    def work(connection: sqlite3.Connection) -> Claim:
        answer, held = claimed(_held(connection, url_key), asked, now, lease_ms)
        if held is not None:
            _hold(connection, url_key, held)
        return answer

    return work


def settle(now: Moment, url_keys: tuple[str, ...], owner: str, known: Known) -> Work[None]:
    """See ports.Claims."""

    def work(connection: sqlite3.Connection) -> None:
        for key in url_keys:
            held = settled(_held(connection, key), owner, known, now)
            if held is not None:
                _hold(connection, key, held)

    return work


def release(now: Moment, url_keys: tuple[str, ...], owner: str) -> Work[None]:
    """See ports.Claims."""

    def work(connection: sqlite3.Connection) -> None:
        for key in url_keys:
            left = released(_held(connection, key), owner, now)
            if left == "gone":
                connection.execute("DELETE FROM claim WHERE url_key = ?", (key,))
            elif left is not None:
                _hold(connection, key, left)

    return work


def look_up(now: Moment, shingles: Shingles, article_id: str, url_key: str) -> Work[Relatives]:
    """See ports.Likeness, `relatives`."""
    return lambda connection: relatives(connection, shingles, (article_id, url_key), now.wall_ms)


def remember(now: Moment, text: Text) -> Work[None]:
    """See ports.Likeness."""
    one = packed(text, now.wall_ms + LIKENESS_KEPT_MS)
    return lambda connection: put_text(connection, one)


# What may be asked for, and what of it must survive: a verdict (its text with it) and a settled claim are promised to
# others once they are acknowledged; a claim dies with its owner.
OPERATIONS: Final[dict[str, tuple[Kind, Callable[..., Work[Any]]]]] = {
    "recall": ("read", recall),
    "conclude": ("promise", conclude),
    "claim": ("write", claim),
    "settle": ("promise", settle),
    "release": ("write", release),
    "relatives": ("read", look_up),
    "remember": ("write", remember),
}


def swept(connection: sqlite3.Connection, wall_ms: int) -> bool:
    """Deletes some of what has expired; true when there is more."""
    verdicts = connection.execute(
        "DELETE FROM verdict WHERE rowid IN (SELECT rowid FROM verdict WHERE expires_ms < ? LIMIT ?)",
        (wall_ms, SWEPT_MAX),
    ).rowcount
    claims = connection.execute(
        "DELETE FROM claim WHERE url_key IN (SELECT url_key FROM claim WHERE expires_ms < ? LIMIT ?)",
        (wall_ms, SWEPT_MAX),
    ).rowcount
    # The last is kept: its number says how far the index has come.
    old = connection.execute(
        "SELECT n FROM likeness WHERE expires_ms < ? AND n < ? LIMIT ?", (wall_ms, last(connection), SWEPT_MAX)
    ).fetchall()
    for (number,) in old:
        drop_text(connection, number)
    return SWEPT_MAX in {verdicts, claims, len(old)}


def _verdict(connection: sqlite3.Connection, submission_id: str, round_: int, wall_ms: int) -> Verdict | None:
    row = connection.execute(
        "SELECT body, article FROM verdict WHERE submission_id = ? AND round = ? AND expires_ms >= ?",
        (submission_id, round_, wall_ms),
    ).fetchone()
    if row is None:
        return None
    verdict = _decode_verdict(row[0])
    article = None if row[1] is None else bytes(cramjam.zstd.decompress(row[1]))
    return replace(verdict, article=article)


def _add_text(connection: sqlite3.Connection, text: Text, wall_ms: int) -> None:
    if last(connection) > text.seen:
        newer = relatives(connection, text.shingles, (text.article_id, text.url_key), wall_ms, text.seen)
        if newer.near or newer.kin:
            raise Overtaken("a text like this one was added in between")
    put_text(connection, packed(text, wall_ms + LIKENESS_KEPT_MS))


def _held(connection: sqlite3.Connection, url_key: str) -> Held | None:
    row = connection.execute("SELECT body FROM claim WHERE url_key = ?", (url_key,)).fetchone()
    return None if row is None else _decode_held(row[0])


def _hold(connection: sqlite3.Connection, url_key: str, held: Held) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO claim(url_key, body, expires_ms) VALUES (?, ?, ?)",
        (url_key, _encode(held), held.expires_ms),
    )
