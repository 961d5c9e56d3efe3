"""Turns at a URL within one worker: what another of our own records works on is awaited, for a short time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# What must wait longer than this is parked (contract: "Parked").
WAIT_MAX_S = 5.0
# Copies of one URL that may wait in memory; the others are parked at once.
WAITING_MAX = 8


class Turns:
    """One record at a time for each key. Keys nobody holds take no memory."""

    def __init__(self, wait_max_s: float = WAIT_MAX_S) -> None:
        self._wait_max_s = wait_max_s
        self._locks: dict[str, asyncio.Lock] = {}
        self._interested: dict[str, int] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[bool]:
        """Waits for a turn; yields False when it did not come in time."""
        if self._interested.get(key, 0) > WAITING_MAX:
            yield False
            return
        lock = self._locks.setdefault(key, asyncio.Lock())
        self._interested[key] = self._interested.get(key, 0) + 1
        try:
            async with asyncio.timeout(self._wait_max_s):
                await lock.acquire()
        except TimeoutError:
            self._leave(key)
            yield False
            return
        except BaseException:
            self._leave(key)
            raise
        try:
            yield True
        finally:
            lock.release()
            self._leave(key)

    def taken(self, key: str) -> bool:
        """Says whether another has the turn or waits for it."""
        return key in self._interested

    def _leave(self, key: str) -> None:
        self._interested[key] -= 1
        if not self._interested[key]:
            del self._interested[key], self._locks[key]
