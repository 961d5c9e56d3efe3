"""retry tier -> admitted, when a record is due. A mover drives it, so that nothing sleeps in a main loop."""

from tocsin.core import times
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.topics import TopicNames


class Retrying:
    """The policy of one tier: every record is due its delay after the broker took it, and forwarded as it is.

    Nothing waits less in a tier (see `core/backoff.py`), and what must wait longer (a long `Retry-After`) is looked at
    again by enrichment, so that it holds up nobody behind it. The `not_before` of the record is for people and for lag:
    it is made of a worker's wall clock, which may be wrong.
    """

    def __init__(self, delay_s: float, topics: TopicNames) -> None:
        self._delay_ms = round(delay_s * times.SECOND_MS)
        self._topics = topics

    def due_ms(self, delivery: Delivery) -> int:
        """Gives when a record is due, in milliseconds since the epoch."""
        return delivery.timestamp_ms + self._delay_ms

    def forward(self, delivery: Delivery) -> Output:
        """Gives the record for the admitted topic, byte for byte: enrichment reads and judges it."""
        return Output(topic=self._topics.admitted, key=delivery.key, value=delivery.value, headers=delivery.headers)
