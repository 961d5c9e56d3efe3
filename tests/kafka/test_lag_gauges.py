import contextlib

import pytest

from tocsin.core.records.delivery import Output
from tocsin.demo.broker import embedded_broker
from tocsin.kafka import topics
from tocsin.kafka.lag import PartitionLag
from tocsin.kafka.lag_gauges import FRESH_S, _Gauges, lag_gauges
from tocsin.kafka.probe import reach
from tocsin.kafka.security import Access
from tocsin.kafka.sending import sender
from tocsin.telemetry import Telemetry

CATALOGUE = topics.read(",".join(f"{topic.logical}.name=gauge-{topic.logical}" for topic in topics.DEFAULT.topics))
TOPIC = CATALOGUE.names.submitted


class Clock:
    def __init__(self):
        self.steady = 0.0

    def now_ms(self):
        return 2_000_000_000_000

    def steady_s(self):
        return self.steady


def shown(telemetry, name, **labels):
    return telemetry.metrics.registry.get_sample_value(name, labels)


async def send(broker, count):
    async with sender(broker, TOPIC) as opened:
        await opened.send([Output(topic=TOPIC, key=None, value=b"{}")] * count)


@pytest.fixture
def own_broker():
    with embedded_broker() as broker:
        yield broker.bootstrap


async def test_the_lag_is_measured_when_asked_and_not_more_often_than_is_useful(own_broker):
    broker, clock, telemetry = await reach(Access(bootstrap=(own_broker,))), Clock(), Telemetry()
    place = {"group": "tocsin-admit", "topic": TOPIC}
    async with lag_gauges(broker, CATALOGUE, clock, telemetry) as refresh:
        assert shown(telemetry, "tocsin_lag_messages", **place) is None
        await send(broker, 3)
        await refresh()
        assert shown(telemetry, "tocsin_lag_messages", **place) == 3
        assert shown(telemetry, "tocsin_lag_seconds", **place) > 0
        assert shown(telemetry, "tocsin_lag_measured_timestamp_seconds") == 2_000_000_000
        await send(broker, 2)
        await refresh()
        assert shown(telemetry, "tocsin_lag_messages", **place) == 3
        clock.steady += FRESH_S
        await refresh()
        assert shown(telemetry, "tocsin_lag_messages", **place) == 5


class Measured:
    """A meter that gives one measurement after the other: the seconds of two partitions each."""

    def __init__(self, *seconds):
        self._seconds = iter(seconds)

    @contextlib.asynccontextmanager
    async def opened(self):
        yield self

    async def measure(self):
        return [
            PartitionLag(group="g", topic="t", partition=n, committed=0, end=1, messages=1, seconds=one)
            for n, one in enumerate(next(self._seconds))
        ]


async def test_a_lag_that_could_not_be_read_in_time_stays_as_it_was():
    clock, telemetry = Clock(), Telemetry()
    gauges = _Gauges(clock, telemetry, Measured((700.0, 3.0), (None, 5.0), (None, 900.0), (0.0, 1.0)).opened)
    found = []
    for _ in range(4):
        await gauges.refresh()
        found.append(shown(telemetry, "tocsin_lag_seconds", group="g", topic="t"))
        clock.steady += FRESH_S
    assert found == [700, 700, 900, 1]


async def test_a_broker_that_went_away_leaves_the_old_figures_and_their_age(caplog):
    clock, telemetry = Clock(), Telemetry()
    with embedded_broker() as running:
        broker = await reach(Access(bootstrap=(running.bootstrap,)))
    async with lag_gauges(broker, CATALOGUE, clock, telemetry) as refresh:
        await refresh()
        assert "the lag is not measured" in caplog.text
        assert shown(telemetry, "tocsin_lag_measured_timestamp_seconds") == 0
