"""One SQLite file and its transactions: what waits is done in batches, because one flush to the disk then serves all.

Several processes share the file: writers take the write lock at the start of their transaction, so that none fails
half way.
"""

import contextlib
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from tocsin.ports import StoreUnavailable

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]
# What must survive: nothing (a read), the end of our process (a write), the end of the machine's power (a promise).
Kind = Literal["read", "write", "promise"]

# Another process's batch takes milliseconds; one that is stopped while it writes shall not stop us unseen.
BUSY_S = 2.0
# Four processes that set WAL mode on a new file at once: 75 of 240 found it locked, whatever `timeout` said.
START_S = 30.0
START_PAUSE_S = 0.02
# A log that grew while a reader held it is cut back to this.
LOG_BYTES_MAX = 64 << 20
# Errors that pass by themselves; after any other the file is opened anew.
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}
# What only a mistake of ours can raise: it says something of one piece of work, and nothing of the file.
_OURS = (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError)


@dataclass(frozen=True, slots=True)
class Raised:
    """What a piece of work raised; its own changes are undone, the batch goes on."""

    error: BaseException


class StoreFile:
    """The connection, and whether it still is the file at the path."""

    def __init__(self, path: Path, migrations: Sequence[Sequence[str]], *, busy_s: float = BUSY_S) -> None:
        self.path = path.absolute()
        self._busy_s = busy_s
        self._migrations = migrations
        self._connection: sqlite3.Connection | None = None
        self._inode = 0
        self._synchronous = ""

    def open(self, *, create: bool) -> sqlite3.Connection:
        """Opens the file, and makes it and its folder only at the start: a file that went missing is not forgotten."""
        if create:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if create else "rw"
        uri = f"file:{quote(str(self.path))}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=self._busy_s, isolation_level=None)
        try:
            self._prepare(connection)
        except BaseException:
            connection.close()
            raise
        self._connection, self._inode, self._synchronous = connection, self.path.stat().st_ino, ""
        return connection

    def close(self) -> None:
        """Closes the file; the last to close it folds the log into it."""
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def transact(self, works: list[tuple[Kind, Work[Any]]]) -> list[Any]:
        """Does the works in one transaction and gives their results, or what they raised. Raises sqlite3.Error."""
        connection = self._current()
        try:
            try:
                return self._committed(connection, works)
            except _HalfDone as half:
                # Its changes cannot be told from its neighbours': all of them are undone, and each is done alone.
                _undo(connection)
                if len(works) == 1:
                    return [Raised(half.error)]
            return [result for one in works for result in self.transact([one])]
        except sqlite3.Error as error:
            _undo(connection)
            if not _passes(error):
                self.close()
            raise

    def _committed(self, connection: sqlite3.Connection, works: list[tuple[Kind, Work[Any]]]) -> list[Any]:
        kinds = {kind for kind, _ in works}
        # In WAL mode NORMAL flushes at a checkpoint only, and a later FULL commit flushes what came before it: only
        # the promises pay for surviving a power cut.
        self._set_synchronous(connection, "FULL" if "promise" in kinds else "NORMAL")
        connection.execute("BEGIN" if kinds == {"read"} else "BEGIN IMMEDIATE")
        results = [_done(connection, work) for _, work in works]
        connection.execute("COMMIT")
        return results

    def _set_synchronous(self, connection: sqlite3.Connection, wanted: str) -> None:
        if wanted != self._synchronous:
            connection.execute(f"PRAGMA synchronous = {wanted}")
            self._synchronous = wanted

    def _current(self) -> sqlite3.Connection:
        """Gives the connection to the file that stands at the path now; while none does, there is no store.

        SQLite would go on in a file that was moved or deleted, unseen by all who start later.
        """
        try:
            inode = self.path.stat().st_ino
        except OSError as error:
            raise sqlite3.OperationalError(f"the file is gone: {error}") from error
        if self._connection is not None and inode == self._inode:
            return self._connection
        self.close()
        return self.open(create=False)

    def _prepare(self, connection: sqlite3.Connection) -> None:
        deadline = time.monotonic() + START_S
        while True:
            try:
                _set_up(connection, self._migrations)
            except sqlite3.OperationalError as error:
                if not _passes(error) or time.monotonic() > deadline:
                    raise
                _undo(connection)
                # Unequal pauses, or those who start together collide together.
                time.sleep(START_PAUSE_S * (1 + random.random()))  # noqa: S311 - no secret
            else:
                return


class _HalfDone(Exception):  # noqa: N818 - answered by the caller
    """A piece of work raised after it had changed something."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


def _done(connection: sqlite3.Connection, work: Work[Any]) -> Any:
    """Does one of a batch. A savepoint for each would cost two statements more, and few works raise, fewer half way."""
    changed = connection.total_changes
    try:
        return work(connection)
    except Exception as error:
        if isinstance(error, sqlite3.Error) and not isinstance(error, _OURS):
            raise
        if connection.total_changes != changed:
            raise _HalfDone(error) from error
        return Raised(error)


def _passes(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING


def _undo(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _set_up(connection: sqlite3.Connection, migrations: Sequence[Sequence[str]]) -> None:
    mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
    if mode != "wal":
        raise sqlite3.DatabaseError(f"this file system gives no write-ahead log (journal mode {mode})")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES_MAX}")
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        connection.execute("ROLLBACK")
        raise sqlite3.DatabaseError(f"the file is of version {version}, made by a newer Tocsin")
    for statements in migrations[version:]:
        for statement in statements:
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(migrations)}")
    connection.execute("COMMIT")


def unavailable(path: Path, error: BaseException) -> BaseException:
    """The one place where SQLite's errors become ours. What only a mistake of ours can raise stays what it is."""
    if isinstance(error, _OURS) or not isinstance(error, sqlite3.Error | OSError):
        return error
    return StoreUnavailable(f"{path}: {error}")
