"""What every aiokafka client needs from us: a pace at which it asks for metadata, and an end that ends nobody else."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, cast

# aiokafka asks for metadata again as soon as an answer names no leader, or no broker answers: a thousand times a second
# while a topic is away, two thousand log lines a second and a whole core while the broker is (measured).
METADATA_PACE_S = 0.1
METADATA_WAIT_S = 1.0


class CutShort(Exception):  # noqa: N818 - it is no error of anybody's: the client is not whole, and is left
    """A client's stop ended before its end."""


async def to_its_end(stopping: Coroutine[Any, Any, None]) -> None:
    """Awaits `client.stop()`. Raises CutShort where the client cancelled itself, and what it raises otherwise.

    A consumer cancels its fetches and awaits them. One that pauses after a failure, as they all do without a broker,
    answers with the cancellation, which would end whoever stops the consumer though nobody wanted that.
    """
    task = asyncio.current_task()
    try:
        await stopping
    except asyncio.CancelledError as error:
        if task is None or task.cancelling():
            raise
        raise CutShort("the client cancelled its own stop") from error


def pace(client: Any) -> None:
    """Lets a client ask for metadata no more often than every METADATA_PACE_S; who wants it sooner shares the next."""
    ask = client.force_metadata_update
    asked_s = -METADATA_PACE_S
    waiting: asyncio.Future[Any] | None = None

    async def later(pause_s: float) -> None:
        nonlocal asked_s
        await asyncio.sleep(pause_s)
        asked_s = time.monotonic()
        # A client that was closed meanwhile answers no more.
        await asyncio.wait([ask()], timeout=METADATA_WAIT_S)

    def paced() -> "asyncio.Future[Any]":
        nonlocal asked_s, waiting
        if waiting is None or waiting.done():
            pause_s = asked_s + METADATA_PACE_S - time.monotonic()
            if pause_s <= 0:
                asked_s = time.monotonic()
                return cast("asyncio.Future[Any]", ask())
            waiting = asyncio.ensure_future(later(pause_s))
        return asyncio.shield(waiting)

    client.force_metadata_update = paced
