"""How far a lane is complete: the moment before which nothing of a partition is unfinished, from its books."""

from collections.abc import Callable, Mapping

from tocsin.core.records.delivery import Delivery
from tocsin.engines.partition import Partition

Moment = Callable[[Delivery], int | None]


def complete_until(partitions: Mapping[int, Partition], moment_ms: Moment) -> dict[int, int | None]:
    """Gives for each partition the lowest moment of a record that is held and not done, None where there is none.

    `moment_ms` reads a record's own moment (milliseconds; None where it has none). A partition without unfinished
    records is complete up to what the broker has not given us yet: its lag says how far that is.
    """
    return {number: _lowest(partition, moment_ms) for number, partition in partitions.items()}


def _lowest(partition: Partition, moment_ms: Moment) -> int | None:
    moments = (moment_ms(delivery) for delivery in partition.unfinished.values())
    return min((moment for moment in moments if moment is not None), default=None)
