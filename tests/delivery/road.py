"""The one law on the whole road: real Kafka, real `tocsin worker` processes, a local origin, and checks from the topics.

    python tests/delivery/road.py                     every trouble, as a table; --write puts it into DECISIONS.md
    python tests/delivery/road.py sigkill freeze      some; --submissions, --seed, --keep FOLDER
    python tests/delivery/road.py --hours 1           a soak: all faults at random in one run, from a printed seed

Nothing of the product is imported. It ends with 1 when anything was lost, had two doors, came twice without an excuse,
was left uncommitted, or when a process outlived its worker.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP

import alert_judging
import faults
import figures_table
import road_troubles
from confluent_kafka import KafkaException
from engine_figures import until
from fleet import Fleet
from judging import CONFIRMED_S, ON_ITS_WAY_S, SUBMITTED, THAWED_S, Ends, Judgement, Promise, judge
from kafka_broker import Broker, Cluster, free_port
from refusing_proxy import RefusingProxy
from road_troubles import CLUSTER, FAULTS, PROXY, TROUBLES, Road, Trouble
from submissions import Submission, mixed
from topics_view import Topics

TOCSIN = Path(sys.executable).parent / "tocsin"
ORIGIN = Path(__file__).parent / "origin.py"
GROUPS = {
    "tocsin-admit": SUBMITTED,
    "tocsin-enrich": "news.url.admitted.v1",
    "tocsin-alert": "news.internal.signals.v1",
    "tocsin-retry-30s": "news.url.retry.30s.v1",
    "tocsin-retry-5m": "news.url.retry.5m.v1",
    "tocsin-retry-1h": "news.url.retry.1h.v1",
}
PATIENCE_S = 400.0
DELAYS_S = (1.0, 2.0, 3.0)  # of the retry tiers
SOAK_RATE = 20  # submissions a second
TRANSACTION = 50
HEAD = "| trouble | submissions | missing | wrong | repeated | unexcused | seconds | exits on the way |\n|---|---|---|---|---|---|---|---|"


@dataclass(frozen=True)
class Report:
    """One run on the road."""

    name: str
    submissions: int
    judgement: Judgement
    uncommitted: dict[str, int]
    seconds: float
    codes: tuple[int, ...]
    left_over: int
    breaches: list[str] = field(default_factory=list)

    @property
    def committed(self) -> bool:
        return not self.uncommitted

    @property
    def clean(self) -> bool:
        return self.judgement.clean and self.committed and not self.left_over and not self.breaches

    def row(self) -> str:
        told = ", ".join(f"{count} {what}" for what, count in self.judgement.repeated.items() if count) or "0"
        codes = ", ".join(map(str, sorted(set(self.codes))))
        found = self.judgement
        broken = f"{len(found.missing)} | {len(found.wrong)} | {told} | {len(found.unexcused)}"
        return f"| {self.name} | {self.submissions:,} | {broken} | {self.seconds:.0f} | {codes} |"

    def complaints(self) -> list[str]:
        """Names the first of everything that is wrong."""
        found = self.judgement
        lists = {"missing": found.missing, "wrong": found.wrong, "came twice": found.unexcused, "breach": self.breaches}
        told = [f"{what}: {line}" for what, lines in lists.items() for line in lines[:5]]
        told += [f"{group} left {count} records uncommitted" for group, count in self.uncommitted.items()]
        return told + ([f"{self.left_over} processes outlived their worker"] if self.left_over else [])


class Stage:
    """Everything of one run: broker, origin, workers, and the reader of what comes out."""

    def __init__(self, trouble: Trouble, folder: Path, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.trouble = trouble
        self.submitted: list[Submission] = []
        self.port = free_port()
        self.chance = random.Random(seed)
        self.proxy: RefusingProxy | None = None
        self._lock = threading.Lock()
        self._opened = ExitStack()
        with ExitStack() as opened:
            self.broker = self._broker(opened)
            opened.callback(self.broker.stop)
            self.broker.start()
            origin = subprocess.Popen([sys.executable, str(ORIGIN), str(self.port)], start_new_session=True)
            opened.callback(lambda: (origin.kill(), origin.wait()))
            self.faults = faults.Faults(folder, "state.sqlite") if FAULTS & trouble.needs else None
            self.settings = self._settings()
            self.create_topics()
            self.topics = Topics(self.broker.bootstrap, "")
            self.ends = Ends(self.broker.bootstrap)
            opened.callback(self.ends.close)
            self._opened = opened.pop_all()

    def _broker(self, opened: ExitStack) -> Broker | Cluster:
        if CLUSTER & self.trouble.needs:
            return Cluster(self.folder / "brokers")
        if not PROXY & self.trouble.needs:
            return Broker(self.folder / "broker")
        front, behind = free_port(), free_port()
        broker = Broker(self.folder / "broker", {"advertised.listeners": f"PLAINTEXT://127.0.0.1:{front}"}, port=behind)
        self.proxy = RefusingProxy(front, behind)
        opened.callback(self.proxy.close)
        broker.bootstrap = f"127.0.0.1:{front}"
        return broker

    def _settings(self) -> dict[str, str]:
        """Gives settings for all commands: short retries, no pace, one store for all."""
        return {
            "TOCSIN_KAFKA_BOOTSTRAP": self.broker.bootstrap,
            "TOCSIN_KAFKA_PLAINTEXT": "yes",
            "TOCSIN_STATE": f"sqlite:///{self.folder}/state.sqlite",
            "TOCSIN_HTTP": "off",
            "TOCSIN_FETCH_ALLOW": "127.0.0.0/8",
            "TOCSIN_RETRY_DELAYS_S": ",".join(f"{delay_s:g}" for delay_s in DELAYS_S),
            "TOCSIN_HOST_INTERVAL_S": "0",
            "TOCSIN_HOST_IN_FLIGHT": "50",
            "TOCSIN_DRAIN_S": "10",
            "TOCSIN_PARSE_WORKERS": "1",
        }

    def create_topics(self) -> None:
        command = [str(TOCSIN), "topics", "--create"]
        subprocess.run(command, env={**os.environ, **self.settings}, check=True, capture_output=True)

    def feed(self, submissions: Sequence[Submission]) -> None:
        """Submits, and remembers what was submitted."""
        with self._lock:
            self.submitted.extend(submissions)
        producer = self.topics.producer(**{"queue.buffering.max.messages": 1_000_000})
        for one in submissions:
            producer.produce(SUBMITTED, value=one.value, headers=one.headers)
        if producer.flush(60):
            raise RuntimeError("the broker did not take all submissions")

    def feed_in_transactions(self, submissions: Sequence[Submission], run: Road) -> None:
        """The same, fifty in a transaction, an aborted one before every fourth."""
        with self._lock:
            self.submitted.extend(submissions)
        producer = road_troubles.transactional(self.broker.bootstrap, "chaos")
        for turn, first in enumerate(range(0, len(submissions), TRANSACTION)):
            if turn % 4 == 0:
                road_troubles.aborted(run, TRANSACTION)
            producer.begin_transaction()
            for one in submissions[first : first + TRANSACTION]:
                producer.produce(SUBMITTED, value=one.value, headers=one.headers)
            producer.commit_transaction(30)
        road_troubles.aborted(run, TRANSACTION)

    def open(self, share: Callable[[], float]) -> Road:
        """Starts the workers, and gives the run to trouble."""
        shim = self.faults.environment if self.faults else {}
        settings = self.settings | self.trouble.environment | shim
        fleet = Fleet([str(TOCSIN), "worker"], settings, self.folder / "workers")
        return Road(
            self.broker,
            self.topics,
            fleet,
            self.chance,
            share,
            folder=self.folder,
            ends=self.ends,
            port=self.port,
            faults=self.faults,
            proxy=self.proxy,
            feed=self.feed,
            create_topics=self.create_topics,
        )

    def uncommitted(self) -> dict[str, int]:
        """Gives for each group how many records lie beyond its commits, within a minute."""
        left: dict[str, int] = {}

        def none_left() -> bool:
            left.clear()
            try:
                left.update({g: count for g, topic in GROUPS.items() if (count := self.topics.unread(g, topic))})
            except KafkaException as error:
                # A broker that was just lost: its partitions have no leader yet.
                left[repr(error)] = 1
            return not left

        until(none_left, 60)
        return left

    def close(self) -> None:
        """Ends everything but the workers."""
        self._opened.close()


def play(trouble: Trouble, folder: Path, *, count: int, seed: int) -> Report:
    """Starts everything, feeds, troubles, waits for the end, and judges."""
    stage = Stage(trouble, folder, seed)
    every = mixed(count, stage.port, random.Random(seed))
    first = round(count * (1 - trouble.held_back))
    stage.feed(every[:first])
    run = stage.open(lambda: len(stage.ends.outcomes) / count)

    def feed_rest() -> None:
        if trouble.transactions:
            stage.feed_in_transactions(every[first:], run)
        else:
            stage.feed(every[first:])

    run.feed_rest = feed_rest
    return _see_through(stage, run, lambda: trouble.act(run), PATIENCE_S)


def play_soak(folder: Path, *, hours: float, seed: int) -> Report:
    """All faults at random for so long, while submissions keep coming; then everything must come to its end."""
    name = f"all faults at random for {hours:g} h, seed {seed}"
    trouble = Trouble(name, lambda _: None, "any", needs=FAULTS | PROXY)
    stage = Stage(trouble, folder, seed)
    run = stage.open(lambda: 0.0)
    run.sure = False
    until_s = time.monotonic() + hours * 3600

    def feed() -> None:
        first, chance = 0, random.Random(seed)
        while time.monotonic() < until_s and not run.restless.is_set():
            stage.feed(mixed(SOAK_RATE, stage.port, chance, first))
            first += SOAK_RATE
            run.rest(1.0)

    def act() -> None:
        feeding = threading.Thread(target=_watched(run, feed), daemon=True)
        feeding.start()
        for fault in road_troubles.soak(run, until_s):
            print(f"    {time.strftime('%H:%M:%S')} {fault}", file=sys.stderr, flush=True)
        feeding.join()

    return _see_through(stage, run, act, hours * 3600 + PATIENCE_S)


def _see_through(stage: Stage, run: Road, act: Callable[[], None], patience_s: float) -> Report:
    began = time.monotonic()
    acting = threading.Thread(target=_watched(run, act), daemon=True)
    acting.start()
    ends, submitted = stage.ends, stage.submitted
    try:
        ends.read(lambda _: not acting.is_alive() and len(ends.outcomes) >= len(submitted), patience_s)
        seconds = time.monotonic() - began
        run.restless.set()
        acting.join(60)
        uncommitted = stage.uncommitted()
        ends.read(lambda _: False, 2)
    finally:
        run.restless.set()
        last = run.fleet.close()
        stage.close()
    judgement = judge(submitted, ends, _promise(stage.trouble, run.fleet))
    judgement.wrong += _alerts(stage)
    if late_s := ends.late_s(DELAYS_S):
        p50, p99 = (late_s[int(share * len(late_s))] for share in (0.5, 0.99))
        told = f"    {len(late_s)} retries late by {p50:.3f} s (p50), {p99:.3f} (p99), {late_s[-1]:.3f} (most)"
        print(f"{told}, {late_s[0]:.3f} (least)", file=sys.stderr, flush=True)
    return Report(
        name=stage.trouble.name,
        submissions=len(submitted),
        judgement=judgement,
        uncommitted=uncommitted,
        seconds=seconds,
        codes=(*run.fleet.codes, *last),
        left_over=_left_over(stage.folder),
        breaches=run.breaches,
    )


def _alerts(stage: Stage) -> list[str]:
    """Judges the alerts; a run in which none was due has judged nothing."""
    ends = stage.ends
    expected = alert_judging.expected_alerts(ends.articles, ends.order, TOCSIN, stage.settings, stage.folder)
    print(f"    {len(ends.alerts)} alerts, {len(ends.mentions)} mentions", file=sys.stderr, flush=True)
    found = alert_judging.judge_alerts(ends.alerts, ends.mentions, ends.articles, ends.order, expected)
    return found if expected else [*found, "no alert was due"]


def _watched(run: Road, act: Callable[[], None]) -> Callable[[], None]:
    """A trouble that fails has not happened: the run must not pass."""

    def watched() -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - it is told in the report
            run.breaches.append(f"the trouble itself failed: {error!r}")

    return watched


def _promise(trouble: Trouble, fleet: Fleet) -> Promise | None:
    if trouble.repeats == "any":
        return None
    if trouble.repeats == "none":
        return Promise()
    around = {SIGKILL: (CONFIRMED_S, ON_ITS_WAY_S), SIGSTOP: (CONFIRMED_S, ON_ITS_WAY_S), SIGCONT: (0.0, THAWED_S)}
    return Promise(around=[(at, *around[number]) for at, number in fleet.sent if number in around])


def _left_over(folder: Path) -> int:
    """Counts processes of this run that have outlived their workers by 15 s."""
    mark = f"{folder}/state.sqlite".encode()

    def alive() -> int:
        found = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                found += mark in (process / "environ").read_bytes()
            except OSError:
                continue
        return found

    until(lambda: alive() == 0, road_troubles.NO_PROCESS_LEFT_S)
    return alive()


def main() -> None:
    """Prints the table."""
    names = list(TROUBLES)
    parser = argparse.ArgumentParser(description="Holds the whole road against the one law under troubles.")
    parser.add_argument("troubles", nargs="*", metavar="TROUBLE", help=f"some of {', '.join(names)}; default: all")
    parser.add_argument("--hours", type=float, help="a soak: all faults at random in one run, for as long")
    parser.add_argument("--submissions", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    parser.add_argument("--keep", type=Path, help="a folder for logs and data")
    parser.add_argument("--write", action="store_true", help="puts the rows into the table in DECISIONS.md")
    chosen = parser.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="tocsin-road-"))
    print(f"{figures_table.versions()}, seed {chosen.seed}\n\n{HEAD}", flush=True)
    if chosen.hours is not None:
        runs = [lambda: play_soak(folder / "soak", hours=chosen.hours, seed=chosen.seed)]
    else:
        runs = [
            lambda name=name: play(TROUBLES[name], folder / name, count=chosen.submissions, seed=chosen.seed)
            for name in _possible(chosen.troubles or names)
        ]
    failed = False
    for run in runs:
        try:
            report = run()
        except Exception:  # noqa: BLE001 - the others are run all the same
            traceback.print_exc()
            failed = True
            continue
        failed |= not report.clean
        print("\n    ".join((report.row(), *report.complaints())), flush=True)
        for hop, away_s in report.judgement.away_s.items():
            told = f"{len(away_s)} {hop} came twice, {min(away_s):+.3f} to {max(away_s):+.3f} s from a signal"
            print(f"    {told}", file=sys.stderr, flush=True)
        if chosen.write:
            figures_table.write({report.name: report.row()}, HEAD)
    if chosen.keep is None and not failed:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)


def _possible(names: Sequence[str]) -> list[str]:
    lacking = faults.missing()
    if lacking:
        print(lacking, file=sys.stderr)
        return [name for name in names if not FAULTS & TROUBLES[name].needs]
    return list(names)


if __name__ == "__main__":
    main()
