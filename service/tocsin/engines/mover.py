"""The retry mover: forwards the records of one delay topic once they are due. One topic a delay, so due times rise.

A bare aiokafka consumer, not an agent: nothing ever sleeps in the main loop of a hop. The head of a partition that is
not due is paused and sought back to; polling goes on meanwhile, which is what keeps the member in its group. Several
movers share the partitions of their group.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata

from tocsin.clients import CutShort, to_its_end
from tocsin.core.records.delivery import Delivery, Output, delivery_of
from tocsin.engines import innards
from tocsin.engines.aside import PASSED_MAX, Aside, Forwarded
from tocsin.engines.dueclock import DueClock
from tocsin.engines.exits import Ending, Exit
from tocsin.engines.lease import Lease
from tocsin.engines.liveness import unread
from tocsin.engines.offsets import Ledger, unpack
from tocsin.ports import Publisher, PublishFailed

log = logging.getLogger("tocsin.engine")

POSITION_S = 1.0  # a position that is not known by then counts as the beginning

SAVE_AGAIN_S = 1.0  # after a commit that was refused

Polled = Mapping[TopicPartition, Sequence[Delivery]]


@dataclass(frozen=True, slots=True)
class Policy:
    """What a mover makes of records: when one is due (milliseconds since the epoch), and what is sent on then.

    A due time later than the topic's delay would hold up those behind it; `due_ms` must not give one. `behind_ms` says
    how much later a record is wanted: it is read past and set aside, as far as there is room.
    """

    due_ms: Callable[[Delivery], int]
    forward: Callable[[Delivery], Output]
    behind_ms: Callable[[Delivery], int] = lambda _: 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverValues:
    """What a mover is built from. Times are seconds."""

    security: Mapping[str, Any]  # aiokafka's own keyword arguments, bootstrap_servers (a list) included
    group: str
    source: str
    instance: str | None = None
    session_s: float = 30.0
    batch_max: int = 500
    poll_s: float = 0.2
    confirm_s: float = 60.0
    fetch_wait_s: float = 0.1  # aiokafka's default of 0.5 s was most of a mover's lateness (477 ms at p99)
    metadata_s: float = 30.0  # new partitions are looked for this often
    stop_s: float = 8.0


class Mover:
    """Forwards one delay topic's records when they are due, and commits once they are acknowledged."""

    def __init__(
        self, values: MoverValues, policy: Policy, publisher: Publisher, clock: DueClock | None = None
    ) -> None:
        self._values = values
        self._policy = policy
        self._publisher = publisher
        self._clock = clock or DueClock()
        self._lease = Lease(values.session_s)
        self._stopping = asyncio.Event()
        self._member: AIOKafkaConsumer | None = None
        self._waiting: dict[TopicPartition, int] = {}
        self._in_hand = False
        self._in_group = False
        # What became of each partition's records, what of that is committed, and what was forwarded before.
        self._books: dict[TopicPartition, Ledger] = {}
        self._saved: dict[TopicPartition, tuple[int, int]] = {}
        self._forwarded = Forwarded()
        self._aside = Aside()
        self._save_s = 0.0
        self._batch = asyncio.Lock()
        self._assignments = 0
        self.joined = asyncio.Event()
        self.caught_up = asyncio.Event()  # it has joined, and has forwarded what was found due then
        self._running: asyncio.Task[Ending] | None = None
        self._left = False
        self.finished = 0

    def stop(self) -> None:
        """Ends after the batch at hand."""
        self._stopping.set()

    def ready(self) -> bool:
        """Says whether it has joined its group."""
        return self.joined.is_set()

    @property
    def name(self) -> str:
        """Gives its consumer group."""
        return self._values.group

    async def due(self) -> bool:
        """Says whether a record should be forwarded now: in hand, a head whose time has come, or not given to us."""
        consumer = self._member
        if self._stopping.is_set() or consumer is None:
            return False
        soonest_ms = self._soonest_ms()
        if not self._in_group or self._in_hand or (soonest_ms is not None and soonest_ms <= self._clock.now_ms()):
            return True
        expected = dict.fromkeys(consumer.assignment() - self._waiting.keys(), 0)
        with contextlib.suppress(TimeoutError, IllegalStateError):
            async with asyncio.timeout(POSITION_S):
                for place in expected:
                    expected[place] = await consumer.position(place)
        return await unread(self.name, lambda: consumer.end_offsets(list(expected)), expected)

    def begin(self) -> "asyncio.Task[Ending]":
        """Begins before anybody awaits `run`: what is due need not wait until the rest of the worker stands."""
        self._running = self._running or asyncio.create_task(self._ended())
        return self._running

    async def run(self) -> Ending:
        """Runs until stopped; gives any other ending when the worker must end."""
        return await self.begin()

    async def close(self) -> None:
        """Ends what has begun, where nobody came to await it."""
        self.stop()
        if self._running:
            await asyncio.wait([self._running])

    async def _ended(self) -> Ending:
        try:
            await self._run()
        except PublishFailed as error:
            return self._ending(Exit.UNCONFIRMED, error)
        except TimeoutError as error:
            return self._ending(Exit.UNCOMMITTED, error)
        except KafkaError as error:
            return self._ending(Exit.CRASHED, error)
        except Exception as error:  # noqa: BLE001 - a defect beyond one record's: the worker ends and says so
            return self._ending(Exit.DEFECT, error)
        if not self._left:
            return Ending(Exit.NOT_LEFT, f"{self._values.group}: stopped, but the group was not left")
        return Ending(Exit.STOPPED, "drained")

    def _ending(self, code: Exit, error: Exception) -> Ending:
        return Ending(code, f"{self._values.group}: {error!r}")

    async def _run(self) -> None:
        consumer = self._member = self._consumer()
        try:
            await consumer.start()
            consumer.subscribe([self._values.source], listener=_Listener(self, consumer))
            while not self._stopping.is_set():
                await self._round(consumer)
        finally:
            await self._end(consumer)

    def _consumer(self) -> AIOKafkaConsumer:
        values = self._values
        fresh = AIOKafkaConsumer(
            group_id=values.group,
            group_instance_id=values.instance,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
            session_timeout_ms=int(values.session_s * 1000),
            heartbeat_interval_ms=int(min(3.0, values.session_s / 6) * 1000),
            max_poll_records=values.batch_max,
            fetch_max_wait_ms=int(values.fetch_wait_s * 1000),
            metadata_max_age_ms=int(values.metadata_s * 1000),
            **values.security,
        )
        innards.pace_metadata(fresh)
        return fresh

    # --- partitions come and go -------------------------------------------------------------------------------

    async def revoked(self) -> None:
        """Lets the batch at hand be acknowledged and committed; what was polled and not begun is forgotten.

        So is what was set aside: the next owner forwards it, and our copy would go its own way through the tiers.
        """
        async with self._batch:
            self._aside.clear()
            self._in_group = False
            self._assignments += 1

    def assigned(self, consumer: AIOKafkaConsumer) -> None:
        """Begins anew: every partition is unpaused and stands where it was committed."""
        innards.renew_with_heartbeats(consumer, self._lease)
        self._lease.renew(time.monotonic())
        self._waiting.clear()
        self._forwarded.keep(self._books)
        self._books.clear()
        self._saved.clear()
        self._aside.clear()
        self._in_group = True
        self._assignments += 1
        self.joined.set()

    # --- records ----------------------------------------------------------------------------------------------

    async def _round(self, consumer: AIOKafkaConsumer) -> None:
        """Wakes what is due, polls, forwards what is due and puts the rest back."""
        self._wake(consumer)
        assignment = self._assignments
        polled = await consumer.getmany(timeout_ms=int(self._patience_s() * 1000))
        records: Polled = {place: [delivery_of(record) for record in batch] for place, batch in polled.items()}
        async with self._batch:
            if assignment != self._assignments:
                await self._back_to_committed(consumer, records)
                return
            if not self._lease.held(time.monotonic()):
                self._back(consumer, records)
                return
            due = {place: self._due(consumer, place, batch) for place, batch in records.items()}
            await self._forward(consumer, {place: batch for place, batch in due.items() if batch})
            await self._save(consumer)
            if self._in_group and all(consumer.highwater(place) is not None for place in consumer.assignment()):
                self.caught_up.set()

    def _patience_s(self) -> float:
        """Polls at most until the next record is due."""
        soonest_ms = self._soonest_ms()
        if soonest_ms is None:
            return self._values.poll_s
        soonest_s = (soonest_ms - self._clock.now_ms()) / 1000
        return min(self._values.poll_s, max(0.001, soonest_s))

    def _soonest_ms(self) -> int | None:
        aside_ms = self._aside.next_ms
        return min((*self._waiting.values(), *(() if aside_ms is None else (aside_ms,))), default=None)

    def _wake(self, consumer: AIOKafkaConsumer) -> None:
        now_ms = self._clock.now_ms()
        assigned = consumer.assignment()
        for place in [place for place, due_ms in self._waiting.items() if due_ms <= now_ms]:
            del self._waiting[place]
            if place in assigned:
                consumer.resume(place)

    def _back(self, consumer: AIOKafkaConsumer, polled: Polled) -> None:
        """Frozen or cut off: another mover may be the owner by now. The group says so soon, or it was nothing."""
        for place, batch in polled.items():
            if batch and place in consumer.assignment():
                consumer.seek(place, batch[0].offset)

    async def _back_to_committed(self, consumer: AIOKafkaConsumer, polled: Polled) -> None:
        """A poll that spans a rebalance may be the first of the new assignment: nothing of it may be skipped.

        Raises TimeoutError when the broker does not answer; aiokafka would ask for ever, and a revocation wait for it.
        """
        async with asyncio.timeout(self._values.confirm_s):
            for place in polled.keys() & consumer.assignment():
                committed = await consumer.committed(place)
                if committed is None:
                    await consumer.seek_to_beginning(place)
                else:
                    consumer.seek(place, committed)

    def _due(self, consumer: AIOKafkaConsumer, place: TopicPartition, batch: Sequence[Delivery]) -> Sequence[Delivery]:
        """Gives the due head of a batch; the first that is not due is where the partition goes on, later."""
        now_ms = self._clock.now_ms()
        for index, delivery in enumerate(batch):
            due_ms = self._policy.due_ms(delivery)
            if due_ms > now_ms:
                consumer.pause(place)
                consumer.seek(place, delivery.offset)
                self._waiting[place] = due_ms
                return batch[:index]
        return batch

    async def _sorted(self, consumer: AIOKafkaConsumer, due: Polled) -> list[tuple[TopicPartition, Delivery]]:
        """Gives what is to be forwarded now; what is wanted later is set aside, as far as there is room."""
        await self._open_books(consumer, {place: batch[0].offset for place, batch in due.items()})
        now_ms = self._clock.now_ms()
        fresh = []
        for place, delivery in ((place, delivery) for place, batch in due.items() for delivery in batch):
            book = self._books[place]
            if not book.take(delivery.offset):
                continue
            if self._forwarded.has(place, delivery):
                book.finish(delivery.offset)
                continue
            wanted_ms = self._policy.due_ms(delivery) + self._policy.behind_ms(delivery)
            if wanted_ms <= now_ms or not self._aside.put(place, delivery, wanted_ms):
                fresh.append((place, delivery))
        crowded = {place for place in due if self._books[place].held > PASSED_MAX}
        return [*self._aside.take(now_ms), *(self._aside.release(crowded) if crowded else ()), *fresh]

    async def _open_books(self, consumer: AIOKafkaConsumer, firsts: Mapping[TopicPartition, int]) -> None:
        """Opens the books of partitions that are new, or whose topic was made again: what earlier owners have done."""
        again = {place: book for place, book in self._books.items() if firsts.get(place, book.expected) < book.expected}
        self._forwarded.keep(again)
        fresh = [place for place in firsts if place not in self._books or place in again]
        if not fresh:
            return
        async with asyncio.timeout(self._values.confirm_s):
            committed = await innards.positions(consumer, fresh)
        for place in fresh:
            mark, done = committed.get(place, (firsts[place], ""))
            self._books[place] = Ledger(mark, unpack(mark, done)) if mark <= firsts[place] else Ledger(firsts[place])

    async def _forward(self, consumer: AIOKafkaConsumer, due: Polled) -> None:
        """Publishes all, awaits all, commits: at most one batch is repeated after a kill.

        What comes again because its commit was refused is not forwarded again: every copy would go its own way through
        the tiers.
        """
        fresh = await self._sorted(consumer, due)
        if fresh:
            self._in_hand = True
            await self._publisher.publish(*(self._policy.forward(delivery) for _, delivery in fresh))
            self.finished += len(fresh)
            self._in_hand = False
        for place, delivery in fresh:
            self._books[place].finish(delivery.offset)
            self._forwarded.note(place, delivery)
        if fresh or due:
            self._save_s = 0.0

    async def _save(self, consumer: AIOKafkaConsumer) -> None:
        """Commits what has changed; what is refused, for whatever reason, is tried again later, as it is then.

        Raises TimeoutError when the broker does not answer.
        """
        versions = {p: book.version() for p, book in self._books.items() if book.version() != self._saved.get(p)}
        if not versions or time.monotonic() < self._save_s:
            return
        try:
            async with asyncio.timeout(self._values.confirm_s):
                await consumer.commit({place: OffsetAndMetadata(*self._books[place].position()) for place in versions})
        except (KafkaError, IllegalStateError) as error:
            log.warning("%s: not committed: %r", self._values.group, error)
            self._save_s = time.monotonic() + SAVE_AGAIN_S
        else:
            self._saved |= versions

    async def _end(self, consumer: AIOKafkaConsumer) -> None:
        try:
            async with asyncio.timeout(self._values.stop_s):
                await self._stop_whole(consumer)
        except (KafkaError, TimeoutError, CutShort) as error:
            log.warning("%s: left without a word: %r", self._values.group, error)
        else:
            self._left = True

    async def _stop_whole(self, consumer: AIOKafkaConsumer) -> None:
        try:
            await to_its_end(consumer.stop())
        except CutShort:
            await innards.disconnect(consumer)
            raise


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types for it
    """Tells a mover that its partitions change."""

    def __init__(self, mover: Mover, consumer: AIOKafkaConsumer) -> None:
        self._mover = mover
        self._consumer = consumer

    async def on_partitions_revoked(self, revoked: Any) -> None:  # noqa: ARG002 - the group is eager: all of them
        """They go."""
        await self._mover.revoked()

    async def on_partitions_assigned(self, assigned: Any) -> None:
        """They came."""
        self._mover.assigned(self._consumer)
        log.info("%s: assigned %s", self._mover.name, sorted(place.partition for place in assigned))
