"""`tocsin enrich`: the pipeline with no Kafka."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Annotated

import orjson
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tocsin import wiring
from tocsin.cli import inputs
from tocsin.cli.errors import ExitCode, Failed
from tocsin.cli.output import about
from tocsin.core import codec, times
from tocsin.settings import Settings
from tocsin.stages.alerting import BatchAlerting
from tocsin.stages.batch import BatchRecord, Input


def command(
    places: Annotated[
        list[str] | None, typer.Argument(metavar="PATH|URL...", help=".html, .html.gz, .txt, .warc.gz, folders, URLs.")
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option("--jsonl", metavar="FILE", help="JSON lines with html_path, html or text; - is standard input."),
    ] = None,
    alerts: Annotated[
        Path | None, typer.Option("--alerts", metavar="FILE", help="Also alert, in input order, into this file.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 when an input was broken.")] = False,
) -> None:
    """Reads, cleans and tags inputs on all cores; writes one JSON line an input, in input order."""
    if not places and not jsonl:
        raise Failed(ExitCode.USAGE, "nothing to enrich; name files, folders or URLs, or --jsonl FILE")
    settings = Settings.read(os.environ)
    now = times.text_of(wiring.SystemClock().now_ms())
    _check(places or [])
    with contextlib.ExitStack() as files:
        lines = _lines(jsonl, files) if jsonl else None
        alarm = files.enter_context(alerts.open("wb")) if alerts else None
        fetching = any(_is_url(place) for place in places or [])
        broken = asyncio.run(_run(settings, _inputs(places or [], lines, now), alarm, fetching=fetching))
    if broken and strict:
        raise Failed(ExitCode.STRICT, f"{broken} inputs were broken; their records say why")


def _is_url(place: str) -> bool:
    return place.startswith(("http://", "https://"))


def _check(places: list[str]) -> None:
    for place in places:
        if not _is_url(place) and not Path(place).exists():
            raise Failed(ExitCode.FILE, f"{place}: no such file or folder")


def _lines(jsonl: str, files: contextlib.ExitStack) -> IO[bytes]:
    return sys.stdin.buffer if jsonl == "-" else files.enter_context(Path(jsonl).open("rb"))


def _inputs(places: list[str], lines: IO[bytes] | None, now: str) -> Iterator[Input]:
    yield from inputs.of_paths(places, now)
    if lines:
        yield from inputs.of_lines(lines, now)


async def _run(settings: Settings, given: Iterator[Input], alarm: IO[bytes] | None, *, fetching: bool) -> int:
    broken = 0
    alerting = BatchAlerting() if alarm else None
    with _progress() as advance:
        async with wiring.batch(settings, fetching=fetching) as batch:
            async for record in batch.run(given):
                _write(record)
                broken += record.reason == "malformed"
                if alarm and alerting and record.article:
                    for alert in alerting.alerts(record.article):
                        alarm.write(codec.dump(alert) + b"\n")
                advance()
    return broken


def _write(record: BatchRecord) -> None:
    sys.stdout.buffer.write(orjson.dumps(record.line()) + b"\n")
    sys.stdout.buffer.flush()


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """Shows how many are done, on a terminal alone, and only where the records do not go to that terminal too."""
    console = about()
    if not console.is_terminal or sys.stdout.isatty():
        yield lambda: None
        return
    columns = (TextColumn("enriching"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("enriching", total=None)
        yield lambda: progress.advance(task)
