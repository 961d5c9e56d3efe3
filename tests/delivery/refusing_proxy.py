"""A TCP proxy before the broker that can refuse offset commits, and nothing else.

It understands two things of Kafka's protocol: a request's header (api key, version, correlation id), and the bodies of
OffsetCommit in the versions 2 and 3, which aiokafka speaks. While it refuses, a commit goes to the broker under a group
that nobody is in, so that nothing is stored, and the error in the answer is replaced by the one that was asked for.
"""

import asyncio
import struct
import threading
from collections import deque

OFFSET_COMMIT = 8
KNOWN = {2, 3}  # later versions are encoded in another way
# Of Kafka's error codes (protocol guide): what a client meets when a commit is refused.
COORDINATOR_NOT_AVAILABLE, REBALANCE_IN_PROGRESS, GROUP_AUTHORIZATION_FAILED = 15, 27, 30

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class RefusingProxy:
    """Listens on `port` for a broker that listens on `target`; runs in a thread of its own."""

    def __init__(self, port: int, target: int) -> None:
        self.refused = 0
        self._port = port
        self._target = target
        self._error: int | None = None
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the proxy did not start")

    def refuse(self, error: int | None) -> None:
        """Refuses commits with this error from now on; None lets them pass."""
        self._error = error

    def close(self) -> None:
        """Ends it, and every connection through it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._connect, "127.0.0.1", self._port))
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.1))

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, out = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.close()
            return
        changed: deque[tuple[int, int, int]] = deque()
        ways = [
            asyncio.create_task(self._requests(reader, out, changed)),
            asyncio.create_task(self._answers(there, writer, changed)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            out.close()
            writer.close()

    async def _requests(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, changed: deque[tuple[int, int, int]]
    ) -> None:
        while True:
            frame = bytearray(await _frame(reader))
            key, version, correlation = struct.unpack_from(">hhi", frame)
            error = self._error
            if error is not None and key == OFFSET_COMMIT and version in KNOWN:
                client = max(struct.unpack_from(">h", frame, 8)[0], 0)
                first = 8 + 2 + client + 2  # the first letter of the group's name
                frame[first] = ord("~")
                changed.append((correlation, version, error))
                self.refused += 1
            writer.write(struct.pack(">i", len(frame)) + frame)
            await writer.drain()

    async def _answers(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, changed: deque[tuple[int, int, int]]
    ) -> None:
        while True:
            frame = bytearray(await _frame(reader))
            if changed and struct.unpack_from(">i", frame)[0] == changed[0][0]:
                _, version, error = changed.popleft()
                _replace_errors(frame, version, error)
            writer.write(struct.pack(">i", len(frame)) + frame)
            await writer.drain()


async def _frame(reader: asyncio.StreamReader) -> bytes:
    (length,) = struct.unpack(">i", await reader.readexactly(4))
    return await reader.readexactly(length)


def _replace_errors(frame: bytearray, version: int, error: int) -> None:
    """Answer of OffsetCommit: correlation, throttle time (3 on), then topics of (name, partitions of (index, error))."""
    at = 8 if version >= 3 else 4
    (topics,) = struct.unpack_from(">i", frame, at)
    at += 4
    for _ in range(topics):
        at += 2 + struct.unpack_from(">h", frame, at)[0]
        (partitions,) = struct.unpack_from(">i", frame, at)
        at += 4
        for _ in range(partitions):
            struct.pack_into(">h", frame, at + 4, error)
            at += 6
