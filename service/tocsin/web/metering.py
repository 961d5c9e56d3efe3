"""What comes in is counted as it comes in, and worked on one slice at a time.

A slice of 8 KiB can hold 1,300 chunks of one byte or 450 interim responses, and working through it costs up to 15 ms
of the loop; of a hundred such peers ready at once, each waits its turn, so that others run in between.
"""

import asyncio
import ssl
from collections.abc import Callable
from typing import Any

import httpcore

SLICE_BYTES = 8 * 1024
HEAD_BYTES_MAX = 64 * 1024  # all interim responses and headers together; browsers allow 256 KiB, servers send below 16


class HeadTooLarge(Exception):  # noqa: N818 - the origin's doing, not a mistake of ours
    """The headers have no end."""


class BodyTooLarge(Exception):  # noqa: N818 - the same
    """The body is over its cap; `where` is `wire` or `inflated`."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Turns:
    """One slice a turn of the event loop, first come first served."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def take(self) -> None:
        """Returns when it is the caller's turn; what it does until it next waits is its slice."""
        async with self._lock:
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
        peer = stream.get_extra_info("server_addr")
        meter.peer = str(peer[0]) if peer is not None else meter.peer
        meter.connected = True

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        """Reads one slice."""
        data = await self._stream.read(min(max_bytes, SLICE_BYTES), timeout)
        await self._turns.take()
        self._meter.took(data)
        return data

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
