"""The engine in memory keeps the promises that a stage can see of the real one."""

import asyncio

import pytest

from tocsin.core.records.delivery import Output
from tocsin.engines.memory import MemoryEngine
from tocsin.engines.mover import Policy
from tocsin.ports import Hop, NotOurs, PublishFailed, StoreUnavailable


def hop(handle, *, group="g", source="in", defect=None, ordered=False):
    async def bury(delivery, publish, error):
        await publish(Output(topic="dead", key=delivery.key, value=repr(error).encode()))

    return Hop(stage="admission", group=group, source=source, handle=handle, defect=defect or bury, ordered=ordered)


async def copy(delivery, publish):
    await publish(Output(topic="out", key=delivery.key, value=delivery.value))


def submit(engine, *values, topic="in"):
    engine.submit(*(Output(topic=topic, key=b"k", value=value) for value in values))


def values(engine, topic="out"):
    return [record.value for record in engine.records(topic)]


async def test_records_go_through_all_hops_and_keep_their_places():
    engine = MemoryEngine([hop(copy), hop(copy, group="h", source="out")])
    engine.submit(Output(topic="in", key=b"k", value=b"1", partition=3), Output(topic="in", key=None, value=None))
    submit(engine, b"2")
    assert [(record.partition, record.offset) for record in engine.records("in")] == [(3, 0), (0, 0), (0, 1)]
    with pytest.raises(TimeoutError):
        # The second hop writes to its own source, so that it never runs dry.
        async with asyncio.timeout(0.05):
            await engine.run_dry()
    assert values(engine)[:3] == [b"1", None, b"2"]


async def test_a_record_is_done_once_however_often_it_is_run_dry_and_comes_again_when_asked():
    engine = MemoryEngine([hop(copy)])
    submit(engine, b"1", b"2")
    await engine.run_dry()
    await engine.run_dry()
    assert values(engine) == [b"1", b"2"]
    engine.redeliver("g")
    await engine.run_dry()
    assert values(engine) == [b"1", b"2", b"1", b"2"]


async def test_an_exception_is_a_defect_and_its_end_is_the_hops():
    async def raising(delivery, publish):
        raise LookupError("as asked")

    engine = MemoryEngine([hop(raising)])
    submit(engine, b"1")
    await engine.run_dry()
    assert values(engine, "dead") == [b"LookupError('as asked')"]
    assert [type(defect) for defect in engine.defects] == [LookupError]


@pytest.mark.parametrize("state", [StoreUnavailable, NotOurs])
async def test_a_state_of_the_edge_runs_the_handler_again_and_is_no_defect(state):
    left = [state("not yet"), state("not yet")]

    async def at_last(delivery, publish):
        if left:
            raise left.pop()
        await copy(delivery, publish)

    engine = MemoryEngine([hop(at_last)])
    submit(engine, b"1")
    await engine.run_dry()
    assert (values(engine), engine.defects) == ([b"1"], [])


async def test_a_crash_at_an_output_repeats_what_was_not_done():
    engine = MemoryEngine([hop(copy, ordered=True)])
    submit(engine, b"1", b"2", b"3")
    engine.crash_at = lambda output: output.value == b"2"
    with pytest.raises(PublishFailed):
        await engine.run_dry()
    assert values(engine) == [b"1"], "an ordered hop goes no further"
    engine.crash_at = lambda output: False
    await engine.run_dry()
    assert values(engine) == [b"1", b"2", b"3"]


async def test_an_ordered_hop_takes_one_record_after_the_other_and_others_take_several():
    for ordered, most in ((True, 1), (False, 3)):
        inside = 0
        seen = 0

        async def counting(delivery, publish):
            nonlocal inside, seen
            inside += 1
            seen = max(seen, inside)
            await asyncio.sleep(0)
            inside -= 1

        engine = MemoryEngine([hop(counting, ordered=ordered)], at_once=3)
        submit(engine, *[b"%d" % n for n in range(9)])
        await engine.run_dry()
        assert seen == most


async def test_a_mover_forwards_each_record_once_as_if_its_time_had_come():
    def forward(delivery):
        return Output(topic="in", key=delivery.key, value=delivery.value)

    engine = MemoryEngine([hop(copy)], movers=[("later", Policy(lambda _: 0, forward))])
    submit(engine, b"1", b"2", topic="later")
    await engine.run_dry()
    await engine.run_dry()
    assert values(engine) == [b"1", b"2"]
