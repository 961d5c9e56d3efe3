"""retry tier -> admitted, once the tier's delay has passed. A mover drives it: nothing sleeps in a main loop.

What must wait longer than the tier (a long `Retry-After`) is forwarded all the same, so that it holds up nobody
behind it; enrichment looks at its `not_before` again and sends it round.
"""

from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.topics import TopicNames


class Retrying:
    """The policy of a tier."""

    def __init__(self, topics: TopicNames) -> None:
        self._topics = topics

    def forward(self, delivery: Delivery) -> Output:
        """Gives the record for the admitted topic, byte for byte: enrichment reads and judges it."""
        return Output(topic=self._topics.admitted, key=delivery.key, value=delivery.value, headers=delivery.headers)

    def defect(self, _delivery: Delivery, error: Exception) -> tuple[Output, ...]:
        """Ends nothing: `forward` reads nothing, so what it raises is no record's fault and stops the worker."""
        raise error
