"""What comes in is counted as it comes in, and worked on one slice at a time.

A slice of 8 KiB can hold 1,300 chunks of one byte or 450 interim responses, and working through it costs up to 30 ms
of the loop (measured). So a stream's slices shrink while they are dear and grow while they are cheap, and of a hundred
peers ready at once each waits its turn, so that others run in between.
"""

import asyncio
import math
import ssl
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import httpcore

SLICE_BYTES_MIN, SLICE_BYTES_FIRST, SLICE_BYTES_MAX = 512, 2 * 1024, 64 * 1024
SLICE_DEAR_S, SLICE_CHEAP_S = 0.004, 0.001
TURN_BUDGET_S = 0.002  # of a turn of the loop for usual slices; the last one that begins within it may go beyond
CALLED_MAX = 16  # at once: a page's slice costs a tenth of a millisecond
USUAL_BYTES = 512 * 1024  # on the wire; nine news pages in ten are below, and queue apart from the floods
HEAD_BYTES_MAX = 64 * 1024  # all interim responses and headers together; browsers allow 256 KiB, servers send below 16


class HeadTooLarge(Exception):  # noqa: N818 - the origin's doing, not a mistake of ours
    """The headers have no end."""


class BodyTooLarge(Exception):  # noqa: N818 - the same
    """The body is over its cap; `where` is `wire` or `inflated`."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Turns:
    """As many slices a turn of the event loop as fit its budget, first come first served; dear ones queue apart.

    One a turn held a hundred and fifty pages a second to what the loop turned: they waited a second each for slices
    that cost a tenth of a millisecond (measured).
    """

    def __init__(self, budget_s: float = TURN_BUDGET_S, clock: Callable[[], float] = time.perf_counter) -> None:
        self._budget_s = budget_s
        self._clock = clock
        self._dear = asyncio.Lock()
        self._queue: deque[asyncio.Future[None]] = deque()
        # Those that were called and found the budget spent; they are called first.
        self._again: deque[asyncio.Future[None]] = deque()
        self._turning = False
        self._fresh = False
        self._began_s = -math.inf

    async def take(self, *, dear: bool = False) -> None:
        """Returns when it is the caller's turn; what it does until it next waits is its slice."""
        if dear:
            async with self._dear:
                await asyncio.sleep(0)
            return
        if not (self._queue or self._again) and not self._spent():
            return
        await self._called(self._queue)
        while self._spent():
            await self._called(self._again)

    def _spent(self) -> bool:
        """Says whether this turn of the loop has no time left for another slice; the first one of a turn always has."""
        now_s = self._clock()
        if self._fresh:
            self._fresh, self._began_s = False, now_s
        return now_s - self._began_s >= self._budget_s

    async def _called(self, queue: "deque[asyncio.Future[None]]") -> None:
        loop = asyncio.get_running_loop()
        call: asyncio.Future[None] = loop.create_future()
        queue.append(call)
        if not self._turning:
            self._turning = True
            loop.call_soon(self._turn)
        await call

    def _turn(self) -> None:
        """Calls some, who run in the loop's next turn one after the other."""
        self._turning, self._fresh = False, True
        called = 0
        for queue in (self._again, self._queue):
            while queue and called < CALLED_MAX:
                call = queue.popleft()
                if not call.done():
                    call.set_result(None)
                    called += 1
        if self._queue or self._again:
            self._turning = True
            asyncio.get_running_loop().call_soon(self._turn)


class Meter:
    """Counts one exchange's bytes against its caps, and keeps them when an archive wants them."""

    def __init__(self, wire_bytes_max: int, *, keep: bool = False, on_sent: Callable[[], None] = lambda: None) -> None:
        self.wire_bytes_max = wire_bytes_max
        self.head_bytes = 0
        self.wire_bytes = 0
        self.in_head = True
        self.connected = False
        self.ended = False
        self.peer: str | None = None
        self.keep = keep
        self.sent: list[bytes] = []
        self.received: list[bytes] = []
        self.on_sent = on_sent
        self.opened: list[httpcore.AsyncNetworkStream] = []

    def took(self, data: bytes) -> None:
        """Counts what was read. Raises HeadTooLarge or BodyTooLarge."""
        self.ended = not data
        if self.keep:
            self.received.append(data)
        if self.in_head:
            self.head_bytes += len(data)
            if self.head_bytes > HEAD_BYTES_MAX:
                raise HeadTooLarge
            return
        self.wire_bytes += len(data)
        if self.wire_bytes > self.wire_bytes_max:
            raise BodyTooLarge("wire")


class MeteredStream(httpcore.AsyncNetworkStream):
    """A stream that reads in slices, in turn, and counts them."""

    def __init__(self, stream: httpcore.AsyncNetworkStream, meter: Meter, turns: Turns) -> None:
        self._stream = stream
        self._meter = meter
        self._turns = turns
        self._slice_bytes = SLICE_BYTES_FIRST
        self._given_at: float | None = None
        peer = stream.get_extra_info("server_addr")
        meter.peer = str(peer[0]) if peer is not None else meter.peer
        meter.connected = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Reads one slice."""
        self._fit()
        data = await self._stream.read(min(max_bytes, self._slice_bytes), timeout)
        dear = self._slice_bytes < SLICE_BYTES_FIRST or self._meter.wire_bytes > USUAL_BYTES
        await self._turns.take(dear=dear)
        self._meter.took(data)
        self._given_at = time.perf_counter()
        return data

    def _fit(self) -> None:
        """Sizes the next slice by what the last one cost until it was worked through."""
        if self._given_at is None:
            return
        spent = time.perf_counter() - self._given_at
        if spent > SLICE_DEAR_S:
            self._slice_bytes = max(self._slice_bytes // 2, SLICE_BYTES_MIN)
        elif spent < SLICE_CHEAP_S:
            self._slice_bytes = min(self._slice_bytes * 2, SLICE_BYTES_MAX)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - the same
        """Writes all of it."""
        if self._meter.keep:
            self._meter.sent.append(buffer)
        self._meter.on_sent()
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Closes it."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the same
    ) -> httpcore.AsyncNetworkStream:
        """Encrypts it; what is counted from here on is the plain text."""
        self._meter.connected = False
        self._meter.sent.clear()
        self._meter.received.clear()
        stream = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return MeteredStream(stream, self._meter, self._turns)

    def get_extra_info(self, info: str) -> Any:
        """What the stream below knows."""
        return self._stream.get_extra_info(info)
