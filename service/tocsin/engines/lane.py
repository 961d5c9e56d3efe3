"""A lane drives one hop: it starts handlers, sees to their ends, and keeps the books of its partitions.

It knows its consumer group as a `Group` only, so that all of it runs in memory as well.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence

from tocsin.core.records.delivery import Delivery
from tocsin.engines.breaker import Breaker
from tocsin.engines.commits import Committer, Unanswered
from tocsin.engines.exits import Exit
from tocsin.engines.group import Group, Position
from tocsin.engines.handling import Handling
from tocsin.engines.intake import Intake
from tocsin.engines.lease import Lease
from tocsin.engines.liveness import is_due
from tocsin.engines.offsets import unpack
from tocsin.engines.partition import NOT_COMMITTED, Partition
from tocsin.engines.release import release
from tocsin.engines.status import PartitionStatus, slow, status_of, worked
from tocsin.engines.storegate import StoreGate
from tocsin.engines.unsaved import Unsaved
from tocsin.engines.values import EngineValues
from tocsin.ports import Hop, NotOurs, Publisher, PublishFailed, StoreUnavailable
from tocsin.telemetry import Telemetry

log = logging.getLogger("tocsin.engine")

Fatal = Callable[[Exit, str], None]


class Lane:
    """One hop, its partitions, and its handlers at work.

    `fatal` is called once something must end the worker; from then on the lane publishes and commits nothing more.
    """

    def __init__(
        self,
        hop: Hop,
        values: EngineValues,
        publisher: Publisher,
        group: Group,
        fatal: Fatal,
        telemetry: Telemetry | None = None,
    ) -> None:
        self.hop = hop
        self.values = values
        self.group = group
        self.lease = Lease(values.session_s)
        self.partitions: dict[int, Partition] = {}
        self.committer = Committer(group, self.partitions)
        self._unsaved = Unsaved()
        self.intake = Intake(group, self.partitions, accepting=lambda: self.accepting, remade=self._restart)
        self.gate = StoreGate(values.store_retry_s, values.store_retry_max_s, self.start)
        self.breaker = Breaker(
            in_a_row_max=values.defects_in_a_row_max,
            share_max=values.defects_share_max,
            window=values.defects_window,
            window_min=values.defects_window_min,
        )
        self.at_work: set[Handling] = set()
        self.accepting = False
        self.joined = False
        self.stopping = False
        self.dead = False
        self.generation = -1
        self.finished = 0
        self.drain_until_s = float("inf")
        self.releasing = asyncio.Lock()
        self._publisher = publisher
        self._fatal = fatal
        self._telemetry = telemetry or Telemetry()
        self._seconds: list[float] = []
        self._ready: deque[Partition] = deque()

    @property
    def name(self) -> str:
        """Gives its consumer group."""
        return self.hop.group

    async def due(self) -> bool:
        """Says whether a record should be finishing now (see `liveness`)."""
        return await is_due(self)

    # --- partitions come and go -------------------------------------------------------------------------------

    async def assigned_or_fail(self, numbers: Sequence[int], generation: int) -> None:
        """The same, but whatever goes wrong ends the worker: the client would log it and go on without books."""
        try:
            await self.assigned(numbers, generation)
        except Exception as error:  # noqa: BLE001 - the broker went away in mid-rebalance, or has no rights for us
            self.fail(Exit.CRASHED, f"could not take over {sorted(numbers)}: {error!r}")

    async def assigned(self, numbers: Sequence[int], generation: int) -> None:
        """Opens the books of newly assigned partitions, where the last owner left them."""
        self.lease.renew(time.monotonic())
        self.generation = generation
        if numbers:
            committed, starts, ends = await asyncio.gather(
                self.group.committed(numbers), self.group.starts(numbers), self.group.ends(numbers)
            )
            for number in numbers:
                position, end = committed.get(number), ends[number]
                mark, skip = _whence(number, position, starts[number], end)
                known = self._unsaved.added(number, mark, skip, position, end)
                partition = self._open(number, *known)
                if known != (mark, skip):
                    partition.committed = NOT_COMMITTED
        self.accepting = not self.stopping and not self.dead
        self.drain_until_s = float("inf")
        self.joined = True
        log.info("%s: assigned %s in generation %d", self.hop.group, sorted(numbers), generation)

    def _open(self, number: int, mark: int, skip: set[int]) -> Partition:
        limit = 1 if self.hop.ordered else max(1, self.values.running_max // 2)
        self.partitions[number] = Partition(number, mark, skip, limit)
        return self.partitions[number]

    def _restart(self, number: int, mark: int) -> Partition:
        """Begins a partition anew whose topic was deleted and made again: its offsets mean other records now."""
        old = self.partitions[number]
        old.ours = False
        if old.full:
            self.group.unhold(number)
        return self._open(number, mark, set())

    async def release(self, why: str, drain_s: float) -> bool:
        """Gives the partitions up; True when all that is done is committed too (see `release`)."""
        return await release(self, why, drain_s)

    def disown(self) -> None:
        """Lets what still runs find that nothing is ours."""
        for partition in self.partitions.values():
            partition.ours = False

    def forget(self) -> None:
        """Closes all books, and remembers what they leave uncommitted."""
        self._unsaved.keep(self.partitions.values())
        self.disown()
        self.partitions.clear()
        self._ready.clear()

    def fail(self, code: Exit, why: str) -> None:
        """Ends the worker: nothing more is published or committed."""
        self.kill()
        self._fatal(code, f"{self.hop.group}: {why}")

    def kill(self) -> None:
        """Stops publishing and committing, at once."""
        self.dead = True
        self.accepting = False
        self.disown()

    # --- records come and go ----------------------------------------------------------------------------------

    async def take(self, number: int, batch: Sequence[Delivery]) -> None:
        """Takes one fetched batch of a partition, and starts what may start."""
        partition = await self.intake.take(number, batch)
        if partition is None:
            return
        if not partition.full and self._brimming(partition):
            partition.full = True
            self.group.hold(number)
        self._list(partition)
        self.start()

    @property
    def bytes_held(self) -> int:
        """Gives the bytes of all keys and values held."""
        return sum(partition.bytes_held for partition in self.partitions.values())

    def _brimming(self, partition: Partition) -> bool:
        many = partition.ledger.held >= self.values.held_max
        return many or (self.bytes_held >= self.values.held_bytes_max and bool(partition.unfinished))

    def _ebbed(self, partition: Partition) -> bool:
        few = partition.ledger.held <= self.values.held_max // 2
        light = self.bytes_held <= self.values.held_bytes_max // 2
        return few and (light or not partition.unfinished)

    def _list(self, partition: Partition) -> None:
        if not partition.listed and partition.startable:
            partition.listed = True
            self._ready.append(partition)

    def start(self) -> None:
        """Starts handlers, one partition after the other, as far as the bounds allow."""
        while self.accepting and self._ready and len(self.at_work) < self.gate.allowed(self.values.running_max):
            partition = self._ready.popleft()
            partition.listed = False
            if partition.startable:
                self._begin(partition)
                self._list(partition)

    def _begin(self, partition: Partition) -> None:
        handling = Handling(partition, partition.waiting.popleft(), self._publisher, self.lease)
        handling.due_s = handling.began_s + self.values.handle_s
        partition.running += 1
        self.at_work.add(handling)
        handling.task = asyncio.create_task(self._handle(handling))

    async def _handle(self, handling: Handling) -> None:
        """Sees one record to its end; every way that a handler can end is here or in `_attempt`."""
        try:
            await self._attempt(handling)
        except StoreUnavailable as error:
            self._again(handling, f"the store is away: {error}")
        except NotOurs as error:
            self._again(handling, f"not ours: {error}")
        except PublishFailed as error:
            self.fail(Exit.UNCONFIRMED, f"an output was not acknowledged: {error}")
        except asyncio.CancelledError:
            pass  # released before it had sent anything: another worker does this record
        except _Tripped as trip:
            self.fail(trip.code, str(trip))
        else:
            self.gate.open()
            handling.partition.finish(handling.delivery)
            self.finished += 1
            self._seconds.append(time.monotonic() - handling.began_s)
        finally:
            self._leave(handling)

    async def _attempt(self, handling: Handling) -> None:
        """Runs the handler; what it raises beside the edge's three exceptions is a defect of ours."""
        try:
            await self.hop.handle(handling.delivery, handling)
        except (StoreUnavailable, NotOurs, PublishFailed):
            raise
        except asyncio.CancelledError as error:
            if handling.released or self.dead:
                raise
            late = TimeoutError(f"not handled within {self.values.handle_s:g} s")
            await self._defect(handling, late if handling.expired else error)
        except Exception as error:
            if self.dead or not handling.partition.ours:
                # The adapters of a worker that ends are closed under its handlers: that says nothing of the record.
                raise NotOurs(f"not ours any more, and then: {error!r}") from error
            await self._defect(handling, error)
        else:
            self.breaker.passed()

    async def _defect(self, handling: Handling, error: BaseException) -> None:
        place = f"{self.hop.source}/{handling.delivery.partition}/{handling.delivery.offset}"
        log.error("%s: defect at %s", self.hop.stage, place, exc_info=error)
        tripped = self.breaker.failed()
        if tripped:
            raise _Tripped(Exit.BREAKER, f"the breaker stopped this worker: {tripped}; the last at {place}: {error!r}")
        handling.expired = False
        handling.due_s = time.monotonic() + self.values.handle_s
        try:
            await self.hop.defect(handling.delivery, handling, error)
        except (StoreUnavailable, NotOurs, PublishFailed):
            raise
        except asyncio.CancelledError:
            if handling.released:
                raise
            raise _Tripped(Exit.DEFECT, f"the end of a defect at {place} took too long") from None
        except Exception as second:
            raise _Tripped(Exit.DEFECT, f"a defect at {place} could not be ended: {second!r}") from second

    def _again(self, handling: Handling, why: str) -> None:
        """Puts a record back whose handler could not go on; all handlers wait a little."""
        if handling.partition.ours:
            if not self.gate.closed:
                log.warning("%s: handlers wait: %s", self.hop.group, why)
            handling.partition.again(handling.delivery)
            self.gate.close()

    def _leave(self, handling: Handling) -> None:
        self.at_work.discard(handling)
        partition = handling.partition
        partition.running -= 1
        if not partition.ours:
            return
        if partition.full and self._ebbed(partition):
            partition.full = False
            self.group.unhold(partition.number)
        self._list(partition)
        self.start()

    # --- every tick -------------------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Ends handlers past their deadline and commits; called every `commit_s`, while draining too."""
        now = time.monotonic()
        for handling in self.at_work:
            if now > handling.due_s and not handling.awaiting and not handling.expired and handling.task:
                handling.expired = True
                handling.task.cancel()
        self._tell(now)
        self._unhold_the_light()
        if self.partitions and not self.dead and self.lease.held(now):
            try:
                await self.committer.commit(self.values.confirm_s)
            except Unanswered as error:
                self.fail(Exit.UNCOMMITTED, str(error))

    def _tell(self, now_s: float) -> None:
        seconds, self._seconds = self._seconds, []
        self._telemetry.emit(worked(self.hop.stage, self.partitions.values(), seconds, len(self.at_work)))
        for handling in self.at_work:
            if not handling.slow and now_s > handling.began_s + self.values.slow_s:
                handling.slow = True
                self._telemetry.emit(slow(self.hop.stage, handling.delivery, now_s - handling.began_s))

    def _unhold_the_light(self) -> None:
        """A partition held for the lane's bytes alone may have nothing at work that would let it go on."""
        for partition in self.partitions.values():
            if partition.full and self._ebbed(partition):
                partition.full = False
                self.group.unhold(partition.number)

    def status(self, now_ms: int) -> list[PartitionStatus]:
        """Gives every partition's state; `now_ms` is the wall clock."""
        return [status_of(self.hop, partition, now_ms) for partition in self.partitions.values()]


class _Tripped(Exception):  # noqa: N818 - it ends the worker
    def __init__(self, code: Exit, why: str) -> None:
        super().__init__(why)
        self.code = code


def _whence(number: int, committed: Position | None, start: int, end: int) -> tuple[int, set[int]]:
    """Gives where a partition begins, and what is already done beyond that.

    Where nothing is committed it begins at its first record; where retention has passed the commit, likewise, loudly;
    where the commit lies beyond the end, the topic was deleted and made again.
    """
    if committed is None:
        return start, set()
    mark, metadata = committed
    if mark > end:
        log.error("partition %d ends at %d but %d is committed: its topic was made again", number, end, mark)
        return start, set()
    if mark < start:
        log.error("retention deleted partition %d from %d to %d unread", number, mark, start)
    return max(mark, start), unpack(mark, metadata)
