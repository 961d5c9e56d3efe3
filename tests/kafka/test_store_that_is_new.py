"""A worker whose store was not there: the first of all says nothing, one whose groups worked before says it."""

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from topics_apart import topics_apart

from tocsin import wiring
from tocsin.core.parts import PARTS
from tocsin.core.records.delivery import Output
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.settings import Settings
from tocsin.telemetry import Telemetry

pytestmark = pytest.mark.kafka


async def told(settings, broker):
    telemetry = Telemetry()
    await wiring.tell_of_new_store(settings, frozenset(PARTS), broker, telemetry)
    return telemetry.metrics.registry.get_sample_value("tocsin_store_new")


async def test_a_new_store_is_told_of_once_its_groups_have_committed(kafka, caplog):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    names = (await topics_apart(broker)).names
    settings = Settings.read(
        {
            "TOCSIN_KAFKA_BOOTSTRAP": kafka.bootstrap,
            "TOCSIN_KAFKA_PLAINTEXT": "yes",
            "TOCSIN_TOPICS": f"submitted.name={names.submitted},admitted.name={names.admitted}",
        }
    )
    assert await told(settings, broker) == 0
    async with sender(broker, names.admitted) as opened:
        await opened.send([Output(topic=names.admitted, key=None, value=b"x", partition=0)])
    member = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap, group_id="tocsin-enrich", enable_auto_commit=False)
    await member.start()
    member.assign([TopicPartition(names.admitted, 0)])
    await member.commit({TopicPartition(names.admitted, 0): 1})
    await member.stop()
    assert await told(settings, broker) == 1
    assert "tocsin-enrich worked before" in caplog.text
