"""What a lane tells of itself: its oldest record, what it has in hand, and whom it names."""

from dataclasses import replace

from memory_group import Held, House, record, records

from tocsin.engines.status import name_of


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
