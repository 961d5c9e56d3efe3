"""Room for bodies: all that are being read share one budget, and the greatest gives way.

A hundred origins that send without end would otherwise hold a hundred times the cap. A body that has to give way is
put off, which costs its record no attempt: nobody else waits for a slow one, and nothing is lost.
"""

from tocsin.core.outcomes import Parked
from tocsin.web.pacing import PutOff

ROOM_BYTES = 12 * 1024 * 1024  # the greatest body of all fits alone
PUT_OFF_S = 30.0


class Room:
    """The budget, in bytes."""

    def __init__(self, bytes_max: int = ROOM_BYTES) -> None:
        self._bytes_max = bytes_max
        self._used = 0
        self._held: set[Holding] = set()

    def holding(self) -> "Holding":
        """Opens an empty holding; close it when the body has left."""
        holding = Holding(self)
        self._held.add(holding)
        return holding

    def grow(self, holding: "Holding", more: int) -> None:
        """Gives a holding some more bytes; whoever holds most gives way until they fit."""
        while self._used + more > self._bytes_max:
            greatest = max(self._held, key=lambda held: held.bytes)
            greatest.give_way()
            if greatest is holding:
                break
        self._used += more

    def shrink(self, less: int) -> None:
        """Takes bytes back."""
        self._used -= less

    def left(self, holding: "Holding") -> None:
        """Forgets a holding."""
        self._held.discard(holding)


class Holding:
    """One body's pieces as they came from the wire."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.pieces: list[bytes] = []
        self.bytes = 0
        self._gave_way = False

    def add(self, piece: bytes) -> None:
        """Keeps a piece. Raises PutOff when this body has to give way, or had to."""
        self._check()
        self._room.grow(self, len(piece))
        self.bytes += len(piece)
        self._check()
        self.pieces.append(piece)

    def give_way(self) -> None:
        """Drops all pieces at once; the reader is told when it next adds one."""
        self._gave_way = True
        self.close()

    def close(self) -> None:
        """Gives the room back."""
        self._room.shrink(self.bytes)
        self._room.left(self)
        self.pieces = []
        self.bytes = 0

    def _check(self) -> None:
        if self._gave_way:
            self.close()
            raise PutOff(Parked("crowded", PUT_OFF_S))
