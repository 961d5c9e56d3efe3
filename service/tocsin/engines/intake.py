"""Intake: takes what Faust fetched, files it, and trusts no gap that the broker itself has not shown.

Offsets must follow each other. A real gap (compaction, transaction markers, aborted records) cannot be told from
records that the client skipped, and the client has skipped some: a fetch that spans a rebalance is dropped, and
aiokafka does not seek back where nothing was committed yet. So at a gap the partition is read again from exactly
where we stand; only what the broker then answers is believed. Inside one fetched batch a gap is the broker's own.
"""

import logging
from collections.abc import Callable, Mapping, MutableMapping, Sequence

from tocsin.core.records.delivery import Delivery
from tocsin.engines.group import Group
from tocsin.engines.partition import Partition

log = logging.getLogger("tocsin.engine")


class Intake:
    """Files batches of one lane. `accepting` says whether records are wanted; `remade` restarts a partition."""

    def __init__(
        self,
        group: Group,
        partitions: MutableMapping[int, Partition],
        *,
        accepting: Callable[[], bool],
        remade: Callable[[int, int], Partition],
    ) -> None:
        self._group = group
        self._partitions = partitions
        self._accepting = accepting
        self._remade = remade

    async def take(self, number: int, batch: Sequence[Delivery]) -> Partition | None:
        """Files one fetched batch; gives its partition, or None when the batch was dropped to be read again."""
        partition = self._partitions.get(number)
        if partition is None or not batch or not self._accepting():
            return None
        if batch[0].offset != partition.ledger.expected:
            partition = await self._mend(partition, batch[0].offset)
            if partition is None:
                return None
        partition.sought = None
        expected = partition.ledger.expected
        for delivery in batch:
            if delivery.offset >= expected:
                partition.take(delivery)
        return partition

    async def _mend(self, partition: Partition, came: int) -> Partition | None:
        """Asks again at a gap; once the broker has confirmed it, gives the partition to go on with."""
        expected = partition.ledger.expected
        if partition.sought != expected:
            partition.sought = expected
            await self._group.seek({partition.number: expected})
            return None
        if came > expected:
            await self._say_what_is_missing(partition, expected, came)
        elif (await self._group.ends([partition.number]))[partition.number] < expected:
            log.error("partition %d ends before %d: its topic was made again", partition.number, expected)
            if self._still(partition):
                return self._remade(partition.number, came)
        return partition if self._still(partition) else None

    async def _say_what_is_missing(self, partition: Partition, expected: int, came: int) -> None:
        first = (await self._group.starts([partition.number]))[partition.number]
        if first > expected:
            log.error("retention deleted partition %d from %d to %d unread", partition.number, expected, first)
        else:
            log.debug("partition %d has nothing from %d to %d", partition.number, expected, came)

    async def nothing_follows(self, ends: Mapping[int, int]) -> bool:
        """Says whether no record stands before these ends, which lie beyond what is expected next.

        Markers and aborted records are never given to us, and what the client skipped was not either. So each partition
        is read again from exactly where we stand, once; nothing follows when it has come to its end without a record.
        """
        again = {n: p for n in ends if (p := self._partitions.get(n)) and p.reread != p.ledger.expected}
        if again:
            for partition in again.values():
                partition.reread = partition.ledger.expected
            await self._group.seek({number: partition.ledger.expected for number, partition in again.items()})
            return False
        positions = await self._group.reads_from(list(ends))
        return all(positions[number] >= end for number, end in ends.items())

    def _still(self, partition: Partition) -> bool:
        return self._accepting() and self._partitions.get(partition.number) is partition
