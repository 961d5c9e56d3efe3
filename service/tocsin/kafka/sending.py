"""Sending many records from a command, over the service's own producer, with errors that a person can act on."""

import contextlib
from collections.abc import AsyncIterator, Iterable

from tocsin.core.records.delivery import Output
from tocsin.kafka.errors import Unconfirmed, edge
from tocsin.kafka.probe import Broker
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.kafka.reading import require
from tocsin.ports import PublishFailed, RecordTooLarge

# A cluster that moves a leader answers again within this time; one that does not is away.
CONFIRM_S = 30.0


class Sender:
    """Sends records and tells when they are safe."""

    def __init__(self, publisher: KafkaPublisher, doing: str) -> None:
        self._publisher, self._doing = publisher, doing

    async def send(self, outputs: Iterable[Output]) -> None:
        """Returns once all are acknowledged. Raises Unconfirmed, BrokerRefused, UnknownTopic or BrokerAway."""
        with edge(self._doing):
            try:
                await self._publisher.publish(*outputs)
            except RecordTooLarge as error:
                raise Unconfirmed(f"a record is too large to {self._doing}; see `tocsin topics`") from error
            except PublishFailed as error:
                if error.__cause__ is None or isinstance(error.__cause__, TimeoutError):
                    raise Unconfirmed(f"the broker did not confirm that we {self._doing}: {error}") from error
                raise error.__cause__ from error


@contextlib.asynccontextmanager
async def sender(broker: Broker, *topics: str) -> AsyncIterator[Sender]:
    """Opens a producer for these topics. Raises UnknownTopic where one of them is missing."""
    await require(broker, topics)
    doing = f"write {', '.join(topics)}"
    publisher = KafkaPublisher(PublisherValues(security=broker.security.aiokafka(), confirm_s=CONFIRM_S))
    with edge(doing):
        await publisher.start()
    try:
        yield Sender(publisher, doing)
    finally:
        await publisher.stop()
