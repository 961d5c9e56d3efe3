"""What every command that speaks to Kafka does first and last."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable

from tocsin.kafka.probe import Broker, reach
from tocsin.settings import Settings


def with_broker(work: Callable[[Settings, Broker], Awaitable[None]]) -> None:
    """Reads the settings, reaches the broker, and runs the command's work in an event loop of its own."""
    # What the client logs of a broker that is away, we say in one line.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)

    async def run() -> None:
        settings = Settings.read(os.environ)
        await work(settings, await reach(settings.access))

    asyncio.run(run())
