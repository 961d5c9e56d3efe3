import random
from uuid import uuid4

import pytest

from tocsin.core.records.delivery import Output
from tocsin.kafka import topics
from tocsin.kafka.errors import Unconfirmed, UnknownTopic
from tocsin.kafka.probe import reach
from tocsin.kafka.reading import reader
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.kafka.topic_admin import Copies, TopicAdmin


@pytest.fixture
def topic(catalogue):
    return catalogue.names.submitted


async def test_null_stays_null_in_key_and_value(broker, topic):
    pairs = [(None, None), (None, b"v"), (b"k", None), (b"k", b"v"), (b"", b""), (None, None)]
    named = tuple(("n", str(number).encode()) for number in range(len(pairs)))
    outputs = [
        Output(topic=topic, key=key, value=value, headers=(header,))
        for (key, value), header in zip(pairs, named, strict=True)
    ]
    async with sender(broker, topic) as opened:
        await opened.send(outputs)
        await opened.send([Output(topic=topic, key=None, value=None, partition=0, headers=(("n", b"6"),))])
    async with reader(broker, topic) as opened:
        await opened.start_at(0)
        found = [delivery async for delivery in opened.records(follow=False)]
    back = sorted(found, key=lambda delivery: delivery.header("n"))
    assert [(delivery.key, delivery.value) for delivery in back] == [*pairs, (None, None)]
    assert back[-1].partition == 0


@pytest.mark.kafka
async def test_what_the_broker_will_not_take_is_named(kafka):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    with pytest.raises(UnknownTopic, match="--create"):
        async with sender(broker, "no-such-topic"):
            raise AssertionError("it was opened")
    own = f"mention-{uuid4().hex[:8]}"
    found = topics.read(",".join(f"{topic.logical}.name={topic.logical}-{own}" for topic in topics.DEFAULT.topics))
    await TopicAdmin(broker, found, Copies()).create()
    async with sender(broker, found.names.mention) as opened:
        with pytest.raises(Unconfirmed, match="too large"):
            await opened.send(
                [Output(topic=found.names.mention, key=None, value=random.Random(7).randbytes(2 * 1024 * 1024))]
            )
