"""A worker that is told to stop while its apps are joining leaves every group that it has come to join."""

import asyncio
import time

import pytest
from confluent_kafka.admin import AdminClient
from memory_group import MemoryPublisher
from topics_view import Topics

from tocsin.engines import Engine, EngineValues, Exit
from tocsin.engines.consumer import LaneConsumer
from tocsin.ports import Hop

pytestmark = [
    pytest.mark.kafka,
    # Faust leaves coroutines behind when its app stops.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


async def nothing(*_):
    """Handles nothing: there is nothing."""


def members(bootstrap, groups):
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 0})
    found = admin.describe_consumer_groups(groups, request_timeout=10)
    return [len(described.result(20).members) for described in found.values()]


@pytest.mark.parametrize("turns", [0, 3, 30])
async def test_a_worker_told_to_stop_while_it_joins_its_groups_leaves_them(kafka, tmp_path, monkeypatch, turns):
    prefix = f"j{time.time_ns()}-"
    Topics(kafka.bootstrap, prefix).make(["0", "1"], 2)
    groups = [f"{prefix}group{n}" for n in range(2)]
    hops = [
        Hop(stage="admission", group=group, source=f"{prefix}{n}", handle=nothing, defect=nothing)
        for n, group in enumerate(groups)
    ]
    values = EngineValues(security={"bootstrap_servers": [kafka.bootstrap]}, datadir=str(tmp_path))
    engine = Engine(values, hops, MemoryPublisher())
    begun, made = asyncio.Event(), LaneConsumer._new_consumer_thread

    def making(consumer):
        begun.set()
        return made(consumer)

    monkeypatch.setattr(LaneConsumer, "_new_consumer_thread", making)
    running = asyncio.create_task(engine.run())
    await begun.wait()
    for _ in range(turns):
        await asyncio.sleep(0)
    engine.stop()
    assert (await running).code is Exit.STOPPED
    assert members(kafka.bootstrap, groups) == [0, 0]
