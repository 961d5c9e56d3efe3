"""What was done but not committed when partitions went: should they come back to us, it is not done again.

A refused commit means nothing but a redelivery, yet each redelivery of a failing record would go its own way through
the retry topics.
"""

from collections.abc import Iterable

from tocsin.engines.group import Position
from tocsin.engines.partition import Partition


class Unsaved:
    """One lane's memory of its own work. Everything in it has been acknowledged, whoever owned the partition since."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[int, set[int]]] = {}

    def keep(self, partitions: Iterable[Partition]) -> None:
        """Notes what these partitions leave uncommitted."""
        for partition in partitions:
            if partition.ledger.version() != partition.committed:
                self._left[partition.number] = partition.ledger.done()

    def added(
        self, number: int, mark: int, skip: set[int], committed: Position | None, end: int
    ) -> tuple[int, set[int]]:
        """Gives where a partition begins, and what is done beyond that, with our own work taken in; once.

        A topic that was deleted and made again has no commit, or ends before what we remember.
        """
        left = self._left.pop(number, None)
        if left is None or committed is None or max(left[0], *left[1], 0) > end:
            return mark, skip
        return max(mark, left[0]), skip | left[1]
