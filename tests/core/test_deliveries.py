"""A consumer's record as ours: the same of whoever consumed it."""

from types import SimpleNamespace

from tocsin.core.records.delivery import Delivery, delivery_of

FETCHED = SimpleNamespace(
    topic="in",
    partition=1,
    offset=2,
    timestamp=3,
    key=None,
    value=b"v",
    headers=(("ce_id", b"a"), ("ce_source", None), ("ce_id", None)),
)


def test_all_of_a_record_is_taken_over():
    assert delivery_of(FETCHED) == Delivery(
        topic="in",
        partition=1,
        offset=2,
        timestamp_ms=3,
        key=None,
        value=b"v",
        headers=(("ce_id", b"a"), ("ce_source", b""), ("ce_id", b"")),
    )


def test_a_header_without_a_value_is_an_empty_one_and_no_missing_one():
    assert delivery_of(FETCHED).header("ce_source") == b""
    assert delivery_of(FETCHED).header("ce_id") == b"", "the last of a name counts, also an empty one"
    assert delivery_of(FETCHED).header("ce_type") is None
