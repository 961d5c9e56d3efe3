"""The thread topic, read to its end: what alerting must know before it decides."""

from tocsin.core.topics import SINGLE_PARTITION
from tocsin.kafka.errors import UnknownTopic
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import reader


class KafkaThreadLog:
    """The port `ThreadLog` on a compacted topic."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    async def load(self) -> list[bytes]:
        """Gives the last record of each thread, oldest first; deleted ones are left out."""
        last: dict[bytes, bytes | None] = {}
        try:
            async with reader(self._broker, self._topic) as opened:
                await opened.start_at(0)
                async for delivery in opened.records(follow=False):
                    if delivery.partition == SINGLE_PARTITION and delivery.key is not None:
                        last.pop(delivery.key, None)
                        last[delivery.key] = delivery.value
        except UnknownTopic:
            # The embedded broker makes topics on first use: nothing was ever written.
            return []
        return [value for value in last.values() if value is not None]
