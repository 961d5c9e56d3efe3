"""Troubles for the delivery engine, and what they cost: lost, repeated, seconds.

    python tests/delivery/engine_figures.py                 the whole table, as it stands in DECISIONS.md
    python tests/delivery/engine_figures.py sigkill freeze  some rows; --records, --session, --seed, ...

Workers are real processes with handlers of 5 ms to 1 s; the broker is real; nothing of the product is imported here.
It ends with 1 when anything was lost, left uncommitted, or came twice more often than promised.
"""

import argparse
import os
import platform
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from confluent_kafka import Message
from fleet import Fleet
from kafka_broker import Broker
from topics_view import Reader, Topics

WORKER = Path(__file__).parent.parent / "engines" / "engine_worker.py"
PATIENCE_S = 240.0
# What was confirmed since the last commit may come again: 0.2 s between commits, and 0.1 s for the commit's own time
# (in five runs first copies were written .005 to .167 s before the kill).
UNCOMMITTED_S = 0.3
ON_ITS_WAY_S = 0.2  # what a killed worker had handed to its sockets still arrives


@dataclass
class Run:
    """One run under way, for troubles to work on."""

    broker: Broker
    topics: Topics
    fleet: Fleet
    chance: random.Random
    share: Callable[[], float]  # of the records that have come out
    restless: threading.Event = field(default_factory=threading.Event)  # the run is over
    folder: Path = Path()  # where the run keeps its files
    kills_s: list[float] = field(default_factory=list)  # when a worker was killed, since the epoch

    def at(self, share: float) -> None:
        """Waits until this share of the records has come out."""
        while self.share() < share and not self.restless.wait(0.02):
            pass


@dataclass(frozen=True)
class Figures:
    """What one run cost."""

    name: str
    records: int
    lost: int
    repeated: int
    seconds: float
    codes: tuple[int, ...]
    committed: bool
    foreign: int = 0
    unexcused: int = 0  # came twice, and not because it was confirmed just before a kill
    killed: bool = False

    def breaches(self, trouble: "Trouble") -> list[str]:
        """Says what of the trouble's promise was not kept."""
        most = trouble.repeated_max
        told = {
            f"{self.lost} lost": self.lost > 0,
            "committed does not equal end": not self.committed,
            f"{self.repeated} came twice, at most {most} may": (
                not self.killed and most is not None and self.repeated > most
            ),
            f"{self.unexcused} came twice that were confirmed long before a kill": self.killed and self.unexcused > 0,
        }
        return [line for line, broken in told.items() if broken]

    def row(self) -> str:
        codes = ", ".join(map(str, sorted(set(self.codes)))) or "none"
        return f"| {self.name} | {self.records:,} | {self.lost} | {self.repeated} | {self.seconds:.0f} | {codes} |"


HEAD = "| trouble | records | lost | repeated | seconds | exits on the way |\n|---|---|---|---|---|---|"


class Timed(Reader):
    """Counts what came out, and notes when each of its copies was written; `between` is the topic between two hops."""

    def __init__(self, bootstrap: str, names: list[str], between: str) -> None:
        super().__init__(bootstrap, [*names, between])
        self._between = between
        self.copies_s: dict[bytes | None, list[float]] = {}
        self.between_s: dict[bytes | None, list[float]] = {}

    def note(self, message: Message) -> None:
        """Notes one record."""
        if message.topic() == self._between:
            copies_s = self.between_s
        else:
            super().note(message)
            copies_s = self.copies_s
        copies_s.setdefault(message.value(), []).append(message.timestamp()[1] / 1000)

    def unexcused(self, kills_s: list[float]) -> int:
        """Counts the copies too many of what was not confirmed just before a kill, neither here nor between the hops."""
        twice = {value: copies for value, copies in self.copies_s.items() if len(copies) > 1}
        between = {value: copies for value, copies in self.between_s.items() if len(copies) > 1}
        wrong = [value for value, copies in twice.items() if not _near(copies, kills_s)]
        return sum(len(twice[value]) - 1 for value in wrong if not _near(between.get(value, []), kills_s))


def _near(copies_s: list[float], kills_s: list[float]) -> bool:
    """Says whether the first of these copies was confirmed just before a kill."""
    return bool(copies_s) and any(
        killed_s - UNCOMMITTED_S <= min(copies_s) <= killed_s + ON_ITS_WAY_S for killed_s in kills_s
    )


def _spread(times: int) -> list[float]:
    return [(turn + 1) / (times + 1.5) for turn in range(times)]


def sigkill(run: Run, times: int = 4) -> None:
    for share in _spread(times):
        run.at(share)
        run.kills_s.append(time.time())
        run.fleet.send(run.chance.randrange(2), signal.SIGKILL)


def sigterm(run: Run, times: int = 4) -> None:
    for share in _spread(times):
        run.at(share)
        ended = run.fleet.send(run.chance.randrange(2), signal.SIGTERM)
        until(lambda ended=ended: ended not in run.fleet.pids(), 60)  # a second signal would cut its drain short


def joining(run: Run, times: int = 4) -> None:
    for share in _spread(times):
        run.at(share)
        run.fleet.add(2)
        run.at(share + 0.5 / (times + 1.5))
        run.fleet.remove(2)


def joining_into_sigterm(run: Run, times: int = 4) -> None:
    for share in _spread(times):
        run.at(share)
        run.fleet.add(2)
        time.sleep(run.chance.uniform(1, 3))
        run.fleet.send(run.chance.randrange(2), signal.SIGTERM)
        run.at(share + 0.5 / (times + 1.5))
        run.fleet.remove(2)


def freeze(run: Run, times: int = 2, seconds: float = 15.0) -> None:
    for share in _spread(times):
        run.at(share)
        slot = run.chance.randrange(2)
        run.fleet.send(slot, signal.SIGSTOP)
        time.sleep(seconds)
        run.fleet.send(slot, signal.SIGCONT)


def broker_stopped(run: Run, seconds: float = 20.0) -> None:
    run.at(0.4)
    run.broker.stop()
    time.sleep(seconds)
    run.broker.start()


def broker_killed(run: Run, times: int = 2) -> None:
    for share in _spread(times):
        run.at(share)
        run.broker.kill()
        time.sleep(1)
        run.broker.start()


def sigterm_without_broker(run: Run) -> None:
    run.at(0.4)
    run.broker.stop()
    run.fleet.send(0, signal.SIGTERM)
    time.sleep(30)
    run.broker.start()


def partitions_added(run: Run) -> None:
    run.at(0.3)
    run.topics.grow("in", 8)


def output_made_again(run: Run) -> None:
    run.at(0.3)
    run.topics.remove("out")
    time.sleep(2)
    run.topics.make(["out"])


def nothing(run: Run) -> None:
    """Nothing happens."""


@dataclass(frozen=True)
class Trouble:
    """A row of the table: what happens, under which settings, and what is promised."""

    name: str
    act: Callable[[Run], None]
    environment: dict[str, str] = field(default_factory=dict)
    repeated_max: int | None = 0  # None: only nothing lost
    own_broker: bool = False


SHORT = {"SESSION": "6"}
TROUBLES = {
    "calm": Trouble("none", nothing),
    "sigkill": Trouble("SIGKILL x4, session 6 s", sigkill, SHORT, 400),
    "sigkill-static": Trouble("SIGKILL x4, static members", sigkill, {"INSTANCE": "w{slot}"}, 400),
    "sigterm": Trouble("SIGTERM x4, session 6 s", sigterm, SHORT),
    "joining": Trouble("a worker joins and leaves, x4", joining, SHORT),
    "storm": Trouble("a worker joins, 1 to 3 s later another gets SIGTERM, x4", joining_into_sigterm, SHORT),
    "tail": Trouble("SIGTERM x4, 1 in 500 records takes 20 s", sigterm, SHORT | {"TAIL": "20"}),
    "freeze": Trouble("SIGSTOP 15 s x2, session 6 s", freeze, SHORT, 400),
    "broker-stopped": Trouble("broker stopped 20 s", broker_stopped, {}, 0, own_broker=True),
    "broker-impatient": Trouble(
        "broker stopped 20 s, confirm 5 s", broker_stopped, {"CONFIRM": "5"}, None, own_broker=True
    ),
    "broker-killed": Trouble("broker kill -9 x2, session 30 s", broker_killed, {}, 0, own_broker=True),
    "broker-killed-short": Trouble("broker kill -9 x2, session 6 s", broker_killed, SHORT, None, own_broker=True),
    "sigterm-alone": Trouble(
        "SIGTERM while the broker is stopped 30 s", sigterm_without_broker, {}, None, own_broker=True
    ),
    "partitions": Trouble("partitions added: 4 to 8", partitions_added, SHORT),
    "raising": Trouble(
        "1% of attempts raise, SIGKILL x2", lambda run: sigkill(run, 2), SHORT | {"RAISING": "0.01"}, 200
    ),
    "two-hops-sigterm": Trouble("two hops in a process, SIGTERM x4", sigterm, SHORT | {"HOPS": "2"}),
    "two-hops-sigkill": Trouble("two hops in a process, SIGKILL x4", sigkill, SHORT | {"HOPS": "2"}, 900),
}


def play(trouble: Trouble, broker: Broker, folder: Path, *, records: int, seed: int, partitions: int = 4) -> Figures:
    """Feeds, troubles, waits for the end, and counts."""
    topics = Topics(broker.bootstrap, f"e{time.time_ns()}-")
    topics.make(["in", "out", "dlq", "mid1"], partitions)
    hops = int(trouble.environment.get("HOPS", "1"))
    expected = topics.fill("in", ((str(n % 997), b"%d" % n) for n in range(records)))
    reader = Timed(topics.bootstrap, [topics.prefix + name for name in ("out", "dlq")], f"{topics.prefix}mid1")
    environment = {"BOOT": broker.bootstrap, "P": topics.prefix, "DRAIN": "5"} | trouble.environment
    began = time.monotonic()
    fleet = Fleet([sys.executable, str(WORKER)], environment, folder)

    def came() -> int:
        return len({value for counts in reader.counts.values() for value in counts})

    run = Run(broker, topics, fleet, random.Random(seed), share=lambda: came() / expected)
    acting = threading.Thread(target=trouble.act, args=(run,), daemon=True)
    acting.start()
    try:
        reader.read(lambda _: came() >= expected and not acting.is_alive(), PATIENCE_S)
        seconds = time.monotonic() - began
        groups = [(f"{topics.prefix}app{n}", "in" if n == 0 else f"mid{n}") for n in range(hops)]
        committed = until(lambda: all(topics.committed(group, name) == topics.ends(name) for group, name in groups), 40)
        reader.read(lambda _: False, 2)
    finally:
        run.restless.set()
        last = fleet.close()
        reader.close()
    total = sum(sum(counts.values()) for counts in reader.counts.values())
    return Figures(
        name=trouble.name,
        records=expected,
        lost=expected - came(),
        repeated=total - came(),
        unexcused=reader.unexcused(run.kills_s),
        killed=bool(run.kills_s),
        seconds=seconds,
        codes=(*fleet.codes, *last),
        committed=committed,
    )


def until(condition: Callable[[], bool], patience_s: float) -> bool:
    """Waits for a condition; False when it does not hold in time."""
    end = time.monotonic() + patience_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.3)
    return True


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description="What troubles cost the delivery engine.")
    parser.add_argument("troubles", nargs="*", metavar="TROUBLE", help=f"some of {', '.join(TROUBLES)}; default: all")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    parser.add_argument("--keep", type=Path, help="a folder for the workers' logs")
    chosen = parser.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="tocsin-figures-"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, seed {chosen.seed}\n\n{HEAD}", flush=True)
    shared: Broker | None = None
    failed = False
    try:
        for name in chosen.troubles or TROUBLES:
            trouble = TROUBLES[name]
            if trouble.own_broker:
                broker = Broker(folder / f"broker-{name}").start()
            else:
                shared = shared or Broker(folder / "broker").start()
                broker = shared
            figures = play(trouble, broker, folder / name, records=chosen.records, seed=chosen.seed)
            breaches = figures.breaches(trouble)
            print("\n    ".join((figures.row(), *breaches)), flush=True)
            failed |= bool(breaches)
            if trouble.own_broker:
                broker.stop()
    finally:
        if shared:
            shared.stop()
        if chosen.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
