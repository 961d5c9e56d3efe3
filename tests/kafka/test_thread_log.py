"""The thread topic read whole, from the embedded broker and from a real one."""

from uuid import uuid4

import pytest

from tocsin.core.records.delivery import Output
from tocsin.kafka import topics
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.kafka.thread_log import KafkaThreadLog
from tocsin.kafka.topic_admin import Copies, TopicAdmin
from tocsin.ports import StoreUnavailable


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
async def broker(request):
    kind = request.getfixturevalue(request.param)
    bootstrap = kind if isinstance(kind, str) else kind.bootstrap
    return await reach(Access(bootstrap=(bootstrap,), plaintext=not isinstance(kind, str)))


@pytest.fixture
async def topic(broker):
    own = uuid4().hex[:8]
    found = topics.read(",".join(f"{topic.logical}.name={topic.logical}-{own}" for topic in topics.DEFAULT.topics))
    if not broker.embedded:
        await TopicAdmin(broker, found, Copies()).create()
    return found.names.thread


def state(topic, key, value):
    return Output(topic=topic, key=key, value=value, partition=0)


async def test_a_topic_that_nobody_wrote_to_holds_nothing(broker, topic):
    assert await KafkaThreadLog(broker, topic).load() == []


async def test_the_last_state_of_each_thread_is_read_and_deleted_ones_are_not(broker, topic):
    written = [(b"a", b"1"), (b"b", b"1"), (b"a", b"2"), (b"c", b"1"), (b"b", None), (b"a", b"3")]
    async with sender(broker, topic) as opened:
        await opened.send([state(topic, key, value) for key, value in written])
    log = KafkaThreadLog(broker, topic)
    assert await log.load() == [b"1", b"3"]
    async with sender(broker, topic) as opened:
        await opened.send([state(topic, b"d", b"4")])
    assert await log.load() == [b"1", b"3", b"4"]


@pytest.mark.kafka
async def test_a_topic_that_is_not_there_is_a_store_that_is_away(kafka):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    with pytest.raises(StoreUnavailable, match="no-such-topic"):
        await KafkaThreadLog(broker, "no-such-topic").load()
