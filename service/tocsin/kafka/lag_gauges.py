"""The lag in `/metrics`: measured when somebody asks, and kept as it was while the broker is away."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager

from tocsin.kafka.errors import BrokerAway, BrokerRefused, UnknownTopic
from tocsin.kafka.lag import LagMeter, lag_meter
from tocsin.kafka.probe import Broker
from tocsin.kafka.topics import GROUPS, Catalogue
from tocsin.ports import Clock
from tocsin.telemetry import LagMeasured, Telemetry

log = logging.getLogger("tocsin.lag")
# Several scrapers within this time share one measurement.
FRESH_S = 2.0


@contextlib.asynccontextmanager
async def lag_gauges(
    broker: Broker, catalogue: Catalogue, clock: Clock, telemetry: Telemetry, only: Collection[str] = tuple(GROUPS)
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Gives what to await before the metrics are shown. Nothing is asked of the broker until then.

    `only` are the logical names of the topics whose groups are measured.
    """
    gauges = _Gauges(clock, telemetry, lambda: lag_meter(broker, catalogue, clock.now_ms, only))
    try:
        yield gauges.refresh
    finally:
        await gauges.close()


class _Gauges:
    def __init__(
        self, clock: Clock, telemetry: Telemetry, opening: Callable[[], AbstractAsyncContextManager[LagMeter]]
    ) -> None:
        self._clock, self._telemetry, self._opening = clock, telemetry, opening
        self._meter: LagMeter | None = None
        self._open = contextlib.AsyncExitStack()
        self._measured_s = float("-inf")
        self._seconds: dict[tuple[str, str], float] = {}
        self._turn = asyncio.Lock()

    async def refresh(self) -> None:
        """Measures, or leaves the old figures beside their own age."""
        async with self._turn:
            if self._clock.steady_s() - self._measured_s < FRESH_S:
                return
            try:
                await self._measure()
            except (BrokerAway, BrokerRefused, UnknownTopic) as error:
                log.warning("the lag is not measured: %s", error)
                await self.close()

    async def close(self) -> None:
        """Closes the meter; the next measurement opens another."""
        self._meter = None
        await self._open.aclose()

    async def _measure(self) -> None:
        if self._meter is None:
            self._meter = await self._open.enter_async_context(self._opening())
        behind: dict[tuple[str, str], tuple[int, float]] = {}
        for lag in await self._meter.measure():
            place = lag.group, lag.topic
            messages, seconds = behind.get(place, (0, 0.0))
            # A record that the broker did not give in time is no younger than the one before it was told to be.
            known = self._seconds.get(place, 0.0) if lag.seconds is None else lag.seconds
            behind[place] = messages + lag.messages, max(seconds, known)
        self._seconds = {place: seconds for place, (_, seconds) in behind.items()}
        self._telemetry.emit(LagMeasured(behind, self._clock.now_ms()))
        self._measured_s = self._clock.steady_s()
