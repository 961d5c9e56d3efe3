"""The whole road against a plain script, and how long a record takes at half load.

    python tests/bench/road_speed.py [--pages FOLDER] [--articles 3000] [--rounds 2]

The road: submitted -> `tocsin worker` on a real Kafka -> enriched, with tags, verdicts, claims and alerts. The script:
httpx and trafilatura in a pool of all cores, the same pages of the same local origin. Both are counted between their
first and last tenth, in turns. Latency is from the submitted record's Kafka timestamp to its outcome's, less what the
article itself says of fetching, reading and tagging.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "delivery"))

from confluent_kafka import Message
from kafka_broker import Broker, free_port
from topics_view import Reader, Topics

HERE = Path(__file__).parent
TOCSIN = Path(sys.executable).parent / "tocsin"
SUBMITTED, OUTCOME, ENRICHED = "news.url.submitted.v1", "news.url.outcome.v1", "news.article.enriched.v1"
HOSTS = 100
PATIENCE_S = 900.0


@dataclass
class Ends(Reader):
    """When each submission ended, and what its article says that it took."""

    bootstrap: str
    done_s: dict[str, float] = field(default_factory=dict)
    doors: list[str] = field(default_factory=list)
    timings_ms: dict[str, dict[str, int]] = field(default_factory=dict)
    submitted_s: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.bootstrap, [SUBMITTED, OUTCOME, ENRICHED])

    def note(self, message: Message) -> None:
        """Files one record by its submission."""
        at_s = message.timestamp()[1] / 1000
        if message.topic() == SUBMITTED:
            self.submitted_s[message.value().decode()] = at_s
            return
        record = json.loads(message.value())
        if message.topic() == ENRICHED:
            self.timings_ms[record["url"]] = record["timings_ms"]
            self.done_s.setdefault(record["url"], at_s)
        else:
            self.doors.append(record["door"])


def middle_rate(moments_s: Sequence[float]) -> float:
    """Gives how many a second were done between the first and the last tenth."""
    ordered = sorted(moments_s)
    first, last = len(ordered) // 10, len(ordered) * 9 // 10
    return (last - first) / (ordered[last] - ordered[first])


def urls_of(count: int, port: int, first: int) -> list[str]:
    """Gives URLs spread over many hosts of this machine."""
    return [f"http://127.0.1.{1 + number % HOSTS}:{port}/{number}" for number in range(first, first + count)]


def by_script(urls: list[str]) -> float:
    """Gives the script's articles a second."""
    ran = subprocess.run(
        [sys.executable, str(HERE / "plain_script.py")], input="\n".join(urls).encode(), check=True, capture_output=True
    )
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return middle_rate([line["done_s"] for line in lines])


@dataclass
class Road:
    """One broker with one worker on it."""

    broker: Broker
    folder: Path

    def play(self, urls: list[str], every_s: float = 0.0) -> Ends:
        """Submits all at once, or one each `every_s` seconds, and waits for their ends."""
        topics, ends = Topics(self.broker.bootstrap, ""), Ends(self.broker.bootstrap)
        producer = topics.producer(**{"queue.buffering.max.messages": 1_000_000})
        began = time.monotonic()
        for turn, url in enumerate(urls):
            producer.produce(SUBMITTED, value=url.encode(), headers={"ce_source": b"bench", "ce_id": url.encode()})
            while time.monotonic() < began + turn * every_s:
                producer.poll(0.001)
        producer.flush(60)
        wanted = set(urls)
        if not ends.read(lambda _: len(wanted & ends.done_s.keys()) >= len(urls) * 0.99, PATIENCE_S):
            raise SystemExit(f"only {len(wanted & ends.done_s.keys())} of {len(urls)} were enriched")
        ends.read(lambda _: False, 2)
        ends.close()
        ends.done_s = {url: moment for url, moment in ends.done_s.items() if url in wanted}
        return ends


def worker(broker: Broker, folder: Path) -> "subprocess.Popen[bytes]":
    """Starts a worker with no pace for hosts, the rest as it comes."""
    settings = {
        "TOCSIN_KAFKA_BOOTSTRAP": broker.bootstrap,
        "TOCSIN_KAFKA_PLAINTEXT": "yes",
        "TOCSIN_STATE": f"sqlite:///{folder}/state.sqlite",
        "TOCSIN_HTTP": "off",
        "TOCSIN_FETCH_ALLOW": "127.0.0.0/8",
        "TOCSIN_HOST_INTERVAL_S": "0",
        "TOCSIN_HOST_IN_FLIGHT": "10",
    }
    environment = {**os.environ, **settings}
    subprocess.run([str(TOCSIN), "topics", "--create"], env=environment, check=True, capture_output=True)
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen([str(TOCSIN), "worker"], env=environment, stdout=log, stderr=log, cwd=folder)


def latency(ends: Ends) -> list[float]:
    """Gives each article's milliseconds beyond fetching, reading and tagging, in order."""
    beyond = []
    for url, done_s in ends.done_s.items():
        took_ms = ends.timings_ms[url]
        beyond.append((done_s - ends.submitted_s[url]) * 1000 - took_ms["fetch"] - took_ms["extract"] - took_ms["tag"])
    return sorted(beyond)


def main() -> None:
    """Prints both speeds, their ratio, and the latency."""
    parser = argparse.ArgumentParser(description="The whole road's speed beside a plain script's, and its latency.")
    parser.add_argument("--pages", type=Path, help="a folder of .html files; default: pages made here")
    parser.add_argument("--articles", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for logs and data")
    chosen = parser.parse_args()
    port, folder = free_port(), chosen.keep or Path(tempfile.mkdtemp(prefix="tocsin-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    serving = [
        sys.executable,
        str(HERE / "road_pages.py"),
        str(port),
        "2",
        *([str(chosen.pages)] if chosen.pages else []),
    ]
    origin = subprocess.Popen(serving, start_new_session=True)
    broker = Broker(folder / "broker").start()
    working = worker(broker, folder)
    try:
        measure(Road(broker, folder), chosen, port)
    finally:
        working.terminate()
        working.wait(60)
        os.killpg(origin.pid, signal.SIGKILL)
        broker.stop()


def measure(road: Road, chosen: argparse.Namespace, port: int) -> None:
    """Plays the rounds, then half load."""
    road.play(urls_of(100, port, 0))
    speeds: dict[str, list[float]] = {"road": [], "script": []}
    first = 100
    for _ in range(chosen.rounds):
        for name, measured in speeds.items():
            urls = urls_of(chosen.articles, port, first)
            first += chosen.articles
            measured.append(middle_rate(list(road.play(urls).done_s.values())) if name == "road" else by_script(urls))
            print(f"{name:7} {measured[-1]:6.0f} articles/s", flush=True)
    median = {name: statistics.median(each) for name, each in speeds.items()}
    print(f"the road carries {median['road'] / median['script']:.2f} of the script's articles a second")
    half = urls_of(min(chosen.articles, 1_000), port, first)
    beyond = latency(road.play(half, 2 / median["road"]))
    p50, p99 = beyond[len(beyond) // 2], beyond[len(beyond) * 99 // 100]
    print(f"at half load, beyond fetching and reading: p50 {p50:.0f} ms, p99 {p99:.0f} ms")


if __name__ == "__main__":
    main()
