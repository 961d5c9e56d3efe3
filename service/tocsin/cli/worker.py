"""`tocsin worker`: the service."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

import typer

from tocsin.cli.errors import ExitCode, Failed
from tocsin.core.parts import PARTS
from tocsin.ports import StoreUnavailable
from tocsin.settings import BadSetting, Settings
from tocsin.stores import Opening, begin_memory

if TYPE_CHECKING:
    from tocsin.wiring import Worker

log = logging.getLogger("tocsin")
# The pool's children die with their pool; the producer's queue is empty after a drain.
CLOSE_S = 5.0
# What no mover needs and takes long to import: it comes once what is due was forwarded, a tenth of a second at a time,
# and between its parts the movers have their turn.
LATER = (
    "aiohttp",
    "faust.types",
    "faust.app",
    "tocsin.engines.faust",
    "tocsin.telemetry",
    "tocsin.stages.alerting",
    "tocsin.web",
    "tocsin.wiring",
)
TURN_S = 0.005
# Classes of ours that Faust starts and stops as its own services, and says so each time.
ENGINE_PARTS = ("tocsin.engines.consumer", "tocsin.engines.faust")


def command(
    only: Annotated[
        str, typer.Option("--only", metavar="PARTS", help="Some of admit,enrich,retry,alert; the default is all.")
    ] = ",".join(PARTS),
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
    # Modules make many objects and no garbage: looking for it took a tenth of the start. The worker collects again.
    gc.disable()
    # Its process starts while we import: that is half of the way to the first retry.
    opening = _opening(settings)
    from tocsin.engines.exits import run_and_leave  # noqa: PLC0415 - see above

    run_and_leave(_run(settings, parts, opening))


def _parts(only: str) -> frozenset[str]:
    parts = frozenset(part.strip() for part in only.split(",") if part.strip())
    unknown = parts - set(PARTS)
    if unknown or not parts:
        named = ", ".join(sorted(unknown)) or "nothing"
        raise Failed(ExitCode.USAGE, f"--only names {named}; it takes some of {','.join(PARTS)}")
    return parts


def _opening(settings: Settings) -> Opening:
    try:
        return begin_memory(settings.state)
    except ValueError as error:
        raise BadSetting(f"TOCSIN_STATE cannot be used: {error}") from error
    except StoreUnavailable as away:
        raise _without_store(away) from away


def _without_store(away: StoreUnavailable) -> Failed:
    return Failed(ExitCode.STORE, f"{away}; check TOCSIN_STATE")


async def _run(settings: Settings, parts: frozenset[str], opening: Opening) -> int:
    from tocsin.engines.exits import Building, on_signals  # noqa: PLC0415 - once the store's process has been started

    code = int(ExitCode.DEFECT)
    try:
        async with asyncio.timeout(None) as closing:
            building = Building(closing, CLOSE_S)
            on_signals(building)
            async with built(settings, parts, opening) as worker:
                on_signals(worker.engine)
                ending = await worker.run()
                code = int(ending.code)
                log.info("ended with %d: %s", code, ending.why)
                # What is acknowledged is safe by now; an adapter that hangs in its close must not hold the process.
                closing.reschedule(asyncio.get_running_loop().time() + CLOSE_S)
    except TimeoutError:
        if not closing.expired():
            raise
        log.warning("an adapter did not close within %g s", CLOSE_S)
    except StoreUnavailable as away:
        raise _without_store(away) from away
    except asyncio.CancelledError:
        if not building.stopped:
            raise
        code = int(building.code)
        log.info("ended with %d: told to stop before it had begun", code)
    return code


@asynccontextmanager
async def built(settings: Settings, parts: frozenset[str], opening: Opening) -> "AsyncIterator[Worker]":
    """Builds a worker: its movers first, then the rest. Raises what `starting.started` raises."""
    from tocsin.starting import started  # noqa: PLC0415 - once the store's process has been started

    async with started(settings, parts, opening) as start:
        await _load(LATER)
        from tocsin import wiring  # noqa: PLC0415 - see LATER

        async with wiring.worker(settings, parts, start) as worker:
            yield worker


async def _load(modules: Sequence[str]) -> None:
    for module in modules:
        import_module(module)
        await asyncio.sleep(TURN_S)
