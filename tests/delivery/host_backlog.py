"""How fast a host's backlog is read: many URLs of one host at once, at an interval of one second between requests.

    python tests/delivery/host_backlog.py [--urls 300] [--interval 1]

Prints after each half minute how many have ended, and at last the pace against the interval's own.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from fleet import Fleet
from judging import OUTCOME, SUBMITTED
from kafka_broker import Broker, free_port
from topics_view import Topics

TOCSIN = Path(sys.executable).parent / "tocsin"
ORIGIN = Path(__file__).parent / "origin.py"
LOOK_S = 30.0
PATIENCE_S = 3_600.0


def measure(folder: Path, urls: int, interval_s: float) -> None:
    """Submits all at once, and follows their ends."""
    broker = Broker(folder / "broker").start()
    port = free_port()
    origin = subprocess.Popen([sys.executable, str(ORIGIN), str(port)], start_new_session=True)
    settings = {
        "TOCSIN_KAFKA_BOOTSTRAP": broker.bootstrap,
        "TOCSIN_KAFKA_PLAINTEXT": "yes",
        "TOCSIN_STATE": f"sqlite:///{folder}/state.sqlite",
        "TOCSIN_HTTP": "off",
        "TOCSIN_FETCH_ALLOW": "127.0.0.0/8",
        "TOCSIN_HOST_INTERVAL_S": f"{interval_s:g}",
        "TOCSIN_PARSE_WORKERS": "1",
    }
    command = [str(TOCSIN), "topics", "--create"]
    subprocess.run(command, env={**os.environ, **settings}, check=True, capture_output=True)
    topics = Topics(broker.bootstrap, "")
    fleet = Fleet([str(TOCSIN), "worker"], settings, folder / "workers", 1)
    reader = topics.follow(OUTCOME)
    try:
        values = [json.dumps({"url": f"http://127.0.0.9:{port}/good/{number}"}) for number in range(urls)]
        topics.fill(SUBMITTED, ((None, value.encode()) for value in values))
        began = time.monotonic()

        def ended() -> int:
            return sum(sum(counts.values()) for counts in reader.counts.values())

        while ended() < urls and time.monotonic() < began + PATIENCE_S:
            reader.read(lambda _: ended() >= urls, LOOK_S)
            print(f"{time.monotonic() - began:.0f} s: {ended()}", flush=True)
        spent_s = time.monotonic() - began
        print(f"{ended()} of {urls} in {spent_s:.0f} s: {ended() * interval_s / spent_s:.2f} of the host's pace")
    finally:
        reader.close()
        fleet.close()
        origin.kill()
        origin.wait()
        broker.stop()


def main() -> None:
    """Measures once."""
    parser = argparse.ArgumentParser(description="How fast a host's backlog is read.")
    parser.add_argument("--urls", type=int, default=300)
    parser.add_argument("--interval", type=float, default=1.0)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-host-"))
    try:
        measure(folder, chosen.urls, chosen.interval)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
