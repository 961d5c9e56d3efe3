"""A lane gives its partitions up: what has sent ends, the rest is cancelled, and all that is done is committed."""

import asyncio

from memory_group import Held, House, copy, records

from tocsin.engines.offsets import pack
from tocsin.ports import NotOurs


async def test_a_handler_whose_partition_went_publishes_nothing_even_if_it_tries():
    refused: list[NotOurs] = []

    async def handle(delivery, publish):
        try:
            await asyncio.Event().wait()
        finally:
            try:
                await copy(delivery, publish)
            except NotOurs as error:
                refused.append(error)

    house = await House(handle).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    house.group.now = 2  # the group went on without us: no longer ours, and no time to drain
    assert not await house.lane.release("revoked", 5)
    assert (house.out, house.group.commits, len(refused)) == ([], [], 1)


async def test_release_lets_what_has_sent_end_cancels_the_rest_and_commits():
    sent, unsent = Held(send_first=True), Held()

    async def handle(delivery, publish):
        await (sent if delivery.offset == 0 else unsent)(delivery, publish)

    house = await House(handle).assigned()
    await house.lane.take(0, records(0, 1, 2))
    await house.settle()
    unsent.open(2)
    releasing = asyncio.create_task(house.lane.release("revoked", 0.0))
    await asyncio.sleep(0.01)
    sent.open(0)
    assert await releasing
    assert unsent.cancelled == [1]
    assert sent.cancelled == []
    assert sorted(house.out) == [0, 2]
    assert house.group.positions == {0: (1, pack(1, {2}))}
    assert house.lane.partitions == {}
    assert not house.lane.at_work


async def test_release_waits_for_handlers_within_the_drain_and_commits_meanwhile():
    handler = Held()
    house = await House(handler).assigned()
    await house.lane.take(0, records(0, 1))
    await house.settle()
    releasing = asyncio.create_task(house.lane.release("stopping", 60))
    handler.open(0)
    await house.settle()
    await house.lane.tick()
    assert house.group.positions == {0: (1, "")}
    handler.open(1)
    assert await releasing
    assert house.group.positions == {0: (2, "")}
    assert handler.cancelled == []


async def test_a_revocation_cuts_a_long_drain_short():
    handler = Held()
    house = await House(handler).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    stopping = asyncio.create_task(house.lane.release("stopping", 3600))
    await house.settle()
    assert await house.lane.release("revoked", 0.0)
    assert await stopping
    assert handler.cancelled == [0]


async def test_a_task_released_before_its_first_step_does_not_hold_the_release():
    house = await House().assigned()
    await house.lane.take(0, records(*range(5)))
    assert await house.lane.release("revoked", 0.0)
    assert not house.lane.at_work
