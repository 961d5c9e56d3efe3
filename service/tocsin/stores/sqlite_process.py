"""The worker's side of its store's process: starts it, asks it, and starts it again when it ended.

Calls that are made in one turn of the event loop travel together, and so do answers.
"""

import asyncio
import contextlib
import json
import logging
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from tocsin import cores
from tocsin.ports import StoreUnavailable
from tocsin.stores.frames import Frames, framed
from tocsin.stores.machine import Moment
from tocsin.stores.sqlite_child import OPENED, SWEEP_EVERY_S, Answer, Call
from tocsin.stores.sqlite_file import BUSY_S, START_S

log = logging.getLogger("tocsin.stores")

# What it takes to start the interpreter on a loaded machine, beside what opening the file may take.
BOOT_S = 30.0
# It closes its end of the socket as its last act.
END_S = 2.0
# A batch takes milliseconds, 2 s where the file stays locked, and opening a locked file START_S: what is unanswered for
# longer hangs, mostly on its disk. Under the deadline of a handler, which would count it as a defect of the record.
ANSWER_S = 45.0
# What was asked for is done in milliseconds; a batch on a locked file fails after 2 s.
CLOSE_S = 10.0
# -P: no folder that the worker happens to stand in is imported from.
_PROGRAM = ("-P", "-c", "from tocsin.stores.sqlite_child import main; main()")


class StoreProcess:
    """The process of one file. Belongs to the event loop of its first call."""

    def __init__(
        self,
        path: Path,
        *,
        busy_s: float = BUSY_S,
        sweep_every_s: float = SWEEP_EVERY_S,
        answer_s: float = ANSWER_S,
        close_s: float = CLOSE_S,
        wait: bool = True,
    ) -> None:
        """Starts it, and makes the file where there is none. Raises StoreUnavailable.

        Blocks until the file is open; without `wait` that is left to `await_opened`, which must be called then.
        """
        self._path = path.absolute()
        self._answer_s = answer_s
        self._close_s = close_s
        self._options = {"path": str(self._path), "busy_s": busy_s, "sweep_every_s": sweep_every_s}
        self._closed = False
        self._linking = asyncio.Lock()
        self._link: _Link | None = None
        # The file and its folder are made at the start only: one that went missing is not forgotten.
        self._new: _Started | None = _start(self._path, self._options, create=True)
        if wait:
            self.await_opened()

    def await_opened(self) -> None:
        """Blocks until the file is open, at most a minute. Raises StoreUnavailable with the reason."""
        if self._new:
            self._new.await_opened(self._path)

    async def ask(self, operation: str, now: Moment, *arguments: object) -> Any:
        """Gives the operation's result, committed before this returns, or raises its error; StoreUnavailable too."""
        if self._closed:
            raise StoreUnavailable("the store is closed")
        link = self._link
        if link is None or link.lost:
            link = await self._linked()
        return await link.ask(operation, now, arguments)

    async def close(self) -> None:
        """Does what was asked for, closes the file and waits for the process's end. A second call does nothing.

        What hangs is killed after `close_s`: what it was asked for then fails as it does when the process dies.
        """
        if self._closed:
            return
        self._closed = True
        async with self._linking:
            if self._link is not None:
                await self._link.close(self._close_s)
            if self._new is not None:
                await asyncio.to_thread(self._new.end)

    async def _linked(self) -> "_Link":
        async with self._linking:
            if self._link is None or self._link.lost:
                started = self._new or _start(self._path, self._options, create=False)
                self._new = None
                _, self._link = await asyncio.get_running_loop().create_connection(
                    lambda: _Link(self._path, started, self._answer_s), sock=started.socket
                )
            return self._link


class _Started:
    """A process that was started, and our end of its socket."""

    def __init__(self, options: dict[str, Any], *, create: bool) -> None:
        self.socket, its = socket.socketpair()
        given = json.dumps({**options, "create": create, "socket": its.fileno()})
        with its:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    [sys.executable, *_PROGRAM, given], pass_fds=(its.fileno(),), stdin=subprocess.DEVNULL
                )
            except BaseException:
                self.socket.close()
                raise

    def await_opened(self, path: Path) -> None:
        """Blocks until the file is open, at most a minute. Raises StoreUnavailable with the reason."""
        frames, answers = Frames(), list[list[Answer]]()
        self.socket.settimeout(START_S + BOOT_S)
        try:
            while not answers and (received := self.socket.recv(1 << 16)):
                answers = frames.feed(received)
        except OSError as error:
            self.end()
            raise StoreUnavailable(f"{path}: the store's process does not answer: {error}") from error
        if not answers:
            raise _gone(path, self.end())
        [[(_, opened, why)]] = answers
        if not opened:
            self.end()
            raise why

    def end(self) -> str:
        """Closes our end, by which it ends, and gives how it ended. One that hangs is killed, and not waited for."""
        with contextlib.suppress(OSError):
            # A thread that waits at it would keep it open.
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        try:
            return f"ended with {self._process.wait(END_S)}"
        except subprocess.TimeoutExpired:
            self.kill()
            threading.Thread(target=self._process.wait, daemon=True).start()
            return "did not end and was killed"

    def kill(self) -> None:
        """Ends it at once; SQLite undoes what was not committed."""
        self._process.kill()


def _start(path: Path, options: dict[str, Any], *, create: bool) -> _Started:
    cores.free()
    try:
        return _Started(options, create=create)
    except OSError as error:
        # No process, no memory, no descriptor left: that says nothing of the record that asks.
        raise StoreUnavailable(f"{path}: the store's process cannot be started: {error}") from error


class _Link(asyncio.Protocol):
    """The calls that one process has not answered yet."""

    def __init__(self, path: Path, started: _Started, answer_s: float) -> None:
        self.lost = False
        self._path = path
        self._started = started
        self._answer_s = answer_s
        self._frames = Frames()
        self._number = OPENED
        # In the order in which they were asked: each with its moment of the loop's clock.
        self._waiting: dict[int, tuple[asyncio.Future[Any], float]] = {}
        self._unsent: list[Call] = []
        self._transport: asyncio.Transport
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._look: asyncio.TimerHandle | None = None
        self._burying: asyncio.Task[None] | None = None

    async def ask(self, operation: str, now: Moment, arguments: tuple[object, ...]) -> object:
        """Gives the result of one operation, or raises its error."""
        self._number += 1
        answer: asyncio.Future[object] = self._loop.create_future()
        self._waiting[self._number] = answer, self._loop.time()
        if not self._unsent:
            self._loop.call_soon(self._send)
        self._unsent.append((self._number, operation, now, arguments))
        if self._look is None:
            self._look = self._loop.call_later(self._answer_s, self._look_at_the_oldest)
        return await answer

    async def close(self, patience_s: float) -> None:
        """Lets it do what was asked for, and end; kills it when that takes longer."""
        self._send()
        if not self.lost:
            self._transport.write_eof()
        await asyncio.wait([self._ended], timeout=patience_s)
        if not self._ended.done():
            self._give_up(f"did not end within {patience_s:g} s and was killed")
            await asyncio.wait([self._ended])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a stream socket has no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        for answers in self._frames.feed(data):
            for answer in answers:
                self._settle(answer)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio names it
        """It ended, or its file could not be opened: what it was asked for may be done or not, and is not known."""
        self.lost = True
        if self._look is not None:
            self._look.cancel()
        self._burying = self._loop.create_task(self._bury())

    async def _bury(self) -> None:
        how = await asyncio.to_thread(self._started.end)
        if self._waiting:
            log.warning("%s: the store's process %s; the next call starts it anew", self._path, how)
        self._fail(_gone(self._path, how))
        self._ended.set_result(None)

    def _look_at_the_oldest(self) -> None:
        self._look = None
        if not self._waiting:
            return
        _, asked_s = next(iter(self._waiting.values()))
        left_s = asked_s + self._answer_s - self._loop.time()
        if left_s > 0:
            self._look = self._loop.call_later(left_s, self._look_at_the_oldest)
            return
        self._give_up(f"did not answer for {self._answer_s:g} s and was killed")

    def _give_up(self, why: str) -> None:
        self.lost = True
        self._started.kill()
        self._fail(_gone(self._path, why))
        self._transport.abort()

    def _send(self) -> None:
        if self._unsent and not self.lost:
            self._transport.write(framed(self._unsent))
        self._unsent = []

    def _settle(self, answer: Answer) -> None:
        number, well, result = answer
        if number == OPENED:
            if not well:
                self.lost = True
                self._fail(result)
            return
        waiting, _ = self._waiting.pop(number)
        if waiting.done():
            return
        if well:
            waiting.set_result(result)
        else:
            waiting.set_exception(result)

    def _fail(self, error: BaseException) -> None:
        for waiting, _ in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
        self._waiting.clear()


def _gone(path: Path, how: str) -> StoreUnavailable:
    return StoreUnavailable(f"{path}: the store's process {how}")
