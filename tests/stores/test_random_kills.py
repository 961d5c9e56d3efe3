"""Workers that are killed at random points, an origin that changes its answers, one store: what must still hold."""

import json
import random
import signal
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

WALKER = Path(__file__).with_name("walker.py")
LEASE_S = 0.3


def start(folder, submissions, seed, death):
    address = f"sqlite:///{folder}/state.sqlite"
    arguments = [sys.executable, str(WALKER), address, str(folder / "log"), str(seed), str(death), str(LEASE_S)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, text=True)
    process.stdin.write("".join(json.dumps(one) + "\n" for one in submissions))
    process.stdin.close()
    return process


def published(folder):
    log = folder / "log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def walk(folder, submissions, *, workers, kills, death, drawn):
    """Runs workers over what is not committed, until all is; gives how many died.

    Each round deals the rest out anew, as a rebalance does. After `kills` deaths nobody dies any more.
    """
    died = 0
    while rest := [
        one
        for one in submissions
        if one["id"] not in {line["id"] for line in published(folder) if line["kind"] == "commit"}
    ]:
        drawn.shuffle(rest)
        seeds = [drawn.random() for _ in range(workers)]
        chance = death if died < kills else 0
        running = [start(folder, rest[n::workers], seed, chance) for n, seed in enumerate(seeds)]
        codes = [process.wait(timeout=100) for process in running]
        assert set(codes) <= {0, -signal.SIGKILL}
        died += codes.count(-signal.SIGKILL)
    return died


def check(submissions, lines):
    doors, publishers, bytes_of, ended = defaultdict(set), defaultdict(set), defaultdict(set), set()
    for line in lines:
        if line["kind"] == "article":
            publishers[line["url"]].add(line["id"])
            bytes_of[line["id"]].add(line["bytes"])
        elif line["kind"] == "outcome":
            doors[line["id"]].add(line["door"])
            if line["door"] == "enriched":
                assert line["id"] in publishers[line["url"]], "an outcome ran ahead of its article"
            if line["door"] == "duplicate":
                assert publishers[line["url"]], "a duplicate of what was never enriched"
        else:
            ended.add(line["id"])
    assert ended == {one["id"] for one in submissions}
    assert all(len(found) == 1 for found in doors.values()), "a submission with two doors"
    assert all(len(found) == 1 for found in publishers.values()), "an article for two submissions"
    assert all(len(found) == 1 for found in bytes_of.values()), "an article with two texts"
    assert {door for found in doors.values() for door in found} == {"enriched", "duplicate", "rejected"}


def submissions_of(drawn, count):
    """Half of them share URLs."""
    return [
        {"id": f"s{n}", "url": f"url {drawn.randrange(count // 6)}" if n % 2 else f"own url {n}"} for n in range(count)
    ]


def test_random_kills_break_no_promise(tmp_path):
    drawn = random.Random(20261121)
    submissions = submissions_of(drawn, 120)
    died = walk(tmp_path, submissions, workers=2, kills=8, death=0.03, drawn=drawn)
    assert died >= 3
    check(submissions, published(tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(3))
def test_many_random_kills_break_no_promise(tmp_path, seed):
    drawn = random.Random(seed)
    submissions = submissions_of(drawn, 3000)
    died = walk(tmp_path, submissions, workers=3, kills=60, death=0.004, drawn=drawn)
    print(f"seed {seed}: {died} deaths")
    assert died >= 60
    check(submissions, published(tmp_path))
