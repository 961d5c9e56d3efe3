"""The signals topic looked back at, from the embedded broker and from a real one."""

import pytest

from tocsin.core.records.delivery import Delivery, Output
from tocsin.kafka import signals_log
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.kafka.signals_log import KafkaSignalsLog
from tocsin.ports import StoreUnavailable

NOW_MS = 1_800_000_000_000


def at(topic, offset):
    return Delivery(topic=topic, partition=0, offset=offset, timestamp_ms=NOW_MS, key=None, value=None, headers=())


async def test_what_came_before_a_record_is_named_and_nothing_else(broker, catalogue):
    topic = catalogue.names.signals
    sent = [
        Output(topic=topic, key=b"k", value=b"{}", headers=(("ce_id", name),), partition=0)
        for name in (b"a", b"b", b"c")
    ]
    async with sender(broker, topic) as opened:
        await opened.send(sent)
    log = KafkaSignalsLog(broker, topic)
    # The records bear the broker's time of today, which lies before the one that they are looked for by.
    back_then = Delivery(topic=topic, partition=0, offset=2, timestamp_ms=1, key=None, value=None, headers=())
    assert await log.before(back_then) == ("a/0", "b/0")


async def test_after_an_outage_what_came_last_before_it_is_named(broker, catalogue):
    topic = catalogue.names.signals
    async with sender(broker, topic) as opened:
        await opened.send([Output(topic=topic, key=b"k", value=b"{}", headers=(("ce_id", b"a"),), partition=0)])
    assert await KafkaSignalsLog(broker, topic).before(at(topic, 1)) == ("a/0",)


async def test_no_more_is_read_than_alerting_remembers(broker, catalogue, monkeypatch):
    monkeypatch.setattr(signals_log, "BEFORE_MAX", 2)
    topic = catalogue.names.signals
    sent = [
        Output(topic=topic, key=b"k", value=b"{}", headers=(("ce_id", name),), partition=0)
        for name in (b"a", b"b", b"c", b"d")
    ]
    async with sender(broker, topic) as opened:
        await opened.send(sent)
    assert await KafkaSignalsLog(broker, topic).before(at(topic, 3)) == ("b/0", "c/0")


@pytest.mark.kafka
async def test_a_topic_that_cannot_be_read_is_a_store_that_is_away(kafka):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    with pytest.raises(StoreUnavailable, match="no-such-topic"):
        await KafkaSignalsLog(broker, "no-such-topic").before(at("no-such-topic", 1))
