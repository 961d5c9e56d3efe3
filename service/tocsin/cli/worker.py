"""`tocsin worker`: the service."""

import asyncio
import logging
import os
import sys
from typing import Annotated

import typer

from tocsin import wiring
from tocsin.cli.errors import ExitCode, Failed
from tocsin.engines import Building, on_signals, run_and_leave
from tocsin.ports import StoreUnavailable
from tocsin.settings import Settings

log = logging.getLogger("tocsin")
# The pool's children die with their pool; the producer's queue is empty after a drain.
CLOSE_S = 5.0
# Classes of ours that Faust starts and stops as its own services, and says so each time.
ENGINE_PARTS = ("tocsin.engines.consumer", "tocsin.engines.faust")


def command(
    only: Annotated[
        str, typer.Option("--only", metavar="PARTS", help="Some of admit,enrich,retry,alert; the default is all.")
    ] = ",".join(wiring.PARTS),
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every ending.")] = False,
) -> None:
    """Runs the service until SIGTERM, which drains it; a second one leaves at once (128 and the signal's number).

    It may end itself, for a supervisor to start it again: 70 a defect that could not be set aside, 71 an output
    unacknowledged, 72 crashed or cut off from the broker, 73 too many defects (a bad deploy), 74 standing still,
    75 a commit unanswered, 76 stopped without its last commit or without leaving its groups.
    """
    settings = Settings.read(os.environ)
    parts = _parts(only)
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
    )
    for noisy in ("aiokafka", "faust", "mode", "asyncio", "httpx", "httpcore", *ENGINE_PARTS):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    run_and_leave(_run(settings, parts))


def _parts(only: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in only.split(",") if part.strip())
    unknown = parts - set(wiring.PARTS)
    if unknown or not parts:
        named = ", ".join(sorted(unknown)) or "nothing"
        raise Failed(ExitCode.USAGE, f"--only names {named}; it takes some of {','.join(wiring.PARTS)}")
    return parts


async def _run(settings: Settings, parts: frozenset[str]) -> int:
    code = int(ExitCode.DEFECT)
    try:
        async with asyncio.timeout(None) as closing:
            building = Building(closing, CLOSE_S)
            on_signals(building)
            async with wiring.worker(settings, parts) as worker:
                on_signals(worker.engine)
                ending = await worker.run()
                code = int(ending.code)
                log.info("ended with %d: %s", code, ending.why)
                # What is acknowledged is safe by now; an adapter that hangs in its close must not hold the process.
                closing.reschedule(asyncio.get_running_loop().time() + CLOSE_S)
    except TimeoutError:
        log.warning("an adapter did not close within %g s", CLOSE_S)
    except StoreUnavailable as away:
        raise Failed(ExitCode.STORE, f"{away}; check TOCSIN_STATE") from away
    except asyncio.CancelledError:
        if not building.stopped:
            raise
        code = int(building.code)
        log.info("ended with %d: told to stop before it had begun", code)
    return code
