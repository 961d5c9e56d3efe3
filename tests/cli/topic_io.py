"""Writes and reads topics of the embedded broker, for tests of commands."""

import asyncio
import contextlib
import json
import threading

from tocsin.core.records.delivery import Output
from tocsin.kafka.probe import reach
from tocsin.kafka.reading import reader
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender


def read_all(bootstrap, topic):
    async def work():
        broker = await reach(Access(bootstrap=(bootstrap,)))
        async with reader(broker, topic) as opened:
            await opened.start_at(0)
            return [delivery async for delivery in opened.records(follow=False)]

    return asyncio.run(work())


def send_all(bootstrap, *outputs):
    async def work():
        broker = await reach(Access(bootstrap=(bootstrap,)))
        for topic in dict.fromkeys(output.topic for output in outputs):
            async with sender(broker, topic) as opened:
                await opened.send(output for output in outputs if output.topic == topic)

    asyncio.run(work())


@contextlib.contextmanager
def answering(bootstrap, submitted, outcome, answer):
    """Ends every submission as `answer(delivery)` says: (door, reason), or None for not at all. Plays the service."""
    ready, stop = threading.Event(), threading.Event()

    async def work():
        broker = await reach(Access(bootstrap=(bootstrap,)))
        async with reader(broker, submitted) as opened, sender(broker, outcome) as to:
            await opened.start_at(None)
            ready.set()
            watch = asyncio.create_task(asyncio.to_thread(stop.wait))
            serve = asyncio.create_task(_serve(opened, to, outcome, answer))
            await asyncio.wait([watch, serve], return_when=asyncio.FIRST_COMPLETED)
            serve.cancel()
            await asyncio.wait([serve])

    thread = threading.Thread(target=lambda: asyncio.run(work()))
    thread.start()
    assert ready.wait(20)
    try:
        yield
    finally:
        stop.set()
        thread.join(20)


async def _serve(opened, to, outcome, answer):
    async for delivery in opened.records(follow=True):
        end = answer(delivery)
        if end is not None:
            record = {
                "submission_id": delivery.header("tocsin-submission").decode(),
                "round": int(delivery.header("tocsin-round")),
                "door": end[0],
                "reason": end[1],
            }
            await to.send([Output(topic=outcome, key=None, value=json.dumps(record).encode())])
