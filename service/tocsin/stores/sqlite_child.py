"""The process that has the store's file open: takes calls off a socket, does them in batches, answers.

A process of its own, because SQLite lets go of the interpreter at each step of each statement. In a thread of the
worker it had to win it back from the event loop every time: beside a loop busy for half of its time a batch took five
times its own processor time, and all that the worker did waited for its store (measured).
"""

import contextlib
import ctypes
import json
import logging
import signal
import socket
import sqlite3
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from tocsin.ports import StoreUnavailable
from tocsin.stores.frames import Frames, framed
from tocsin.stores.machine import Moment, ThisMachine
from tocsin.stores.sqlite_file import Kind, Raised, StoreFile, Work, unavailable
from tocsin.stores.sqlite_operations import MIGRATIONS, OPERATIONS, swept

log = logging.getLogger("tocsin.stores")

# A call: its number, its operation, when it was asked for, and the operation's arguments.
Call = tuple[int, str, Moment, tuple[Any, ...]]
# An answer: the call's number, whether it went well, and its result or its error.
Answer = tuple[int, bool, Any]
# The number of the first answer, which no call has: the file is open, or why it is not.
OPENED = 0
# prctl(2): "set the parent-death signal of the calling process".
PR_SET_PDEATHSIG = 1
BATCH_MAX = 64
SWEEP_EVERY_S = 60.0
RECEIVED_MAX = 1 << 20


def main() -> None:
    """Serves until the worker's end of the socket is closed: by the worker, or by the kernel at its end."""
    # A supervisor or a terminal signals the whole group; the worker still needs its store while it drains.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    _die_with_worker()
    given = json.loads(sys.argv[1])
    file = StoreFile(Path(given["path"]), MIGRATIONS, busy_s=given["busy_s"])
    with socket.socket(fileno=given["socket"]) as link, contextlib.suppress(OSError):
        try:
            file.open(create=given["create"])
        except Exception as error:  # noqa: BLE001 - whoever opens the store is told, and there is no process then
            link.sendall(framed([(OPENED, False, _sendable(unavailable(file.path, error)))]))
            return
        link.sendall(framed([(OPENED, True, None)]))
        StoreChild(link, file, given["sweep_every_s"]).serve()


def _die_with_worker() -> None:
    """Asks the kernel to end this process with the worker, also while it is stopped and cannot see the socket close.

    The kernel means the worker's thread that started it (prctl(2)); a store that ends too soon is started again.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class StoreChild:
    """One worker's calls. Expired rows are swept every minute, and sooner while there are more."""

    def __init__(self, link: socket.socket, file: StoreFile, sweep_every_s: float = SWEEP_EVERY_S) -> None:
        self._link = link
        self._file = file
        self._sweep_every_s = sweep_every_s
        self._sweep_due = time.monotonic() + sweep_every_s
        self._frames = Frames()
        self._machine = ThisMachine()

    def serve(self) -> None:
        """Does what is asked for until nobody can ask any more, then closes the file."""
        while (calls := self._next()) is not None:
            for start in range(0, len(calls), BATCH_MAX):
                self._link.settimeout(None)
                self._link.sendall(framed(self._answers(calls[start : start + BATCH_MAX])))
            self._sweep_when_due()
        self._file.close()

    def _next(self) -> list[Call] | None:
        """Waits for calls; empty when it is time to sweep, None when the worker is gone."""
        self._link.settimeout(max(self._sweep_due - time.monotonic(), 0.01))
        try:
            received = self._link.recv(RECEIVED_MAX)
        except TimeoutError:
            return []
        return [call for calls in self._frames.feed(received) for call in calls] if received else None

    def _answers(self, calls: list[Call]) -> list[Answer]:
        try:
            results = self._file.transact([_work(call) for call in calls])
        except sqlite3.Error as error:
            results = [Raised(unavailable(self._file.path, error))] * len(calls)
        return [_answer(call, result) for call, result in zip(calls, results, strict=True)]

    def _sweep_when_due(self) -> None:
        if time.monotonic() < self._sweep_due:
            return
        wall_ms = self._machine.now().wall_ms
        try:
            [more] = self._file.transact([("write", lambda connection: swept(connection, wall_ms))])
        except sqlite3.Error as error:
            log.warning("%s: nothing swept: %s", self._file.path, error)
            more = False
        if isinstance(more, Raised):
            log.error("%s: sweeping failed", self._file.path, exc_info=more.error)
        self._sweep_due = time.monotonic() + (0 if more is True else self._sweep_every_s)


def _work(call: Call) -> tuple[Kind, Work[Any]]:
    _, name, now, arguments = call
    kind, operation = OPERATIONS[name]
    try:
        return kind, operation(now, *arguments)
    except Exception as error:  # noqa: BLE001 - whoever asked is told
        return kind, _raising(error)


def _raising(error: Exception) -> Work[Any]:
    def work(_: sqlite3.Connection) -> None:
        raise error

    return work


def _answer(call: Call, result: object) -> Answer:
    if isinstance(result, Raised):
        return call[0], False, _sendable(result.error)
    return call[0], True, result


def _sendable(error: BaseException) -> BaseException:
    """Gives an error as it can cross; a defect says where it was raised, which pickling leaves out.

    It says so once: a batch that failed as a whole shares its error, and each note would repeat those before it.
    """
    if not isinstance(error, StoreUnavailable) and not hasattr(error, "__notes__"):
        error.add_note("in the store's process:\n" + "".join(traceback.format_exception(error)))
    return error.with_traceback(None)
