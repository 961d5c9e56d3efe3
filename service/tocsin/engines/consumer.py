"""Faust's Consumer, made to hand records to a lane and to release before it forgets.

Faust's agent, stream and acks are not used: records are taken where Faust fetches them (three times faster, measured),
and its offsets are ours to keep. What is left to Faust is the group, the thread, the fetching and the rebalances.
"""

import asyncio
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import ConsumerStoppedError
from aiokafka.structs import OffsetAndMetadata
from faust.transport.drivers import aiokafka as driver
from faust.types import TP

from tocsin.clients import CutShort, to_its_end
from tocsin.core.records.delivery import delivery_of
from tocsin.engines import innards
from tocsin.engines.group import Position

if TYPE_CHECKING:
    from tocsin.engines.lane import Lane

POLL_S = 1.0  # Faust's own; a fetch that finds nothing returns after it
FETCH_WAIT_MS = 100  # a fetch that finds nothing; with Faust's 1,500 a partition stood still for 1.3 s (measured)
ALL_FULL_S = 0.02  # Faust sleeps a second when every partition is full: 4,800 records a second instead of 15,000


class ReadCommittedThread(driver.AIOKafkaConsumerThread):
    """The consumer's thread; it makes an aiokafka consumer that reads committed records only."""

    def _create_worker_consumer(self, transport: Any) -> AIOKafkaConsumer:
        fresh = super()._create_worker_consumer(transport)
        innards.read_committed(fresh)
        innards.fetch_often(fresh, FETCH_WAIT_MS)
        innards.pace_metadata(fresh)
        return fresh

    async def on_thread_stop(self) -> None:
        """Stops the consumer, and lets the thread end well where that is cut short."""
        try:
            await to_its_end(super().on_thread_stop())
        except CutShort:
            await innards.disconnect(self._ensure_consumer())


class LaneConsumer(driver.Consumer):
    """Set as `app.transport.Consumer`; finds its lane at `app.lane`."""

    @property
    def lane(self) -> "Lane":
        """The lane that this consumer feeds."""
        app: Any = self.app
        lane: Lane = app.lane
        return lane

    def _new_consumer_thread(self) -> ReadCommittedThread:
        return ReadCommittedThread(self, loop=self.loop, beacon=self.beacon)

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Releases while the partitions are still ours; Faust forgets them first and waits afterwards."""
        await self.lane.release("revoked", self.lane.values.revoke_drain_s)
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Opens the lane's books before Faust lets records flow; what fails here must not be lost in a log line."""
        innards.renew_with_heartbeats(innards.client(self), self.lane.lease)
        await self.lane.assigned_or_fail([place.partition for place in assigned], generation_id)
        await super().on_partitions_assigned(assigned, generation_id)

    async def seek_to_committed(self) -> Mapping[TP, int]:
        """Seeks to what the lane expects next: aiokafka's own does nothing where nothing or 0 is committed."""
        expected = {TP(self.lane.hop.source, n): p.ledger.expected for n, p in self.lane.partitions.items()}
        await self.lane.group.seek({place.partition: offset for place, offset in expected.items()})
        return expected

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109 - Faust's signature
        if self.flow_active and not innards.fetching(self):
            await asyncio.sleep(ALL_FULL_S)
            return innards.nothing_fetched(self)
        return await super()._wait_next_records(timeout)

    async def _drain_messages(self, fetcher: Any) -> None:
        """Hands each fetched batch to the lane; runs from the fetcher's start to its stop."""
        try:
            while not (innards.ended(self) or innards.ended(fetcher) or self.should_stop):
                await self._hand_over()
        except ConsumerStoppedError:
            if not self.app.should_stop:
                raise

    async def _hand_over(self) -> None:
        # While a partition is held the poll leaves it out; a long one would keep it waiting after it may go on.
        held = any(partition.full for partition in self.lane.partitions.values())
        records, _ = await self._wait_next_records(ALL_FULL_S if held else POLL_S)
        if not self.flow_active:
            await self.perform_seek()
            return
        for place, batch in (records or {}).items():
            await self.lane.take(place.partition, [delivery_of(record) for record in batch])
        await asyncio.sleep(0)


class FaustGroup:
    """The `Group` of one app: every call goes into the consumer's thread, where its aiokafka client lives."""

    def __init__(self, app: Any, topic: str) -> None:
        self._app = app
        self._topic = topic

    def _places(self, partitions: Collection[int]) -> list[TopicPartition]:
        return [TopicPartition(self._topic, number) for number in partitions]

    def generation(self) -> int:
        """The group's generation as this member knows it."""
        return innards.generation(self._app.consumer)

    async def commit(self, positions: Mapping[int, Position], patience_s: float) -> None:
        """Commits within `patience_s`; afterwards aiokafka no longer tries, which by itself it would for ever."""
        consumer = self._app.consumer
        client = innards.client(consumer)
        offsets = {TopicPartition(self._topic, n): OffsetAndMetadata(*position) for n, position in positions.items()}

        async def bounded() -> None:
            async with asyncio.timeout(patience_s):
                await client.commit(offsets)

        await innards.in_thread(consumer, bounded)

    async def committed(self, partitions: Collection[int]) -> dict[int, Position]:
        """Gives what is committed, with its metadata."""
        found = await innards.committed(self._app.consumer, self._places(partitions))
        return {place.partition: (position.offset, position.metadata or "") for place, position in found.items()}

    async def starts(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the first offset that each partition still has."""
        client = innards.client(self._app.consumer)
        found = await innards.in_thread(self._app.consumer, client.beginning_offsets, self._places(partitions))
        return {place.partition: offset for place, offset in found.items()}

    async def ends(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the offset after the last record (of an open transaction: before its first)."""
        client = innards.client(self._app.consumer)
        found = await innards.in_thread(self._app.consumer, client.end_offsets, self._places(partitions))
        return {place.partition: offset for place, offset in found.items()}

    async def reads_from(self, partitions: Collection[int]) -> dict[int, int]:
        """Gives the offset from which each partition is read on."""
        client = innards.client(self._app.consumer)

        async def positions() -> dict[int, int]:
            return {place.partition: await client.position(place) for place in self._places(partitions)}

        found: dict[int, int] = await innards.in_thread(self._app.consumer, positions)
        return found

    async def seek(self, offsets: Mapping[int, int]) -> None:
        """Reads on from these offsets; aiokafka drops what it fetched before."""
        client = innards.client(self._app.consumer)

        async def seek() -> None:
            assigned = client.assignment()
            for number, offset in offsets.items():
                place = TopicPartition(self._topic, number)
                if place in assigned:
                    client.seek(place, offset)

        await innards.in_thread(self._app.consumer, seek)

    def hold(self, partition: int) -> None:
        """Fetches no more of it. Faust's `pause_partitions` in the middle of a batch would lose the rest of it."""
        self._app.consumer.on_buffer_full(TP(self._topic, partition))

    def unhold(self, partition: int) -> None:
        """Fetches it again."""
        self._app.consumer.on_buffer_drop(TP(self._topic, partition))
