"""Every private attribute of Faust and aiokafka that the engine relies on still is what it was when it was read."""

import asyncio
import inspect
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import faust.streams
import faust.transport.consumer
import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.consumer.fetcher import READ_COMMITTED
from aiokafka.consumer.group_coordinator import CoordinatorGroupRebalance, GroupCoordinator
from aiokafka.errors import GroupAuthorizationFailedError, InvalidRequestError
from aiokafka.structs import OffsetAndMetadata
from confluent_kafka import Producer
from faust.transport.drivers import aiokafka as driver
from memory_group import Untouched

import tocsin
from tocsin.demo.broker import embedded_broker
from tocsin.engines import Engine, EngineValues, Exit, innards
from tocsin.engines.consumer import FETCH_WAIT_MS, LaneConsumer, ReadCommittedThread
from tocsin.engines.faust import REFUSALS_MAX
from tocsin.engines.lease import Lease
from tocsin.kafka.publisher import KafkaPublisher, PublisherValues
from tocsin.ports import Hop

# Faust leaves coroutines behind when its app stops, and its thread ends by a cancellation when it must stop at once.
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning"),
]
ENGINES = Path(tocsin.__file__).parent / "engines"
PYPROJECT = ENGINES.parents[2] / "pyproject.toml"


@pytest.mark.parametrize(("name", "pinned"), [("faust-streaming", "0.15.3"), ("aiokafka", "0.14.0")])
def test_the_versions_that_were_read_are_pinned_exactly_and_are_the_ones_in_use(name, pinned):
    assert f'"{name}=={pinned}"' in PYPROJECT.read_text()
    assert version(name) == pinned


def test_private_attributes_of_the_libraries_are_touched_in_one_file_alone():
    elsewhere = [path.name for path in ENGINES.glob("*.py") if "SLF001" in path.read_text()]
    assert elsewhere == ["innards.py"]


def test_what_a_mover_can_do_without_is_imported_after_it_has_begun():
    late = {"faust", "aiohttp", "prometheus_client", "tocsin.wiring", "tocsin.web", "tocsin.core.tagging"}
    code = f"import sys, tocsin.cli.worker, tocsin.starting; print({late} & sys.modules.keys())"
    assert subprocess.check_output([sys.executable, "-c", code]) == b"set()\n"


@pytest.mark.parametrize("name", [*innards.OVERRIDDEN, "on_partitions_revoked", "on_partitions_assigned"])
def test_what_the_lane_consumer_overrides_is_still_there_with_the_same_arguments(name):
    parent, own = getattr(driver.Consumer, name), getattr(LaneConsumer, name)
    assert own is not parent
    assert [*inspect.signature(own).parameters] == [*inspect.signature(parent).parameters]
    assert inspect.iscoroutinefunction(own) == inspect.iscoroutinefunction(parent)


@pytest.mark.parametrize("name", innards.OVERRIDDEN_ON_THREAD)
def test_what_the_consumer_thread_overrides_is_still_there_with_the_same_arguments(name):
    parent, own = getattr(driver.AIOKafkaConsumerThread, name), getattr(ReadCommittedThread, name)
    assert [*inspect.signature(own).parameters] == [*inspect.signature(parent).parameters]


def test_the_overridden_methods_are_the_ones_that_faust_calls():
    calls = inspect.getsource(faust.transport.consumer)
    for call in (
        "await consumer._drain_messages(self)",
        "await self._wait_next_records(",
        "await self.seek_to_committed()",
        "self._thread = self._new_consumer_thread()",
    ):
        assert call in calls
    assert "self._create_worker_consumer(transport)" in inspect.getsource(driver.AIOKafkaConsumerThread)


def test_heartbeats_go_through_the_method_that_is_wrapped_and_say_whether_they_were_accepted():
    assert "await self._do_heartbeat()" in inspect.getsource(GroupCoordinator._heartbeat_routine)
    assert "return True" in inspect.getsource(GroupCoordinator._do_heartbeat)


def test_a_lease_is_renewed_once_by_a_heartbeat_however_often_it_is_asked_for():
    class Coordinator:
        accepted = True

        async def _do_heartbeat(self):
            return self.accepted

    class Member:
        _coordinator = Coordinator()

    class Counting(Lease):
        renewals = 0

        def renew(self, sent_s):
            self.renewals += 1

    async def beat():
        lease, member = Counting(10), Member()
        for _ in range(3):
            innards.renew_with_heartbeats(member, lease)
        assert await member._coordinator._do_heartbeat() is True
        assert lease.renewals == 1
        Coordinator.accepted = False
        assert await member._coordinator._do_heartbeat() is False
        assert lease.renewals == 1, "a refused heartbeat renews nothing"

    asyncio.run(beat())


def test_the_stream_without_its_compiled_part_is_refused(monkeypatch):
    """It acks events of earlier generations."""
    innards.check()
    monkeypatch.setattr(faust.streams, "_CStreamIterator", None)
    with pytest.raises(RuntimeError, match="compiled stream"):
        innards.check()


async def test_a_consumer_that_is_made_to_read_committed_hands_it_to_its_fetcher():
    consumer = AIOKafkaConsumer(bootstrap_servers="127.0.0.1:1")
    innards.read_committed(consumer)
    source = inspect.getsource(AIOKafkaConsumer.start)
    assert "isolation_level=self._isolation_level" in source
    assert consumer._isolation_level == "read_committed"
    assert READ_COMMITTED == 1


@pytest.fixture
def bootstrap():
    with embedded_broker() as broker:
        yield broker.bootstrap


@pytest.fixture
async def running(bootstrap, tmp_path):
    """A running engine of one hop that notes what it is given."""
    security = {"bootstrap_servers": [bootstrap]}
    publisher = KafkaPublisher(PublisherValues(security=security))
    await publisher.start()
    given = []

    async def handle(delivery, publish):
        given.append(delivery)

    async def defect(delivery, publish, error):
        raise error

    hop = Hop(stage="admission", group="g", source="in", handle=handle, defect=defect)
    engine = Engine(
        EngineValues(security=security, drain_s=1.0, session_s=6.0, datadir=str(tmp_path)), [hop], publisher
    )
    engine.given = given
    task = asyncio.create_task(engine.run())
    await until(engine.ready)
    yield engine
    engine.stop()
    assert (await task).code is Exit.STOPPED
    await publisher.stop()


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the condition is the test's
            await asyncio.sleep(0.02)


async def test_every_innard_answers_on_a_running_engine(running, bootstrap, caplog):
    app = running._running[0]._app
    consumer, lane = app.consumer, running.lanes[0]
    assert isinstance(consumer, LaneConsumer)
    assert isinstance(innards.client(consumer), AIOKafkaConsumer)
    assert innards.generation(consumer) == lane.generation > 0
    assert innards.client(consumer)._client.force_metadata_update.__qualname__ == "pace.<locals>.paced"
    # Faust begins to fetch a moment after the partitions are ours.
    await until(lambda: innards.fetching(consumer))
    assert innards.fetching(consumer) is True
    assert innards.nothing_fetched(consumer)[0] == {}
    assert innards.ended(consumer) is False
    places = [TopicPartition("in", number) for number in range(2)]

    async def twice(number):
        return number * 2

    assert await innards.in_thread(consumer, twice, 21) == 42
    commit = {places[0]: OffsetAndMetadata(0, "1:words of ours")}
    await innards.in_thread(consumer, innards.client(consumer).commit, commit)
    assert (await innards.committed(consumer, places))[places[0]].metadata == "1:words of ours"
    crash = asyncio.create_task(innards.crashed(app))
    await asyncio.sleep(0)
    assert not crash.done()
    crash.cancel()
    for place in lane.partitions:
        lane.group.hold(place)
    assert innards.fetching(consumer) is False, "Faust would sleep a whole second here"
    for place in lane.partitions:
        lane.group.unhold(place)
    assert innards.fetching(consumer) is True


@pytest.fixture
def refused_once(monkeypatch):
    """The coordinator answers the first SyncGroup with an error that aiokafka has no answer to."""
    refusals = []
    real = CoordinatorGroupRebalance._send_sync_group_request

    async def refused(self, request):
        if refusals:
            return await real(self, request)
        refusals.append(request)
        raise InvalidRequestError

    monkeypatch.setattr(CoordinatorGroupRebalance, "_send_sync_group_request", refused)
    return refusals


async def test_a_member_that_was_refused_once_joins_again(refused_once, running, bootstrap):
    """aiokafka waits for a poll that Faust never makes: the member stayed idle, and looked alive."""
    assert len(refused_once) == 1
    producer = Producer({"bootstrap.servers": bootstrap, "log_level": 0})
    producer.produce("in", value=b"x")
    assert producer.flush(10) == 0
    await until(lambda: running.given)


@pytest.mark.parametrize(
    ("error", "times"), [(GroupAuthorizationFailedError("g"), 1), (InvalidRequestError(), REFUSALS_MAX)]
)
async def test_a_member_that_is_refused_for_good_ends_the_worker(running, monkeypatch, error, times):
    one, failed = running._running[0], []
    monkeypatch.setattr(one.lane, "fail", lambda code, why: failed.append(code))
    for _ in range(times - 1):
        one._refused(error)
    assert failed == []
    one._refused(error)
    assert failed == [Exit.CRASHED]


async def test_a_record_comes_past_agent_and_stream_as_it_is(running, bootstrap, caplog):
    """Faust drops what it cannot decode, and keeps one of several headers of a name."""
    headers = [("a", b"1"), ("a", b"2"), ("b", None)]
    producer = Producer({"bootstrap.servers": bootstrap, "log_level": 0})
    producer.produce("in", key=b"\xff", value=b"\xfe{", headers=headers, partition=0)
    producer.produce("in", key=None, value=None, partition=0)
    assert producer.flush(10) == 0
    await until(lambda: len(running.given) == 2)
    first, second = sorted(running.given, key=lambda delivery: delivery.offset)
    assert (first.key, first.value) == (b"\xff", b"\xfe{")
    assert [*first.headers] == [("a", b"1"), ("a", b"2"), ("b", b"")]
    assert (second.key, second.value) == (None, None)
    assert "came by Faust's stream" not in caplog.text


async def test_a_fetch_that_finds_nothing_does_not_hold_up_a_partition_that_is_not_in_it(running):
    """Faust hard-codes 1.5 s, and aiokafka has one fetch at a time on its way to a broker."""
    assert innards.client(running._running[0]._app.consumer)._fetcher._fetch_max_wait_ms == FETCH_WAIT_MS < 500


async def test_faust_is_set_up_without_what_would_lose_or_repeat_records(running):
    conf = running._running[0]._app.conf
    assert conf.web_enabled is False
    assert conf.processing_guarantee.name == "AT_LEAST_ONCE", "its transactions fail where outputs are not consumed"
    assert conf.stream_wait_empty is False
    assert conf.table_standby_replicas == 0, "its own assignor left workers without partitions"
    assert (conf.topic_allow_declare, conf.topic_disable_leader) == (False, True)
    assert min(conf.broker_commit_interval, conf.broker_commit_livelock_soft_timeout) > 3_600
    assert conf.broker_request_timeout >= conf.broker_session_timeout
    assert conf.broker_max_poll_records <= EngineValues(security={"bootstrap_servers": []}).held_max / 2
    assert re.fullmatch(r"memory:/*", str(conf.store))


async def test_a_commit_without_an_answer_is_given_up_in_time_and_not_tried_again(tmp_path):
    """aiokafka by itself goes on for ever, and with the generation of the moment."""
    nobody = Untouched()
    hop = Hop(stage="admission", group="g", source="in", handle=nobody.handle, defect=nobody.handle)
    with embedded_broker() as broker:
        security = {"bootstrap_servers": [broker.bootstrap]}
        engine = Engine(EngineValues(security=security, drain_s=0.1, datadir=str(tmp_path)), [hop], nobody)
        task = asyncio.create_task(engine.run())
        await until(engine.ready)
    group = engine.lanes[0].group
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(group.commit({0: (0, "")}, 0.5), 20)
    engine.stop()
    await asyncio.wait_for(task, 60)
