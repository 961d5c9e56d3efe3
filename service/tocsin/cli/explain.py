"""`tocsin explain`: how a URL would be admitted and fetched."""

import asyncio
import codecs
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.text import Text

from tocsin.cli.output import json_line, out
from tocsin.settings import Settings
from tocsin.starting import archive_of
from tocsin.telemetry import Telemetry
from tocsin.web.explaining import Row, Script, explained, scripted
from tocsin.wiring import SystemClock, guarded_web


def command(
    url: Annotated[str | None, typer.Argument(help="The URL; it is fetched as the service would.")] = None,
    jsonl: Annotated[
        str | None,
        typer.Option("--jsonl", metavar="FILE", help='Lines {"id","url","dns","redirects"}; nothing is dialled.'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Tells how a URL would be admitted: canonical form, key, rule and verdict at each hop, robots."""
    if (url is None) == (jsonl is None):
        raise typer.BadParameter("give either a URL or --jsonl FILE")
    settings = Settings.read(os.environ)
    if jsonl is not None:
        asyncio.run(_each(jsonl, settings))
    elif url is not None:
        row = asyncio.run(_one(url, settings))
        json_line(row) if as_json else _show(row)


class _Line(msgspec.Struct):
    """One line of `--jsonl`."""

    url: str
    dns: dict[str, list[list[str]]] | None = None
    redirects: dict[str, str] | None = None


async def _one(url: str, settings: Settings) -> Row:
    web = guarded_web(settings, Telemetry(), archive_of(settings))
    row = await explained(web, url, allow=settings.fetch_allow)
    await web.close()
    return row


async def _each(place: str, settings: Settings) -> None:
    for line in _lines(place):
        json_line(await _scripted(line, settings))


def _lines(place: str) -> Iterator[bytes]:
    if place == "-":
        yield from (line for line in sys.stdin.buffer if line.strip())
        return
    with Path(place).open("rb") as file:
        yield from (line for line in file if line.strip())


async def _scripted(line: bytes, settings: Settings) -> Row:
    own: Any = None
    try:
        given = msgspec.json.decode(line.removeprefix(codecs.BOM_UTF8))
        own = given.get("id")
        read = msgspec.convert(given, _Line)
    except (msgspec.MsgspecError, AttributeError, ValueError, RecursionError):
        return {"id": own, "verdict": "block", "rule": "malformed", "dialled": []}
    script = Script(dns=read.dns or {}, redirects=read.redirects or {})
    found = await scripted(read.url, script, allow=settings.fetch_allow, clock=SystemClock())
    return {"id": own, **found}


def _show(row: Row) -> None:
    out().print(Text.assemble((row["url"], "bold")))
    for name in ("canonical", "key", "registered_domain"):
        out().print(Text(f"  {name.replace('_', ' ')}: {row[name] or '-'}"))
    for number, hop in enumerate(row["hops"], 1):
        robots = f"robots {hop['robots']}" if hop["robots"] else "robots not asked"
        dialled = f"dialled {hop['dialled']}" if hop["dialled"] else "not dialled"
        out().print(Text(f"  hop {number}: {hop['url']}  {robots}, {dialled}, status {hop['status'] or '-'}", "dim"))
        out().print(Text(f"         {hop['verdict']}" + (f": {hop['rule']}" if hop["rule"] else ""), "dim"))
    wait = f", wait {row['wait_s']} s" if row["wait_s"] else ""
    style = "green" if row["verdict"] == "allow" else "red"
    out().print(Text.assemble("  ", (row["verdict"], style), f" ({row['ending']}): {row['rule'] or 'no rule'}{wait}"))
