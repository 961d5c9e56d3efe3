"""Politeness: one gate a host, in a bounded table. A host that waits, stalls or throttles delays itself alone."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import islice

from tocsin.core.outcomes import Parked
from tocsin.core.pacing import HELD_WAIT_MAX_S, HostPace, Service
from tocsin.ports import Clock

HOSTS_MAX = 10_000  # some 5 MiB; the longest unasked is forgotten first
LOOKED_AT = 64  # of the longest unasked, so that forgetting costs the same however many hosts there are


class PutOff(Exception):  # noqa: N818 - a verdict on its way out
    """The record must wait longer than it may be held."""

    def __init__(self, parked: Parked) -> None:
        super().__init__(parked.reason)
        self.parked = parked


class _Gate:
    """A host's pace, who waits for it, and who is inside."""

    def __init__(self, in_flight_max: int) -> None:
        self.pace = HostPace()
        self.places = asyncio.Semaphore(in_flight_max)
        self.queue = asyncio.Lock()
        self.service = Service()
        self.waiting = 0
        # Since when each visit is inside, in steady seconds; oldest first.
        self.inside: list[float] = []


class Gates:
    """All hosts' gates. `interval_s`: between two requests to a host; `in_flight_max`: requests to it at once."""

    def __init__(
        self,
        *,
        interval_s: float,
        in_flight_max: int,
        clock: Clock,
        random: Callable[[], float],
        hosts_max: int = HOSTS_MAX,
    ) -> None:
        self._hosts_max = hosts_max
        self._interval_s = interval_s
        self._in_flight_max = in_flight_max
        self._clock = clock
        self._random = random
        self._gates: OrderedDict[str, _Gate] = OrderedDict()

    @asynccontextmanager
    async def through(self, host: str, crawl_delay_s: float | None = None) -> AsyncIterator["Visit"]:
        """Waits for the host's turn and keeps a place while inside. Raises PutOff when the wait is over 5 s."""
        gate = self._gate(host)
        gate.pace.delay_s = crawl_delay_s or gate.pace.delay_s
        now = self._clock.steady_s()
        oldest_s = now - gate.inside[0] if gate.inside else 0.0
        if not gate.service.holds(gate.waiting, self._in_flight_max, oldest_s):
            raise self._put_off(gate, "held", max(self._wait(gate)[0], HELD_WAIT_MAX_S))
        self._put_off_if_late(gate)
        gate.waiting += 1
        entered = False
        try:
            async with asyncio.timeout(HELD_WAIT_MAX_S):
                await gate.places.acquire()
            entered = True
            await self._turn(gate)
        except TimeoutError:
            raise self._put_off(gate, "in_flight", HELD_WAIT_MAX_S) from None
        except BaseException:
            if entered:
                gate.places.release()
            raise
        finally:
            gate.waiting -= 1
        began = self._clock.steady_s()
        gate.inside.append(began)
        try:
            yield Visit(gate.pace, self._clock, self._random, self._interval_s)
        finally:
            gate.inside.remove(began)
            gate.service.ended(self._clock.steady_s() - began)
            gate.places.release()

    async def _turn(self, gate: _Gate) -> None:
        async with gate.queue:
            while True:
                wait, why = gate.pace.due(self._clock.steady_s(), 0, self._interval_s)
                if wait > HELD_WAIT_MAX_S:
                    raise self._put_off(gate, why, wait)
                if wait <= 0:
                    break
                await asyncio.sleep(wait)
            gate.pace.started(self._clock.steady_s(), self._interval_s)

    def _put_off_if_late(self, gate: _Gate) -> None:
        wait, why = self._wait(gate)
        if wait > HELD_WAIT_MAX_S:
            raise self._put_off(gate, why, wait)

    def _put_off(self, gate: _Gate, why: str, wait_s: float) -> PutOff:
        return PutOff(Parked(why, wait_s, gate.pace.put_off(self._clock.steady_s(), self._interval_s)))

    def _wait(self, gate: _Gate) -> tuple[float, str]:
        return gate.pace.due(self._clock.steady_s(), gate.waiting, self._interval_s)

    def _gate(self, host: str) -> _Gate:
        gate = self._gates.pop(host, None) or _Gate(self._in_flight_max)
        self._gates[host] = gate
        if len(self._gates) > self._hosts_max:
            self._forget()
        return gate

    def _forget(self) -> None:
        """Drops the longest unasked host that nobody is at; one with something to remember only when none is idle."""
        now = self._clock.steady_s()
        longest = islice(self._gates.items(), LOOKED_AT)
        idle = [host for host, gate in longest if not gate.waiting and not gate.inside]
        gone = next((host for host in idle if self._gates[host].pace.forgettable(now)), idle[0] if idle else None)
        if gone is not None:
            del self._gates[gone]


class Visit:
    """One request to a host, and what it said."""

    def __init__(self, pace: HostPace, clock: Clock, random: Callable[[], float], interval_s: float) -> None:
        self._pace = pace
        self._clock = clock
        self._random = random
        self._interval_s = interval_s

    def sent(self) -> None:
        """The request is on its way: the interval counts from here, however long the connection took."""
        self._pace.started(self._clock.steady_s(), self._interval_s)

    def answered(self, status: int, after_s: float | None) -> None:
        """A response came. 429 and 503 speak for the whole host (RFC 6585, 4; RFC 9110, 15.6.4)."""
        self._pace.got_through()
        if status in {429, 503}:
            self._pace.throttled(self._clock.steady_s(), after_s, self._random())
        else:
            self._pace.answered_well()

    def unreached(self) -> None:
        """No response came because the host could not be reached."""
        self._pace.failed(self._clock.steady_s(), self._random())
