"""What a child of the pool does to itself: limits before its first page, and a budget for each one.

A SIGALRM or a thread does not stop libxml2 or a regular expression; only the kernel does. So the kernel is asked to
end a child that outlives its parent, its memory or its budget of processor time, whatever it is doing.
"""

import ctypes
import math
import os
import resource
import signal
import sys
from collections.abc import Callable
from threading import Thread
from time import sleep

from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import Parsed, ParseJob

# prctl(2): "set the parent-death signal of the calling process".
PR_SET_PDEATHSIG = 1
# The pool kills at the deadline by the wall clock; the kernel's own limit only has to come after it.
CPU_GRACE_S = 5
WATCH_S = 1.0
# Reading a page takes tens of milliseconds and may take some more; the event loops, the stores and a worker that
# starts beside three busy children are waited for by everything else.
NICE = 5

Run = Callable[[ParseJob], Parsed | Rejected]


def prepare(memory_bytes: int) -> None:
    """Sets a child up: it ignores the signals that are meant for the worker, and dies with its parent.

    A supervisor or a terminal signals the whole group; the worker decides what becomes of the pages in flight.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    die_with_parent()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def die_with_parent() -> None:
    """Asks the kernel to kill this process when its parent ends; without prctl a thread watches the parent's pid.

    The parent is the fork server, which looks after the worker itself (`forkserver.py`).
    """
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        # It ended before it could be watched.
        os._exit(1)


def answer(run: Run | None, job: ParseJob, deadline_s: float) -> Parsed | Rejected:
    """Runs one job within its budget of processor time; beyond it the kernel sends SIGXCPU, which kills."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = math.ceil(used.ru_utime + used.ru_stime + deadline_s) + CPU_GRACE_S
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (budget, hard))
    return (run or _loaded())(job)


def warm(run: Run | None) -> None:
    """Loads all that reading a page needs."""
    if run is None:
        _loaded()


def _loaded() -> Run:
    from tocsin.parsing.job import run  # noqa: PLC0415 - the parser and the tagger are loaded in children alone

    return run


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(WATCH_S)
    os._exit(1)
