import asyncio

import pytest
from hostile_origin import BEHAVIOURS, OK, PAGE

from tocsin.core.endings import ENDINGS
from tocsin.core.records.page import Fetched


def told(ended) -> str:
    if isinstance(ended, Fetched):
        return OK
    return f"{type(ended).__name__.lower()} {ended.reason} {ended.detail}"


def test_there_are_at_least_35_behaviours():
    assert len(BEHAVIOURS) >= 35


@pytest.mark.parametrize("name", BEHAVIOURS)
async def test_a_hostile_answer_ends_as_its_row_says(origin, open_web, name):
    expected = BEHAVIOURS[name][1]
    # What must run out of time does so soon; what must come through is given time on a loaded machine.
    deadline_s = 1.0 if "timeout" in expected else 20.0
    ended = await open_web(deadline_s=deadline_s).fetch(origin.url(name))
    assert told(ended) == expected


async def test_a_hundred_hostile_answers_at_once_end_as_their_rows_say_and_good_pages_beside_them_come_through(
    origin, open_web
):
    web = open_web(deadline_s=20.0)
    ending = [name for name, (_, row) in BEHAVIOURS.items() if "timeout" not in row]
    names = (ending * 3)[:100]
    hostile = [web.fetch(origin.url(name, f"{name}?{number}")) for number, name in enumerate(names) if "/" not in name]
    good = [web.fetch(origin.url(f"good-{number}", "page")) for number in range(20)]
    ended = await asyncio.gather(*hostile, *good)
    assert [told(e) for e in ended[len(hostile) :]] == [OK] * 20
    allowed = {row: {row, "parked crowded None"} for _, row in BEHAVIOURS.values()}
    for name, end in zip(names, ended, strict=False):
        assert told_or_parked(end) in allowed[BEHAVIOURS[name][1]], name


def told_or_parked(ended) -> str:
    return f"parked {ended.reason} None" if hasattr(ended, "wait_s") else told(ended)


async def test_nothing_is_kept_from_one_answer_to_the_next(origin, open_web):
    web = open_web()
    smuggled = origin.url("a_second_response_behind_the_first")
    first, second = await web.fetch(smuggled), await web.fetch(smuggled)
    assert first.body == second.body == PAGE
    cookies = origin.url("a_thousand_cookies")
    await web.fetch(cookies)
    await web.fetch(cookies)
    heads = [head for heads in origin.asked.values() for head in heads]
    assert heads
    assert not any(b"\r\ncookie:" in head.lower() for head in heads)
    assert all(b"\r\nConnection: close\r\n" in head and b"\r\nAccept-Encoding: gzip\r\n" in head for head in heads)


def test_every_ending_of_the_hostile_origin_stands_in_the_table_of_endings():
    rows = {(str(e.reason), str(e.detail)) for e in ENDINGS}
    for _, row in BEHAVIOURS.values():
        if row == OK or "http_" in row or "bad_redirect" in row:
            continue
        _, reason, detail = row.split()
        assert (reason, detail) in rows
