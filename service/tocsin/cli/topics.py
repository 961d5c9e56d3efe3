"""`tocsin topics`: shows, makes and checks the topics."""

from typing import Annotated

import typer
from rich.table import Table

from tocsin.cli.errors import ExitCode
from tocsin.cli.output import about, json_line, out
from tocsin.cli.running import with_broker
from tocsin.kafka import rights
from tocsin.kafka.probe import Broker
from tocsin.kafka.topic_admin import Copies, Found, TopicAdmin, forgotten_too_soon
from tocsin.kafka.topics import DEFAULT, Topic
from tocsin.settings import Settings

EMBEDDED = (
    "This is the embedded broker: it makes every topic on first use, with four partitions; what belongs to a "
    "one-partition topic is sent to partition 0 by number. There is nothing to create or to check."
)
DAY_S = 86_400
MIB = 1024 * 1024


def command(
    create: Annotated[bool, typer.Option("--create", help="Make every topic that is not there.")] = False,
    check: Annotated[bool, typer.Option("--check", help="End with 3 when one is missing or differs.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a topic.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="The topics, and the rights of each command, for docs; no broker.")
    ] = False,
) -> None:
    """Shows the topics as they are on the broker, makes them (--create), or checks them (--check)."""
    if markdown:
        typer.echo(f"{topics_markdown()}\n{rights.markdown()}", nl=False)
        return

    async def work(settings: Settings, broker: Broker) -> None:
        if broker.embedded:
            typer.echo(EMBEDDED, err=True)
            _show([Found(topic=topic, partitions=None, drift=()) for topic in settings.topics.topics], as_json=as_json)
            return
        copies = Copies(replication=settings.topic_replication, min_insync=settings.topic_min_insync)
        admin = TopicAdmin(broker, settings.topics, copies)
        await _work(admin, settings, create=create, check=check, as_json=as_json)

    with_broker(work)


async def _work(admin: TopicAdmin, settings: Settings, *, create: bool, check: bool, as_json: bool) -> None:
    if create:
        made = await admin.create()
        typer.echo(f"made {len(made)} of {len(settings.topics.topics)} topics; the others were there", err=True)
    found = await admin.look()
    _show(found, as_json=as_json)
    warning = forgotten_too_soon(settings.topics, await admin.forgets_after_s())
    if warning:
        about().print(f"[yellow]warning:[/] {warning}")
    drifted = [one.topic.name for one in found if one.drift]
    if drifted and not create:
        hint = (
            "; `tocsin topics --create` makes those that are missing"
            if any(f.partitions is None for f in found)
            else ""
        )
        typer.echo(f"{len(drifted)} topics differ from what they should be{hint}", err=True)
    if check and drifted:
        raise typer.Exit(ExitCode.DRIFT)


def topics_markdown() -> str:
    """Gives the catalogue for the README."""
    rows = (
        f"| `{t.logical}` | `{t.name}` | {t.key} | {t.value} | {_numbers(t)} | {t.writes} | {t.reads} |"
        for t in DEFAULT.topics
    )
    columns = ("topic", "name", "key", "value", "partitions, kept, largest message", "who writes", "who reads")
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "\n".join(rows) + "\n"


def _show(found: list[Found] | tuple[Found, ...], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            json_line(
                {
                    "topic": one.topic.logical,
                    "name": one.topic.name,
                    "partitions": one.partitions,
                    "wanted": {"partitions": one.topic.partitions, **one.topic.configs},
                    "drift": one.drift,
                }
            )
        return
    table = Table("topic", "name", "should be", "differs", box=None, pad_edge=False)
    for one in found:
        state = "; ".join(one.drift)
        table.add_row(one.topic.logical, one.topic.name, _numbers(one.topic), state, style="red" if one.drift else "")
    out().print(table)


def _numbers(topic: Topic) -> str:
    kept = "compacted" if topic.retention_s is None else f"{topic.retention_s / DAY_S:g} d"
    largest = "" if topic.message_max is None else f", {topic.message_max / MIB:g} MiB"
    return f"{topic.partitions}, {kept}{largest}"
