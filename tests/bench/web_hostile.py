"""A hundred hostile answers at once, good pages beside them: memory, the loop's longest block, the good pages' pace.

Run: python tests/bench/web_hostile.py [--seconds 20]. The origin is a process of its own, so that only the client is
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


async def watched(work, lags: list[float], memory: list[float]):
    task = asyncio.ensure_future(work)
    while not task.done():
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - began - 0.005)
        memory.append(rss_mib())
    return await task


async def measure(port: int, deadline_s: float) -> None:
    web = GuardedWeb(
        Guard(allow=(ip_network("127.0.0.0/8"),)),
        Manners(user_agent="Tocsin/0.1 (+mailto:desk@example.org)", interval_s=0.0, in_flight_max=4),
        deadline_s=deadline_s,
        clock=WallClock(),
        random=random.random,
        telemetry=Telemetry(),
    )

    async def good(number: int) -> float:
        began = time.perf_counter()
        await web.fetch(f"http://good-{number % 50}.localhost:{port}/page?{number}")
        return time.perf_counter() - began

    async def paced(count: int) -> list[float]:
        tasks = []
        for number in range(count):
            tasks.append(asyncio.create_task(good(number)))
            await asyncio.sleep(0.02)
        return await asyncio.gather(*tasks)

    async def hostile(number: int, name: str) -> None:
        await web.fetch(f"http://h{number}-{name.replace('_', '-')}.localhost:{port}/{name}")

    names = list(BEHAVIOURS) * 4
    await paced(50)
    # As a worker does at its start (`wiring.py`).
    gc.collect()
    gc.freeze()
    idle: list[float] = []
    await watched(asyncio.sleep(1.0), idle, [])
    alone_lags: list[float] = []
    alone = await watched(paced(100), alone_lags, [])
    start = rss_mib()
    lags: list[float] = []
    memory: list[float] = []

    async def all_at_once() -> list[float]:
        attack = [asyncio.create_task(hostile(n, name)) for n, name in enumerate(names[:100])]
        pace = await paced(200)
        await asyncio.gather(*attack)
        return pace

    beside = await watched(all_at_once(), lags, memory)
    floods = [n for n in BEHAVIOURS if "too_large" in BEHAVIOURS[n][1]]

    async def only_floods() -> None:
        await asyncio.gather(*(hostile(1000 + n, (floods * 20)[n]) for n in range(100)))

    flood_lags: list[float] = []
    await watched(only_floods(), flood_lags, memory)
    await web.close()

    def ms(values: list[float]) -> str:
        ordered = sorted(values)
        return f"median {statistics.median(ordered) * 1e3:.1f}  p99 {ordered[int(len(ordered) * 0.99)] * 1e3:.1f}  max {ordered[-1] * 1e3:.1f} ms"

    print(f"loop lag, idle               {ms(idle)}")
    print(f"loop lag, good pages alone   {ms(alone_lags)}")
    print(f"loop lag, 100 hostile        {ms(lags)}")
    print(f"loop lag, 100 floods         {ms(flood_lags)}")
    print(f"good pages alone             {ms(alone)}")
    print(f"good pages beside 100        {ms(beside)}")
    print(f"memory                       +{max(memory) - start:.1f} MiB over {start:.0f} MiB")


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
