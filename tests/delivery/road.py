"""The one law on the whole road: real Kafka, real `tocsin worker` processes, a local origin, and checks from the topics.

    python tests/delivery/road.py                     every trouble, as a table
    python tests/delivery/road.py sigkill freeze      some; --submissions, --seed, --keep FOLDER

Nothing of the product is imported; what is right is said here a second time, from the contract alone.
"""

import argparse
import json
import os
import platform
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import engine_figures as troubles
from confluent_kafka import Message
from fleet import Fleet
from kafka_broker import Broker, free_port
from topics_view import Reader, Topics

TOCSIN = Path(sys.executable).parent / "tocsin"
ORIGIN = Path(__file__).parent / "origin.py"
SUBMITTED = "news.url.submitted.v1"
OUTCOME, ENRICHED, DEAD, ADMITTED = (
    "news.url.outcome.v1",
    "news.article.enriched.v1",
    "news.url.dead.v1",
    "news.url.admitted.v1",
)
GROUPS = {
    "tocsin-admit": SUBMITTED,
    "tocsin-enrich": ADMITTED,
    "tocsin-alert": "news.internal.signals.v1",
    "tocsin-retry-30s": "news.url.retry.30s.v1",
    "tocsin-retry-5m": "news.url.retry.5m.v1",
    "tocsin-retry-1h": "news.url.retry.1h.v1",
}
HOSTS = 40
PATIENCE_S = 400.0
# What may differ between two records of the same id: wall clocks (contract: "the same bytes but for wall clocks").
WALL_CLOCKS = {"finished_at", "timings_ms"}


@dataclass(frozen=True)
class Submission:
    """One submission, and what the contract says must become of it."""

    name: str
    value: bytes
    doors: frozenset[str]
    url: str | None = None

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"chaos#{self.name}"))


def submissions(count: int, port: int, chance: random.Random) -> list[Submission]:
    """Makes a mix of all kinds."""
    kinds = {"good": 70, "copy": 10, "twice": 4, "bad": 3, "slow": 4, "gone": 4, "malformed": 5}
    drawn = chance.choices(list(kinds), list(kinds.values()), k=count)
    return [_submission(number, kind, port, chance) for number, kind in enumerate(drawn)]


def _submission(number: int, kind: str, port: int, chance: random.Random) -> Submission:
    if kind == "malformed":
        return Submission(
            str(number), chance.choice([b"{", b"", b"\xff\xfe", b'{"link": 1}', b"[]"]), frozenset({"dead"})
        )
    # Copies ask again for a page that another submission asks for: one of them is enriched, the others are duplicates.
    page = number % 50 if kind == "copy" else number
    # What fails has a host of its own: a host's breaker would make the others of it wait for minutes, as it should.
    host = f"127.1.{page // 250}.{page % 250 + 1}" if kind in {"bad", "twice"} else f"127.0.0.{1 + page % HOSTS}"
    url = f"http://{host}:{port}/{'good' if kind == 'copy' else kind}/{page}"
    doors = {"bad": {"dead"}, "gone": {"rejected"}, "copy": {"enriched", "duplicate"}}.get(kind, {"enriched"})
    if kind == "good" and number < 50:
        doors = {"enriched", "duplicate"}
    return Submission(str(number), json.dumps({"url": url}).encode(), frozenset(doors), url)


class Ends(Reader):
    """Follows the outputs, and keeps what is needed to judge them."""

    def __init__(self, bootstrap: str) -> None:
        super().__init__(bootstrap, [OUTCOME, ENRICHED, DEAD, ADMITTED])
        self.outcomes: dict[str, list[dict[str, object]]] = defaultdict(list)
        self.articles: dict[str, list[dict[str, object]]] = defaultdict(list)
        self.dead: Counter[str] = Counter()
        self.admitted: Counter[str] = Counter()

    def note(self, message: Message) -> None:
        headers = dict(message.headers() or [])
        if message.topic() == OUTCOME:
            record = json.loads(message.value())
            self.outcomes[record["submission_id"]].append(record)
        elif message.topic() == ENRICHED:
            record = json.loads(message.value())
            self.articles[record["id"]].append(record)
        elif message.topic() == DEAD:
            self.dead[headers["tocsin-submission"].decode()] += 1
        else:
            # A parked record comes by again with the same count, and rightly so; a fresh one comes once.
            record = json.loads(message.value())
            if record["not_before"] is None:
                self.admitted[record["envelope"]["submission_id"]] += 1


@dataclass
class Judgement:
    """What the topics say of one run."""

    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        return not self.missing and not self.wrong


def judge(submitted: list[Submission], ends: Ends) -> Judgement:
    """Holds the topics against the one law."""
    found = Judgement()
    enriched_by_url: dict[str, list[str]] = defaultdict(list)
    for submission in submitted:
        outcomes = ends.outcomes.get(submission.id, [])
        if not outcomes:
            found.missing.append(f"{submission.name} {submission.url}")
            continue
        _judge_one(submission, outcomes, ends, found)
        if outcomes[0]["door"] == "enriched" and submission.url:
            enriched_by_url[submission.url].append(submission.name)
    for submission in submitted:
        if "enriched" in submission.doors and submission.url and len(enriched_by_url[submission.url]) != 1:
            found.wrong.append(f"{submission.url} was enriched for {enriched_by_url[submission.url]}")
    known = {submission.id for submission in submitted}
    found.wrong.extend(f"an outcome for nothing submitted: {other}" for other in set(ends.outcomes) - known)
    found.repeated["outcomes"] = sum(len(each) - 1 for each in ends.outcomes.values())
    found.repeated["articles"] = sum(len(each) - 1 for each in ends.articles.values())
    found.repeated["dead letters"] = sum(ends.dead.values()) - len(ends.dead)
    found.repeated["admitted"] = sum(ends.admitted.values()) - len(ends.admitted)
    for article, each in ends.articles.items():
        if len({_lasting(record) for record in each}) != 1:
            found.wrong.append(f"article {article} came with different bytes")
    return found


def _judge_one(submission: Submission, outcomes: list[dict[str, object]], ends: Ends, found: Judgement) -> None:
    doors = {str(outcome["door"]) for outcome in outcomes}
    if len(doors) != 1 or not doors <= submission.doors:
        found.wrong.append(f"{submission.name} {submission.url}: {doors} instead of one of {set(submission.doors)}")
    if len({_lasting(outcome) for outcome in outcomes}) != 1:
        found.wrong.append(f"{submission.name}: its outcome came with different bytes")
    if (doors == {"dead"}) != (submission.id in ends.dead):
        found.wrong.append(f"{submission.name}: {doors}, but dead letters: {ends.dead[submission.id]}")
    if doors & {"enriched", "duplicate"} and outcomes[0]["article_id"] not in ends.articles:
        found.wrong.append(f"{submission.name}: {doors} of an article that was never published")


def _lasting(record: dict[str, object]) -> str:
    return json.dumps({name: value for name, value in record.items() if name not in WALL_CLOCKS}, sort_keys=True)


@dataclass(frozen=True)
class Report:
    """One run on the road."""

    name: str
    submissions: int
    judgement: Judgement
    committed: bool
    seconds: float
    codes: tuple[int, ...]
    left_over: int

    @property
    def clean(self) -> bool:
        return self.judgement.clean and self.committed and self.left_over == 0

    def row(self) -> str:
        told = ", ".join(f"{count} {what}" for what, count in self.judgement.repeated.items() if count) or "0"
        codes = ", ".join(map(str, sorted(set(self.codes))))
        broken = len(self.judgement.missing), len(self.judgement.wrong)
        return f"| {self.name} | {self.submissions:,} | {broken[0]} | {broken[1]} | {told} | {self.seconds:.0f} | {codes} |"


HEAD = (
    "| trouble | submissions | missing | wrong | repeated | seconds | exits on the way |\n|---|---|---|---|---|---|---|"
)


def environment(broker: Broker, folder: Path) -> dict[str, str]:
    """Gives the workers' settings: short retries, no pace, one store for all."""
    return {
        "TOCSIN_KAFKA_BOOTSTRAP": broker.bootstrap,
        "TOCSIN_KAFKA_PLAINTEXT": "yes",
        "TOCSIN_STATE": f"sqlite:///{folder}/state.sqlite",
        "TOCSIN_HTTP": "off",
        "TOCSIN_FETCH_ALLOW": "127.0.0.0/8",
        "TOCSIN_RETRY_DELAYS_S": "1,2,3",
        "TOCSIN_HOST_INTERVAL_S": "0",
        "TOCSIN_HOST_IN_FLIGHT": "50",
        "TOCSIN_DRAIN_S": "10",
        "TOCSIN_PARSE_WORKERS": "1",
    }


def store_locked(run: troubles.Run, seconds: float = 20.0) -> None:
    """Holds the store's write lock from another process, as a backup or a stray shell would."""
    run.at(0.4)
    holder = sqlite3.connect(run.folder / "state.sqlite", timeout=60, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    time.sleep(seconds)
    holder.execute("ROLLBACK")
    holder.close()


def aborted(run: troubles.Run, records: int = 200) -> None:
    """Writes submissions in a transaction that is aborted: they are none, and no outcome may name one."""
    run.at(0.3)
    producer = run.topics.producer(**{"transactional.id": "chaos"})
    producer.init_transactions(30)
    producer.begin_transaction()
    for number in range(records):
        headers = {"ce_source": b"chaos", "ce_id": b"aborted-%d" % number}
        producer.produce(SUBMITTED, value=b"http://127.0.0.1:1/never", headers=headers)
    producer.flush(30)
    producer.abort_transaction(30)


# The product's session is its own (no setting shortens it), so what must outlast it is longer here than for the engine.
TROUBLES = {
    "calm": troubles.Trouble("none", troubles.nothing),
    "sigkill": troubles.Trouble("SIGKILL x4", troubles.sigkill),
    "sigkill-static": troubles.Trouble("SIGKILL x4, static members", troubles.sigkill, {"TOCSIN_INSTANCE": "w{slot}"}),
    "sigterm": troubles.Trouble("SIGTERM x4", troubles.sigterm),
    "joining": troubles.Trouble("a worker joins and leaves, x4", troubles.joining),
    "storm": troubles.Trouble("a worker joins, then another gets SIGTERM, x4", troubles.joining_into_sigterm),
    "freeze": troubles.Trouble("SIGSTOP 45 s", lambda run: troubles.freeze(run, 1, 45)),
    "broker-stopped": troubles.Trouble("broker stopped 20 s", troubles.broker_stopped),
    "broker-killed": troubles.Trouble("broker kill -9 x2", troubles.broker_killed),
    "sigterm-alone": troubles.Trouble("SIGTERM while the broker is stopped 30 s", troubles.sigterm_without_broker),
    "store-locked": troubles.Trouble("store locked 20 s", store_locked),
    "aborted": troubles.Trouble("200 submissions of an aborted transaction", aborted),
}


def play(trouble: troubles.Trouble, folder: Path, *, count: int, seed: int) -> Report:
    """Starts everything, feeds, troubles, waits for the end, and judges."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    broker = Broker(folder / "broker").start()
    origin = subprocess.Popen([sys.executable, str(ORIGIN), str(port)], start_new_session=True)
    settings = environment(broker, folder) | trouble.environment
    subprocess.run([str(TOCSIN), "topics", "--create"], env={**os.environ, **settings}, check=True, capture_output=True)
    submitted = submissions(count, port, random.Random(seed))
    topics = Topics(broker.bootstrap, "")
    _feed(topics, submitted)
    ends = Ends(broker.bootstrap)
    began = time.monotonic()
    fleet = Fleet([str(TOCSIN), "worker"], settings, folder / "workers")
    run = troubles.Run(broker, topics, fleet, random.Random(seed), share=lambda: len(ends.outcomes) / count)
    run.folder = folder
    acting = threading.Thread(target=trouble.act, args=(run,), daemon=True)
    acting.start()
    try:
        ends.read(lambda _: len(ends.outcomes) >= count and not acting.is_alive(), PATIENCE_S)
        seconds = time.monotonic() - began
        committed = troubles.until(lambda: all(topics.committed(g, t) == topics.ends(t) for g, t in GROUPS.items()), 60)
        ends.read(lambda _: False, 2)
    finally:
        run.restless.set()
        last = fleet.close()
        ends.close()
        origin.kill()
        origin.wait()
        broker.stop()
    return Report(
        name=trouble.name,
        submissions=count,
        judgement=judge(submitted, ends),
        committed=committed,
        seconds=seconds,
        codes=(*fleet.codes, *last),
        left_over=_left_over(folder),
    )


def _feed(topics: Topics, submitted: list[Submission]) -> None:
    producer = topics.producer(**{"queue.buffering.max.messages": 1_000_000})
    for submission in submitted:
        headers = {"ce_source": b"chaos", "ce_id": submission.name.encode()}
        producer.produce(SUBMITTED, value=submission.value, headers=headers)
    if producer.flush(60):
        raise RuntimeError("the broker did not take all submissions")


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

    troubles.until(lambda: alive() == 0, 15)
    return alive()


def _drawn(names: list[str], hours: float | None, seed: int) -> Iterator[str]:
    """Gives each trouble once, or troubles at random until the hours are over."""
    if hours is None:
        yield from names
        return
    chance, end = random.Random(seed), time.monotonic() + hours * 3600
    while time.monotonic() < end:
        yield chance.choice(names)


def main() -> None:
    """Prints the table."""
    names = list(TROUBLES)
    parser = argparse.ArgumentParser(description="Holds the whole road against the one law under troubles.")
    parser.add_argument("troubles", nargs="*", metavar="TROUBLE", help=f"some of {', '.join(names)}; default: all")
    parser.add_argument("--hours", type=float, help="troubles drawn at random for as long, instead of each once")
    parser.add_argument("--submissions", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 100_000)
    parser.add_argument("--keep", type=Path, help="a folder for logs and data")
    chosen = parser.parse_args()
    folder = chosen.keep or Path(tempfile.mkdtemp(prefix="tocsin-road-"))
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, seed {chosen.seed}\n\n{HEAD}", flush=True)
    failed = False
    for turn, name in enumerate(_drawn(chosen.troubles or names, chosen.hours, chosen.seed)):
        seed = chosen.seed + turn
        report = play(TROUBLES[name], folder / f"{turn}-{name}", count=chosen.submissions, seed=seed)
        failed |= not report.clean
        print(report.row(), flush=True)
        for line in (*report.judgement.missing[:5], *report.judgement.wrong[:5]):
            print(f"    {line}", flush=True)
        if not report.committed:
            print("    committed does not equal end", flush=True)
        if report.left_over:
            print(f"    {report.left_over} processes outlived their worker", flush=True)
    if chosen.keep is None and not failed:
        shutil.rmtree(folder, ignore_errors=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
