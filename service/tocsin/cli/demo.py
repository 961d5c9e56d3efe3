"""`tocsin demo`: the whole service on an embedded broker and a local wire."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer

from tocsin.cli.errors import ExitCode, Failed
from tocsin.cli.output import about, json_line, out
from tocsin.demo import scene, wire
from tocsin.demo.broker import embedded_broker
from tocsin.settings import Settings


def command(
    once: Annotated[bool, typer.Option("--once", help="End when the wire is drained, with a summary.")] = False,
    folder: Annotated[
        Path | None, typer.Option("--wire", metavar="FOLDER", help="Serve this folder's .txt, .html, .html.gz instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="With --once: the summary as one line of JSON.")] = False,
) -> None:
    """Starts broker, wire and service on loopback addresses, shows what happens, and cleans up after itself."""
    Settings.read(os.environ)
    if folder is not None and not folder.is_dir():
        raise Failed(ExitCode.FILE, f"{folder}: no such folder; --wire takes a folder of .txt, .html or .html.gz")
    if folder is not None and not wire.pages(folder):
        raise Failed(ExitCode.FILE, f"{folder}: holds no .txt, .html or .html.gz")
    summary = asyncio.run(_run(folder, once=once, quiet=as_json))
    if as_json:
        json_line(summary.as_dict())
    else:
        out().print(summary.text(), soft_wrap=True)
    if once and not summary.complete:
        raise Failed(ExitCode.UNFINISHED, f"the wire was not drained; the worker's log is {summary.log}")


async def _run(folder: Path | None, *, once: bool, quiet: bool) -> scene.Summary:
    with embedded_broker() as broker:
        served = await (wire.serve_folder(folder) if folder else wire.serve_own_wire())
        try:
            return await scene.play(broker.bootstrap, served, console=about(), once=once, quiet=quiet)
        finally:
            await served.stop()
