"""The catalogue: every topic there is, in one table, and the one setting that changes it.

`TOCSIN_TOPICS` holds what differs from the table, such as
`submitted.name=wire.urls,admitted.partitions=48,enriched.retention=60d,dead.message_max=32MiB`.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from tocsin.core.topics import TopicNames

# What Kafka allows in a topic's name (org.apache.kafka.common.internals.Topic), 249 characters at most.
NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}")
DAY_S = 86_400
MIB = 1024 * 1024
PARTITIONS_MAX = 10_000
UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": DAY_S}
UNITS_BYTES = {"": 1, "KiB": 1024, "MiB": MIB}


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: who writes and reads it, and how the broker keeps it.

    `retention_s` None: compacted by key. `message_max` (bytes) None: the broker's own limit.
    """

    logical: str
    name: str
    key: str
    value: str
    partitions: int
    retention_s: int | None
    message_max: int | None
    writes: str
    reads: str

    @property
    def configs(self) -> dict[str, str]:
        """Gives the broker's settings of the topic. LogAppendTime, so that lag does not hang on a wire's clock."""
        kept = (
            {"cleanup.policy": "compact"}
            if self.retention_s is None
            else {"cleanup.policy": "delete", "retention.ms": str(self.retention_s * 1000)}
        )
        largest = {} if self.message_max is None else {"max.message.bytes": str(self.message_max)}
        return {**kept, **largest, "message.timestamp.type": "LogAppendTime"}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All topics, in the order of the contract."""

    topics: tuple[Topic, ...]

    def named(self, logical: str) -> Topic:
        """Gives a topic by its logical name, such as `submitted`."""
        return next(topic for topic in self.topics if topic.logical == logical)

    def of(self, name: str) -> Topic | None:
        """Gives a topic by its name on the broker, or None."""
        return next((topic for topic in self.topics if topic.name == name), None)

    @property
    def names(self) -> TopicNames:
        """Gives the names as the stages take them."""
        by = {topic.logical: topic.name for topic in self.topics}
        retries = (by.pop("retry_30s"), by.pop("retry_5m"), by.pop("retry_1h"))
        return TopicNames(retries=retries, **by)

    @property
    def read_by_groups(self) -> tuple[Topic, ...]:
        """Gives the topics that consumer groups of ours read (`GROUPS`)."""
        return tuple(topic for topic in self.topics if topic.logical in GROUPS)


_NAMES = TopicNames()
_30S, _5M, _1H = _NAMES.retries
# One consumer group a stage, whether stages share a process or not: topic (logical) -> group.
GROUPS = {
    "submitted": "tocsin-admit",
    "admitted": "tocsin-enrich",
    "retry_30s": "tocsin-retry-30s",
    "retry_5m": "tocsin-retry-5m",
    "retry_1h": "tocsin-retry-1h",
    "signals": "tocsin-alert",
}
_DESK = "downstream consumers"
# logical, name, key, value, partitions, kept (days, None: compacted), largest message (MiB, None: the broker's own),
# who writes, who reads
_TABLE: tuple[tuple[str, str, str, str, int, int | None, int | None, str, str], ...] = (
    ("submitted", _NAMES.submitted, "any", "submission", 24, 7, 4, "wires, submit", "admission"),
    ("admitted", _NAMES.admitted, "host", "admitted record", 24, 7, 8, "admission, retry", "enrichment"),
    ("retry_30s", _30S, "host", "admitted record", 24, 7, 8, "enrichment", "retry"),
    ("retry_5m", _5M, "host", "admitted record", 24, 7, 8, "enrichment", "retry"),
    ("retry_1h", _1H, "host", "admitted record", 24, 7, 8, "enrichment", "retry"),
    ("enriched", _NAMES.enriched, "article id", "enriched article", 24, 30, 8, "enrichment", _DESK),
    ("mention", _NAMES.mention, "event key", "what became of a signal", 12, 90, None, "alerting", _DESK),
    ("event", _NAMES.event, "event key", "state of an event", 12, None, None, "alerting", _DESK),
    ("alert", _NAMES.alert, "thread key", "alert", 12, 90, None, "alerting", _DESK),
    ("index", _NAMES.index, "dyad", "escalation index", 12, None, None, "nobody yet", _DESK),
    ("outcome", _NAMES.outcome, "submission id", "end of a submission", 24, 30, None, "every stage", "wires, ops"),
    ("progress", _NAMES.progress, "stage/partition", "completeness", 1, None, None, "every stage", _DESK),
    ("dead", _NAMES.dead, "original key", "original bytes", 12, 90, 16, "every stage", "ops, dead replay"),
    ("signals", _NAMES.signals, "article id", "article without text", 1, 14, None, "enrichment", "alerting"),
    ("thread", _NAMES.thread, "thread key", "thread state", 1, None, None, "alerting", "alerting"),
)
DEFAULT = Catalogue(
    tuple(
        Topic(
            logical=logical,
            name=name,
            key=key,
            value=value,
            partitions=partitions,
            retention_s=None if days is None else days * DAY_S,
            message_max=None if mib is None else mib * MIB,
            writes=writes,
            reads=reads,
        )
        for logical, name, key, value, partitions, days, mib, writes, reads in _TABLE
    )
)
# Their order is one order of the whole stream, or their owner one owner: more partitions would break both.
SINGLE = frozenset({"progress", "signals", "thread"})


def read(text: str) -> Catalogue:
    """Reads `TOPIC.FIELD=VALUE,...` over the default catalogue. Raises ValueError, saying what would be right."""
    topics = {topic.logical: topic for topic in DEFAULT.topics}
    for part in filter(None, (part.strip() for part in text.split(","))):
        target, equals, value = part.partition("=")
        logical, _, field = target.strip().partition(".")
        if not equals or logical not in topics or field not in _FIELDS:
            raise ValueError(f"{part!r} is no TOPIC.FIELD=VALUE; topics: {', '.join(topics)}; fields: {_FIELDS_LISTED}")
        topics[logical] = _changed(topics[logical], field, value.strip())
    names = [topic.name for topic in topics.values()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"two topics are named {twice}; each needs a name of its own")
    return Catalogue(tuple(topics.values()))


def _changed(topic: Topic, field: str, value: str) -> Topic:
    found = _FIELDS[field](value)
    if field == "partitions" and topic.logical in SINGLE and found != 1:
        raise ValueError(f"{topic.logical} has one partition, always: its order is the order of the stream")
    if field == "retention" and topic.retention_s is None:
        raise ValueError(f"{topic.logical} is compacted: it keeps the last record of each key for ever")
    attribute = "retention_s" if field == "retention" else field
    changed: dict[str, Any] = {attribute: found}
    return replace(topic, **changed)


def _name(text: str) -> str:
    if NAME.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no topic name; letters, digits, '.', '_' and '-', at most 249")
    return text


def _partitions(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= PARTITIONS_MAX:
        raise ValueError(f"partitions must lie between 1 and {PARTITIONS_MAX}, not {text!r}")
    return int(text)


def _seconds(text: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,8})([smhd])", text)
    if found is None:
        raise ValueError(f"retention must be a number and s, m, h or d, such as 7d, not {text!r}")
    return int(found[1]) * UNITS_S[found[2]]


def _bytes(text: str) -> int:
    found = re.fullmatch(r"([1-9][0-9]{0,8})(KiB|MiB|)", text)
    if found is None:
        raise ValueError(f"message_max must be a number of bytes, or with KiB or MiB, such as 8MiB, not {text!r}")
    return int(found[1]) * UNITS_BYTES[found[2]]


_FIELDS = {"name": _name, "partitions": _partitions, "retention": _seconds, "message_max": _bytes}
_FIELDS_LISTED = ", ".join(_FIELDS)
