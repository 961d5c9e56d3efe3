"""Creates the catalogue's topics on a broker, and compares what is there with what should be.

The embedded broker knows no CreateTopics: it makes every topic on first use with four partitions.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # all four are exported, only not declared so
    AdminClient,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from tocsin.kafka.errors import BrokerAway, BrokerRefused, edge, named
from tocsin.kafka.probe import Broker
from tocsin.kafka.topics import Catalogue, Topic

# One request to the broker; making fifteen topics takes about a second.
ANSWER_S = 30.0
# A new topic is known to all brokers after this long at most, else the cluster is not well.
SEEN_S = 30.0
THERE_ALREADY = "TOPIC_ALREADY_EXISTS"
OFFSETS_RETENTION = "offsets.retention.minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """How often the broker keeps each record: -1 copies and 0 in sync are the broker's own."""

    replication: int = -1
    min_insync: int = 0

    @property
    def configs(self) -> dict[str, str]:
        """Gives the topic's settings that follow from it."""
        return {"min.insync.replicas": str(self.min_insync)} if self.min_insync else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One topic as the broker has it; `drift` says in words what differs. Not there: `partitions` is None."""

    topic: Topic
    partitions: int | None
    drift: tuple[str, ...]


class TopicAdmin:
    """Looks at the topics and makes them."""

    def __init__(self, broker: Broker, catalogue: Catalogue, copies: Copies) -> None:
        self._admin = AdminClient(broker.security.confluent())
        self._catalogue, self._copies = catalogue, copies

    async def create(self) -> tuple[str, ...]:
        """Makes every topic that is not there, and gives the names of those made, once all brokers know them."""
        wanted = [self._new(topic) for topic in self._catalogue.topics]
        with _edge("create topics"):
            asked = self._admin.create_topics(wanted, operation_timeout=ANSWER_S, request_timeout=ANSWER_S)
            made = [name for name, done in asked.items() if await self._made(name, done)]
        await self._seen(made)
        return tuple(made)

    def _new(self, topic: Topic) -> NewTopic:
        configs = topic.configs | self._copies.configs
        return NewTopic(topic.name, topic.partitions, self._copies.replication, config=configs)

    @staticmethod
    async def _made(name: str, done: Any) -> bool:
        try:
            await asyncio.wrap_future(done)
        except KafkaException as error:
            if named(error) == THERE_ALREADY:
                return False
            if named(error) in {"INVALID_REPLICATION_FACTOR", "INVALID_CONFIG", "POLICY_VIOLATION"}:
                raise BrokerRefused(f"the broker will not make {name}: {error.args[0].str()}") from error
            raise
        return True

    async def _seen(self, names: list[str]) -> None:
        try:
            async with asyncio.timeout(SEEN_S):
                while not set(names) <= (await self._partitions()).keys():  # noqa: ASYNC110 - it can only be asked
                    await asyncio.sleep(0.1)
        except TimeoutError as error:
            raise BrokerAway(f"the topics are made, but the cluster did not name them within {SEEN_S:g} s") from error

    async def look(self) -> tuple[Found, ...]:
        """Gives every topic of the catalogue as the broker has it."""
        partitions = await self._partitions()
        there = [topic.name for topic in self._catalogue.topics if topic.name in partitions]
        configs = await self._configs(ResourceType.TOPIC, there)
        return tuple(self._found(topic, partitions, configs.get(topic.name, {})) for topic in self._catalogue.topics)

    async def forgets_after_s(self) -> int | None:
        """Gives the seconds after which the brokers forget an idle group's offsets; None when they do not tell."""
        listed = await asyncio.to_thread(self._admin.list_topics, timeout=ANSWER_S)
        name = str(next(iter(listed.brokers)))
        try:
            minutes = (await self._configs(ResourceType.BROKER, [name]))[name].get(OFFSETS_RETENTION)
        except BrokerRefused:
            # It needs DESCRIBE_CONFIGS on the cluster, which `--check` can do without.
            return None
        return None if minutes is None else int(minutes) * 60

    async def _partitions(self) -> dict[str, tuple[int, int]]:
        """Gives (partitions, copies) of every topic there is."""
        with _edge("list topics"):
            listed = await asyncio.to_thread(self._admin.list_topics, timeout=ANSWER_S)
        return {
            name: (len(topic.partitions), min((len(one.replicas) for one in topic.partitions.values()), default=0))
            for name, topic in listed.topics.items()
            if topic.error is None
        }

    async def _configs(self, kind: ResourceType, names: list[str]) -> dict[str, dict[str, str]]:
        if not names:
            return {}
        with _edge("describe their settings"):
            asked = self._admin.describe_configs(
                [ConfigResource(kind, name) for name in names], request_timeout=ANSWER_S
            )
            found = {resource.name: await asyncio.wrap_future(done) for resource, done in asked.items()}
        return {name: {key: entry.value for key, entry in entries.items()} for name, entries in found.items()}

    def _found(self, topic: Topic, there: dict[str, tuple[int, int]], configs: dict[str, str]) -> Found:
        if topic.name not in there:
            return Found(topic=topic, partitions=None, drift=("missing",))
        partitions, copies = there[topic.name]
        wanted = topic.configs | self._copies.configs
        drift = [
            f"{name} is {configs.get(name)}, not {value}"
            for name, value in wanted.items()
            if configs.get(name) != value
        ]
        if partitions != topic.partitions:
            drift.insert(0, f"{partitions} partitions, not {topic.partitions}")
        if self._copies.replication not in {-1, copies}:
            drift.append(f"{copies} copies, not {self._copies.replication}")
        return Found(topic=topic, partitions=partitions, drift=tuple(drift))


def forgotten_too_soon(catalogue: Catalogue, forgets_after_s: int | None) -> str | None:
    """Warns when a group that stood still would lose its place while the records are still there."""
    longest = max(catalogue.read_by_groups, key=lambda topic: topic.retention_s or 0)
    kept_s = longest.retention_s or 0
    if forgets_after_s is None or forgets_after_s >= kept_s:
        return None
    return (
        f"the broker forgets an idle group's offsets after {forgets_after_s // 86_400} d "
        f"({OFFSETS_RETENTION}={forgets_after_s // 60}), but {longest.name} is kept {kept_s // 86_400} d: after so "
        f"long a pause records would be worked through again; set it to {kept_s // 60} or more"
    )


@contextlib.contextmanager
def _edge(doing: str) -> Iterator[None]:
    """Adds what only the admin's requests answer."""
    with edge(doing):
        try:
            yield
        except KafkaException as error:
            if named(error) in {"SECURITY_DISABLED", "UNSUPPORTED_VERSION", "_UNSUPPORTED_FEATURE"}:
                raise BrokerRefused(f"the broker does not know how to {doing} ({error.args[0].str()})") from error
            raise
