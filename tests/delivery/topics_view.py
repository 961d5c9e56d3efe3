"""What the topics say, read from outside with another client (librdkafka)."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic


class Topics:
    """Makes, fills and reads topics whose names begin with a prefix of their own."""

    def __init__(self, bootstrap: str, prefix: str) -> None:
        self.bootstrap = bootstrap
        self.prefix = prefix
        self.admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})

    def make(self, names: Iterable[str], partitions: int = 4, **config: str) -> None:
        """Creates topics, all or none of which exist."""
        fresh = [NewTopic(self.prefix + name, partitions, 1, config=config) for name in names]
        for future in self.admin.create_topics(fresh).values():
            future.result()

    def grow(self, name: str, partitions: int) -> None:
        """Adds partitions to a topic."""
        from confluent_kafka.admin import NewPartitions

        for future in self.admin.create_partitions([NewPartitions(self.prefix + name, partitions)]).values():
            future.result()

    def remove(self, name: str) -> None:
        """Deletes a topic."""
        for future in self.admin.delete_topics([self.prefix + name]).values():
            future.result()

    def producer(self, **config: object) -> Producer:
        """Gives a producer that hashes keys as we do."""
        return Producer(
            {"bootstrap.servers": self.bootstrap, "partitioner": "murmur2_random", "log_level": 0, **config}
        )

    def fill(self, name: str, records: Iterable[tuple[str | None, bytes | None]]) -> int:
        """Writes (key, value) records, and gives how many."""
        producer = self.producer(**{"queue.buffering.max.messages": 1_000_000})
        count = 0
        for key, value in records:
            producer.produce(self.prefix + name, key=key, value=value)
            count += 1
            if count % 10_000 == 0:
                producer.poll(0)
        if producer.flush(60):
            raise RuntimeError("the broker did not take all records")
        return count

    def follow(self, *names: str) -> "Reader":
        """Gives a reader of these topics from their beginnings."""
        return Reader(self.bootstrap, [self.prefix + name for name in names])

    def ends(self, name: str) -> dict[int, int]:
        """Gives each partition's end offset."""
        consumer = Consumer({"bootstrap.servers": self.bootstrap, "group.id": "none", "log_level": 0})
        try:
            found = consumer.list_topics(self.prefix + name, 10).topics[self.prefix + name].partitions
            return {n: consumer.get_watermark_offsets(TopicPartition(self.prefix + name, n), 10)[1] for n in found}
        finally:
            consumer.close()

    def committed(self, group: str, name: str) -> dict[int, int]:
        """Gives what a group has committed, 0 where nothing."""
        places = [TopicPartition(self.prefix + name, number) for number in self.ends(name)]
        (future,) = self.admin.list_consumer_group_offsets([ConsumerGroupTopicPartitions(group, places)]).values()
        return {place.partition: max(place.offset, 0) for place in future.result().topic_partitions}

    def unread(self, group: str, name: str) -> int:
        """Counts the records beyond what a group has committed; markers and records of aborted transactions are none."""
        committed, ends = self.committed(group, name), self.ends(name)
        behind = {number: offset for number, offset in committed.items() if offset < ends[number]}
        return sum(self._readable(name, number, offset, ends[number]) for number, offset in behind.items())

    def _readable(self, name: str, number: int, offset: int, end: int) -> int:
        consumer = Consumer(
            {"bootstrap.servers": self.bootstrap, "group.id": "none", "enable.partition.eof": True, "log_level": 0}
        )
        place = TopicPartition(self.prefix + name, number, offset)
        found = 0
        try:
            consumer.assign([place])
            while (message := consumer.poll(5)) is not None and not message.error():
                found += 1
            # Silence is no proof that there is nothing.
            return found if message is not None else end - offset
        finally:
            consumer.close()


class Reader:
    """Counts what arrives, by any name that a record has."""

    def __init__(self, bootstrap: str, topics: list[str]) -> None:
        self._bootstrap = bootstrap
        self._topics = topics
        self._anew = False
        self.looks = 0  # how often it has looked for more
        self.counts: dict[str, Counter[bytes | None]] = {}
        self._consumer = self._begin()

    def _begin(self) -> Consumer:
        consumer = Consumer(
            {
                "bootstrap.servers": self._bootstrap,
                "group.id": f"reader-{time.time_ns()}",
                "auto.offset.reset": "earliest",
                "enable.auto.commit": False,
                "isolation.level": "read_committed",
                "allow.auto.create.topics": False,
                "topic.metadata.refresh.interval.ms": 2_000,
                "log_level": 0,
            }
        )
        consumer.subscribe(self._topics)
        return consumer

    def begin_anew(self) -> None:
        """Reads everything once more from the beginning, at the next look; may be called from any thread."""
        self._anew = True

    def read(self, until: Callable[[Mapping[str, Counter[bytes | None]]], bool], patience_s: float) -> bool:
        """Reads until the condition holds; False when it does not within `patience_s` seconds."""
        end = time.monotonic() + patience_s
        while not until(self.counts):
            if time.monotonic() > end:
                return False
            if self._anew:
                self._anew = False
                self._consumer.close()
                self._consumer = self._begin()
            self.looks += 1
            for message in self._consumer.consume(1_000, 0.2):
                if not message.error():
                    self.note(message)
        return True

    def note(self, message: Message) -> None:
        """Counts one record by its value."""
        self.counts.setdefault(message.topic(), Counter())[message.value()] += 1

    def close(self) -> None:
        self._consumer.close()
