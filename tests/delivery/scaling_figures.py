"""How workers share partitions: 1, 2 and 4 engines over 64 partitions, and one more that joins under load.

    python tests/delivery/scaling_figures.py [--records 20000]

Prints for each number of workers how many partitions and records each had, records a second, lost and twice.
"""

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fleet import Fleet
from kafka_broker import Broker
from topics_view import Topics

WORKER = Path(__file__).parent.parent / "engines" / "engine_worker.py"
PARTITIONS = 64
PATIENCE_S = 180.0
HEAD = "| workers | partitions each | records | lost | twice | seconds | records/s |\n|---|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Shared:
    """What one run showed."""

    name: str
    partitions: tuple[int, ...]
    records: int
    lost: int
    twice: int
    seconds: float

    def row(self) -> str:
        each = ", ".join(map(str, self.partitions))
        rate = self.records / self.seconds
        return f"| {self.name} | {each} | {self.records:,} | {self.lost} | {self.twice} | {self.seconds:.0f} | {rate:,.0f} |"


def play(broker: Broker, folder: Path, workers: int, records: int, *, joining: bool = False) -> Shared:
    """Starts the workers, feeds once all are in, lets another join on the way if asked, and counts."""
    topics = Topics(broker.bootstrap, f"s{time.time_ns()}-")
    topics.make(["in", "out", "dlq"], PARTITIONS)
    # Handlers of 40 ms, ten at once a worker: what is shared is time, as with fetching, and not this machine's cores.
    environment = {"BOOT": broker.bootstrap, "P": topics.prefix, "DELAYS": "0.04", "RUNNING": "10", "SESSION": "10"}
    fleet = Fleet([sys.executable, str(WORKER)], environment, folder, workers)
    reader = topics.follow("out")
    try:
        _until(lambda: sum(_latest(folder, workers)) == PARTITIONS and all(_latest(folder, workers)))
        topics.fill("in", ((str(n % 997), b"%d" % n) for n in range(records)))
        began = time.monotonic()

        def came() -> Counter[bytes | None]:
            return reader.counts.get(f"{topics.prefix}out", Counter())

        if joining:
            reader.read(lambda _: len(came()) >= records // 4, PATIENCE_S)
            fleet.add(workers)
        reader.read(lambda _: len(came()) >= records, PATIENCE_S)
        seconds = time.monotonic() - began
        reader.read(lambda _: False, 2)
        partitions = _latest(folder, workers + joining)
    finally:
        fleet.close()
        reader.close()
    name = f"{workers}, one joins" if joining else str(workers)
    return Shared(name, tuple(partitions), records, records - len(came()), sum(came().values()) - len(came()), seconds)


def _latest(folder: Path, workers: int) -> list[int]:
    """Gives how many partitions each worker was assigned last, from its log."""
    found = []
    for slot in range(workers):
        path = folder / f"worker-{slot}.log"
        assigned = re.findall(r"assigned \[(.*?)\] in generation", path.read_text()) if path.exists() else []
        found.append(len(assigned[-1].split(",")) if assigned and assigned[-1] else 0)
    return found


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            raise RuntimeError("the group did not settle")
        time.sleep(0.1)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="How workers share partitions.")
    parser.add_argument("--records", type=int, default=20_000)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tocsin-scaling-"))
    broker = Broker(folder / "broker").start()
    failed = False
    print(HEAD, flush=True)
    try:
        for workers, joining in ((1, False), (2, False), (4, False), (2, True)):
            found = play(broker, folder / f"{workers}-{joining}", workers, chosen.records, joining=joining)
            failed |= found.lost > 0 or max(found.partitions) - min(found.partitions) > 1
            print(found.row(), flush=True)
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
