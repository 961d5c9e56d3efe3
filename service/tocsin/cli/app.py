"""The table of commands. `tocsin --help` imports none of them; a command imports what it needs and no more."""

import gc
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from tocsin.cli.errors import WITH_BROKER, ExitCode, epilog, explained, say


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its module (of the same name in `cli/`, with a function or a Typer app `command`) and its line.

    `codes` are the exit codes it has beside those of every command.
    """

    name: str
    line: str
    codes: tuple[ExitCode, ...] = ()
    module: str = ""

    def load(self) -> Any:
        """Imports the command and gives it as the group wants it."""
        # Modules make many objects and no garbage: looking for it took a tenth of a worker's start.
        gc.disable()
        try:
            command = import_module(f"tocsin.cli.{self.module or self.name.replace('-', '_')}").command
        finally:
            gc.enable()
        if isinstance(command, typer.Typer):
            return get_command(command)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.command(self.name, epilog=epilog(*self.codes))(command)
        return get_command(alone)


SENDING = (ExitCode.TOPIC, ExitCode.UNCONFIRMED, ExitCode.FILE)
COMMANDS = (
    Command(
        "demo", "Runs the whole service on an embedded broker and a local wire.", (ExitCode.FILE, ExitCode.UNFINISHED)
    ),
    Command("worker", "Runs the service.", (*WITH_BROKER, ExitCode.STORE)),
    Command("enrich", "Reads, cleans and tags files, lines or URLs, with no Kafka.", (ExitCode.STRICT, ExitCode.FILE)),
    Command("submit", "Submits URLs, from the command line or standard input.", (*WITH_BROKER, *SENDING)),
    Command("tail", "Follows what comes out: enriched, alerts, events, ...", (*WITH_BROKER, ExitCode.TOPIC)),
    Command("explain", "Tells how a URL would be admitted: forms, rule and verdict at each hop.", (ExitCode.FILE,)),
    Command("explain-text", "Marks a text's evidence and says why each signal weighs what it does.", (ExitCode.FILE,)),
    Command("topics", "Creates or checks the topics and their settings.", (*WITH_BROKER, ExitCode.DRIFT)),
    Command("lag", "Shows how far each group is behind: messages and exact seconds.", (*WITH_BROKER, ExitCode.TOPIC)),
    Command("dead", "Looks into the dead letters and sends them round again."),
    Command("broker", "Runs the embedded broker alone."),
    Command("settings", "Shows every setting: value, unit, default, why."),
)


class Lazily(TyperGroup):
    """Lists every command by its line alone, and imports the one that is run."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command. Whoever reads us may have had enough (`tocsin tail | head`), which is no failure."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The interpreter must not flush into the pipe once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(ExitCode.OK) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Finds the command as Typer does (with its suggestions), then puts the real one in the place of its line."""
        name, _line, rest = super().resolve_command(ctx, args)
        return name, next(command for command in COMMANDS if command.name == name).load(), rest


def build() -> typer.Typer:
    """Gives the command line with a line for each command."""
    app = typer.Typer(
        cls=Lazily,
        help="Article URLs in, enriched articles and alerts of escalation out.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_nothing)
    for command in COMMANDS:
        app.command(command.name, help=command.line)(_nothing)
    return app


def _nothing() -> None:
    """Stands for a command until it is needed."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code. No error of a user's making shows a traceback."""
    try:
        build()(list(sys.argv[1:] if arguments is None else arguments), prog_name="tocsin")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.OK
    except Exception as error:  # noqa: BLE001 - the edge: each ends as a line and a code
        failed = explained(error)
        if failed is None:
            traceback.print_exception(error)
            return ExitCode.DEFECT
        say(failed)
        return failed.code
    return ExitCode.OK
