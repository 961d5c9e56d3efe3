"""The SQLite store under what can happen to a file: locked, full, gone and back, replaced, broken, newer."""

import asyncio
import random
import sqlite3
import threading

import pytest

from tocsin.ports import StoreUnavailable, Verdict
from tocsin.stores import open_memory, sqlite_thread
from tocsin.stores.machine import Moment
from tocsin.stores.sqlite import MIGRATIONS, SqliteMemory
from tocsin.stores.sqlite_thread import SqliteThread

ARTICLE = random.Random(1).randbytes(50_000)


class Machine:
    wall_ms = 1_800_000_000_000

    def now(self):
        return Moment(self.wall_ms, 0, "boot")


def verdict(name="s1", article=ARTICLE):
    return Verdict(
        submission_id=name,
        round=0,
        door="enriched",
        reason=None,
        detail=None,
        stage="enrichment",
        http_status=200,
        article_id="a1",
        attempts=0,
        article=article,
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.sqlite"


@pytest.fixture
async def memory(path):
    opened = open_memory(f"sqlite:///{path}")
    yield opened
    await opened.close()


async def test_what_was_acknowledged_is_there_after_closing_and_opening(path, memory):
    await memory.conclude(verdict(), ("k",))
    await memory.close()
    again = open_memory(f"sqlite:///{path}")
    assert await again.recall("s1", 0) == verdict()
    assert (await again.claim("k", "s2", refresh=False, revisit_before_ms=None)).standing == "elsewhere"
    await again.close()


async def test_a_locked_file_is_a_store_that_is_away_and_then_back(path, memory, monkeypatch):
    monkeypatch.setattr(sqlite_thread, "BUSY_S", 0.05)
    impatient = open_memory(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await impatient.conclude(verdict())
    assert await impatient.recall("s1", 0) is None
    other.execute("ROLLBACK")
    other.close()
    assert await impatient.conclude(verdict()) == verdict()
    await impatient.close()


async def test_a_full_disk_is_a_store_that_is_away_and_nothing_of_the_call_happened(path, memory):
    def fill(connection):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    await memory._thread.ask("read", fill)
    with pytest.raises(StoreUnavailable, match="full"):
        await memory.conclude(verdict(), ("k",))
    assert await memory.recall("s1", 0) is None
    await memory._thread.ask("read", lambda c: c.execute("PRAGMA max_page_count = 1000000"))
    assert await memory.conclude(verdict(), ("k",)) == verdict()


async def test_a_file_that_is_moved_away_is_not_forgotten_when_it_is_back(path, memory):
    await memory.conclude(verdict())
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(StoreUnavailable, match="gone"):
        await memory.recall("s1", 0)
    assert not path.exists()
    path.with_name("elsewhere").rename(path)
    assert await memory.recall("s1", 0) == verdict()


async def test_a_file_in_the_place_of_ours_is_opened(path, memory, tmp_path):
    await memory.conclude(verdict())
    other = open_memory(f"sqlite:///{tmp_path}/other.sqlite")
    await other.conclude(verdict("s2"))
    await other.close()
    (tmp_path / "other.sqlite").replace(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    assert await memory.recall("s2", 0) == verdict("s2")
    assert await memory.recall("s1", 0) is None


async def test_a_file_that_breaks_while_open_pauses_and_never_says_unknown(path, memory):
    def drop(connection):
        connection.execute("DROP TABLE verdict")

    await memory._thread.ask("write", drop)
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="no such table"):
            await memory.recall("s1", 0)


def test_what_is_no_store_is_refused_with_its_name(tmp_path):
    (tmp_path / "text").write_text("This is no database. " * 100)
    (tmp_path / "folder").mkdir()
    for name in ("text", "folder", "text/below"):
        with pytest.raises(StoreUnavailable, match=str(tmp_path / name)):
            open_memory(f"sqlite:///{tmp_path / name}")


def test_a_file_of_a_newer_version_is_refused(path):
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(StoreUnavailable, match="newer Tocsin"):
        open_memory(f"sqlite:///{path}")


async def test_a_later_version_leads_an_older_file_on(path):
    SqliteThread(path, (("CREATE TABLE one(a)",),), lambda _: False)
    later = SqliteThread(path, (("CREATE TABLE one(a)",), ("ALTER TABLE one ADD COLUMN b",)), lambda _: False)
    columns = await later.ask("read", lambda c: [row[1] for row in c.execute("PRAGMA table_info(one)")])
    await later.close()
    assert columns == ["a", "b"]


async def test_a_closed_store_is_away(memory):
    await memory.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await memory.recall("s1", 0)


async def test_closing_does_what_was_asked_for_first(path, memory):
    asked = [asyncio.create_task(memory.conclude(verdict(f"s{n}"))) for n in range(200)]
    await asyncio.sleep(0)
    await memory.close()
    assert len(await asyncio.gather(*asked)) == 200


async def test_work_that_fails_undoes_itself_and_spoils_nobody_elses(path):
    thread = SqliteThread(path, (("CREATE TABLE one(a)",),), lambda _: False)

    def fails(connection):
        connection.execute("INSERT INTO one VALUES ('undone')")
        raise LookupError("mine alone")

    def works(connection):
        connection.execute("INSERT INTO one VALUES ('kept')")

    results = await asyncio.gather(
        thread.ask("write", works), thread.ask("write", fails), thread.ask("write", works), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), LookupError, type(None)]
    kept = await thread.ask("read", lambda c: c.execute("SELECT a FROM one").fetchall())
    await thread.close()
    assert kept == [("kept",), ("kept",)]


async def test_whoever_gives_up_waiting_stops_nobody(memory):
    waiting = asyncio.create_task(memory.conclude(verdict("given up")))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await memory.conclude(verdict()) == verdict()


async def test_promises_are_flushed_to_the_disk_and_claims_are_not(memory):
    level = "PRAGMA synchronous"
    await memory.claim("k", "s1", refresh=False, revisit_before_ms=None)
    assert await memory._thread.ask("write", lambda c: c.execute(level).fetchone()) == (1,)
    assert await memory._thread.ask("promise", lambda c: c.execute(level).fetchone()) == (2,)


async def test_a_sweep_deletes_what_has_expired_a_bounded_part_at_a_time(path, monkeypatch):
    monkeypatch.setattr("tocsin.stores.sqlite.SWEPT_MAX", 3)
    machine = Machine()
    memory = SqliteMemory(path, lease_s=600, machine=machine)
    for n in range(4):
        await memory.conclude(verdict(f"s{n}"), (f"k{n}",))
    machine.wall_ms += 8 * 86_400_000
    await memory.conclude(verdict("fresh"), ("fresh",))
    count = "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM claim)"
    swept = [await memory._thread.ask("write", memory._swept) for _ in range(2)]
    left = await memory._thread.ask("read", lambda c: c.execute(count).fetchone())
    await memory.close()
    assert (swept, left) == ([True, False], (1, 1))


async def test_the_thread_sweeps_by_itself_also_when_idle(path, monkeypatch):
    monkeypatch.setattr(sqlite_thread, "SWEEP_EVERY_S", 0.01)
    swept = threading.Semaphore(0)

    def sweep(connection):
        swept.release()
        return False

    thread = SqliteThread(path, (), sweep)
    sweeps = [await asyncio.to_thread(swept.acquire, timeout=10) for _ in range(2)]
    await thread.close()
    assert sweeps == [True, True]


async def test_a_sweep_that_fails_stops_nothing(path, monkeypatch, caplog):
    monkeypatch.setattr(sqlite_thread, "SWEEP_EVERY_S", 0.0)

    def sweep(connection):
        raise LookupError("a defect")

    thread = SqliteThread(path, (), sweep)
    assert await thread.ask("read", lambda c: 1) == 1
    assert await thread.ask("read", lambda c: 2) == 2
    await thread.close()
    assert "sweeping failed" in caplog.text
