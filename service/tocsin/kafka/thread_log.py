"""The thread topic read whole: what alerting knows when it begins, or begins again."""

from tocsin.core.topics import SINGLE_PARTITION
from tocsin.kafka.errors import BrokerAway, BrokerRefused, UnknownTopic
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import reader
from tocsin.ports import StoreUnavailable


class KafkaThreadLog:
    """The port `ThreadLog` on the compacted topic."""

    def __init__(self, broker: Broker, topic: str) -> None:
        self._broker = broker
        self._topic = topic

    async def load(self) -> list[bytes]:
        """Gives the last value of every key. Compaction runs late, so earlier ones are passed over here."""
        latest: dict[bytes, bytes] = {}
        try:
            async with reader(self._broker, self._topic) as opened:
                await opened.start_at(0)
                async for record in opened.records(follow=False):
                    if record.partition != SINGLE_PARTITION or record.key is None:
                        continue
                    latest.pop(record.key, None)
                    if record.value is not None:
                        latest[record.key] = record.value
        except (BrokerAway, BrokerRefused, UnknownTopic) as error:
            # Deciding without what was decided before would alert twice: alerting waits.
            raise StoreUnavailable(f"{self._topic} cannot be read: {error}") from error
        return list(latest.values())
