"""How a worker goes: real processes, a real broker, real signals."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from kafka_broker import Broker
from topics_view import Topics

pytestmark = [pytest.mark.kafka]
WORKER = Path(__file__).parent / "engine_worker.py"
SIGNALLED = 128 + signal.SIGTERM
STOPPED, BREAKER, NOT_LEFT = 0, 73, 76


class Worker:
    """One worker process and its log."""

    def __init__(self, topics, folder, name, **environment) -> None:
        self.path = folder / f"{name}.log"
        settings = {"BOOT": topics.bootstrap, "P": topics.prefix, "SESSION": "10", "DRAIN": "20"} | environment
        with self.path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(WORKER)], env={**os.environ, **settings}, stdout=log, stderr=log, cwd=folder
            )

    @property
    def log(self) -> str:
        return self.path.read_text()

    def says(self, pattern, patience_s=40.0, times=1):
        until(lambda: len(re.findall(pattern, self.log)) >= times, patience_s, lambda: self.log)

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def ended(self, patience_s):
        return self.process.wait(patience_s)

    def assignments(self):
        """Gives every assignment so far: (partitions, generation)."""
        return re.findall(r"assigned (\[.*?\]) in generation (\d+)", self.log)


def until(condition, patience_s=40.0, told=str):
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


@pytest.fixture
def started():
    """Starts workers and sees that none is left."""
    with contextlib.ExitStack() as stack:

        def start(*arguments, **environment):
            worker = Worker(*arguments, **environment)
            stack.callback(worker.process.wait)
            stack.callback(worker.process.kill)
            return worker

        yield start


@pytest.fixture
def topics(kafka):
    found = Topics(kafka.bootstrap, f"d{time.time_ns()}-")
    found.make(["in", "out", "dlq"], 2)
    return found


def numbers(count, first=0):
    return ((str(n % 97), b"%d" % n) for n in range(first, first + count))


def counts(topics, expected):
    """Reads `out` until `expected` different values have come, and a little beyond."""
    reader = topics.follow("out")
    try:
        reader.read(lambda found: len(found.get(f"{topics.prefix}out", ())) >= expected, 40)
        reader.read(lambda _: False, 1)
        return reader.counts.get(f"{topics.prefix}out", {})
    finally:
        reader.close()


def test_a_second_signal_ends_a_drain_at_once_and_nothing_is_committed_past_what_is_done(topics, tmp_path, started):
    topics.fill("in", numbers(200))
    slow = started(topics, tmp_path, "slow", DELAYS="0.01,60")
    slow.says("assigned")
    until(lambda: sum(topics.ends("out").values()) >= 50)
    slow.terminate()
    time.sleep(1)
    assert slow.process.poll() is None, "it drains"
    began = time.monotonic()
    slow.terminate()
    assert slow.ended(10) == SIGNALLED
    assert time.monotonic() - began < 3
    quick = started(topics, tmp_path, "quick", DELAYS="0.001", SESSION="10")
    found = counts(topics, 200)
    assert len(found) == 200, quick.log
    assert max(found.values()) <= 2
    quick.terminate()
    assert quick.ended(30) == STOPPED
    assert topics.committed(f"{topics.prefix}app0", "in") == topics.ends("in")


def test_a_signal_in_the_middle_of_a_rebalance_loses_and_repeats_nothing(topics, tmp_path, started):
    topics.fill("in", numbers(300))
    first = started(topics, tmp_path, "first", DELAYS="0.5,4")
    first.says("assigned")
    until(lambda: sum(topics.ends("out").values()) >= 20)
    second = started(topics, tmp_path, "second", DELAYS="0.5")
    # The second's joining revokes the first's partitions, whose handlers of 4 s hold the rebalance up.
    first.says("because it is rebalancing")
    first.terminate()
    assert first.ended(40) == STOPPED, first.log
    assert "committed" in first.log
    assert "NOT committed" not in first.log
    found = counts(topics, 300)
    assert (len(found), set(found.values())) == (300, {1}), second.log
    second.terminate()
    assert second.ended(40) == STOPPED
    assert topics.committed(f"{topics.prefix}app0", "in") == topics.ends("in")


def test_a_deploy_whose_every_record_is_a_defect_stops_itself_loudly_and_commits_nothing_past_the_last(
    topics, tmp_path, started
):
    topics.fill("in", numbers(500))
    bad = started(topics, tmp_path, "bad", DELAYS="0.01", RAISING="1", RUNNING="10")
    assert bad.ended(40) == BREAKER, bad.log
    assert "the breaker stopped this worker" in bad.log
    buried = sum(topics.ends("dlq").values())
    assert buried < 20 + 10, "what was in hand when it stopped may have ended before"
    committed = topics.committed(f"{topics.prefix}app0", "in")
    assert sum(committed.values()) <= buried
    good = started(topics, tmp_path, "good", DELAYS="0.001")
    reader = topics.follow("out", "dlq")
    try:
        assert reader.read(lambda found: len({v for each in found.values() for v in each}) == 500, 40), good.log
    finally:
        reader.close()


@pytest.mark.slow
def test_without_the_broker_it_says_that_the_last_commit_was_not_made_and_has_a_code_of_its_own(tmp_path, started):
    broker = Broker(tmp_path / "broker").start()
    try:
        topics = Topics(broker.bootstrap, "d-")
        topics.make(["in", "out", "dlq"], 2)
        topics.fill("in", numbers(40))
        worker = started(topics, tmp_path, "worker", DELAYS="6", QUIET="1")
        worker.says("assigned")
        time.sleep(1)
        broker.kill()
        worker.terminate()
        code = worker.ended(60)
    finally:
        broker.kill()
    assert code == NOT_LEFT, worker.log
    assert "the last commit was not made" in worker.log


@pytest.mark.slow
def test_a_rolling_restart_of_static_members_moves_no_partition(kafka, tmp_path, started):
    topics = Topics(kafka.bootstrap, f"d{time.time_ns()}-")
    topics.make(["in", "out", "dlq"], 6)
    names = ["a", "b", "c"]
    environment = {"DELAYS": "0.01,0.1", "SESSION": "30"}
    workers = {name: started(topics, tmp_path, name, INSTANCE=name, **environment) for name in names}

    def settled():
        last = [worker.assignments()[-1:] for worker in workers.values()]
        return all(last) and len({each[0][1] for each in last}) == 1 and all(len(each[0][0]) == 6 for each in last)

    until(settled, 60, lambda: str({name: worker.assignments() for name, worker in workers.items()}))
    before = {name: worker.assignments() for name, worker in workers.items()}
    sent = 0
    for name in names:
        sent += topics.fill("in", numbers(200, sent))
        workers[name].terminate()
        assert workers[name].ended(30) == STOPPED
        sent += topics.fill("in", numbers(100, sent))
        workers[name] = started(topics, tmp_path, name, INSTANCE=name, **environment)
        workers[name].says("assigned", times=len(before[name]) + 1)
    found = counts(topics, sent)
    assert (len(found), set(found.values())) == (sent, {1}), "nothing is lost and nothing repeated"
    for name, worker in workers.items():
        after = worker.assignments()
        assert after[: len(before[name])] == before[name]
        assert [partitions for partitions, _ in after[len(before[name]) :]] == [before[name][-1][0]], (
            "only its own restart gave it an assignment, the same as before"
        )
