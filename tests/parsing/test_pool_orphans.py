"""No child outlives its parent, however that ends."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

HERE = Path(__file__).parent
GONE_WITHIN_S = 15


@pytest.mark.parametrize("ending", ["SIGKILL", "SIGTERM", "_exit", "exit", "close"])
def test_a_worker_that_ends_during_a_hanging_page_leaves_no_process(tmp_path, ending):
    os.mkfifo(told := tmp_path / "pid")
    command = [sys.executable, HERE / "orphan_parent.py", ending, told]
    with psutil.Popen(command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        hanging = int(worker.stdout.readline())
        family = worker.children(recursive=True)
        worker.communicate(b"end now\n")
    assert hanging in {process.pid for process in family}
    _, alive = psutil.wait_procs(family, timeout=GONE_WITHIN_S)
    for left in alive:
        left.kill()
    assert not alive


HASTY = """
import asyncio
from tocsin.parsing.pool import Pool

async def main():
    async with Pool(workers=40):
        pass

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_children_that_are_still_starting_when_their_pool_closes_end_without_a_word(tmp_path):
    (tmp_path / "hasty.py").write_text(HASTY)
    command = [sys.executable, tmp_path / "hasty.py"]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=True, text=True)
    assert ended.stderr == ""
