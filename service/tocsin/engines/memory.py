"""An engine in memory: the same hops over topics that are lists, for tests of the whole house.

Faithful in what a stage can see: a record is done when its handler returns, a publish is acknowledged or fails, an
exception is a defect, a store that is away makes the handler run again, and a crash repeats what was not done.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines.mover import Policy
from tocsin.ports import Hop, NotOurs, PublishFailed, StoreUnavailable

STORE_RETRY_S = 0.01


class MemoryEngine:
    """Drives hops over topics of one partition each (more, where an output names its partition).

    `movers` are (source topic, policy): run dry, a mover forwards everything, as if its delay had passed.
    `crash_at` may be set to a function of an Output: when it gives True, that publish fails, the worker "dies", and
    the next `run_dry` begins where the done records end.
    """

    def __init__(
        self,
        hops: Sequence[Hop],
        *,
        movers: Sequence[tuple[str, Policy]] = (),
        at_once: int = 50,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._hops = {hop.group: hop for hop in hops}
        self._movers = movers
        self._now_ms = now_ms
        self._at_once = asyncio.Semaphore(at_once)
        self._topics: dict[str, list[Delivery]] = defaultdict(list)
        self._ends: dict[tuple[str, int], int] = defaultdict(int)
        self._done: dict[str, set[int]] = defaultdict(set)
        self._moved: dict[str, int] = defaultdict(int)
        self.crash_at: Callable[[Output], bool] = lambda _: False
        self.defects: list[BaseException] = []

    def submit(self, *outputs: Output) -> None:
        """Appends records to their topics, as another program would."""
        for output in outputs:
            place = (output.topic, output.partition or 0)
            self._topics[output.topic].append(
                Delivery(
                    topic=output.topic,
                    partition=output.partition or 0,
                    offset=self._ends[place],
                    timestamp_ms=self._now_ms(),
                    key=output.key,
                    value=output.value,
                    headers=output.headers,
                )
            )
            self._ends[place] += 1

    def records(self, topic: str) -> list[Delivery]:
        """Gives what a topic holds, oldest first."""
        return list(self._topics[topic])

    def redeliver(self, group: str) -> None:
        """Forgets what a group has done: all its records come again."""
        self._done[group].clear()

    async def run_dry(self) -> None:
        """Runs until no hop and no mover has anything left. Raises PublishFailed when `crash_at` says so."""
        while work := [job for hop in self._hops.values() for job in self._pending(hop)]:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(job) for job in work]
            crashes = [crash for task in tasks if (crash := task.result())]
            if crashes:
                raise crashes[0]

    def _pending(self, hop: Hop) -> list[Coroutine[None, None, PublishFailed | None]]:
        self._move()
        left = [(n, record) for n, record in enumerate(self._topics[hop.source]) if n not in self._done[hop.group]]
        if hop.ordered:
            return [self._in_order(hop, left)] if left else []
        return [self._see_to(hop, index, delivery) for index, delivery in left]

    def _move(self) -> None:
        for source, policy in self._movers:
            left = self._topics[source][self._moved[source] :]
            self._moved[source] += len(left)
            self.submit(*(policy.forward(delivery) for delivery in left))

    async def _in_order(self, hop: Hop, left: Sequence[tuple[int, Delivery]]) -> PublishFailed | None:
        for index, delivery in left:
            if crash := await self._see_to(hop, index, delivery):
                return crash
        return None

    async def _see_to(self, hop: Hop, index: int, delivery: Delivery) -> PublishFailed | None:
        async with self._at_once:
            while True:
                try:
                    await self._attempt(hop, delivery)
                except (StoreUnavailable, NotOurs):
                    await asyncio.sleep(STORE_RETRY_S)
                except PublishFailed as crash:
                    return crash
                else:
                    self._done[hop.group].add(index)
                    return None

    async def _attempt(self, hop: Hop, delivery: Delivery) -> None:
        try:
            await hop.handle(delivery, self._publish)
        except (StoreUnavailable, NotOurs, PublishFailed):
            raise
        except Exception as error:  # noqa: BLE001 - any other exception of a handler is a defect
            self.defects.append(error)
            await hop.defect(delivery, self._publish, error)

    async def _publish(self, *outputs: Output) -> None:
        for output in outputs:
            if self.crash_at(output):
                raise PublishFailed("crashed, as the test asked")
            self.submit(output)
        await asyncio.sleep(0)
