"""Loaded into the fork server, so that no child outlives the worker; importing it is its whole use.

Children die with the fork server (`child.py`), but the fork server by itself ends only when they have all ended: each
holds the pipe that it watches. So it looks every second whether its own parent, the worker, is still there. It does
so from a timer, because a second thread must not stand in a process that forks.

A SIGTERM to the whole group must not end it: the worker still drains.

A pool that is closed while its children start takes their locks away first (Pebble 5.2); such a child has nobody to
work for, and ends without a word.
"""

import os
import signal
import sys
from types import FrameType, TracebackType

LOOK_EVERY_S = 1.0

_worker = os.getppid()


def _look(_signal: int, _frame: FrameType | None) -> None:
    if os.getppid() != _worker:
        os._exit(0)


def _cannot_start(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tells what kept a child from starting, unless its locks were gone."""
    if kind is not FileNotFoundError:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _cannot_start
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGALRM, _look)
# A fork does not inherit the timer.
signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_S, LOOK_EVERY_S)
