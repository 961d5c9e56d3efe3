"""The embedded broker: librdkafka's mock cluster, which comes with confluent-kafka.

It speaks the protocol (groups, commits, headers, idempotent producers), listens on loopback, makes topics on first
use with four partitions, keeps nothing on disk and the last 5 MB of a partition: for a demo and quick tests, no store.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from confluent_kafka import Producer

# It answers within milliseconds of being made.
START_S = 10.0


@dataclass(frozen=True, slots=True)
class EmbeddedBroker:
    """A running one: `bootstrap` is `HOST:PORT,...`."""

    bootstrap: str


@contextlib.contextmanager
def embedded_broker(brokers: int = 1) -> Iterator[EmbeddedBroker]:
    """Runs a cluster of `brokers` for as long as the block does."""
    # The client must not complain that its own address was replaced, hence the level.
    host = Producer({"test.mock.num.brokers": brokers, "log_level": 0})
    found = host.list_topics(timeout=START_S).brokers.values()
    try:
        yield EmbeddedBroker(",".join(f"{broker.host}:{broker.port}" for broker in found))
    finally:
        # The cluster lives and dies with the client that made it.
        del host
