"""retry tier -> admitted, when a record is due. A mover drives it, so that nothing sleeps in a main loop."""

from tocsin.core import times
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.topics import TopicNames


class Retrying:
    """The policy of one tier: when a record is due, and what is forwarded then.

    `delay_s` bounds the wait: what must wait longer (a long `Retry-After`) is forwarded after the tier's delay and
    looked at again by enrichment, so that it holds up nobody behind it.
    """

    def __init__(self, delay_s: float, topics: TopicNames) -> None:
        self._delay_ms = round(delay_s * times.SECOND_MS)
        self._topics = topics

    def due_ms(self, delivery: Delivery) -> int:
        """Gives when a record is due (milliseconds since the epoch); without `not_before`, after the tier's delay."""
        latest = delivery.timestamp_ms + self._delay_ms
        asked = times.parse((delivery.header("tocsin-not-before") or b"").decode("ascii", "replace"))
        return latest if asked is None else min(asked, latest)

    def forward(self, delivery: Delivery) -> Output:
        """Gives the record for the admitted topic, byte for byte: enrichment reads and judges it."""
        return Output(topic=self._topics.admitted, key=delivery.key, value=delivery.value, headers=delivery.headers)
