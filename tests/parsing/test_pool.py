"""A page that hangs or crashes costs itself alone."""

import asyncio
import multiprocessing
import os
import signal
import time

import pytest
from pool_jobs import act, job

from tocsin.core.outcomes import Dead, Reason, Rejected
from tocsin.parsing.child import NICE
from tocsin.parsing.pool import Broken, Closed, Pool


@pytest.fixture
async def pool():
    async with Pool(workers=2, deadline_s=1.0, run=act) as running:
        yield running


async def test_a_page_comes_back_as_what_the_child_made_of_it(pool):
    assert await pool.parse(job("read", b"x" * 5_000_000)) == Rejected("read", "5000000")


@pytest.mark.parametrize(
    ("url", "answer"), [("slow", Rejected("read", "0")), ("hang", Dead(Reason.EXTRACTION_TIMEOUT))]
)
@pytest.mark.parametrize("step_s", [3_600, -3_600])
async def test_a_wall_clock_that_steps_neither_kills_a_page_nor_lets_one_hang(pool, monkeypatch, step_s, url, answer):
    await pool.parse(job("read"))
    parsing = asyncio.create_task(pool.parse(job(url)))
    await asyncio.sleep(0.3)
    wall = time.time
    monkeypatch.setattr(time, "time", lambda: wall() + step_s)
    assert await parsing == answer


async def test_a_page_that_hangs_is_dead_by_its_name(pool):
    assert await pool.parse(job("hang")) == Dead(Reason.EXTRACTION_TIMEOUT)


@pytest.mark.parametrize(
    ("url", "detail"),
    [
        ("exit", "exit_3"),
        ("killed", f"signal_{signal.SIGKILL.value}"),
        ("memory", "MemoryError"),
        ("raise", "ValueError"),
    ],
)
async def test_a_page_that_crashes_its_child_is_dead_and_says_how(pool, url, detail):
    assert await pool.parse(job(url)) == Dead(Reason.EXTRACTION_CRASH, detail)


async def test_hanging_and_crashing_pages_lose_no_neighbour(pool):
    urls = ["read", "hang", "read", "exit", "killed", "read", "memory", "raise"] + ["read"] * 12
    answers = await asyncio.gather(*(pool.parse(job(url)) for url in urls))
    assert [isinstance(a, Rejected) for a in answers] == [url == "read" for url in urls]


async def test_children_that_die_idle_are_replaced_under_the_waiting_pages(pool):
    # The second crash leaves no page in the library's hands when it is noticed, which breaks its whole pool.
    for _ in range(3):
        pid = await pool.parse(job("pid"))
        os.kill(int(pid.detail), signal.SIGKILL)
    answers = await asyncio.gather(*(pool.parse(job("read")) for _ in range(20)))
    assert set(answers) == {Rejected("read", "0")}


async def test_a_page_whose_pool_always_breaks_is_dead(pool, monkeypatch):
    async def broken(*_: object):
        raise Broken

    monkeypatch.setattr(pool, "_answer", broken)
    assert await pool.parse(job("read")) == Dead(Reason.EXTRACTION_CRASH, "pool")


async def test_what_cannot_be_imported_is_our_defect_and_not_the_pages(pool):
    with pytest.raises(ImportError):
        await pool.parse(job("import"))


async def test_children_ignore_the_signals_that_are_meant_for_the_worker(pool):
    ignored = repr(signal.SIG_IGN)
    assert await pool.parse(job("signals")) == Rejected("signals", f"{ignored} {ignored}")


async def test_children_give_way_to_the_worker(pool):
    assert await pool.parse(job("nice")) == Rejected("nice", str(min(19, os.nice(0) + NICE)))


async def test_children_are_replaced_after_their_share_of_pages():
    async with Pool(workers=1, deadline_s=5.0, pages_each=3, run=act) as pool:
        pids = [(await pool.parse(job("pid"))).detail for _ in range(9)]
    assert len(set(pids)) >= 3


async def test_a_page_that_nobody_waits_for_any_more_is_killed(pool):
    waiting = asyncio.create_task(pool.parse(job("hang")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await pool.parse(job("read")) == Rejected("read", "0")


async def test_closing_ends_the_pages_under_way_and_takes_no_more(tmp_path):
    os.mkfifo(tmp_path / "pid")
    pool = Pool(workers=1, deadline_s=600, run=act)
    waiting = asyncio.create_task(pool.parse(job("hang", str(tmp_path / "pid").encode())))
    await asyncio.to_thread((tmp_path / "pid").read_text)
    await pool.close()
    with pytest.raises(Closed):
        await waiting
    with pytest.raises(Closed):
        await pool.parse(job("read"))
    await pool.close()


async def test_a_pool_that_is_closed_while_it_starts_leaves_no_children():
    pool = Pool(workers=1, run=act)
    starting = asyncio.create_task(pool.start())
    await asyncio.sleep(0)  # it begins, in a thread
    await pool.close()
    with pytest.raises((Closed, asyncio.CancelledError)):
        await starting
    assert multiprocessing.active_children() == []
