"""The store's own process: what was acknowledged outlives it, it outlives nobody, and it is started again."""

import asyncio
import logging
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.ports import StoreUnavailable, Verdict
from tocsin.stores import begin_memory, open_memory, sqlite_child
from tocsin.stores.frames import Frames, framed
from tocsin.stores.machine import Moment
from tocsin.stores.sqlite import SqliteMemory
from tocsin.stores.sqlite_child import StoreChild
from tocsin.stores.sqlite_file import StoreFile
from tocsin.stores.sqlite_operations import MIGRATIONS
from tocsin.stores.sqlite_process import StoreProcess

NOW = Moment(1_800_000_000_000, 0, "boot")
PATIENCE_S = 20
# Opens a store, says which process has it, and waits to be killed.
WORKER = """
import sys
from pathlib import Path
from tocsin.stores.sqlite import SqliteMemory
memory = SqliteMemory(Path(sys.argv[1]), lease_s=600)
print(memory._process._new._process.pid, flush=True)
sys.stdin.read()
"""


def verdict(name="s1"):
    return Verdict(
        submission_id=name,
        round=0,
        door="dead",
        reason="http_404",
        detail=None,
        stage="enrichment",
        http_status=404,
        article_id=None,
        attempts=1,
    )


def child_of(memory):
    return memory._process._link._started._process


def ends(pid):
    """Whether a process that is not our child ends in time."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")")[-1].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.sqlite"


@pytest.fixture
async def memory(path):
    opened = SqliteMemory(path, lease_s=600)
    yield opened
    await opened.close()


async def test_what_was_acknowledged_is_there_after_closing_and_opening(path, memory):
    await memory.conclude(verdict())
    await memory.close()
    again = open_memory(f"sqlite:///{path}")
    assert await again.recall("s1", 0) == verdict()
    await again.close()


async def test_what_was_acknowledged_outlives_the_process_and_the_next_call_starts_it_again(memory, caplog):
    await memory.conclude(verdict())
    killed = child_of(memory)
    killed.kill()
    with caplog.at_level(logging.WARNING, logger="tocsin.stores"):
        asked = [memory.recall(f"s{n}", 0) for n in range(3)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(answer, StoreUnavailable) for answer in answers)
    assert await memory.recall("s1", 0) == verdict()
    assert child_of(memory).pid != killed.pid
    assert killed.returncode == -signal.SIGKILL


async def test_a_call_under_way_when_the_process_dies_says_that_the_store_is_away(memory):
    await memory.conclude(verdict())
    child_of(memory).send_signal(signal.SIGSTOP)
    waiting = [asyncio.create_task(memory.recall("s1", 0)) for _ in range(3)]
    await asyncio.sleep(0)
    child_of(memory).kill()
    for one in waiting:
        with pytest.raises(StoreUnavailable, match="process ended with -9"):
            await one


async def test_a_process_that_hangs_is_a_store_that_is_away_and_is_started_again(path):
    process = StoreProcess(path, answer_s=0.3)
    await process.ask("conclude", NOW, verdict(), (), None)
    hangs = process._link._started._process
    hangs.send_signal(signal.SIGSTOP)
    with pytest.raises(StoreUnavailable, match=r"did not answer for 0\.3 s"):
        await process.ask("recall", NOW, "s1", 0)
    assert await process.ask("recall", NOW, "s1", 0) == verdict()
    assert hangs.wait(PATIENCE_S) == -signal.SIGKILL
    await process.close()


async def test_a_process_that_is_started_again_makes_no_new_file(path, memory):
    await memory.conclude(verdict())
    path.rename(path.with_name("elsewhere"))
    child_of(memory).kill()
    for _ in range(2):
        with pytest.raises(StoreUnavailable):
            await memory.recall("s1", 0)
    assert not path.exists()
    path.with_name("elsewhere").rename(path)
    assert await memory.recall("s1", 0) == verdict()


@pytest.mark.parametrize("stopped", [False, True])
def test_it_ends_with_its_worker_however_that_ends(path, stopped):
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with worker:
        child = int(worker.stdout.readline())
        if stopped:
            os.kill(child, signal.SIGSTOP)
        worker.kill()
    assert ends(child)


async def test_a_signal_for_the_whole_group_leaves_it_to_its_worker(memory):
    await memory.conclude(verdict())
    child_of(memory).terminate()
    child_of(memory).send_signal(signal.SIGINT)
    assert await memory.recall("s1", 0) == verdict()
    assert child_of(memory).poll() is None


async def test_a_locked_file_is_a_store_that_is_away(path, memory):
    impatient = SqliteMemory(path, lease_s=600, busy_s=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        await impatient.conclude(verdict())
    other.execute("ROLLBACK")
    other.close()
    assert await impatient.conclude(verdict()) == verdict()
    await impatient.close()


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


async def test_a_store_that_is_being_opened_says_whether_there_was_one(path):
    for is_new in (True, False):
        opening = begin_memory(f"sqlite:///{path}")
        assert opening.is_new is is_new
        memory = opening.opened()
        assert await memory.recall("s1", 0) is None
        await memory.close()


async def test_a_closed_store_is_away(memory):
    await memory.close()
    with pytest.raises(StoreUnavailable, match="closed"):
        await memory.recall("s1", 0)


async def test_closing_does_what_was_asked_for_first(memory):
    asked = [asyncio.create_task(memory.conclude(verdict(f"s{n}"))) for n in range(200)]
    await asyncio.sleep(0)
    await memory.close()
    assert len(await asyncio.gather(*asked)) == 200


async def test_closing_waits_for_a_process_that_hangs_no_longer_than_it_says(path):
    process = StoreProcess(path, close_s=0.3)
    await process.ask("conclude", NOW, verdict(), (), None)
    hangs = process._link._started._process
    hangs.send_signal(signal.SIGSTOP)
    under_way = asyncio.create_task(process.ask("recall", NOW, "s1", 0))
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE_S):
        await process.close()
    assert hangs.wait(PATIENCE_S) == -signal.SIGKILL
    with pytest.raises(StoreUnavailable, match=r"did not end within 0\.3 s"):
        await under_way


async def test_whoever_gives_up_waiting_stops_nobody(memory):
    waiting = asyncio.create_task(memory.conclude(verdict("given up")))
    await asyncio.sleep(0)
    waiting.cancel()
    assert await memory.conclude(verdict()) == verdict()


async def test_a_defect_says_where_in_the_process_it_was_raised(memory):
    with pytest.raises(TypeError) as raised:
        await memory.conclude("no verdict")
    assert "sqlite_operations.py" in "".join(raised.value.__notes__)
    assert await memory.conclude(verdict()) == verdict()


async def test_a_mistake_in_one_call_says_nothing_of_those_that_travel_with_it(memory):
    asked = [memory.conclude(verdict()), memory.recall("s2", {}), *(memory.recall(f"s{n}", 0) for n in range(3, 9))]
    stands, mistaken, *others = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(mistaken, sqlite3.ProgrammingError)
    assert stands == verdict()
    assert others == [None] * 6


def test_a_mistake_that_a_whole_batch_shares_is_told_once():
    shared = sqlite3.ProgrammingError("mine")
    lengths = [len("".join(sqlite_child._sendable(shared).__notes__)) for _ in range(4)]
    assert len(set(lengths)) == 1


async def test_where_no_process_can_be_started_the_store_is_away(memory, monkeypatch):
    await memory.conclude(verdict())
    child_of(memory).kill()
    with monkeypatch.context() as changed:
        changed.setattr(sys, "executable", "/nowhere/python")
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                await memory.recall("s1", 0)
    assert await memory.recall("s1", 0) == verdict()


def test_a_store_whose_process_cannot_be_started_is_away_from_the_start(path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(StoreUnavailable, match="cannot be started"):
        SqliteMemory(path, lease_s=600)


class Served:
    """A child's loop on a thread of the test, so that its sweeps can be watched."""

    def __init__(self, path, sweep_every_s):
        self.link, its = socket.socketpair()
        self.link.settimeout(PATIENCE_S)
        self.frames = Frames()
        file = StoreFile(path, MIGRATIONS)
        self.thread = threading.Thread(target=self._serve, args=(file, its, sweep_every_s))
        self.thread.start()

    def _serve(self, file, its, sweep_every_s):
        with its:
            file.open(create=True)
            StoreChild(its, file, sweep_every_s).serve()

    def ask(self, number):
        self.link.sendall(framed([(number, "recall", NOW, ("s1", 0))]))
        answered = []
        while not answered:
            answered = self.frames.feed(self.link.recv(1 << 16))
        return answered[0]

    def end(self):
        self.link.close()
        self.thread.join(PATIENCE_S)
        return not self.thread.is_alive()


def test_it_sweeps_by_itself_also_when_idle(path, monkeypatch):
    swept = threading.Semaphore(0)
    monkeypatch.setattr(sqlite_child, "swept", lambda connection, wall_ms: swept.release())
    served = Served(path, 0.01)
    sweeps = [swept.acquire(timeout=PATIENCE_S) for _ in range(2)]
    assert served.end()
    assert sweeps == [True, True]


def test_a_sweep_that_fails_stops_nothing(path, monkeypatch, caplog):
    def sweep(connection, wall_ms):
        raise LookupError("a defect")

    monkeypatch.setattr(sqlite_child, "swept", sweep)
    served = Served(path, 0.0)
    assert [served.ask(1), served.ask(2)] == [[(1, True, None)], [(2, True, None)]]
    assert served.end()
    assert "sweeping failed" in caplog.text


def test_while_the_file_is_away_nothing_is_swept_and_every_call_is_told(path, monkeypatch, caplog):
    served = Served(path, 0.0)
    assert served.ask(1) == [(1, True, None)]
    path.rename(path.with_name("elsewhere"))
    [(number, well, error)] = served.ask(2)
    assert (number, well, type(error)) == (2, False, StoreUnavailable)
    assert served.end()
    assert "nothing swept" in caplog.text


@given(st.lists(st.one_of(st.none(), st.binary(max_size=300), st.lists(st.integers())), max_size=8), st.data())
def test_messages_come_whole_however_they_are_cut(messages, data):
    sent = b"".join(map(framed, messages))
    frames, received, start = Frames(), [], 0
    while start < len(sent):
        size = data.draw(st.integers(1, len(sent) - start))
        received += frames.feed(sent[start : start + size])
        start += size
    assert received == messages
