"""How the worker and its store's process talk: pickled messages, each behind its length.

Both ends are ours and the socket has no name that anyone else could open, so what is unpickled is what we pickled.
"""

import pickle
import struct
from typing import Any

_LENGTH = struct.Struct("!I")


def framed(message: object) -> bytes:
    """Gives a message as it goes over the socket; under 4 GiB."""
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(body)) + body


class Frames:
    """What has come of the other end's messages."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, received: bytes) -> list[Any]:
        """Takes bytes as they come and gives the messages that are whole by now."""
        self._bytes += received
        messages, start = [], 0
        while (body := start + _LENGTH.size) <= len(self._bytes):
            end = body + _LENGTH.unpack_from(self._bytes, start)[0]
            if end > len(self._bytes):
                break
            with memoryview(self._bytes) as view:
                messages.append(pickle.loads(view[body:end]))  # noqa: S301 - our own process's, see above
            start = end
        del self._bytes[:start]
        return messages
