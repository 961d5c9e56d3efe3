"""The publisher: our own idempotent producer. Faust's `topic.send` awaits only the queue and swallows failures.

`acks=all`, batches of 5 ms, murmur2, compressed. Every caller awaits its own confirmations, so that many are batched.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError

from tocsin.clients import pace
from tocsin.core.records.delivery import Output
from tocsin.ports import PublishFailed, RecordTooLarge

log = logging.getLogger("tocsin.publisher")

EXPIRE_LOOK_S = 0.5
LOG_APPEND_TIME = 1  # the timestamp is the broker's (Kafka's TimestampType)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherValues:
    """What a publisher is built from. Times are seconds."""

    security: Mapping[str, Any]  # aiokafka's own keyword arguments: bootstrap_servers (a list), ssl_context, ...
    # Unacknowledged for longer: PublishFailed. aiokafka by itself may wait for ever while the broker is down.
    confirm_s: float = 60.0
    # At 0 the throughput fell by a quarter (measured); at 5 ms a batch holds what many handlers send at once.
    linger_s: float = 0.005
    # aiokafka's 16 KiB hold 50 small records; beyond them every waiting sender is woken for every batch (4,000 records
    # a second where 256 KiB carry several times as many). Below every topic's largest message, which bounds a batch.
    batch_bytes_max: int = 256 * 1024
    compression: str = "zstd"
    # The dead topic takes 16 MiB (contract); the producer must not refuse what the topic would take.
    record_bytes_max: int = 16 * 1024 * 1024
    metadata_s: float = 30.0  # new partitions are looked for this often, so that keys soon agree among workers
    stop_s: float = 2.0


class KafkaPublisher:
    """The port `Publisher` on aiokafka; `start` and `stop` round it."""

    def __init__(self, values: PublisherValues, told_time: Callable[[int], None] = lambda _: None) -> None:
        """`told_time` is given the broker's time (milliseconds) of each acknowledgement, where the broker stamps."""
        self._values = values
        self._told_time = told_time
        self._producer: AIOKafkaProducer | None = None
        self._retired: set[asyncio.Task[None]] = set()
        # Ordered by their deadlines, for all wait equally long.
        self._unconfirmed: dict[asyncio.Future[Any], float] = {}
        self._expiring: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connects. Raises aiokafka's KafkaError when no broker answers, or we may not write."""
        self._producer = await self._fresh()
        self._expiring = asyncio.create_task(self._expire())

    async def stop(self) -> None:
        """Sends what is queued, within `stop_s`, and disconnects."""
        if self._expiring is not None:
            self._expiring.cancel()
        if self._producer is not None:
            await self._retire(self._producer)
            self._producer = None

    async def publish(self, *outputs: Output) -> None:
        """Returns once every output is acknowledged. Raises RecordTooLarge or PublishFailed."""
        producer = self._producer
        if producer is None:
            raise PublishFailed("the publisher is not started")
        try:
            confirmations = [await self._send(producer, output) for output in outputs]
        except KafkaError as error:
            raise PublishFailed(repr(error)) from error
        errors: list[KafkaError] = []
        for confirmation in confirmations:
            try:
                told = await confirmation
            except KafkaError as error:
                errors.append(error)
            else:
                if told.timestamp_type == LOG_APPEND_TIME:
                    self._told_time(told.timestamp)
            finally:
                # Not in a callback of the future: that would be one more turn of the loop for every record.
                self._unconfirmed.pop(confirmation, None)
        if errors:
            await self._judge(producer, errors)

    async def _send(self, producer: AIOKafkaProducer, output: Output) -> "asyncio.Future[Any]":
        # aiokafka asks for all topics until it misses one (made later, or deleted), and then for those alone that it
        # was told of: what waits for a leader in another would wait until it expires.
        producer.client.add_topic(output.topic)
        sent: asyncio.Future[Any]
        if output.key is None and output.value is None:
            sent = await self._send_empty(producer, output)
        else:
            try:
                sent = await producer.send(
                    output.topic,
                    key=output.key,
                    value=output.value,
                    headers=list(output.headers),
                    partition=output.partition,
                )
            except MessageSizeTooLargeError as error:
                raise RecordTooLarge(f"{output.topic}: {error}") from error
        self._unconfirmed[sent] = time.monotonic() + self._values.confirm_s
        return sent

    async def _expire(self) -> None:
        """Fails what is unacknowledged for too long; a timer for each record would cost more than the record."""
        while True:
            await asyncio.sleep(EXPIRE_LOOK_S)
            now_s = time.monotonic()
            while self._unconfirmed and next(iter(self._unconfirmed.values())) < now_s:
                sent = next(iter(self._unconfirmed))
                del self._unconfirmed[sent]
                if not sent.done():
                    sent.set_exception(KafkaTimeoutError(f"not acknowledged within {self._values.confirm_s:g} s"))

    @staticmethod
    async def _send_empty(producer: AIOKafkaProducer, output: Output) -> "asyncio.Future[Any]":
        """Sends a record of neither key nor value, such as the dead letter of one: aiokafka's `send` asserts it away.

        As a batch of its own Kafka and aiokafka both take it.
        """
        partition = output.partition
        if partition is None:
            partition = random.choice(sorted(await producer.partitions_for(output.topic)))  # noqa: S311 - it spreads load
        batch = producer.create_batch()
        batch.append(timestamp=None, key=None, value=None, headers=list(output.headers))
        sent: asyncio.Future[Any] = await producer.send_batch(batch, output.topic, partition=partition)
        return sent

    async def _judge(self, producer: AIOKafkaProducer, errors: Sequence[KafkaError]) -> None:
        """Raises for what was not acknowledged; a failure outweighs a refusal for size."""
        refused = [error for error in errors if isinstance(error, MessageSizeTooLargeError)]
        if refused:
            await self._replace(producer)
        failed = [error for error in errors if not isinstance(error, MessageSizeTooLargeError)]
        if failed:
            raise PublishFailed(repr(failed[0])) from failed[0]
        if refused:
            raise RecordTooLarge(str(refused[0])) from refused[0]

    async def _replace(self, refused: AIOKafkaProducer) -> None:
        """Goes on with another producer: a batch refused by the broker has used up its sequence number.

        Every later batch to that partition would fail as out of sequence, for ever.
        """
        if self._producer is not refused:
            return
        try:
            self._producer = await self._fresh()
        except (KafkaError, TimeoutError) as error:
            raise PublishFailed(repr(error)) from error
        task = asyncio.create_task(self._retire(refused))
        self._retired.add(task)
        task.add_done_callback(self._retired.discard)

    async def _fresh(self) -> AIOKafkaProducer:
        values = self._values
        producer = AIOKafkaProducer(
            enable_idempotence=True,
            acks="all",
            linger_ms=int(values.linger_s * 1000),
            compression_type=values.compression,
            max_batch_size=values.batch_bytes_max,
            request_timeout_ms=int(values.confirm_s * 1000),
            max_request_size=values.record_bytes_max,
            metadata_max_age_ms=int(values.metadata_s * 1000),
            **values.security,
        )
        pace(producer.client)
        try:
            async with asyncio.timeout(values.confirm_s):
                await producer.start()
        except BaseException:
            await self._retire(producer)
            raise
        return producer

    async def _retire(self, producer: AIOKafkaProducer) -> None:
        try:
            async with asyncio.timeout(self._values.stop_s):
                await producer.stop()
        except (KafkaError, TimeoutError) as error:
            log.warning("the producer did not end in time: %r", error)
