"""`tocsin dead list|show|replay`: looks into the dead letters and sends them round again."""

import asyncio
import sys
import time
from collections import Counter
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from tocsin.cli import rows
from tocsin.cli.errors import WITH_BROKER, ExitCode, Failed, epilog
from tocsin.cli.output import about, json_line, out, plain, printable
from tocsin.cli.running import with_broker
from tocsin.cli.where import moment
from tocsin.kafka import replaying
from tocsin.kafka.dead_letters import DeadLetter
from tocsin.kafka.probe import Broker
from tocsin.kafka.reading import reader
from tocsin.kafka.replaying import Choice, Ending
from tocsin.kafka.sending import sender
from tocsin.settings import Settings

CODES = (*WITH_BROKER, ExitCode.TOPIC)
command = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Looks into the dead letters and sends them round again.",
)
Reason = Annotated[str, typer.Option(help="Only with this reason, such as dns or http_503; several split by commas.")]
Host = Annotated[str, typer.Option(help="Only of this host; several split by commas.")]
Since = Annotated[str, typer.Option(help="Written since: beginning, 30m, 2h, 7d ago, or an ISO 8601 time.")]
Until = Annotated[str, typer.Option(help="Written until: now, 30m, 2h, 7d ago, or an ISO 8601 time.")]
AsJson = Annotated[bool, typer.Option("--json", help="One line of JSON a dead letter.")]


@command.command("list", epilog=epilog(*CODES))
def list_letters(
    reason: Reason = "",
    host: Host = "",
    since: Since = "beginning",
    until: Until = "now",
    limit: Annotated[int, typer.Option(min=0, help="End after so many; 0: never.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Lists the dead letters that fit, and counts them by reason."""
    fits, since_ms = _fits(reason, host, until), _since(since)

    async def work(settings: Settings, broker: Broker) -> None:
        counted: Counter[str] = Counter()
        async for letter in replaying.letters(broker, settings.topics.names.dead, since_ms, fits):
            counted[letter.reason] += 1
            _print(letter, as_json=as_json)
            if counted.total() == limit:
                break
        by_reason = ", ".join(f"{count} {name}" for name, count in counted.most_common())
        typer.echo(f"{counted.total()} dead letters{': ' if by_reason else ''}{by_reason}", err=True)

    with_broker(work)


@command.command("show", epilog=epilog(*CODES, ExitCode.NOT_FOUND))
def show(
    submission: Annotated[str, typer.Argument(help="The submission's id, or PARTITION/OFFSET of the letter.")],
    raw: Annotated[bool, typer.Option("--raw", help="Write the original's bytes alone, as they are.")] = False,
    as_json: AsJson = False,
) -> None:
    """Shows every letter of one submission, oldest round first, with all its headers and its original."""

    async def work(settings: Settings, broker: Broker) -> None:
        topic = settings.topics.names.dead
        found = [one async for one in replaying.letters(broker, topic, 0, lambda letter: _named(letter, submission))]
        if not found:
            raise Failed(
                ExitCode.NOT_FOUND, f"no dead letter of {submission}; `tocsin dead list` lists those there are"
            )
        if raw:
            sys.stdout.buffer.write(found[-1].value or b"")
            return
        for letter in sorted(found, key=lambda one: one.round):
            if as_json:
                json_line(letter.row() | {"headers": _headers(letter)})
            else:
                _whole(letter)

    with_broker(work)


@command.command("replay", epilog=epilog(*CODES, ExitCode.UNCONFIRMED, ExitCode.UNFINISHED))
def replay(  # noqa: PLR0917 - a command's options are its arguments
    reason: Reason = "",
    host: Host = "",
    since: Since = "beginning",
    until: Until = "now",
    everything: Annotated[bool, typer.Option("--all", help="Needed where no filter is given.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go round again, and send nothing.")
    ] = False,
    rate: Annotated[float, typer.Option(min=0, help="At most so many a second; 0: as fast as it goes.")] = 50,
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="At most so many, the oldest first.")] = 10_000,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for their ends after the last is sent.")] = 300,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON an end, and one for all of them.")] = False,
) -> None:
    """Sends dead letters round again, and tells how each of them ended, by round.

    A replay keeps the submission's id, key and value and counts its round up. Of several letters of one submission
    the last counts; one that has ended in a later round is passed over. An article that alerting could not decide on
    goes back to alerting: its submission has ended, so nothing is fetched.
    """
    if not (reason or host or everything or (since, until) != ("beginning", "now")):
        raise Failed(ExitCode.USAGE, "say which: --reason, --host, --since or --until, or --all; --dry-run shows them")
    fits, since_ms = _fits(reason, host, until), _since(since)

    async def work(settings: Settings, broker: Broker) -> None:
        names = settings.topics.names
        topics = replaying.Topics(
            dead=names.dead, outcome=names.outcome, submitted=names.submitted, signals=names.signals
        )
        choice = await replaying.choose(broker, topics, since_ms, fits, limit)
        _tell(choice, dry_run=dry_run)
        if dry_run or not choice.letters:
            for letter in choice.letters.values() if dry_run else ():
                _print(letter, as_json=as_json)
            return
        await _Replay(broker, topics, choice, as_json=as_json).run(rate, wait)

    with_broker(work)


class _Replay:
    def __init__(self, broker: Broker, topics: replaying.Topics, choice: Choice, *, as_json: bool) -> None:
        self._broker, self._topics, self._choice, self._as_json = broker, topics, choice, as_json
        self._waited_for = choice.waited_for()
        self._to_alerting = len(choice.letters) - len(self._waited_for)
        self._ended: dict[str, Ending] = {}

    async def run(self, rate: float, wait: float) -> None:
        """Sends, follows, and sums up; what has not ended in time is named as such, and is a code of its own."""
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # The end of the outcomes is noted before anything is sent, so that no end is missed.
        async with (
            reader(self._broker, self._topics.outcome) as outcomes,
            sender(self._broker, *self._written()) as to,
        ):
            await outcomes.start_at(None)
            with Progress(*columns, console=about(), transient=True, disable=not sys.stderr.isatty()) as progress:
                try:
                    sent = progress.add_task("sent", total=len(self._choice.letters))
                    async for count in replaying.send(self._broker, self._topics, self._choice, to, rate):
                        progress.update(sent, completed=count)
                    await self._follow(outcomes, progress, wait)
                finally:
                    progress.stop()
                    self._sum_up()
        if len(self._ended) < len(self._waited_for):
            raise typer.Exit(ExitCode.UNFINISHED)

    def _written(self) -> tuple[str, ...]:
        """The signals topic is asked for only where a letter goes there: others need no right to it."""
        topics = (self._topics.submitted,) if self._waited_for else ()
        return (*topics, self._topics.signals) if self._to_alerting else topics

    async def _follow(self, outcomes: Any, progress: Progress, wait: float) -> None:
        if not self._waited_for:
            return
        shown = progress.add_task("ended", total=len(self._waited_for))
        try:
            async with asyncio.timeout(wait):
                async for found in replaying.follow(outcomes, self._waited_for, self._ended):
                    progress.update(shown, completed=len(self._ended))
                    if self._as_json:
                        json_line(_end_row(found))
        except TimeoutError:
            return

    def _sum_up(self) -> None:
        counted = Counter((end.round, end.door, end.reason or "") for end in self._ended.values())
        waiting = len(self._waited_for) - len(self._ended)
        if self._as_json:
            ends = [
                {"round": r, "door": d, "reason": why or None, "count": n} for (r, d, why), n in sorted(counted.items())
            ]
            total = {"replayed": len(self._choice.letters), "ended": ends, "on_their_way": waiting}
            json_line(total | {"to_alerting": self._to_alerting})
            return
        table = Table("round", "door", "reason", "count", box=None, pad_edge=False)
        for (round_, door, why), count in sorted(counted.items()):
            table.add_row(str(round_), door, why, str(count), style=rows.DOORS.get(door, ""))
        out().print(table)
        if self._to_alerting:
            hint = "`tocsin dead list` shows those that fail again"
            typer.echo(f"{self._to_alerting} went back to alerting, whose end no outcome tells; {hint}", err=True)
        if waiting:
            hint = "a retry takes up to 66 minutes; `tocsin tail outcomes` shows their ends"
            typer.echo(f"{waiting} of {len(self._waited_for)} are still on their way; {hint}", err=True)


def _end_row(found: Ending) -> dict[str, Any]:
    return {"submission_id": found.submission_id, "round": found.round, "door": found.door, "reason": found.reason}


def _tell(choice: Choice, *, dry_run: bool) -> None:
    said = [f"{len(choice.letters)} {'would go' if dry_run else 'go'} round again"]
    passed = {
        "went round already": choice.gone_round,
        "without their original, which was too large to keep": choice.left_out,
        "not written by Tocsin": choice.nameless,
        "beyond --limit": choice.beyond_limit,
    }
    said += [f"{count} {why}" for why, count in passed.items() if count]
    typer.echo("; ".join(said), err=True)


def _fits(reason: str, host: str, until: str) -> replaying.Fits:
    reasons, hosts = _set(reason), _set(host)
    until_ms = moment(until, "--until")
    now_ms = time.time_ns() // 1_000_000 if until_ms is None else until_ms

    def fits(letter: DeadLetter) -> bool:
        named = (letter.host or "").casefold()
        return (
            (not reasons or letter.reason.casefold() in reasons)
            and (not hosts or bool({named, named.rpartition(":")[0]} & hosts))
            and letter.at <= now_ms
        )

    return fits


def _since(text: str) -> int:
    found = moment(text, "--since")
    if found is None:
        raise typer.BadParameter("now leaves nothing to look at; say since when", param_hint="--since")
    return found


def _set(text: str) -> frozenset[str]:
    return frozenset(part.strip().casefold() for part in text.split(",") if part.strip())


def _named(letter: DeadLetter, text: str) -> bool:
    return text in {letter.submission_id, f"{letter.partition}/{letter.offset}"}


def _print(letter: DeadLetter, *, as_json: bool) -> None:
    if as_json:
        json_line(letter.row())
    else:
        out().print(printable(rows.dead(letter.row())))


def _headers(letter: DeadLetter) -> list[list[str]]:
    return [[name, value.decode("utf-8", "replace")] for name, value in letter.headers]


def _whole(letter: DeadLetter) -> None:
    row = letter.row()
    for name, value in row.items():
        if name not in {"key", "value"}:
            typer.echo(f"{name:15} {plain('' if value is None else value)}")
    for name, value in _headers(letter):
        typer.echo(f"  {name}: {plain(value)}")
    typer.echo(f"key             {plain(row['key'])}\nvalue\n{plain(row['value'])}\n")
