"""The engine on a real broker, in this process: the traps of Faust and aiokafka that only a broker can show."""

import asyncio
import inspect
import logging
import socket
import time
from typing import Self

import pytest
from confluent_kafka import KafkaError, Producer
from faust.tables import TableManager
from memory_group import Untouched
from topics_view import Topics

from tocsin.core.records.delivery import Output
from tocsin.engines import Engine, EngineValues, Exit
from tocsin.engines.faust import NoTables
from tocsin.engines.innards import client
from tocsin.engines.lease import SHARE
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import Hop

pytestmark = [
    pytest.mark.kafka,
    # Faust leaves coroutines behind when its app stops.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def topics(kafka):
    return Topics(kafka.bootstrap, f"t{time.time_ns()}-")


class Running:
    """An engine of one hop that notes what it handled, from start to its end."""

    def __init__(self, topics, tmp_path, handle, **values) -> None:
        self.topics = topics
        self.handled: list[int] = []
        self.dead: list[int] = []
        self._handle = handle
        self._security = {"bootstrap_servers": [topics.bootstrap]}
        self._values = {"session_s": 6.0, "drain_s": 2.0, "datadir": str(tmp_path)} | values

    async def __aenter__(self) -> Self:
        async def handle(delivery, publish):
            await self._handle(self, delivery, publish)
            self.handled.append(int(delivery.value))

        async def defect(delivery, publish, error):
            self.dead.append(int(delivery.value))

        group = f"{self.topics.prefix}app"
        hop = Hop(stage="admission", group=group, source=f"{self.topics.prefix}in", handle=handle, defect=defect)
        self.publisher = KafkaPublisher(PublisherValues(security=self._security, confirm_s=10))
        await self.publisher.start()
        self.engine = Engine(EngineValues(security=self._security, **self._values), [hop], self.publisher)
        self.running = asyncio.create_task(self.engine.run())
        return self

    async def __aexit__(self, *_) -> None:
        if not self.running.done():
            await self.stop()
        await self.publisher.stop()

    async def stop(self):
        self.engine.stop()
        return await self.running

    async def until(self, condition) -> None:
        while not condition():
            assert not self.running.done(), self.running.result()
            await asyncio.sleep(0.02)

    @property
    def app(self):
        return self.engine._running[0]._app

    def committed(self) -> dict[int, int]:
        return self.topics.committed(f"{self.topics.prefix}app", "in")


async def copy(running, delivery, publish):
    await publish(Output(topic=f"{running.topics.prefix}out", key=delivery.key, value=delivery.value))


def numbers(count):
    return ((str(n), str(n).encode()) for n in range(count))


async def test_what_goes_in_comes_out_and_is_committed_to_the_end(topics, tmp_path):
    topics.make(["in", "out"])
    topics.fill("in", numbers(500))
    async with Running(topics, tmp_path, copy) as running:
        await running.until(lambda: len(running.handled) == 500)
        assert running.engine.ready()
        assert running.engine.alive()
        ending = await running.stop()
    assert ending.code is Exit.STOPPED
    assert sorted(running.handled) == list(range(500))
    assert running.committed() == topics.ends("in")


async def test_no_record_is_committed_past_though_all_behind_it_are_done(topics, tmp_path):
    """Faust with concurrency tracks out-of-order acks wrongly, and loses the slow head of a fresh partition."""
    topics.make(["in", "out"])
    topics.fill("in", numbers(400))
    heads: set[int] = set()

    async def slow_heads(running, delivery, publish):
        if delivery.offset == 0:
            heads.add(int(delivery.value))
            await asyncio.sleep(3600)

    async with Running(topics, tmp_path, slow_heads, revoke_drain_s=0.5, drain_s=0.5) as first:
        await first.until(lambda: len(first.handled) == 396)
        assert (await first.stop()).code is Exit.STOPPED
    assert first.committed() == dict.fromkeys(range(4), 0)

    async with Running(topics, tmp_path, copy) as second:
        await second.until(lambda: len(second.handled) >= 4)
        await second.stop()
    assert set(second.handled) == heads, "the offsets done beyond the mark came along in the commit's metadata"
    assert second.committed() == topics.ends("in")


async def test_aborted_transactions_are_skipped_and_their_gaps_passed(topics, tmp_path):
    topics.make(["in", "out"], 1)
    producer = topics.producer(**{"transactional.id": topics.prefix})
    producer.init_transactions(10)
    for turn in range(10):
        producer.begin_transaction()
        for n in range(5):
            producer.produce(f"{topics.prefix}in", value=str(turn * 5 + n))
        # The records must be in the log before they are aborted: an empty transaction has nothing to end.
        assert producer.flush(10) == 0
        if turn % 2:
            producer.abort_transaction(10)
        else:
            producer.commit_transaction(10)
    topics.fill("in", [(None, b"1000")])
    async with Running(topics, tmp_path, copy) as running:
        await running.until(lambda: 1000 in running.handled)
        await running.stop()
    assert sorted(running.handled) == [n for n in range(50) if n // 5 % 2 == 0] + [1000]
    assert running.committed() == topics.ends("in")


async def test_a_worker_owes_nothing_for_what_a_transaction_leaves_at_the_end(topics, tmp_path):
    topics.make(["in", "out"], 1)
    producer = topics.producer(**{"transactional.id": topics.prefix})
    producer.init_transactions(10)
    for end in (producer.commit_transaction, producer.abort_transaction):
        producer.begin_transaction()
        producer.produce(f"{topics.prefix}in", value="1")
        assert producer.flush(10) == 0
        end(10)
    async with Running(topics, tmp_path, copy) as running:
        await running.until(lambda: running.handled == [1])
        [lane] = running.engine.lanes
        async with asyncio.timeout(30):
            while await lane.due():  # noqa: ASYNC110 - the broker wakes nobody
                await asyncio.sleep(0.1)
        topics.fill("in", [(None, b"2")])
        await running.until(lambda: running.handled == [1, 2])
        await running.stop()
    assert running.committed() == topics.ends("in")


async def test_a_full_partition_gives_all_its_records_in_the_end(topics, tmp_path):
    """`pause_partitions` in the middle of a batch drops the rest of it; a partition must not stand still for it."""
    topics.make(["in", "out"], 2)
    topics.fill("in", numbers(1_100))
    async with Running(topics, tmp_path, copy, held_max=20, running_max=4) as running:
        await running.until(lambda: len(running.handled) == 1_100)
    assert len(set(running.handled)) == 1_100


async def test_an_exception_is_no_acknowledgement(topics, tmp_path):
    topics.make(["in", "out"])
    topics.fill("in", numbers(60))

    async def raising(running, delivery, publish):
        if int(delivery.value) % 10 == 3:
            raise LookupError
        await copy(running, delivery, publish)

    async with Running(topics, tmp_path, raising) as running:
        await running.until(lambda: len(running.handled) + len(running.dead) == 60)
    assert sorted(running.dead) == [3, 13, 23, 33, 43, 53]


async def test_an_output_that_is_not_acknowledged_is_not_committed_past(topics, tmp_path):
    topics.make(["in"])
    topics.fill("in", numbers(20))
    async with Running(topics, tmp_path, copy) as running:  # there is no topic to write to
        ending = await asyncio.wait_for(running.running, 60)
    assert ending.code is Exit.UNCONFIRMED
    assert running.committed() == dict.fromkeys(range(4), 0)


async def test_a_fresh_group_seeks_back_to_its_beginning_where_nothing_is_committed(topics, tmp_path):
    """aiokafka's own `seek_to_committed` does nothing there, and what was fetched meanwhile would be skipped."""
    topics.make(["in", "out"], 1)
    topics.fill("in", numbers(10))

    async def never(running, delivery, publish):
        await asyncio.sleep(3600)

    async with Running(topics, tmp_path, never, drain_s=0.2) as running:
        await running.until(lambda: running.engine.lanes[0].partitions and running.engine.status()[0].held == 10)
        kafka = client(running.app.consumer)
        lane = running.engine.lanes[0]
        lane.partitions[0].ledger.expected = 4
        assert await running.app.consumer.seek_to_committed() == {(f"{topics.prefix}in", 0): 4}
        (place,) = kafka.assignment()
        assert await kafka.position(place) in range(4, 11)


async def test_the_engine_listens_nowhere_and_leaves_logging_alone(topics, tmp_path):
    topics.make(["in", "out"])
    before = list(logging.getLogger().handlers)
    async with Running(topics, tmp_path, copy) as running:
        await running.until(running.engine.ready)
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", 6066)) != 0, "Faust's web server has no authentication"
        assert running.app.conf.web_enabled is False
    assert logging.getLogger().handlers == before


async def test_no_app_waits_for_tables_to_be_declared(topics, tmp_path):
    """Faust's manager of tables waits a second; it is the only wait of it that we leave out."""
    assert inspect.getsource(TableManager).count("self.sleep(") == 1
    assert "await self.sleep(1.0)" in inspect.getsource(TableManager.on_start)
    topics.make(["in", "out"])
    async with Running(topics, tmp_path, copy) as running:
        await running.until(running.engine.ready)
        assert isinstance(running.app.tables, NoTables)


async def test_the_fetcher_reads_committed_records_only(topics, tmp_path):
    from aiokafka.consumer.fetcher import READ_COMMITTED

    topics.make(["in", "out"])
    async with Running(topics, tmp_path, copy) as running:
        await running.until(running.engine.ready)
        assert client(running.app.consumer)._fetcher._isolation_level == READ_COMMITTED


async def test_heartbeats_renew_the_lease(topics, tmp_path):
    topics.make(["in", "out"])
    async with Running(topics, tmp_path, copy, session_s=6.0) as running:
        await running.until(running.engine.ready)
        lane = running.engine.lanes[0]
        generation, granted_s = lane.generation, lane.lease._beat_s
        await running.until(lambda: time.monotonic() > granted_s + SHARE * 6.0)
        assert lane.lease.held(time.monotonic()), "what the assignment alone had granted has run out"
        assert lane.generation == generation, "no other assignment has renewed it"


async def test_a_worker_without_a_partition_knows_its_empty_assignment_and_is_ready(topics, tmp_path):
    topics.make(["in", "out"], 1)
    async with Running(topics, tmp_path, copy) as one, Running(topics, tmp_path, copy) as other:
        engines = [one.engine, other.engine]
        await one.until(lambda: all(engine.lanes[0].generation > 0 for engine in engines))
        await one.until(lambda: sorted(len(engine.status()) for engine in engines) == [0, 1])
        assert [engine.ready() for engine in engines] == [True, True]


async def test_partitions_of_a_topic_made_again_begin_anew(topics, tmp_path):
    topics.make(["in", "out"], 1)
    topics.fill("in", numbers(30))
    async with Running(topics, tmp_path, copy) as running:
        await running.until(lambda: len(running.handled) == 30)
        topics.remove("in")
        await asyncio.sleep(1)
        topics.make(["in"], 1)
        producer = Producer({"bootstrap.servers": topics.bootstrap, "log_level": 0})
        errors: list[KafkaError] = []
        for n in range(100, 110):
            producer.produce(f"{topics.prefix}in", value=str(n), on_delivery=lambda error, _: errors.append(error))
        producer.flush(30)
        assert errors == [None] * 10
        await running.until(lambda: len(running.handled) == 40)
    assert sorted(running.handled[30:]) == list(range(100, 110))


async def test_no_broker_at_start_ends_at_once_with_a_code_of_its_own(tmp_path):
    nobody = Untouched()
    hop = Hop(stage="admission", group="g", source="in", handle=nobody.handle, defect=nobody.handle)
    values = EngineValues(security={"bootstrap_servers": ["127.0.0.1:1"]}, datadir=str(tmp_path))
    ending = await asyncio.wait_for(Engine(values, [hop], nobody).run(), 60)
    assert ending.code is Exit.CRASHED
