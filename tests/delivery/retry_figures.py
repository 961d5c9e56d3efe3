"""How late retries are: movers that share a topic's partitions, under load and through kills.

    python tests/delivery/retry_figures.py [--seconds 40] [--rate 300] [--movers 3] [--kills 3] [--static no]

A record is due DELAY seconds after the broker took it, every tenth as much later as its header says; it is late by what
the broker's own clock says when it takes it again. Prints one row: moved, lost, twice, early, and how late at p50, p99 and most, of all and of what was due within
ten seconds of a kill.
"""

import argparse
import random
import shutil
import signal
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Message
from fleet import Fleet
from kafka_broker import Broker
from topics_view import Reader, Topics

WORKER = Path(__file__).parent.parent / "engines" / "mover_worker.py"
DELAY_S = 3.0
BEHIND_MAX_MS = 6_000
PARTITIONS = 12
NEAR_S = 10.0
STAMPED = {"message.timestamp.type": "LogAppendTime"}
HEAD = (
    "| movers | records | lost | twice | early | late p50 | p99 | most | late around kills p99 | most |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Figures:
    """What one run cost."""

    movers: str
    records: int
    lost: int
    twice: int
    late_s: list[float]
    near_s: list[float] = field(default_factory=list)

    def row(self) -> str:
        early = sum(late < 0 for late in self.late_s)
        cells = [_ms(self.late_s, 0.5), _ms(self.late_s, 0.99), _ms(self.late_s, 1), _ms(self.near_s, 0.99)]
        told = " | ".join((*cells, _ms(self.near_s, 1)))
        return f"| {self.movers} | {self.records:,} | {self.lost} | {self.twice} | {early} | {told} |"


def _ms(late_s: list[float], share: float) -> str:
    if not late_s:
        return "-"
    ordered = sorted(late_s)
    return f"{ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000:.0f} ms"


class Late(Reader):
    """Follows the main topic and keeps how late each record was, and when it was due (the broker's clock)."""

    def __init__(self, topics: Topics) -> None:
        super().__init__(topics.bootstrap, [f"{topics.prefix}main"])
        self.seen: Counter[bytes] = Counter()
        self.late: list[tuple[float, float]] = []

    def note(self, message: Message) -> None:
        name, came = (message.value() or b"").split(b" ")
        self.seen[name] += 1
        behind = dict(message.headers() or ()).get("behind", b"0")
        due_s = (int(came) + int(behind)) / 1000 + DELAY_S
        self.late.append((due_s, message.timestamp()[1] / 1000 - due_s))


class Feeding(threading.Thread):
    """Feeds at a steady rate, and kills at even distances on the way."""

    def __init__(self, topics: Topics, kill: Callable[[], object], *, seconds: float, rate: float, kills: int) -> None:
        super().__init__(daemon=True)
        self.fed: int | None = None
        self._topics = topics
        self._kill = kill
        self._seconds = seconds
        self._rate = rate
        self._kills_s = [n * seconds / (kills + 1) for n in range(1, kills + 1)]

    def run(self) -> None:
        time.sleep(5)  # the group forms first
        producer = self._topics.producer(**{"linger.ms": 5})
        began, sent = time.monotonic(), 0
        while (spent := time.monotonic() - began) < self._seconds:
            while sent < spent * self._rate:
                behind = {"behind": str(sent * 7 % BEHIND_MAX_MS)} if sent % 10 == 0 else {}
                producer.produce(f"{self._topics.prefix}later", key=str(sent % 499), value=str(sent), headers=behind)
                sent += 1
            producer.poll(0)
            time.sleep(0.005)
            if self._kills_s and spent > self._kills_s[0]:
                del self._kills_s[0]
                self._kill()
        producer.flush(30)
        self.fed = sent


def play(
    broker: Broker, folder: Path, *, movers: int, seconds: float, rate: float, kills: int, static: bool, seed: int = 1
) -> Figures:
    """Feeds at a steady rate, kills movers on the way, waits for the rest, and counts."""
    topics = Topics(broker.bootstrap, f"r{time.time_ns()}-")
    topics.make(["later", "main"], PARTITIONS, **STAMPED)
    environment = {"BOOT": broker.bootstrap, "P": topics.prefix, "DELAY": str(DELAY_S)}
    if static:
        environment["INSTANCE"] = "m{slot}"
    reader = Late(topics)
    reader.read(lambda _: False, 1)
    fleet = Fleet([sys.executable, str(WORKER)], environment, folder, movers)
    chance = random.Random(seed)

    def kill() -> None:
        fleet.send(chance.randrange(movers), signal.SIGKILL)

    feeding = Feeding(topics, kill, seconds=seconds, rate=rate, kills=kills)
    feeding.start()
    try:
        reader.read(lambda _: feeding.fed is not None and len(reader.seen) >= feeding.fed, seconds + 120)
        reader.read(lambda _: False, 2)
    finally:
        feeding.join()
        fleet.close()
        reader.close()
    near = [late for due, late in reader.late if any(0 <= due - at < NEAR_S for at, _ in fleet.sent)]
    return Figures(
        movers=f"{movers}{' static' if static else ''}, {kills} killed",
        records=feeding.fed or 0,
        lost=(feeding.fed or 0) - len(reader.seen),
        twice=sum(reader.seen.values()) - len(reader.seen),
        late_s=[late for _, late in reader.late],
        near_s=near,
    )


def main() -> None:
    """Prints a row for static members, and one for the others."""
    parser = argparse.ArgumentParser(description="How late retries are.")
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--rate", type=float, default=300)
    parser.add_argument("--movers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--static", choices=["yes", "no", "both"], default="both")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-retries-"))
    broker = Broker(folder / "broker").start()
    print(HEAD, flush=True)
    try:
        for static in (True, False):
            if chosen.static in ("both", "yes" if static else "no"):
                found = play(
                    broker,
                    folder / f"static-{static}",
                    movers=chosen.movers,
                    seconds=chosen.seconds,
                    rate=chosen.rate,
                    kills=chosen.kills,
                    static=static,
                )
                print(found.row(), f"mean {statistics.fmean(found.late_s) * 1000:.0f} ms", flush=True)
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
