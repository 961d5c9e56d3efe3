"""A hundred hostile answers at once, good pages beside them: memory, the loop's longest block, the good pages' pace.

Run: python tests/bench/web_hostile.py [--deadline 10]. The origin is a process of its own, so that only the client is
measured. The loop's lag is given beside that of an idle loop on the same machine in the same run.
"""

import argparse
import asyncio
import gc
import multiprocessing
import random
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "web"))
from hostile_origin import BEHAVIOURS, Origin

from tocsin.telemetry import Telemetry
from tocsin.web import Guard, GuardedWeb, Manners


class WallClock:
    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def steady_s(self) -> float:
        return time.monotonic()


def serve(pipe) -> None:
    async def run() -> None:
        origin = await Origin().start()
        pipe.send(origin.port)
        await origin.for_ever()

    asyncio.run(run())


def rss_mib() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / (1 << 20)


@dataclass
class Watched:
    """What some work gave, and how the loop and the memory were meanwhile: seconds, MiB."""

    paces: list[float]
    lags: list[float]
    memory: list[float]


async def watched(work) -> Watched:
    task, seen = asyncio.ensure_future(work), Watched([], [], [])
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        seen.lags.append(time.perf_counter() - began - 0.005)
        seen.memory.append(rss_mib())
    seen.paces = await task
    return seen


class Visitors:
    """The client under measure, and who sends it where."""

    def __init__(self, port: int, deadline_s: float) -> None:
        self._port = port
        self.web = GuardedWeb(
            Guard(allow=(ip_network("127.0.0.0/8"),)),
            Manners(user_agent="Tocsin/0.1 (+mailto:desk@example.org)", interval_s=0.0, in_flight_max=4),
            deadline_s=deadline_s,
            clock=WallClock(),
            random=random.random,
            telemetry=Telemetry(),
        )

    async def good(self, number: int) -> float:
        began = time.perf_counter()
        await self.web.fetch(f"http://good-{number % 50}.localhost:{self._port}/page?{number}")
        return time.perf_counter() - began

    async def hostile(self, number: int, name: str) -> None:
        await self.web.fetch(f"http://h{number}-{name.replace('_', '-')}.localhost:{self._port}/{name}")

    async def paced(self, count: int) -> list[float]:
        """Visits good pages, fifty a second."""
        tasks = []
        for number in range(count):
            tasks.append(asyncio.create_task(self.good(number)))
            await asyncio.sleep(0.02)
        return await asyncio.gather(*tasks)

    async def all_at_once(self) -> list[float]:
        """Visits a hundred hostile hosts, and good pages beside them."""
        names = (list(BEHAVIOURS) * 4)[:100]
        attack = [asyncio.create_task(self.hostile(n, name)) for n, name in enumerate(names)]
        paces = await self.paced(200)
        await asyncio.gather(*attack)
        return paces

    async def only_floods(self) -> None:
        """Visits a hundred hosts whose answers are too large."""
        floods = [name for name in BEHAVIOURS if "too_large" in BEHAVIOURS[name][1]] * 20
        await asyncio.gather(*(self.hostile(1000 + n, floods[n]) for n in range(100)))


def ms(values: list[float]) -> str:
    ordered = sorted(values)
    at99 = ordered[int(len(ordered) * 0.99)]
    return f"median {statistics.median(ordered) * 1e3:.1f}  p99 {at99 * 1e3:.1f}  max {ordered[-1] * 1e3:.1f} ms"


async def measure(port: int, deadline_s: float) -> None:
    visitors = Visitors(port, deadline_s)
    await visitors.paced(50)
    # As a worker does at its start (`wiring.py`).
    gc.collect()
    gc.freeze()
    idle = await watched(asyncio.sleep(1.0))
    alone = await watched(visitors.paced(100))
    start = rss_mib()
    beside = await watched(visitors.all_at_once())
    floods = await watched(visitors.only_floods())
    await visitors.web.close()
    print(f"loop lag, idle               {ms(idle.lags)}")
    print(f"loop lag, good pages alone   {ms(alone.lags)}")
    print(f"loop lag, 100 hostile        {ms(beside.lags)}")
    print(f"loop lag, 100 floods         {ms(floods.lags)}")
    print(f"good pages alone             {ms(alone.paces)}")
    print(f"good pages beside 100        {ms(beside.paces)}")
    print(f"memory                       +{max(beside.memory + floods.memory) - start:.1f} MiB over {start:.0f} MiB")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--deadline", type=float, default=10.0)
    given = arguments.parse_args()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    process.start()
    try:
        asyncio.run(measure(ours.recv(), given.deadline))
    finally:
        process.kill()


if __name__ == "__main__":
    main()
