"""The demo's play: a worker process, the wire's submissions, and what comes out, shown as it comes."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from tocsin.core.topics import TopicNames
from tocsin.demo.wire import Served

TOPICS = TopicNames()
# Nothing new for this long: something is wrong, and the summary says so.
PATIENCE_S = 60.0
# Alerts follow their article through one more topic; after the last outcome this long without one is the end.
ALERTS_SETTLE_S = 1.5
ROWS_SHOWN = 12
WORDS_SHOWN = 90


@dataclass(slots=True)
class Play:
    """What has been seen so far."""

    submitted: int
    began_s: float
    outcomes: dict[str, dict[str, Any]] = field(default_factory=dict)
    articles: dict[str, dict[str, Any]] = field(default_factory=dict)
    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)
    last_s: float = 0.0
    ended_s: float = 0.0

    def see(self, topic: str, record: dict[str, Any]) -> None:
        """Takes one record; the same one again changes nothing, as for any consumer that upserts by id."""
        seen = {TOPICS.outcome: self.outcomes, TOPICS.enriched: self.articles, TOPICS.alert: self.alerts}[topic]
        key = record["submission_id"] if topic == TOPICS.outcome else record["id"]
        seen[key] = record
        self.last_s = time.monotonic()
        if len(self.outcomes) == self.submitted and not self.ended_s:
            self.ended_s = self.last_s

    @property
    def drained(self) -> bool:
        """Says whether every submission has its outcome."""
        return len(self.outcomes) >= self.submitted


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How it went."""

    play: Play
    complete: bool
    log: Path

    def as_dict(self) -> dict[str, Any]:
        """Gives the summary for a machine."""
        return {
            "complete": self.complete,
            "submitted": self.play.submitted,
            "outcomes": list(self.play.outcomes.values()),
            "alerts": list(self.play.alerts.values()),
            "seconds": round(self._seconds(), 3),
            "articles_per_second": round(self._rate(), 1),
        }

    def text(self) -> Group:
        """Gives the summary for a reader."""
        table = Table(title="Every submission and its door", title_justify="left", show_edge=False)
        for name in ("door", "reason", "level", "submission"):
            table.add_column(name, overflow="fold")
        for outcome in sorted(self.play.outcomes.values(), key=lambda o: (o["door"], o["url"] or "")):
            article = self.play.articles.get(outcome["article_id"] or "")
            level = str(article["escalation"]["level"]) if article and outcome["door"] == "enriched" else ""
            reason = " ".join(part for part in (outcome["reason"], outcome["reason_detail"]) if part)
            table.add_row(outcome["door"], Text(reason), level, Text(outcome["url"] or "(no url)"))
        alerts = [_alert_line(alert) for alert in self.play.alerts.values()]
        ends = f"{len(self.play.outcomes)} of {self.play.submitted} submissions ended"
        pace = f"{len(self.play.articles)} articles, {self._rate():.1f} a second"
        return Group(
            table,
            Text(f"\nAlerts ({len(alerts)})", style="bold"),
            *(alerts or [Text("  none")]),
            Text(f"\n{ends}; {pace}.", style="bold"),
            Text("\nWhat to try next\n" + _next_steps()),
        )

    def _seconds(self) -> float:
        return max((self.play.ended_s or time.monotonic()) - self.play.began_s, 0.001)

    def _rate(self) -> float:
        return len(self.play.articles) / self._seconds()


async def play(bootstrap: str, served: Served, *, console: Console, once: bool, quiet: bool) -> Summary:
    """Runs a worker on the wire's submissions; with `once` until all have ended, else until interrupted."""
    folder = Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
    log = folder / "worker.log"
    state = Play(submitted=len(served.submissions), began_s=time.monotonic())
    port = _free_port()
    async with _worker(bootstrap, folder, log, port) as worker, _followed(bootstrap) as follower:
        await _joined(worker, port)
        await _submit(bootstrap, served.submissions)
        state.began_s = state.last_s = time.monotonic()
        hint = "" if once else f"broker at {bootstrap}, wire at {served.base}; Ctrl-C ends"
        shown = contextlib.nullcontext() if quiet else Live(console=console, refresh_per_second=8)
        with shown as live, contextlib.suppress(asyncio.CancelledError):
            await _watch(state, follower, worker, live, hint, once=once)
        ended = await _end(worker)
    complete = state.drained and ended == 0
    if complete or not once:
        # What went wrong must stay to be read; what went well leaves nothing behind.
        shutil.rmtree(folder, ignore_errors=True)
    return Summary(play=state, complete=complete, log=log)


async def _watch(
    state: Play,
    follower: AIOKafkaConsumer,
    worker: asyncio.subprocess.Process,
    live: Live | None,
    hint: str,
    *,
    once: bool,
) -> None:
    while worker.returncode is None:
        found = await follower.getmany(timeout_ms=100)
        for record in (record for records in found.values() for record in records):
            state.see(record.topic, json.loads(record.value))
        if live:
            live.update(_view(state, hint))
        idle_s = time.monotonic() - state.last_s
        if once and (idle_s > PATIENCE_S or (state.drained and idle_s > ALERTS_SETTLE_S)):
            return


def _view(state: Play, hint: str) -> Group:
    doors = dict.fromkeys(("enriched", "duplicate", "rejected", "dead"), 0)
    for outcome in state.outcomes.values():
        doors[outcome["door"]] += 1
    counts = "  ".join(f"{door} {count}" for door, count in doors.items())
    waiting = state.submitted - len(state.outcomes)
    recent = [_article_line(article) for article in list(state.articles.values())[-ROWS_SHOWN:]]
    alerts = [_alert_line(alert) for alert in list(state.alerts.values())[-ROWS_SHOWN:]]
    head = Text(f"{counts}  waiting {waiting}  alerts {len(state.alerts)}  {hint}", style="bold")
    return Group(*recent, *alerts, head)


def _article_line(article: dict[str, Any]) -> Text:
    because = article["escalation"]["because"]
    words = article["signals"][because[0]]["evidence"]["text"] if because else ""
    line = Text(f"level {article['escalation']['level']}  ")
    line.append(article["title"] or article["url"] or "", style="bold")
    return line.append(f'  "{words[:WORDS_SHOWN]}"' if words else "", style="italic")


def _alert_line(alert: dict[str, Any]) -> Text:
    line = Text(f"  ALERT {alert['kind']} level {alert['level']} ", style="red")
    return line.append(f"{'-'.join(alert['dyad'])}: {alert['headline']}", style="default")


@contextlib.asynccontextmanager
async def _worker(bootstrap: str, folder: Path, log: Path, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A real worker process, its state and its log in a folder of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")} | {
        "TOCSIN_KAFKA_BOOTSTRAP": bootstrap,
        "TOCSIN_STATE": f"sqlite:///{folder}/state.sqlite",
        "TOCSIN_FETCH_ALLOW": "127.0.0.1/32",
        "TOCSIN_HOST_INTERVAL_S": "0",
        "TOCSIN_RETRY_DELAYS_S": "1,2,4",
        "TOCSIN_HTTP": f"127.0.0.1:{port}",
        "TOCSIN_USER_AGENT": "TocsinDemo/0.1 (+mailto:nobody@demo.invalid)",
    }
    with log.open("wb") as sink:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tocsin", "worker", env=environment, stdout=sink, stderr=sink, cwd=folder
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _joined(worker: asyncio.subprocess.Process, port: int) -> None:
    """Waits until the worker has joined its groups, so that the pace shown is the service's and not its start's."""
    until = time.monotonic() + PATIENCE_S
    async with aiohttp.ClientSession() as asking:
        while worker.returncode is None and time.monotonic() < until:
            with contextlib.suppress(aiohttp.ClientError):
                async with asking.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == HTTPStatus.OK:
                        return
            await asyncio.sleep(0.1)


async def _end(worker: asyncio.subprocess.Process) -> int:
    if worker.returncode is None:
        worker.send_signal(signal.SIGTERM)
    try:
        return await asyncio.wait_for(worker.wait(), PATIENCE_S)
    except TimeoutError:
        return -1


@contextlib.asynccontextmanager
async def _followed(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    names = (TOPICS.outcome, TOPICS.enriched, TOPICS.alert)
    consumer = AIOKafkaConsumer(*names, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def _submit(bootstrap: str, submissions: tuple[bytes, ...]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", enable_idempotence=True)
    await producer.start()
    try:
        for value in submissions:
            await producer.send_and_wait(TOPICS.submitted, value)
    finally:
        await producer.stop()


def _next_steps() -> str:
    return (
        "  tocsin demo                            stays up; submit your own URLs beside it\n"
        "  tocsin demo --once --wire FOLDER       your own .txt, .html, .html.gz as the wire\n"
        "  tocsin enrich FILE...                  the same pipeline with no Kafka, JSON lines out\n"
        "  tocsin settings                        every setting, for `tocsin worker` on a real Kafka"
    )
