"""`tocsin worker`: the service."""

import asyncio
import logging
import os
import sys
from typing import Annotated

import typer

from tocsin import wiring
from tocsin.cli.errors import ExitCode, Failed, explained, say
from tocsin.engines import leave, on_signals
from tocsin.ports import StoreUnavailable
from tocsin.settings import Settings


def command(
    only: Annotated[
        str, typer.Option("--only", metavar="PARTS", help="Some of admit,enrich,retry,alert; the default is all.")
    ] = ",".join(wiring.PARTS),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every ending.")] = False,
) -> None:
    """Runs the service until SIGTERM, which drains it; a second one leaves at once."""
    settings = Settings.read(os.environ)
    parts = _parts(only)
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for noisy in ("aiokafka", "faust", "mode", "asyncio", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    leave(asyncio.run(_run(settings, parts)))


def _parts(only: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in only.split(",") if part.strip())
    unknown = parts - set(wiring.PARTS)
    if unknown or not parts:
        named = ", ".join(sorted(unknown)) or "nothing"
        raise Failed(ExitCode.USAGE, f"--only names {named}; it takes some of {','.join(wiring.PARTS)}")
    return parts


async def _run(settings: Settings, parts: frozenset[str]) -> int:
    try:
        async with wiring.worker(settings, parts) as worker:
            on_signals(worker.engine)
            ending = await worker.run()
            logging.getLogger("tocsin").info("ended with %d: %s", ending.code, ending.why)
            # Adapters are closed by the operating system: a stop that hangs must not hold the process.
            leave(ending.code)
    except StoreUnavailable as away:
        raise Failed(ExitCode.STORE, f"{away}; check TOCSIN_STATE") from away
    except Exception as error:
        failed = explained(error)
        if failed is None:
            raise
        say(failed)
        return int(failed.code)
