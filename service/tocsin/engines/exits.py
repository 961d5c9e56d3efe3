"""How a worker ends: its exit codes, and the way out that no hanging thread can hold."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn, Protocol


class Exit(IntEnum):
    """Exit codes of a worker; a supervisor starts it again after any but STOPPED.

    The numbers lie in the range of sysexits.h (64 to 78) so that they collide with no shell's or signal's code.
    """

    STOPPED = 0  # drained, committed, left the group
    DEFECT = 70  # a defect whose end could not be named either: the record stays, uncommitted
    UNCONFIRMED = 71  # an output was not acknowledged in time, or refused
    CRASHED = 72  # Faust or the group ended: no broker at start, no rights, a crash inside the library
    BREAKER = 73  # too many defects: this deploy is bad, not the records
    STALLED = 74  # no record finished for too long while one was due, or the loop stood still
    UNCOMMITTED = 75  # a commit was not answered in time
    NOT_LEFT = 76  # stopped, but the last commit was not made or the group not left (broker away)


@dataclass(frozen=True, slots=True)
class Ending:
    """Why an engine ended."""

    code: Exit
    why: str


class Stoppable(Protocol):
    """What a signal stops."""

    def stop(self) -> None:
        """Begins the drain."""


class Building:
    """A worker that is being built. There is nothing to drain: told to stop, it is taken down again, and well.

    Its movers may have joined their groups. They leave them, or the next to come would wait for a session.
    """

    def __init__(self, closing: asyncio.Timeout, patience_s: float) -> None:
        """Stands for the task that makes it, inside of `closing`: taking it down takes `patience_s` at most."""
        self._task = asyncio.current_task()
        self._closing = closing
        self._patience_s = patience_s
        self.stopped = False

    def stop(self) -> None:
        """Ends the building."""
        self.stopped = True
        self._closing.reschedule(asyncio.get_running_loop().time() + self._patience_s)
        if self._task is not None:
            self._task.cancel()

    @property
    def code(self) -> Exit:
        """Says how it ended once it was stopped."""
        return Exit.NOT_LEFT if self._closing.expired() else Exit.STOPPED


def on_signals(engine: Stoppable) -> None:
    """SIGTERM and SIGINT stop it, a second one leaves at once, without committing more than is done."""
    loop = asyncio.get_running_loop()
    seen = 0

    def heard(number: int) -> None:
        nonlocal seen
        seen += 1
        if seen > 1:
            leave(128 + number)  # as a shell reports a death by this signal
        engine.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, heard, int(number))


def run_and_leave(main: Coroutine[Any, Any, int]) -> NoReturn:
    """Runs a worker's main in a loop of its own and ends the process with its code. What it raises passes through.

    Not `asyncio.run`: that cancels what is left and waits for it, and Faust's crashed services do not end.
    """
    leave(asyncio.Runner().run(main))


def leave(code: int) -> NoReturn:
    """Ends the process now. Faust's consumer thread may hang in a stop; it must not hold the process."""
    logging.shutdown()
    os._exit(code)
