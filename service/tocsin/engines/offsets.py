"""Which offsets of a partition are done: a watermark, and the ones done beyond it. Pure.

Both travel in the commit, the second as its metadata, so that the next owner skips what is already done and one slow
record does not make its partition repeat. 1,000 held records need well under 300 characters there; the broker takes
4,096 (`offset.metadata.max.bytes`).
"""

import base64
import zlib
from collections import deque
from collections.abc import Collection

METADATA_MAX = 4_000  # characters; a little below the broker's default of 4,096
FORM = "1:"  # a later form gets another number, and an older worker then repeats instead of misreading
BITMAP_BYTES_MAX = 1 << 20  # 8 million offsets beyond a watermark; more is no bitmap of ours


def pack(mark: int, done: Collection[int]) -> str:
    """Writes the offsets done beyond `mark` as a bitmap (zlib, base85); empty when there are none or it is too long."""
    if not done:
        return ""
    span = (max(done) - mark) // 8 + 1
    if span > BITMAP_BYTES_MAX:
        return ""
    bits = bytearray(span)
    for offset in done:
        bits[(offset - mark) // 8] |= 1 << (offset - mark) % 8
    text = FORM + base64.b85encode(zlib.compress(bytes(bits))).decode("ascii")
    return text if len(text) <= METADATA_MAX else ""


def unpack(mark: int, text: str) -> set[int]:
    """Reads the offsets done beyond `mark`; what is not ours, or broken, reads as none: repeating is safe."""
    if not text.startswith(FORM) or len(text) > METADATA_MAX:
        return set()
    try:
        inflate = zlib.decompressobj()
        bits = inflate.decompress(base64.b85decode(text[len(FORM) :]), BITMAP_BYTES_MAX)
    except (ValueError, zlib.error):
        return set()
    if not inflate.eof:
        return set()
    return {mark + index for index in range(len(bits) * 8) if bits[index // 8] >> index % 8 & 1}


class Ledger:
    """What became of the records of one partition since it is ours.

    `mark` is the offset to commit: every record below it is done. `expected` is the offset that comes next from the
    broker. `skip` are offsets that an earlier owner has done beyond the mark.
    """

    def __init__(self, mark: int, skip: Collection[int] = ()) -> None:
        self.mark = mark
        self.expected = mark
        self._skip = {offset for offset in skip if offset >= mark}
        self._open: deque[int] = deque()
        self._done: set[int] = set()

    def take(self, offset: int) -> bool:
        """Notes a record as come; False when an earlier owner has done it. Raises ValueError when it came before."""
        if offset < self.expected:
            raise ValueError(f"offset {offset} came again, {self.expected} was expected")
        self.expected = offset + 1
        self._open.append(offset)
        if offset in self._skip:
            self._skip.discard(offset)
            self.finish(offset)
            return False
        return True

    def finish(self, offset: int) -> None:
        """Notes a record as done, and moves the mark over all that is done in a row."""
        self._done.add(offset)
        while self._open and self._open[0] in self._done:
            first = self._open.popleft()
            self._done.discard(first)
            self.mark = first + 1

    @property
    def held(self) -> int:
        """How many records there are from the oldest unfinished one on, done or not."""
        return len(self._open)

    @property
    def oldest(self) -> int | None:
        """The oldest unfinished offset."""
        return self._open[0] if self._open else None

    def version(self) -> tuple[int, int]:
        """Changes whenever the position does; cheap."""
        return self.mark, len(self._done)

    def position(self) -> tuple[int, str]:
        """What to commit: the mark, and as metadata the offsets done beyond it."""
        return self.mark, pack(*self.done())

    def done(self) -> tuple[int, set[int]]:
        """Gives the mark, and the offsets done beyond it, those that have not come again included."""
        return self.mark, self._done | {offset for offset in self._skip if offset >= self.expected}
