import asyncio
import time
from dataclasses import replace

import pytest
from memory_group import Held, House, MemoryGroup, copy, record, records

from tocsin.engines.exits import Exit
from tocsin.engines.offsets import pack
from tocsin.engines.status import name_of
from tocsin.ports import NotOurs, PublishFailed, StoreUnavailable


@pytest.fixture(autouse=True)
async def _nothing_left():
    yield
    await House.close_all()


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


async def test_the_oldest_unfinished_record_its_age_and_its_culprit_are_told():
    handler = Held()
    house = await House(handler).assigned()
    await house.lane.take(0, records(0, 1))
    handler.open(0)
    await house.settle()
    (status,) = house.lane.status(now_ms=4_000)
    assert (status.mark, status.oldest_offset, status.oldest_age_s, status.culprit) == (1, 1, 4.0, "host.example")
    handler.open(1)
    await house.settle()
    (status,) = house.lane.status(now_ms=4_000)
    assert (status.oldest_offset, status.oldest_age_s, status.culprit) == (None, None, None)


def shown(house, name):
    return house.telemetry.metrics.registry.get_sample_value(name, {"stage": "admission"})


async def test_metrics_show_what_is_in_hand_how_old_it_is_and_how_long_records_took():
    handler = Held()
    house = await House(handler).assigned()
    await house.lane.take(0, records(0, 1, 2))
    handler.open(1)
    await house.settle()
    await house.lane.tick()
    assert shown(house, "tocsin_records_in_flight") == 2
    assert shown(house, "tocsin_records_held") == 3
    assert shown(house, "tocsin_oldest_unfinished_seconds") > 1_000_000, "the records here are stamped 1970"
    assert shown(house, "tocsin_stage_duration_seconds_count") == 1
    handler.open(0, 2)
    await house.settle()
    await house.lane.tick()
    assert shown(house, "tocsin_records_in_flight") == 0
    assert shown(house, "tocsin_oldest_unfinished_seconds") == 0
    assert shown(house, "tocsin_stage_duration_seconds_count") == 3
    assert 0 <= shown(house, "tocsin_stage_duration_seconds_sum") < 60


async def test_no_metric_is_labelled_by_a_key_and_the_log_names_a_slow_record_once(caplog):
    handler = Held()
    house = await House(handler, slow_s=0.0).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    await house.lane.tick()
    await house.lane.tick()
    assert shown(house, "tocsin_slow_records_total") == 1
    named = [line for line in caplog.messages if "in/0/0 (host.example) is in hand" in line]
    assert len(named) == 1
    labels = {
        label for family in house.telemetry.metrics.registry.collect() for s in family.samples for label in s.labels
    }
    assert labels <= {"stage", "door", "reason", "ending", "detail", "kind", "mode", "group", "topic", "le"}


def test_a_key_is_shown_without_what_would_steer_a_terminal():
    assert name_of(replace(record(0), key=b"\x1b[2Ja.example\xff\n")) == "?[2Ja.example\ufffd?"
    assert name_of(replace(record(0), key=None)) == ""
    assert len(name_of(replace(record(0), key=b"x" * 1_000))) == 253
