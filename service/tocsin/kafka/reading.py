"""Reading topics without a group: looks, never commits, and needs no right on any group."""

import asyncio
import contextlib
import heapq
import time
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from tocsin.core.records.delivery import Delivery, delivery_of
from tocsin.kafka.errors import edge, missing
from tocsin.kafka.probe import Broker

# Below a batch's size only one partition answers a request, and the client waits 100 ms between (measured: 64
# partitions took over 5 s at 64 KiB).
PARTITION_FETCH_BYTES = 1024 * 1024
POLL_MS = 500
# After so long without a record the broker is asked whether it is still there.
SILENT_S = 5.0
ANSWER_S = 10.0
STOP_S = 3.0
POLL_RECORDS = 500


class Reader:
    """One topic's partitions, from a chosen point on. Aborted transactions are not seen."""

    def __init__(self, consumer: Any, topic: str, partitions: Sequence[TopicPartition], *, knows_times: bool) -> None:
        self._consumer, self._topic, self._partitions = consumer, topic, list(partitions)
        # The embedded broker answers every question for a time with the end; it holds little, so all is looked at.
        self._knows_times = knows_times
        self._not_before_ms = 0
        self._heard_s = time.monotonic()

    async def start_at(self, since_ms: int | None, *, least: int = 0) -> None:
        """Goes to the first record at or after a moment (0: the beginning), or with None to the end.

        `least`: not before this offset.
        """
        with edge(f"read {self._topic}"):
            ends = await self._consumer.end_offsets(self._partitions)
            if since_ms is None:
                found = ends
            elif since_ms == 0 or not self._knows_times:
                self._not_before_ms = since_ms
                found = await self._consumer.beginning_offsets(self._partitions)
            else:
                timed = await self._consumer.offsets_for_times(dict.fromkeys(self._partitions, since_ms))
                found = {tp: ends[tp] if at is None else at.offset for tp, at in timed.items()}
        for tp, offset in found.items():
            self._consumer.seek(tp, min(max(offset, least), ends[tp]))

    async def records(self, *, follow: bool) -> AsyncGenerator[Delivery, None]:
        """Gives the records, each partition in its order, and without `follow` until the present end.

        Of what one poll brings the partition whose next record is older comes first. Within one a clock may go back
        (another broker leads it now), and its order is still what counts.
        """
        with edge(f"read {self._topic}"):
            ends = {} if follow else await self._consumer.end_offsets(self._partitions)
            while follow or await self._behind(ends):
                found = await self._consumer.getmany(timeout_ms=POLL_MS, max_records=POLL_RECORDS)
                await self._listen(heard=bool(found))
                for record in heapq.merge(*found.values(), key=lambda one: one.timestamp):
                    if record.timestamp >= self._not_before_ms:
                        yield delivery_of(record)

    async def _listen(self, *, heard: bool) -> None:
        """Asks whether the broker is there when it was silent for long: the client polls for ever without it."""
        if not heard and time.monotonic() - self._heard_s < SILENT_S:
            return
        if not heard:
            await self._consumer.end_offsets(self._partitions[:1])
        self._heard_s = time.monotonic()

    async def _behind(self, ends: dict[TopicPartition, int]) -> bool:
        # The position passes transaction markers, so that an end made of them is reached too.
        return any([await self._consumer.position(tp) < end for tp, end in ends.items()])


@contextlib.asynccontextmanager
async def reader(broker: Broker, topic: str) -> AsyncIterator[Reader]:
    """Opens a topic. Raises UnknownTopic, BrokerRefused or BrokerAway."""
    consumer = await _started(broker, topic)
    try:
        partitions = [TopicPartition(topic, number) for number in consumer.partitions_for_topic(topic) or ()]
        consumer.unsubscribe()
        consumer.assign(partitions)
        yield Reader(consumer, topic, partitions, knows_times=not broker.embedded)
    finally:
        await stopped(consumer.stop())


async def existing(broker: Broker) -> set[str]:
    """Gives the names of all topics that we may see."""
    consumer = groupless(broker)
    with edge("list topics"):
        try:
            await consumer.start()
            return set(await consumer.topics())
        finally:
            await stopped(consumer.stop())


async def require(broker: Broker, topics: Iterable[str]) -> None:
    """Makes sure that all topics are there. Raises UnknownTopic. The embedded broker makes them on first use."""
    if broker.embedded:
        return
    there = await existing(broker)
    for topic in topics:
        if topic not in there:
            raise missing(topic)


def groupless(broker: Broker, *topics: str, committed: bool = True) -> Any:
    """Gives a consumer without a group, not started; `committed`: what belongs to an open transaction is not there."""
    return AIOKafkaConsumer(
        *topics,
        **broker.security.aiokafka(),
        client_id="tocsin",
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed" if committed else "read_uncommitted",
        max_partition_fetch_bytes=PARTITION_FETCH_BYTES,
        request_timeout_ms=int(ANSWER_S * 1000),
    )


async def stopped(stopping: Coroutine[Any, Any, None]) -> None:
    """Waits for a client to end. One whose broker is gone may hang in it, or end by cancelling whoever waits."""
    await asyncio.wait([asyncio.create_task(stopping)], timeout=STOP_S)


async def _started(broker: Broker, topic: str) -> Any:
    """Starts a consumer that knows the topic's partitions. The embedded broker makes the topic by being asked."""
    await require(broker, [topic])
    consumer = groupless(broker, topic)
    with edge(f"read {topic}"):
        try:
            await consumer.start()
        except BaseException:
            await stopped(consumer.stop())
            raise
    return consumer
