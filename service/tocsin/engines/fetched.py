"""A record as aiokafka fetched it, made one of ours."""

from typing import Any

from tocsin.core.records.delivery import Delivery


def delivery_of(record: Any) -> Delivery:
    """Gives aiokafka's ConsumerRecord as a Delivery."""
    return Delivery(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=record.headers,
    )
