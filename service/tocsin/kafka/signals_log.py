"""The signals topic looked back at: which articles alerting has met when it begins in the middle of the stream."""

from typing import Final

from tocsin.core import codec, times
from tocsin.core.records.delivery import Delivery
from tocsin.kafka.errors import BrokerAway, BrokerRefused, UnknownTopic
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import reader
from tocsin.ports import StoreUnavailable

# A killed enricher's records come again once its session is over (30 s) or it is back: seconds to minutes.
BEFORE_MS: Final = 15 * times.MINUTE_MS


class KafkaSignalsLog:
    """The port `SignalsLog` on the topic of one partition."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    async def before(self, delivery: Delivery) -> tuple[str, ...]:
        """Names what came within the quarter of an hour before a record."""
        met: list[str] = []
        try:
            async with reader(self._broker, self._topic) as opened:
                await opened.start_at(max(1, delivery.timestamp_ms - BEFORE_MS))
                async for record in opened.records(follow=False):
                    if record.partition == delivery.partition and record.offset >= delivery.offset:
                        break
                    met.append(codec.decided_as(record))
        except (BrokerAway, BrokerRefused, UnknownTopic) as error:
            raise StoreUnavailable(f"{self._topic} cannot be read: {error}") from error
        return tuple(met)
