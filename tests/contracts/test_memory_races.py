"""Several processes and threads share one store: all may start at once, and a key has one winner."""

import asyncio
import json
import random
import subprocess
import sys
import threading
from collections import Counter

from tocsin.stores import open_memory

RACER = """
import asyncio, json, random, sys
from tocsin.ports import Verdict
from tocsin.stores import open_memory

address, name, keys = sys.argv[1], sys.argv[2], int(sys.argv[3])

async def race():
    memory = open_memory(address)
    print("ready", flush=True)
    sys.stdin.readline()
    order = list(range(keys))
    random.Random(name).shuffle(order)
    claim = lambda n: memory.claim(f"key {n}", name, refresh=False, revisit_before_ms=None)
    answers = await asyncio.gather(*(claim(n) for n in order))
    won = [n for n, answer in zip(order, answers) if answer.standing == "mine"]
    word = lambda n: Verdict(submission_id=f"shared {n}", round=0, door="dead", reason=name, detail=None,
                             stage="enrichment", http_status=None, article_id=None, attempts=0)
    told = [(await memory.conclude(word(n))).reason for n in range(keys)]
    await memory.close()
    print(json.dumps({"won": won, "told": told}))

asyncio.run(race())
"""


def start(address, name, keys):
    arguments = [sys.executable, "-c", RACER, address, name, str(keys)]
    return subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_of_four_processes_that_start_at_once_exactly_one_wins_each_key(tmp_path):
    keys = 300
    racers = [start(f"sqlite:///{tmp_path}/state.sqlite", f"racer {n}", keys) for n in range(4)]
    assert [racer.stdout.readline().strip() for racer in racers] == ["ready"] * 4
    for racer in racers:
        racer.stdin.write("go\n")
        racer.stdin.flush()
    results = [json.loads(racer.communicate(timeout=60)[0]) for racer in racers]
    assert [racer.returncode for racer in racers] == [0] * 4
    assert Counter(key for result in results for key in result["won"]) == dict.fromkeys(range(keys), 1)
    for told in zip(*(result["told"] for result in results), strict=True):
        assert len(set(told)) == 1


async def test_of_eight_threads_with_loops_of_their_own_exactly_one_wins_each_key(tmp_path):
    won, gate = Counter(), threading.Barrier(8)

    async def race(name):
        memory = open_memory(f"sqlite:///{tmp_path}/state.sqlite")
        order = random.Random(name).sample(range(100), 100)
        gate.wait()
        for key in order:
            answer = await memory.claim(f"key {key}", name, refresh=False, revisit_before_ms=None)
            won[key] += answer.standing == "mine"
        await memory.close()

    await asyncio.gather(*(asyncio.to_thread(asyncio.run, race(f"racer {n}")) for n in range(8)))
    assert won == dict.fromkeys(range(100), 1)
