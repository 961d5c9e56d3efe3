"""`tocsin submit`: URLs into the stream."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from queue import Queue
from threading import Thread
from typing import Annotated, Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import orjson
import typer
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from tocsin.cli.errors import ExitCode, Failed
from tocsin.cli.output import about, json_line
from tocsin.cli.running import with_broker
from tocsin.core import times
from tocsin.core.records.common import Mode
from tocsin.core.records.delivery import Output
from tocsin.kafka.probe import Broker
from tocsin.kafka.sending import Sender, sender
from tocsin.settings import Settings

SOURCE = "/tocsin/submit"
# Records under way at once; each is at most a few KiB, far below what the embedded broker keeps of a partition.
BATCH = 500
# What takes longer shows its progress.
LONG_S = 1.0


def command(
    urls: Annotated[list[str], typer.Argument(metavar="URL... | -", help="URLs; - reads them from standard input.")],
    refresh: Annotated[bool, typer.Option("--refresh", help="Fetch again although the URL is known.")] = False,
    mode: Annotated[str, typer.Option(help="live, replay, backfill or test; empty: by the article's age.")] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="One line of JSON a submission, once it is confirmed.")
    ] = False,
) -> None:
    """Submits URLs, or whole submissions as JSON objects, one a line from standard input."""
    checked = _mode(mode)

    async def work(settings: Settings, broker: Broker) -> None:
        topic = settings.topics.names.submitted
        async with sender(broker, topic) as opened:
            count = await _submit(opened, topic, _lines(urls), as_json=as_json, extra=_extra(checked, refresh=refresh))
        typer.echo(f"submitted {count} to {topic}", err=True)

    with_broker(work)


def _mode(text: str) -> Mode | None:
    if not text:
        return None
    found: dict[str, Mode] = {"live": "live", "replay": "replay", "backfill": "backfill", "test": "test"}
    if text not in found:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(found)}", param_hint="--mode")
    return found[text]


def _extra(mode: Mode | None, *, refresh: bool) -> dict[str, Any]:
    return {**({"refresh": True} if refresh else {}), **({"mode": mode} if mode else {})}


def _lines(urls: list[str]) -> Iterator[bytes]:
    """Gives the submissions as bytes, as they are: what cannot be read is the service's to say, with an outcome."""
    for url in urls:
        if url == "-":
            yield from (line.strip() for line in sys.stdin.buffer if line.strip())
        else:
            yield url.encode("utf-8", "surrogateescape")


async def _batches(lines: Iterable[bytes]) -> AsyncIterator[list[bytes]]:
    """Gives what there is, at most BATCH at once: a slow pipe's line is sent when it comes, not when many have."""
    read: Queue[bytes | OSError | None] = Queue(BATCH)
    Thread(target=_fill, args=(lines, read), daemon=True).start()
    ended = False
    while not ended:
        waiting = [await asyncio.to_thread(read.get)]
        while len(waiting) < BATCH and not read.empty():
            waiting.append(read.get())
        if isinstance(waiting[-1], OSError):
            raise Failed(ExitCode.FILE, f"standard input cannot be read: {waiting[-1].strerror}")
        batch = [line for line in waiting if isinstance(line, bytes)]
        ended = len(batch) < len(waiting)
        if batch:
            yield batch


def _fill(lines: Iterable[bytes], read: "Queue[bytes | OSError | None]") -> None:
    try:
        for line in lines:
            read.put(line)
        read.put(None)
    except OSError as error:
        read.put(error)


async def _submit(opened: Sender, topic: str, lines: Iterable[bytes], *, as_json: bool, extra: dict[str, Any]) -> int:
    count, started = 0, time.monotonic()
    columns = (SpinnerColumn(), TextColumn("submitting"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=about(), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=None, visible=False)
        async for ready in _batches(lines):
            batch = [_output(topic, line, extra) for line in ready]
            await opened.send(output for output, _ in batch)
            count += len(batch)
            progress.update(task, completed=count, visible=time.monotonic() - started > LONG_S)
            for _, told in batch if as_json else ():
                json_line(told)
    return count


def _output(topic: str, line: bytes, extra: dict[str, Any]) -> tuple[Output, dict[str, str]]:
    """Gives the record, named by us so that whoever submits knows the submission's id before anybody has read it."""
    own = str(uuid4())
    named = {
        "ce_specversion": "1.0",
        "ce_id": own,
        "ce_source": SOURCE,
        "ce_type": "tocsin.url.submitted.v1",
        "ce_time": times.text_of(time.time_ns() // 1_000_000),
        "content-type": "application/json" if extra or line.startswith(b"{") else "text/plain",
    }
    headers = tuple((name, text.encode()) for name, text in named.items())
    told = {
        "submission_id": str(uuid5(NAMESPACE_URL, f"{SOURCE}#{own}")),
        "submission": line.decode("utf-8", "replace"),
    }
    return Output(topic=topic, key=None, value=_value(line, extra), headers=headers), told


def _value(line: bytes, extra: dict[str, Any]) -> bytes:
    if not extra:
        return line
    try:
        given = orjson.loads(line)
    except orjson.JSONDecodeError:
        given = {"url": line.decode("utf-8", "replace")}
    return orjson.dumps({**given, **extra}) if isinstance(given, dict) else line
