"""`tocsin worker` while it is being built, as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

TOCSIN = Path(sys.executable).parent / "tocsin"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_that_is_told_to_stop_before_it_has_begun_ends_well(number, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(30)
        environment = {
            **os.environ,
            "TOCSIN_KAFKA_BOOTSTRAP": f"127.0.0.1:{silent.getsockname()[1]}",
            "TOCSIN_KAFKA_PLAINTEXT": "yes",
            "TOCSIN_HTTP": "off",
        }
        starting = subprocess.Popen([str(TOCSIN), "worker"], env=environment, cwd=tmp_path)
        # It waits for a broker that says nothing.
        with starting as worker, silent.accept()[0]:
            worker.send_signal(number)
            assert worker.wait(15) == 0
