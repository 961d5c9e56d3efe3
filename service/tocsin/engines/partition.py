"""One partition while it is ours: what waits, what runs, what is done."""

from collections import deque
from collections.abc import Collection

from tocsin.core.records.delivery import Delivery
from tocsin.engines.offsets import Ledger

# A version of no ledger: what the broker knows is older than what we begin with.
NOT_COMMITTED = (-1, 0)


class Partition:
    """The book of one partition from its assignment to its revocation.

    `ours` turns False when it goes: handlers that still run find it so and publish nothing more. `limit` is how many
    handlers may run at once. `sought` is the offset that the intake asked the broker for again (see `intake`), `reread`
    the one from which liveness had it read again (see `Intake.nothing_follows`).
    `latest_ms` is Kafka's time of the record taken last.
    """

    def __init__(self, number: int, mark: int, skip: Collection[int], limit: int) -> None:
        self.number = number
        self.ledger = Ledger(mark, skip)
        self.limit = limit
        self.waiting: deque[Delivery] = deque()
        self.running = 0
        self.bytes_held = 0
        self.ours = True
        self.full = False
        self.listed = False
        self.sought: int | None = None
        self.reread: int | None = None
        self.latest_ms: int | None = None
        self.committed = self.ledger.version()
        self.unfinished: dict[int, Delivery] = {}

    @property
    def startable(self) -> bool:
        """Says whether another handler may start."""
        return self.ours and bool(self.waiting) and self.running < self.limit

    def take(self, delivery: Delivery) -> bool:
        """Files a record that came; False when an earlier owner has done it."""
        self.latest_ms = delivery.timestamp_ms
        if not self.ledger.take(delivery.offset):
            return False
        self.waiting.append(delivery)
        self.unfinished[delivery.offset] = delivery
        self.bytes_held += size_of(delivery)
        return True

    def finish(self, delivery: Delivery) -> None:
        """Notes a record as done."""
        self.ledger.finish(delivery.offset)
        del self.unfinished[delivery.offset]
        self.bytes_held -= size_of(delivery)

    def again(self, delivery: Delivery) -> None:
        """Puts a record back to the front: its handler is run again later."""
        self.waiting.appendleft(delivery)

    @property
    def culprit(self) -> Delivery | None:
        """The oldest unfinished record: what holds the mark back."""
        oldest = self.ledger.oldest
        return None if oldest is None else self.unfinished.get(oldest)


def size_of(delivery: Delivery) -> int:
    """Gives the bytes of a record's key and value."""
    return len(delivery.key or b"") + len(delivery.value or b"")
