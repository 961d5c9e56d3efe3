"""Fifty hosts: one stalled, one with 2,000 URLs waiting, names of one that hang, a monstrous robots.txt beside them.

Run: python tests/bench/web_fairness.py [--seconds 10]. For the pages of the other hosts it prints how long after its due time (its
submission, or its host's next turn) each page's request reached the origin. The origin is a process of its own on the
same machine; the clock is the machine's. The loop's lag is given beside that of an idle loop in the same run.
"""

import argparse
import asyncio
import multiprocessing
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Awaitable
from contextlib import suppress
from ipaddress import ip_network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from hostile_origin import PAGE, Origin, page

from tocsin.core.addresses import literal
from tocsin.telemetry import Telemetry
from tocsin.web import Guard, GuardedWeb, Manners

INTERVAL_S = 1.0
MONSTER = b"User-agent: *\n" + b"".join(b"Disallow: /%06d*x*y$\n" % n for n in range(24_000))


class WallClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        return time.monotonic()


class Names:
    """Every name is loopback; those that begin with `hanging` never come."""

    async def resolve(self, name: str, limit_s: float):
        if name.startswith("hanging"):
            await asyncio.sleep(limit_s + 1)
        return (literal("127.0.0.1"),)


def serve(pipe) -> None:
    async def run() -> None:
        origin = Origin()

        async def stamped(visit) -> None:
            pipe.send((visit.path, time.monotonic()))
            await visit.send(page(PAGE))

        async def robots(visit) -> None:
            monster = b"Host: monster" in visit.head
            await visit.send(page(MONSTER) if monster else b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")

        origin.extra = {"page": stamped, "robots.txt": robots}
        await origin.start()
        pipe.send(origin.port)
        await origin.for_ever()

    asyncio.run(run())


def figures(values: list[float]) -> str:
    ordered = sorted(values)
    at99 = ordered[int(len(ordered) * 0.99)]
    return f"median {statistics.median(ordered) * 1e3:.0f}  p99 {at99 * 1e3:.0f}  max {ordered[-1] * 1e3:.0f} ms"


async def lagging(work: Awaitable[None]) -> list[float]:
    """Does the work, and gives the loop's lags meanwhile, in seconds."""
    task, lags = asyncio.ensure_future(work), []
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - began - 0.005)
    await task
    return lags


class Visits:
    """The client under measure, what it is sent to fetch, when that was due and how it ended."""

    def __init__(self, port: int, seconds: int) -> None:
        self.due: dict[str, float] = {}
        self.done: Counter[str] = Counter()
        self._port = port
        self._seconds = seconds
        self._others: list[asyncio.Task[None]] = []
        self._web = GuardedWeb(
            Guard(allow=(ip_network("127.0.0.0/8"),), resolver=Names()),
            Manners(user_agent="Tocsin/0.1 (+mailto:desk@example.org)", interval_s=INTERVAL_S),
            deadline_s=10,
            clock=WallClock(),
            random=random.random,
            telemetry=Telemetry(),
        )

    async def under_way(self) -> None:
        """Sends the troublesome hosts their work, and has pages of 48 other hosts fetched beside them."""
        self._fetch_beside(["stalled"] * 50, "silence")
        for n in range(2000):
            self._fetch_beside(["full"], f"page/full/{n}")
            if n % 50 == 0:
                await asyncio.sleep(0)  # as from Kafka: a batch at a time
        self._fetch_beside(["hanging"] * 20, "page/none")
        self._fetch_beside([f"monster-{n}" for n in range(3)], "page/monster")
        await asyncio.gather(*(self._good(number) for number in range(48)))

    async def end(self) -> None:
        """Waits for what is still with the troublesome hosts."""
        await asyncio.gather(*self._others)
        await self._web.close()

    def _fetch_beside(self, hosts: list[str], path: str) -> None:
        self._others += [asyncio.create_task(self._fetch(host, path)) for host in hosts]

    async def _fetch(self, host: str, path: str) -> None:
        ended = await self._web.fetch(f"http://{host}.test:{self._port}/{path}")
        self.done[f"{host.partition('-')[0]} {type(ended).__name__} {getattr(ended, 'reason', '')}"] += 1

    async def _good(self, number: int) -> None:
        await self._fetch(f"good-{number}", f"page/{number}/first")
        for turn in range(self._seconds):
            # Its host's next turn is an interval after the request before.
            await asyncio.sleep(INTERVAL_S)
            path = f"page/{number}/{turn}"
            self.due["/" + path] = time.monotonic()
            await self._fetch(f"good-{number}", path)


async def measure(port: int, seconds: int) -> tuple[Visits, list[float], list[float]]:
    """Gives the visits, and the loop's lags when idle and under way."""
    visits = Visits(port, seconds)
    idle = await lagging(asyncio.sleep(1))
    lags = await lagging(visits.under_way())
    await visits.end()
    return visits, idle, lags


def note(pipe, started: dict[str, float]) -> None:
    with suppress(EOFError, OSError):
        while True:
            path, at = pipe.recv()
            started[path] = at


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=10)
    given = arguments.parse_args()
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        port = ours.recv()
        started: dict[str, float] = {}
        threading.Thread(target=note, args=(ours, started), daemon=True).start()
        visits, idle, lags = asyncio.run(measure(port, given.seconds))
        time.sleep(0.5)
    finally:
        process.kill()
    late = [started[path] - at for path, at in visits.due.items()]
    print(
        f"pages of the 48 other hosts   {len(late)} of {len(visits.due)} started; after they were due: {figures(late)}"
    )
    print(f"loop lag, idle                {figures(idle)}")
    print(f"loop lag, under way           {figures(lags)}")
    for name, count in sorted(visits.done.items()):
        print(f"{count:6d} {name}")


if __name__ == "__main__":
    main()
