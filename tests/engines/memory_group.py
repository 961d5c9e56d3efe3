"""A consumer group in memory, for a Lane: partitions are lists, and tests can make it refuse, stall or lie."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, ClassVar

from tocsin.core.records.delivery import Delivery, Output
from tocsin.engines.group import Position
from tocsin.engines.lane import Lane
from tocsin.engines.values import EngineValues
from tocsin.ports import Hop
from tocsin.telemetry import Telemetry

if TYPE_CHECKING:
    from tocsin.engines.exits import Exit


class MemoryGroup:
    def __init__(self, **committed: Position) -> None:
        self.positions: dict[int, Position] = {}
        self.commits: list[dict[int, Position]] = []
        self.sought: list[dict[int, int]] = []
        self.held: list[int] = []
        self.unheld: list[int] = []
        self.first: dict[int, int] = {}
        self.end: dict[int, int] = {}
        self.at: dict[int, int] = {}
        self.now = 1
        self.refusing = False
        self.silent = False

    def generation(self) -> int:
        return self.now

    async def commit(self, positions: Mapping[int, Position], patience_s: float) -> None:
        if self.silent:
            raise TimeoutError
        if self.refusing:
            raise RuntimeError("refused")
        self.commits.append(dict(positions))
        self.positions.update(positions)

    async def committed(self, partitions: Collection[int]) -> dict[int, Position]:
        return {n: self.positions[n] for n in partitions if n in self.positions}

    async def starts(self, partitions: Collection[int]) -> dict[int, int]:
        return {n: self.first.get(n, 0) for n in partitions}

    async def ends(self, partitions: Collection[int]) -> dict[int, int]:
        return {n: self.end.get(n, 1_000_000) for n in partitions}

    async def reads_from(self, partitions: Collection[int]) -> dict[int, int]:
        return {n: self.at.get(n, 0) for n in partitions}

    async def seek(self, offsets: Mapping[int, int]) -> None:
        self.sought.append(dict(offsets))

    def hold(self, partition: int) -> None:
        self.held.append(partition)

    def unhold(self, partition: int) -> None:
        self.unheld.append(partition)


class MemoryPublisher:
    """Acknowledges at once, unless `gate` is closed or `failure` is set."""

    def __init__(self) -> None:
        self.sent: list[Output] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.failure: Exception | None = None

    async def publish(self, *outputs: Output) -> None:
        await self.gate.wait()
        if self.failure:
            raise self.failure
        self.sent.extend(outputs)


class Untouched:
    """A publisher and a handler where nothing may arrive."""

    async def publish(self, *outputs: Output) -> None:
        raise AssertionError

    async def handle(self, delivery: Delivery, publish: object, error: Exception | None = None) -> None:
        raise AssertionError


def record(offset: int, partition: int = 0, value: bytes = b"v") -> Delivery:
    return Delivery(
        topic="in", partition=partition, offset=offset, timestamp_ms=0, key=b"host.example", value=value, headers=()
    )


def records(*offsets: int, partition: int = 0) -> list[Delivery]:
    return [record(offset, partition) for offset in offsets]


async def copy(delivery, publish):
    await publish(Output(topic="out", key=delivery.key, value=str(delivery.offset).encode()))


async def bury(delivery, publish, error):
    await publish(Output(topic="dead", key=delivery.key, value=repr(error).encode()))


class Held:
    """A handler that tells who is in it and lets each go when told."""

    def __init__(self, *, send_first: bool = False) -> None:
        self.inside: list[int] = []
        self.most = 0
        self.cancelled: list[int] = []
        self.doors: dict[int, asyncio.Event] = {}
        self.send_first = send_first

    async def __call__(self, delivery, publish):
        door = self.doors.setdefault(delivery.offset, asyncio.Event())
        self.inside.append(delivery.offset)
        self.most = max(self.most, len(self.inside))
        try:
            if self.send_first:
                await publish(Output(topic="out", key=None, value=str(delivery.offset).encode()))
            await door.wait()
            if not self.send_first:
                await copy(delivery, publish)
        except asyncio.CancelledError:
            self.cancelled.append(delivery.offset)
            raise
        finally:
            self.inside.remove(delivery.offset)

    def open(self, *offsets: int) -> None:
        for offset in offsets:
            self.doors.setdefault(offset, asyncio.Event()).set()


class House:
    """A lane with everything round it in memory."""

    open: ClassVar[list["House"]] = []

    def __init__(self, handle=copy, defect=bury, *, ordered=False, group=None, stage="admission", **values) -> None:
        self.group = group or MemoryGroup()
        self.publisher = MemoryPublisher()
        self.fatal: list[tuple[Exit, str]] = []
        House.open.append(self)
        hop = Hop(stage=stage, group="g", source="in", handle=handle, defect=defect, ordered=ordered)
        named = EngineValues(security={"bootstrap_servers": ["-"]}, **values)
        self.telemetry = Telemetry()
        self.lane = Lane(
            hop, named, self.publisher, self.group, lambda code, why: self.fatal.append((code, why)), self.telemetry
        )

    async def assigned(self, *numbers: int) -> "House":
        await self.lane.assigned(numbers or (0,), self.group.now)
        return self

    async def settle(self) -> None:
        """Lets every task go as far as it can without waiting for time."""
        for _ in range(50):
            await asyncio.sleep(0)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits for what a timer of the lane brings about; the test's own timeout bounds it."""
        while not condition():  # noqa: ASYNC110 - the condition is the test's
            await asyncio.sleep(0.002)

    @classmethod
    async def close_all(cls) -> None:
        """Ends what a test has left at work."""
        for house in cls.open:
            house.lane.kill()
            tasks = [handling.task for handling in house.lane.at_work]
            for handling in house.lane.at_work:
                handling.released = True
                handling.task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        cls.open.clear()

    @property
    def out(self) -> list[int]:
        return [int(output.value) for output in self.publisher.sent if output.topic == "out"]

    @property
    def dead(self) -> list[bytes]:
        return [output.value for output in self.publisher.sent if output.topic == "dead"]
