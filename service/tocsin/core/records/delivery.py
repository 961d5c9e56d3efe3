"""A record as Kafka hands it over, and one as we hand it to Kafka."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One consumed record. `timestamp_ms` is Kafka's, in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()

    def header(self, name: str) -> bytes | None:
        """Gives the last header of this name (repeated keys are allowed in Kafka; the last one wins), or None."""
        return next((value for key, value in reversed(self.headers) if key == name), None)


class Consumed(Protocol):
    """What a consumer gives for a record: aiokafka's ConsumerRecord, as far as it is read."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Iterable[tuple[str, bytes | None]]


def delivery_of(record: Consumed) -> Delivery:
    """Gives a consumer's record as ours. Kafka knows null as a header's value; nobody says more by it than by none."""
    return Delivery(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple((name, value or b"") for name, value in record.headers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One record to publish. `partition` is None where the key decides (murmur2)."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: Headers = ()
    partition: int | None = None
