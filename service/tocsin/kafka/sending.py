"""Sending many records from a command: idempotent, `acks=all`, with a bound on what is under way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from typing import Any

from aiokafka import AIOKafkaProducer

from tocsin.core.records.delivery import Output
from tocsin.kafka.errors import BrokerAway, Unconfirmed, edge, missing, named
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import existing

# A broker that moved a leader answers again within this time; one that does not is away.
CONFIRM_S = 30.0
# The submitted topic takes 4 MiB; a command sends no larger record, but a dead letter's original may be.
REQUEST_BYTES_MAX = 17 * 1024 * 1024


class Sender:
    """Sends records and tells when each is safe."""

    def __init__(self, producer: Any) -> None:
        self._producer = producer

    async def send(self, outputs: Iterable[Output]) -> None:
        """Returns once all are acknowledged. Raises Unconfirmed, BrokerRefused, UnknownTopic or BrokerAway."""
        under_way = [await self._enqueued(output) for output in outputs]
        for topic, confirmation in under_way:
            with edge(f"write {topic}"):
                await self._confirmed(topic, confirmation)

    async def _enqueued(self, output: Output) -> tuple[str, Any]:
        with edge(f"write {output.topic}"):
            confirmation = await self._producer.send(
                output.topic, output.value, key=output.key, partition=output.partition, headers=list(output.headers)
            )
        return output.topic, confirmation

    @staticmethod
    async def _confirmed(topic: str, confirmation: Any) -> None:
        try:
            await asyncio.wait_for(confirmation, CONFIRM_S)
        except TimeoutError as error:
            raise Unconfirmed(
                f"{topic} confirmed nothing for {CONFIRM_S:g} s; what was not confirmed may be lost"
            ) from error
        except Exception as error:
            if named(error) == "MessageSizeTooLargeError":
                raise Unconfirmed(f"{topic} refuses a record as too large; see `tocsin topics`") from error
            raise


@contextlib.asynccontextmanager
async def sender(broker: Broker, *topics: str) -> AsyncIterator[Sender]:
    """Opens a producer for these topics. Raises UnknownTopic where one of them is missing."""
    known = topics if broker.embedded else await existing(broker)
    for topic in topics:
        if topic not in known:
            raise missing(topic)
    producer = AIOKafkaProducer(
        **broker.security.aiokafka(),
        client_id="tocsin",
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=5,
        max_request_size=REQUEST_BYTES_MAX,
        request_timeout_ms=int(CONFIRM_S * 1000),
    )
    with edge(f"write {', '.join(topics)}"):
        await _start(producer)
    try:
        yield Sender(producer)
    finally:
        # A broker that went away must not hold a command that already says so.
        with contextlib.suppress(TimeoutError, BrokerAway):
            await asyncio.wait_for(producer.stop(), CONFIRM_S)


async def _start(producer: Any) -> None:
    try:
        await asyncio.wait_for(producer.start(), CONFIRM_S)
    except BaseException:
        await producer.stop()
        raise
