"""One record in its handler, and the `publish` that the handler is given for it."""

import asyncio
import time

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines.lease import Lease
from tocsin.engines.partition import Partition
from tocsin.ports import NotOurs, Publisher

LEASE_LOOK_S = 0.05


class Handling:
    """A record from the start of its handler to its end; called, it publishes (the port `Publish`).

    From its first publish on a handler is `sending`: a release lets it end instead of cancelling it, for half of its
    outputs may be out. Waits for the lease and the broker do not count against its deadline; they have their own.
    """

    __slots__ = (
        "_lease",
        "_publisher",
        "awaiting",
        "began_s",
        "delivery",
        "due_s",
        "expired",
        "partition",
        "released",
        "sending",
        "slow",
        "task",
    )

    def __init__(self, partition: Partition, delivery: Delivery, publisher: Publisher, lease: Lease) -> None:
        self.partition = partition
        self.delivery = delivery
        self.sending = False
        self.awaiting = False
        self.expired = False
        self.released = False
        self.slow = False
        self.began_s = time.monotonic()
        self.due_s = 0.0
        self.task: asyncio.Task[None] | None = None
        self._publisher = publisher
        self._lease = lease

    async def __call__(self, *outputs: Output) -> None:
        """Publishes and returns once all is acknowledged. Raises NotOurs, RecordTooLarge or PublishFailed."""
        began_s = time.monotonic()
        self.awaiting = True
        try:
            while self.partition.ours and not self._lease.held(time.monotonic()):  # noqa: ASYNC110 - time ends it
                await asyncio.sleep(LEASE_LOOK_S)
            if self.released or not self.partition.ours:
                raise NotOurs(f"partition {self.partition.number} went to another worker")
            self.sending = True
            await self._publisher.publish(*outputs)
        finally:
            self.awaiting = False
            self.due_s += time.monotonic() - began_s
