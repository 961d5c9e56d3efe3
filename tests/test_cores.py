"""A worker's threads share one core, and the processes that it starts do not."""

import os
import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, os, subprocess, sys, threading
from tocsin import cores

ask = "import os; print(len(os.sched_getaffinity(0)))"

def started():
    return int(subprocess.run([sys.executable, "-c", ask], capture_output=True, check=True).stdout)

def placed():
    return {frozenset(os.sched_getaffinity(thread.native_id)) for thread in threading.enumerate()}

async def main():
    ended = threading.Event()
    threading.Thread(target=ended.wait).start()
    staying = asyncio.create_task(cores.stay_on_one())
    await asyncio.sleep(0)
    together = placed()
    bound = await asyncio.to_thread(started)
    cores.free()
    free = started()
    staying.cancel()
    await asyncio.wait([staying])
    apart = placed()
    ended.set()
    print(len(together), len(min(together)), bound, free, len(apart), len(min(apart)))

asyncio.run(main())
"""


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="there is one core, or no choice"
)
def test_threads_stay_together_processes_are_free_and_at_the_end_all_is_as_it_was():
    cores = len(os.sched_getaffinity(0))
    told = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    assert [int(number) for number in told.stdout.split()] == [1, 1, 1, cores, 1, cores]
