"""What comes in is counted as it comes in, and worked on one slice at a time.

A slice of 8 KiB can hold 1,300 chunks of one byte or 450 interim responses, and working through it costs up to 30 ms
of the loop (measured). So a stream's slices shrink while they are dear and grow while they are cheap, and of a hundred
peers ready at once each waits its turn, so that others run in between.
"""

import asyncio
import ssl
import time
from collections.abc import Callable
from typing import Any

import httpcore

SLICE_BYTES_MIN, SLICE_BYTES_FIRST, SLICE_BYTES_MAX = 512, 2 * 1024, 64 * 1024
SLICE_DEAR_S, SLICE_CHEAP_S = 0.004, 0.001
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
    """One slice a turn of the event loop, first come first served; dear ones queue apart from all others."""

    def __init__(self) -> None:
        self._usual = asyncio.Lock()
        self._dear = asyncio.Lock()

    async def take(self, *, dear: bool = False) -> None:
        """Returns when it is the caller's turn; what it does until it next waits is its slice."""
        async with self._dear if dear else self._usual:
            await asyncio.sleep(0)


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
