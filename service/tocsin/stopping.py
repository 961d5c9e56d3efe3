"""The end of an aiokafka client, which may be cut short by the client itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any


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
