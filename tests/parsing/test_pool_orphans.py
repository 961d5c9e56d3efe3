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
