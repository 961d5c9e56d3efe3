"""What a lane has in hand, told to people, probes and metrics. Only the log and the status name a record's key."""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tocsin.core.records.delivery import Delivery
from tocsin.engines.partition import Partition
from tocsin.ports import Hop
from tocsin.telemetry import RecordSlow, StageWorked

KEY_SHOWN_MAX = 253  # as long as a host's name may be (RFC 1035, 2.3.4)


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """One partition, for people and probes. `oldest_age_s` is since the record's own Kafka timestamp."""

    group: str
    topic: str
    partition: int
    mark: int
    held: int
    running: int
    oldest_offset: int | None
    oldest_age_s: float | None
    culprit: str | None


def status_of(hop: Hop, partition: Partition, now_ms: int) -> PartitionStatus:
    """Gives one partition's state; `now_ms` is the wall clock."""
    culprit = partition.culprit
    return PartitionStatus(
        group=hop.group,
        topic=hop.source,
        partition=partition.number,
        mark=partition.ledger.mark,
        held=partition.ledger.held,
        running=partition.running,
        oldest_offset=partition.ledger.oldest,
        oldest_age_s=max(0, now_ms - culprit.timestamp_ms) / 1000 if culprit else None,
        culprit=name_of(culprit) if culprit else None,
    )


def worked(stage: str, partitions: Collection[Partition], seconds: Sequence[float], in_flight: int) -> StageWorked:
    """Gives what a stage did and has in hand."""
    now_ms = time.time_ns() // 1_000_000
    culprits = [culprit for partition in partitions if (culprit := partition.culprit)]
    oldest_ms = min((culprit.timestamp_ms for culprit in culprits), default=now_ms)
    return StageWorked(
        stage=stage,
        seconds=seconds,
        in_flight=in_flight,
        held=sum(partition.ledger.held for partition in partitions),
        oldest_s=max(0, now_ms - oldest_ms) / 1000,
    )


def slow(stage: str, delivery: Delivery, seconds: float) -> RecordSlow:
    """Gives the news of a record that is in its handler for long."""
    place = f"{delivery.topic}/{delivery.partition}/{delivery.offset}"
    return RecordSlow(stage=stage, place=place, key=name_of(delivery), seconds=seconds)


def name_of(delivery: Delivery) -> str:
    """Gives a record's key for people: printable, and not longer than a host's name may be."""
    key = (delivery.key or b"").decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "?" for letter in key[:KEY_SHOWN_MAX])
