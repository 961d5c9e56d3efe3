"""Parses pages in processes that can be killed: a page that hangs or crashes costs itself alone.

Pebble keeps the processes: it kills a stuck task and loses no neighbour (`ProcessPoolExecutor` and loky lost 18 of
20 neighbours and the pool). What it leaves open is closed here: a child that dies idle breaks Pebble's whole pool,
and one that dies with a lock in hand stops it for good; both are seen, and the pool is replaced under the waiting
pages.
"""

import asyncio
import logging
import multiprocessing
import os
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from typing import Self

import pebble
import pebble.pool.process

from tocsin import cores
from tocsin.core.outcomes import Dead, Reason, Rejected
from tocsin.core.records.page import Parsed, ParseJob
from tocsin.parsing import child

log = logging.getLogger(__name__)

# Children ignore SIGTERM (see child.py), so the pool need not wait for it to work before it sends SIGKILL; the
# library's own 3 s would hold up the neighbours, because it waits with the channel locked.
TERM_TIMEOUT_S = 0.05
# How often the library looks for tasks that are over their deadline.
TICK_S = 0.1
# Tasks handed to the library for each child: one that runs, one that is ready.
TASKS_EACH = 2
# Beyond the deadlines of a task and the one before it: to start a child anew on a busy machine.
STUCK_GRACE_S = 30.0
# A page whose pool broke this many times is taken to be what breaks it.
TRIES = 3
MEMORY_BYTES = 2 * 1024**3
# A child is replaced after this many pages: a leak in a parser's C code stays small.
PAGES_EACH = 1_000


class Steady:
    """Stands for the module `time` in the library, which counts a page's seconds by the wall clock.

    A clock put forward by an hour would kill every page in hand as overdue, for good; one put back would let a page
    hang for an hour.
    """

    sleep = staticmethod(time.sleep)
    time = staticmethod(time.monotonic)


class Broken(Exception):  # noqa: N818 - a state of the library's pool, answered here
    """The library's pool can answer no more; the pages in it are given to another one."""


class Closed(Exception):  # noqa: N818 - the same
    """The pool was closed under a page, whose record is another worker's now."""


class Pool:
    """Implements `ports.Parser` over killable processes. Use it from one event loop; it closes for good."""

    def __init__(
        self,
        *,
        workers: int = 0,
        deadline_s: float = 10.0,
        memory_bytes: int = MEMORY_BYTES,
        pages_each: int = PAGES_EACH,
        run: child.Run | None = None,
    ) -> None:
        """`deadline_s` is one page's, from its start in a child; `memory_bytes` is a child's whole address space.

        `run` stands in for `job.run`, which the worker itself never loads.
        """
        self.workers = workers or os.cpu_count() or 1
        self._deadline_s = deadline_s
        self._memory_bytes = memory_bytes
        self._pages_each = pages_each
        self._run = run
        self._pool: pebble.ProcessPool | None = None
        self._room = asyncio.Semaphore(self.workers * TASKS_EACH)
        self._replacing = asyncio.Lock()
        self._under_way: set[asyncio.Future[Parsed | Rejected]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self) -> None:
        """Starts and warms the children, off the event loop; returns when the first of them has answered."""
        pool = await self._live()
        await asyncio.wrap_future(pool.schedule(child.warm, args=(self._run,)))

    async def close(self) -> None:
        """Kills the children, and what they were at; a `parse` under way raises Closed."""
        self._closed = True
        for future in self._under_way:
            future.cancel()
        async with self._replacing:
            # One that is just being started is waited for: its children would be left behind.
            pool, self._pool = self._pool, None
            if pool is not None:
                await asyncio.to_thread(_end, pool)

    async def parse(self, job: ParseJob) -> Parsed | Rejected | Dead:
        """Reads one page: `Rejected` is no article, `Dead` says that it hung or crashed its child."""
        async with self._room:
            for _ in range(TRIES):
                pool = await self._live()
                try:
                    return await self._answer(pool, job)
                except Broken:
                    await self._replace(pool)
        return Dead(Reason.EXTRACTION_CRASH, "pool")

    async def _answer(self, pool: pebble.ProcessPool, job: ParseJob) -> Parsed | Rejected | Dead:
        try:
            task = pool.schedule(child.answer, args=(self._run, job, self._deadline_s), timeout=self._deadline_s)
        except RuntimeError as error:
            # The library's word for a pool that is no longer running.
            raise Broken from error
        future = asyncio.wrap_future(task)
        self._under_way.add(future)
        try:
            done, _ = await asyncio.wait({future}, timeout=TASKS_EACH * self._deadline_s + STUCK_GRACE_S)
            if not done:
                raise Broken
            if future.cancelled():
                raise Closed
            return _verdict(future)
        finally:
            # Cancelling what is done changes nothing; a page that nobody waits for any more is killed.
            future.cancel()
            self._under_way.discard(future)

    async def _live(self) -> pebble.ProcessPool:
        async with self._replacing:
            if self._closed:
                raise Closed
            if self._pool is None:
                self._pool = await asyncio.to_thread(self._begin)
                if self._closed:
                    raise Closed
            return self._pool

    async def _replace(self, broken: pebble.ProcessPool) -> None:
        async with self._replacing:
            if self._pool is not broken:
                return
            log.warning("the parsing pool broke and is replaced; its pages are parsed again")
            self._pool = None
            await asyncio.to_thread(_end, broken)

    def _begin(self) -> pebble.ProcessPool:
        cores.free()
        pebble.CONSTS.term_timeout = TERM_TIMEOUT_S
        pebble.CONSTS.sleep_unit = TICK_S
        pebble.pool.process.time = Steady  # type: ignore[attr-defined, assignment]  # its own import, replaced on purpose
        pool = pebble.ProcessPool(
            max_workers=self.workers,
            max_tasks=self._pages_each,
            initializer=child.prepare,
            initargs=(self._memory_bytes,),
            context=_context(),
        )
        # The library starts its children when it is first asked for something.
        pool.schedule(child.warm, args=(self._run,))
        return pool


def _context() -> multiprocessing.context.BaseContext:
    """Gives the fork server where there is one: children start warm, and share nothing with the worker's threads."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tocsin.parsing.forkserver", "tocsin.parsing.warmth"])
    return context


def _verdict(future: "asyncio.Future[Parsed | Rejected]") -> Parsed | Rejected | Dead:
    """Reads how a task ended.

    Raises what shows a defect of ours (an import that fails in the child), and Broken when the pool itself fell.
    """
    try:
        return future.result()
    except TimeoutError:
        return Dead(Reason.EXTRACTION_TIMEOUT)
    except pebble.ProcessExpired as error:
        return Dead(Reason.EXTRACTION_CRASH, _exit_name(error.exitcode))
    except BrokenProcessPool as error:
        raise Broken from error
    except ImportError:
        raise
    except Exception as error:
        log.warning("a page raised in the parsing pool", exc_info=error)
        return Dead(Reason.EXTRACTION_CRASH, type(error).__name__)


def _exit_name(code: int) -> str:
    """Names a child's end as `reason_detail` says it: a negative code is the signal that killed it."""
    return f"signal_{-code}" if code < 0 else f"exit_{code}"


def _end(pool: pebble.ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # the library types its calls but this one
    pool.join()
