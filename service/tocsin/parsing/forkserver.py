"""Loaded into the fork server, so that no child outlives the worker; importing it is its whole use.

Children die with the fork server (`child.py`), but the fork server by itself ends only when they have all ended: each
holds the pipe that it watches. So it looks every second whether its own parent, the worker, is still there. It does
so from a timer, because a second thread must not stand in a process that forks.

A SIGTERM to the whole group must not end it: the worker still drains.
"""

import os
import signal
from types import FrameType

LOOK_EVERY_S = 1.0

_worker = os.getppid()


def _look(_signal: int, _frame: FrameType | None) -> None:
    if os.getppid() != _worker:
        os._exit(0)


signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGALRM, _look)
# A fork does not inherit the timer.
signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_S, LOOK_EVERY_S)
