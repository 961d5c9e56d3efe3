"""The store in one SQLite file, which all workers of a machine share.

A verdict (its text with it) and a settled claim are flushed to the disk before they are acknowledged (`promise`); a
claim, which dies with its owner, is not (`write`). All of it survives the end of a process, however it ends.
"""

import sqlite3
from dataclasses import replace
from pathlib import Path

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
from tocsin.stores.machine import Machine, Moment, ThisMachine
from tocsin.stores.sqlite_likeness import drop_text, last, put_text, relatives
from tocsin.stores.sqlite_thread import SqliteThread

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


class SqliteMemory:
    """Verdicts, claims and likeness in one file. Raises StoreUnavailable where it cannot be opened or used."""

    def __init__(self, path: Path, *, lease_s: float, machine: Machine | None = None) -> None:
        self._lease_ms = int(lease_s * 1000)
        self._machine = machine or ThisMachine()
        self._thread = SqliteThread(path, MIGRATIONS, self._swept)

    async def recall(self, submission_id: str, round_: int) -> Verdict | None:
        """See ports.Verdicts."""
        wall_ms = self._machine.now().wall_ms
        return await self._thread.ask("read", lambda c: _verdict(c, submission_id, round_, wall_ms))

    async def conclude(self, verdict: Verdict, url_keys: tuple[str, ...] = (), text: Text | None = None) -> Verdict:
        """See ports.Verdicts."""
        work = _Concluding(verdict, url_keys, text)
        return await self._thread.ask("promise", lambda c: work.do(c, self._machine.now()))

    async def claim(self, url_key: str, owner: str, *, refresh: bool, revisit_before_ms: int | None) -> Claim:
        """See ports.Claims."""
        asked = Asked(owner=owner, refresh=refresh, revisit_before_ms=revisit_before_ms)

        def work(connection: sqlite3.Connection) -> Claim:
            answer, held = claimed(_held(connection, url_key), asked, self._machine.now(), self._lease_ms)
            if held is not None:
                _hold(connection, url_key, held)
            return answer

        return await self._thread.ask("write", work)

    async def settle(self, url_keys: tuple[str, ...], owner: str, known: Known) -> None:
        """See ports.Claims."""

        def work(connection: sqlite3.Connection) -> None:
            for key in url_keys:
                held = settled(_held(connection, key), owner, known, self._machine.now())
                if held is not None:
                    _hold(connection, key, held)

        await self._thread.ask("promise", work)

    async def release(self, url_keys: tuple[str, ...], owner: str) -> None:
        """See ports.Claims."""

        def work(connection: sqlite3.Connection) -> None:
            for key in url_keys:
                left = released(_held(connection, key), owner, self._machine.now())
                if left == "gone":
                    connection.execute("DELETE FROM claim WHERE url_key = ?", (key,))
                elif left is not None:
                    _hold(connection, key, left)

        await self._thread.ask("write", work)

    async def relatives(self, shingles: Shingles, *, article_id: str, url_key: str) -> Relatives:
        """See ports.Likeness."""
        wall_ms = self._machine.now().wall_ms
        return await self._thread.ask("read", lambda c: relatives(c, shingles, (article_id, url_key), wall_ms))

    async def remember(self, text: Text) -> None:
        """See ports.Likeness."""
        one = packed(text, self._machine.now().wall_ms + LIKENESS_KEPT_MS)
        await self._thread.ask("write", lambda c: put_text(c, one))

    async def close(self) -> None:
        """Does what was asked for, then closes the file."""
        await self._thread.close()

    def _swept(self, connection: sqlite3.Connection) -> bool:
        """Deletes some of what has expired; true when there is more."""
        now_ms = self._machine.now().wall_ms
        verdicts = connection.execute(
            "DELETE FROM verdict WHERE rowid IN (SELECT rowid FROM verdict WHERE expires_ms < ? LIMIT ?)",
            (now_ms, SWEPT_MAX),
        ).rowcount
        claims = connection.execute(
            "DELETE FROM claim WHERE url_key IN (SELECT url_key FROM claim WHERE expires_ms < ? LIMIT ?)",
            (now_ms, SWEPT_MAX),
        ).rowcount
        # The last is kept: its number says how far the index has come.
        old = connection.execute(
            "SELECT n FROM likeness WHERE expires_ms < ? AND n < ? LIMIT ?", (now_ms, last(connection), SWEPT_MAX)
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


class _Concluding:
    """A verdict on its way into the file, packed before it waits in the line."""

    def __init__(self, verdict: Verdict, url_keys: tuple[str, ...], text: Text | None) -> None:
        self._verdict = verdict
        self._url_keys = url_keys if verdict.door == "enriched" else ()
        self._text = text
        self._body = _encode(replace(verdict, article=None))
        article = verdict.article
        self._article = None if article is None else bytes(cramjam.zstd.compress(article, _ZSTD_LEVEL))

    def do(self, connection: sqlite3.Connection, now: Moment) -> Verdict:
        verdict = self._verdict
        earlier = _verdict(connection, verdict.submission_id, verdict.round, now.wall_ms)
        if earlier is not None:
            return earlier
        claims = {key: concluded(_held(connection, key), verdict.submission_id, now) for key in self._url_keys}
        if None in claims.values():
            raise NotOurs("the lease ran out and another submission has the URL")
        if self._text is not None:
            _add_text(connection, self._text, now.wall_ms)
        for key, held in claims.items():
            if held is not None:
                _hold(connection, key, held)
        connection.execute(
            "INSERT OR REPLACE INTO verdict(submission_id, round, body, article, expires_ms) VALUES (?, ?, ?, ?, ?)",
            (verdict.submission_id, verdict.round, self._body, self._article, now.wall_ms + VERDICT_KEPT_MS),
        )
        return verdict


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
