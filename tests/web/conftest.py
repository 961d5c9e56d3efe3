import random
import time
from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network

import pytest
from hostile_origin import Origin

from tocsin.telemetry import Telemetry
from tocsin.web import Guard, GuardedWeb, Manners

LOOPBACK = (ip_network("127.0.0.0/8"),)


class WallClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        return time.monotonic()


@pytest.fixture
async def origin() -> AsyncIterator[Origin]:
    served = await Origin().start()
    yield served
    await served.stop()


@pytest.fixture
async def open_web() -> AsyncIterator[Callable[..., GuardedWeb]]:
    """Makes clients; `guard` and `manners` are what differs from a client that may fetch from loopback at any pace."""
    made: list[GuardedWeb] = []

    def make(*, guard=None, manners=None, deadline_s=1.0, clock=None, archive=None, **more) -> GuardedWeb:
        web = GuardedWeb(
            Guard(**({"allow": LOOPBACK} | (guard or {}))),
            Manners(**({"user_agent": "Tocsin/0.1 (+mailto:desk@example.org)", "interval_s": 0.0} | (manners or {}))),
            deadline_s=deadline_s,
            clock=clock or WallClock(),
            random=random.Random(7).random,
            archive=archive,
            telemetry=Telemetry(),
            **more,
        )
        made.append(web)
        return web

    yield make
    for web in made:
        await web.close()
