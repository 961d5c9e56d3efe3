"""A mover that ends badly beside a drain: the worker's code says so, though it was told to stop."""

import asyncio

import pytest
from aiokafka.errors import KafkaConnectionError
from memory_group import MemoryPublisher

from tocsin.engines import Ending, Engine, EngineValues, Exit, Mover, MoverValues, Policy

SECURITY = {"bootstrap_servers": ["none:1"]}


class Beside:
    """A mover that ends as it is told to, once it is stopped."""

    name, finished = "tocsin-retry-30s", 0

    def __init__(self, ending):
        self.ending = ending
        self.stopped = asyncio.Event()

    async def run(self):
        await self.stopped.wait()
        if self.ending is None:
            await asyncio.Event().wait()
        return self.ending

    def stop(self):
        self.stopped.set()

    def ready(self):
        return True

    async def due(self):
        return False


@pytest.mark.parametrize(
    ("ending", "code"),
    [
        (Ending(Exit.STOPPED, "drained"), Exit.STOPPED),
        (Ending(Exit.NOT_LEFT, "cut off"), Exit.NOT_LEFT),
        (Ending(Exit.UNCONFIRMED, "refused"), Exit.UNCONFIRMED),
        (None, Exit.NOT_LEFT),
    ],
)
async def test_a_worker_that_is_stopped_ends_as_its_movers_do(monkeypatch, ending, code):
    monkeypatch.setattr("tocsin.engines.faust.LEAVE_S", 0.05)
    mover = Beside(ending)
    engine = Engine(EngineValues(security=SECURITY), [], MemoryPublisher(), movers=[mover])
    running = asyncio.create_task(engine.run())
    engine.stop()
    assert (await running).code is code


class Member:
    """A consumer whose group cannot be left."""

    async def start(self):
        """Is there at once."""

    def subscribe(self, topics, listener):
        """Joins nothing."""

    async def stop(self):
        raise KafkaConnectionError("gone")


async def test_a_mover_whose_group_cannot_be_left_says_so():
    values = MoverValues(security=SECURITY, group="g", source="later")
    mover = Mover(values, Policy(lambda _: 0, lambda delivery: delivery), MemoryPublisher())
    mover._consumer = Member
    mover.stop()
    assert (await mover.run()).code is Exit.NOT_LEFT
