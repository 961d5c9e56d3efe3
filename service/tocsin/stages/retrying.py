"""retry tier -> admitted, when a record is due. A mover drives it, so that nothing sleeps in a main loop."""

from typing import Final

from tocsin.core import times
from tocsin.core.pacing import SPREAD_MAX_S
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.topics import TopicNames
from tocsin.stages import carrying

BEHIND_MAX_MS: Final = round(SPREAD_MAX_S * times.SECOND_MS)
DIGITS_MAX: Final = 12


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

    def behind_ms(self, delivery: Delivery) -> int:
        """Gives how much later than that it is wanted: a host's backlog comes back at its pace, a record a turn."""
        told = delivery.header(carrying.BEHIND) or b"0"
        # Python refuses to read a number of thousands of digits.
        return min(int(told[:DIGITS_MAX]), BEHIND_MAX_MS) if told.isdigit() else 0

    def forward(self, delivery: Delivery) -> Output:
        """Gives the record for the admitted topic, byte for byte: enrichment reads and judges it."""
        return Output(topic=self._topics.admitted, key=delivery.key, value=delivery.value, headers=delivery.headers)
