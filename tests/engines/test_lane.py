"""A lane in its everyday work: what it starts, holds, publishes and commits, and what ends the worker."""

import asyncio
import time

import pytest
from memory_group import Held, House, MemoryGroup, copy, record, records

from tocsin.engines.exits import Exit
from tocsin.engines.offsets import pack
from tocsin.ports import PublishFailed, StoreUnavailable


async def test_a_record_is_committed_once_it_is_acknowledged_and_not_before():
    house = await House().assigned()
    house.publisher.gate.clear()
    await house.lane.take(0, records(0, 1))
    await house.settle()
    await house.lane.tick()
    assert house.group.commits == []
    house.publisher.gate.set()
    await house.settle()
    await house.lane.tick()
    assert house.group.commits == [{0: (2, "")}]
    await house.lane.tick()
    assert len(house.group.commits) == 1, "what has not changed is not committed again"


async def test_a_slow_record_holds_the_mark_and_what_is_done_beyond_it_travels_in_the_metadata():
    handler = Held()
    house = await House(handler).assigned()
    await house.lane.take(0, records(0, 1, 2))
    handler.open(1, 2)
    await house.settle()
    await house.lane.tick()
    assert house.group.positions == {0: (0, pack(0, {1, 2}))}
    second = await House(group=house.group).assigned()
    await second.lane.take(0, records(0, 1, 2, 3))
    await second.settle()
    assert second.out == [0, 3]


async def test_an_ordered_hop_runs_one_record_at_a_time_in_order_and_others_do_not():
    for ordered, most in ((True, 1), (False, 5)):
        handler = Held()
        house = await House(handler, ordered=ordered).assigned()
        await house.lane.take(0, records(0, 1, 2, 3, 4))
        await house.settle()
        handler.open(0, 1, 2, 3, 4)
        await house.settle()
        assert handler.most == most
        assert house.out == [0, 1, 2, 3, 4]


async def test_one_partition_gets_half_of_the_handlers_and_the_others_go_on():
    handler = Held()
    house = await House(handler, running_max=10).assigned(0, 1)
    await house.lane.take(0, records(*range(100)))
    await house.settle()
    assert len(handler.inside) == 5
    await house.lane.take(1, records(*range(100, 102), partition=1))
    await house.settle()
    assert len(handler.inside) == 5, "partition 1 starts at 0: a gap is asked for again first"
    assert house.group.sought == [{1: 0}]
    await house.lane.take(1, records(*range(100, 200), partition=1))
    await house.settle()
    assert len(handler.inside) == 10


async def test_a_full_partition_is_held_and_fetched_again_at_half():
    handler = Held()
    house = await House(handler, held_max=10).assigned(0, 1)
    await house.lane.take(0, records(*range(9)))
    assert house.group.held == []
    await house.lane.take(0, records(9))
    await house.settle()
    assert house.group.held == [0]
    handler.open(*range(1, 10))
    await house.settle()
    assert house.group.unheld == [], "the slow first record keeps the window"
    handler.open(0)
    await house.settle()
    assert house.group.unheld == [0]


async def test_bytes_bound_what_is_held_as_well():
    handler = Held()
    house = await House(handler, held_bytes_max=10_000).assigned(0, 1)
    await house.lane.take(0, [record(0, 0, b"x" * 9_000)])
    assert house.group.held == []
    await house.lane.take(1, [record(0, 1, b"x" * 9_000)])
    assert house.group.held == [1]
    await house.settle()
    handler.open(0)
    await house.settle()
    await house.lane.tick()
    assert house.group.unheld == [1]
    assert house.lane.bytes_held == 0


async def test_while_the_store_is_away_handlers_wait_and_are_run_again_without_a_defect():
    away = True
    tried = 0

    async def handle(delivery, publish):
        nonlocal tried
        tried += 1
        if away:
            raise StoreUnavailable("locked")
        await copy(delivery, publish)

    house = await House(handle, store_retry_s=0.01, store_retry_max_s=0.02).assigned()
    await house.lane.take(0, records(0, 1, 2))
    await house.settle()
    assert tried == 3
    await house.until(lambda: tried >= 5)
    assert (house.out, house.dead, house.fatal) == ([], [], [])
    assert house.lane.gate.trying
    away = False
    await house.until(lambda: len(house.out) == 3)
    assert sorted(house.out) == [0, 1, 2]
    assert not house.lane.gate.trying
    assert tried < 20, "only one at a time tries whether the store is back"


async def test_a_defect_is_ended_by_the_hop_and_then_done():
    async def handle(delivery, publish):
        if delivery.offset == 1:
            raise KeyError("oh")
        await copy(delivery, publish)

    house = await House(handle).assigned()
    await house.lane.take(0, records(0, 1, 2))
    await house.settle()
    assert house.dead == [b"KeyError('oh')"]
    await house.lane.tick()
    assert house.group.positions == {0: (3, "")}


async def test_a_stray_cancellation_inside_a_handler_is_a_defect_and_not_an_end():
    async def handle(delivery, publish):
        raise asyncio.CancelledError

    house = await House(handle).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    assert house.dead == [b"CancelledError()"]


async def test_the_breaker_stops_the_worker_uncommitted_and_the_last_defect_gets_no_door():
    async def handle(delivery, publish):
        raise ZeroDivisionError

    house = await House(handle, defects_in_a_row_max=3, running_max=2).assigned()
    await house.lane.take(0, records(*range(10)))
    await house.settle()
    assert [code for code, _ in house.fatal][:1] == [Exit.BREAKER]
    assert len(house.dead) == 2
    await house.lane.tick()
    assert house.group.commits == []


async def test_a_defect_that_cannot_be_ended_stops_the_worker():
    async def handle(delivery, publish):
        raise ZeroDivisionError

    async def defect(delivery, publish, error):
        raise TypeError

    house = await House(handle, defect).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    assert [code for code, _ in house.fatal] == [Exit.DEFECT]


async def test_a_handler_past_its_deadline_is_a_defect():
    handler = Held()
    house = await House(handler, handle_s=0.0).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    await house.lane.tick()
    await house.settle()
    assert house.dead == [b"TimeoutError('not handled within 0 s')"]
    assert handler.cancelled == [0]


async def test_waiting_for_the_broker_is_not_held_against_a_handler():
    house = await House(handle_s=0.0).assigned()
    house.publisher.gate.clear()
    await house.lane.take(0, records(0))
    await house.settle()
    await house.lane.tick()
    await house.settle()
    house.publisher.gate.set()
    await house.settle()
    assert (house.out, house.dead) == ([0], [])


async def test_an_unacknowledged_output_ends_the_worker_and_nothing_is_committed_any_more():
    house = await House().assigned()
    house.publisher.failure = PublishFailed("no answer")
    await house.lane.take(0, records(0, 1))
    await house.settle()
    assert house.fatal[0][0] is Exit.UNCONFIRMED
    house.publisher.failure = None
    await house.lane.take(0, records(2))
    await house.settle()
    await house.lane.tick()
    assert (house.out, house.group.commits) == ([], [])


async def test_nothing_is_published_without_the_lease_and_everything_once_it_is_back():
    house = await House(session_s=10).assigned()
    house.lane.lease = type(house.lane.lease)(10)
    await house.lane.take(0, records(0))
    await house.settle()
    assert house.out == []
    await house.lane.tick()
    assert house.group.commits == []
    house.lane.lease.renew(time.monotonic())
    await house.until(lambda: house.out == [0])


async def test_a_refused_commit_is_tried_again_and_an_unanswered_one_ends_the_worker():
    house = await House().assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    house.group.refusing = True
    await house.lane.tick()
    assert house.fatal == []
    house.group.refusing = False
    await house.lane.tick()
    assert house.group.positions == {0: (1, "")}
    await house.lane.take(0, records(1))
    await house.settle()
    house.group.silent = True
    await house.lane.tick()
    assert house.fatal[0][0] is Exit.UNCOMMITTED


async def test_a_gap_is_asked_for_again_and_believed_only_when_the_broker_repeats_it():
    house = await House().assigned()
    await house.lane.take(0, records(0, 1))
    await house.lane.take(0, records(5, 6))
    await house.settle()
    assert house.out == [0, 1]
    assert house.group.sought == [{0: 2}]
    await house.lane.take(0, records(2, 3, 4, 5, 6))
    await house.settle()
    assert house.out == [0, 1, 2, 3, 4, 5, 6]
    await house.lane.take(0, records(9))
    await house.lane.take(0, records(9, 12))
    await house.settle()
    assert house.out[-2:] == [9, 12], "a gap inside one fetched batch is the broker's own"


async def test_records_that_come_again_are_left_out():
    house = await House().assigned()
    await house.lane.take(0, records(0, 1, 2))
    await house.lane.take(0, records(1, 2, 3))
    await house.lane.take(0, records(1, 2, 3))
    await house.settle()
    assert house.out == [0, 1, 2, 3]


async def test_a_topic_made_again_begins_anew_while_the_worker_runs():
    house = await House().assigned()
    await house.lane.take(0, records(0, 1, 2))
    await house.settle()
    house.group.end[0] = 2
    await house.lane.take(0, records(0, 1))
    await house.lane.take(0, records(0, 1))
    await house.settle()
    await house.lane.tick()
    assert house.out == [0, 1, 2, 0, 1]
    assert house.group.positions == {0: (2, "")}


@pytest.mark.parametrize(
    ("committed", "first", "end", "begins"),
    [(None, 0, 9, 0), (None, 4, 9, 4), ((7, ""), 0, 9, 7), ((3, ""), 5, 9, 5), ((12, ""), 2, 9, 2)],
    ids=["nothing committed", "the oldest there is", "the commit", "retention passed it", "the topic was made again"],
)
async def test_where_a_partition_begins(committed, first, end, begins):
    group = MemoryGroup()
    if committed:
        group.positions[0] = committed
    group.first[0], group.end[0] = first, end
    house = await House(group=group).assigned()
    assert house.lane.partitions[0].ledger.expected == begins


async def test_a_failure_to_take_over_ends_the_worker():
    house = House()

    async def broken(partitions):
        raise OSError("away")

    house.group.starts = broken
    await house.lane.assigned_or_fail([0], 1)
    assert house.fatal[0][0] is Exit.CRASHED
