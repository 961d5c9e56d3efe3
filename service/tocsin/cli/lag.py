"""`tocsin lag`: how far each group is behind."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Annotated

import typer
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from tocsin.cli.output import json_line, out
from tocsin.cli.running import with_broker
from tocsin.kafka.lag import LagMeter, PartitionLag, lag_meter
from tocsin.kafka.probe import Broker
from tocsin.settings import Settings

HOUR_S = 3600
MINUTE_S = 60


def command(
    partitions: Annotated[
        bool, typer.Option("--partitions", help="A line for each partition, not each group.")
    ] = False,
    watch: Annotated[float, typer.Option(min=0, help="Measure again every so many seconds; 0: once.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a partition.")] = False,
) -> None:
    """Shows per group, topic and partition the messages behind, and the exact age of the oldest in seconds.

    The broker is asked, so the figures are right while a worker stands still. On retry topics the seconds count from
    the moment at which the record was due.
    """

    async def work(settings: Settings, broker: Broker) -> None:
        async with lag_meter(broker, settings.topics, _now_ms) as meter:
            if as_json:
                await _lines(meter, watch)
            else:
                await _tables(meter, watch, partitions=partitions)

    with_broker(work)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _lines(meter: LagMeter, watch: float) -> None:
    while True:
        for lag in await meter.measure():
            json_line(asdict(lag))
        if not watch:
            return
        await asyncio.sleep(watch)


async def _tables(meter: LagMeter, watch: float, *, partitions: bool) -> None:
    table = _by_partition if partitions else _by_group
    if not watch:
        out().print(table(await meter.measure()))
        return
    with Live(console=out(), auto_refresh=False) as live:
        while True:
            live.update(table(await meter.measure()), refresh=True)
            await asyncio.sleep(watch)


def _by_group(found: Sequence[PartitionLag]) -> Table:
    table = Table("group", "topic", "partitions behind", "messages", "seconds", "age", box=None, pad_edge=False)
    for (group, topic), grouped in groupby(found, key=lambda lag: (lag.group, lag.topic)):
        lags = list(grouped)
        seconds = None if any(lag.seconds is None for lag in lags) else max(lag.seconds or 0 for lag in lags)
        behind = sum(lag.messages > 0 for lag in lags)
        messages = sum(lag.messages for lag in lags)
        table.add_row(group, topic, f"{behind} of {len(lags)}", str(messages), *_seconds(seconds))
    return table


def _by_partition(found: Sequence[PartitionLag]) -> Table:
    table = Table(
        *("group", "topic", "partition", "committed", "end", "messages", "seconds", "age", "held up by"),
        box=None,
        pad_edge=False,
    )
    for lag in found:
        committed = "-" if lag.committed is None else str(lag.committed)
        figures = (str(lag.partition), committed, str(lag.end), str(lag.messages))
        table.add_row(lag.group, lag.topic, *figures, *_seconds(lag.seconds), escape(lag.culprit or ""))
    return table


def _seconds(seconds: float | None) -> tuple[str, str]:
    """Gives the figure, and the same for people; unread is `?`."""
    if seconds is None:
        return "?", "?"
    minutes = int(seconds) // MINUTE_S
    age = f"{minutes // 60} h {minutes % 60} min" if seconds >= HOUR_S else f"{minutes} min" if minutes else ""
    return f"{seconds:.1f}", age
