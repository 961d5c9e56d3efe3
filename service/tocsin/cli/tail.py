"""`tocsin tail`: what comes out, as it comes."""

from typing import Annotated, Literal

import typer

from tocsin.cli.output import json_line, out, printable
from tocsin.cli.rows import KINDS, Kind
from tocsin.cli.running import with_broker
from tocsin.cli.where import Condition, conditions, moment
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import Reader, reader
from tocsin.settings import Settings

What = Literal["enriched", "alerts", "events", "mentions", "outcomes", "dead"]


def command(
    what: Annotated[What, typer.Argument(help="Which topic.")] = "enriched",
    where: Annotated[str, typer.Option(help="Conditions that must all hold, such as 'level>=4,country=IRQ'.")] = "",
    since: Annotated[str, typer.Option(help="now, beginning, 30m, 2h, 7d, or an ISO 8601 time.")] = "now",
    follow: Annotated[bool, typer.Option(help="Go on as records come; else end at the present end.")] = True,
    limit: Annotated[int, typer.Option(min=0, help="End after so many records that fit; 0: never.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a record, whole and unchanged.")] = False,
) -> None:
    """Follows what comes out: readable, or as JSON. Ctrl-C ends it."""
    kind = KINDS[what]
    wanted = conditions(where, kind.fields, kind.aliases, kind.record)
    since_ms = moment(since, "--since")

    async def work(settings: Settings, broker: Broker) -> None:
        async with reader(broker, settings.topics.named(kind.topic).name) as opened:
            await opened.start_at(since_ms)
            await _follow(opened, kind, wanted, follow=follow, limit=limit, as_json=as_json)

    with_broker(work)


async def _follow(
    opened: Reader, kind: Kind, wanted: tuple[Condition, ...], *, follow: bool, limit: int, as_json: bool
) -> None:
    shown, console = 0, out()
    async for delivery in opened.records(follow=follow):
        record = kind.read(delivery)
        if record is None or not all(condition.fits(record) for condition in wanted):
            continue
        if as_json:
            json_line(record)
        else:
            console.print(printable(kind.show(record)))
        shown += 1
        if shown == limit:
            return
