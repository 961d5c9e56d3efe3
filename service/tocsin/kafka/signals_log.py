"""The signals topic looked back at: which articles alerting has met when it begins in the middle of the stream."""

from contextlib import aclosing
from typing import Final

from tocsin.core import codec, times
from tocsin.core.records.delivery import Delivery
from tocsin.kafka.errors import BrokerAway, BrokerRefused, UnknownTopic
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import Reader, reader
from tocsin.ports import StoreUnavailable

# A killed enricher's records come again once its session is over (30 s) or it is back: seconds to minutes.
BEFORE_MS: Final = 15 * times.MINUTE_MS
# The quarter of an hour is counted from about so many records back: after an outage nothing came for long, and what
# comes again then is what came last.
LAST: Final = 20
# More than alerting remembers.
BEFORE_MAX: Final = 50_000


class KafkaSignalsLog:
    """The port `SignalsLog` on the topic of one partition."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    async def before(self, delivery: Delivery) -> tuple[str, ...]:
        """Names what came within a quarter of an hour of the stream before a record, at most BEFORE_MAX of it."""
        met: list[str] = []
        try:
            async with reader(self._broker, self._topic) as opened:
                since_ms = max(1, await _last_ms(opened, delivery) - BEFORE_MS)
                await opened.start_at(since_ms, least=delivery.offset - BEFORE_MAX)
                async with aclosing(opened.records(follow=False)) as records:
                    async for record in records:
                        if record.partition == delivery.partition and record.offset >= delivery.offset:
                            break
                        met.append(codec.decided_as(record))
        except (BrokerAway, BrokerRefused, UnknownTopic) as error:
            raise StoreUnavailable(f"{self._topic} cannot be read: {error}") from error
        return tuple(met)


async def _last_ms(opened: Reader, delivery: Delivery) -> int:
    """Gives when one of the last records before this one came; never later than this one."""
    await opened.start_at(0, least=delivery.offset - LAST)
    async with aclosing(opened.records(follow=False)) as records:
        async for record in records:
            return min(record.timestamp_ms, delivery.timestamp_ms)
    return delivery.timestamp_ms
