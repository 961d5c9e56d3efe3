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
from pathlib import Path
from typing import Any

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
# -P: no folder that the worker happens to stand in is imported from.
_PROGRAM = ("-P", "-c", "from tocsin.stores.sqlite_child import main; main()")


class StoreProcess:
    """The process of one file. Belongs to the event loop of its first call."""

    def __init__(self, path: Path, *, busy_s: float = BUSY_S, sweep_every_s: float = SWEEP_EVERY_S) -> None:
        """Starts it and blocks until the file is open; makes the file where there is none. Raises StoreUnavailable."""
        self._path = path.absolute()
        self._options = {"path": str(self._path), "busy_s": busy_s, "sweep_every_s": sweep_every_s}
        self._closed = False
        self._linking = asyncio.Lock()
        self._link: _Link | None = None
        # The file and its folder are made at the start only: one that went missing is not forgotten.
        self._new: _Started | None = _Started(self._options, create=True)
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
        """Does what was asked for, closes the file and waits for the process's end. A second call does nothing."""
        if self._closed:
            return
        self._closed = True
        async with self._linking:
            if self._link is not None:
                await self._link.close()
            if self._new is not None:
                await asyncio.to_thread(self._new.end)

    async def _linked(self) -> "_Link":
        async with self._linking:
            if self._link is None or self._link.lost:
                started = self._new or _Started(self._options, create=False)
                self._new = None
                _, self._link = await asyncio.get_running_loop().create_connection(
                    lambda: _Link(self._path, started), sock=started.socket
                )
            return self._link


class _Started:
    """A process that was started, and our end of its socket."""

    def __init__(self, options: dict[str, Any], *, create: bool) -> None:
        self.socket, its = socket.socketpair()
        given = json.dumps({**options, "create": create, "socket": its.fileno()})
        with its:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, *_PROGRAM, given], pass_fds=(its.fileno(),), stdin=subprocess.DEVNULL
            )

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
        code = None if answers else self.end()
        if code is not None:
            raise _ended(path, code)
        [[(_, opened, why)]] = answers
        if not opened:
            self.end()
            raise why

    def end(self) -> int:
        """Closes our end, by which it ends, and gives its exit code; one that hangs is killed."""
        self.socket.close()
        try:
            return self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class _Link(asyncio.Protocol):
    """The calls that one process has not answered yet."""

    def __init__(self, path: Path, started: _Started) -> None:
        self.lost = False
        self._path = path
        self._started = started
        self._frames = Frames()
        self._number = OPENED
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._unsent: list[Call] = []
        self._transport: asyncio.Transport
        self._ended = asyncio.get_running_loop().create_future()

    async def ask(self, operation: str, now: Moment, arguments: tuple[object, ...]) -> object:
        """Gives the result of one operation, or raises its error."""
        loop = asyncio.get_running_loop()
        self._number += 1
        answer = self._waiting[self._number] = loop.create_future()
        if not self._unsent:
            loop.call_soon(self._send)
        self._unsent.append((self._number, operation, now, arguments))
        return await answer

    async def close(self) -> None:
        """Lets it do what was asked for, and end."""
        self._send()
        if not self.lost:
            self._transport.write_eof()
        await self._ended

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
        ended = _ended(self._path, self._started.end())
        if self._waiting:
            log.warning("%s; it is started anew", ended)
        self._fail(ended)
        with contextlib.suppress(asyncio.InvalidStateError):
            self._ended.set_result(None)

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
        waiting = self._waiting.pop(number)
        if waiting.done():
            return
        if well:
            waiting.set_result(result)
        else:
            waiting.set_exception(result)

    def _fail(self, error: BaseException) -> None:
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(error)
        self._waiting.clear()


def _ended(path: Path, code: int) -> StoreUnavailable:
    return StoreUnavailable(f"{path}: the store's process ended with {code}")
