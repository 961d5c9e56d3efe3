"""Where commands write: records to standard output, everything about them to standard error."""

import sys
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

PIPED_WIDTH = 240
# Pages are written by strangers: a title must not steer the terminal (ECMA-48 control characters, C0 and C1).
CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(0x20), *range(0x7F, 0xA0)) if code != ord("\n")}


class _Piped(Console):
    def on_broken_pipe(self) -> None:
        """Lets the edge of the command line answer, where Rich would end with 1."""
        raise BrokenPipeError


def out() -> Console:
    """Gives the console of what was asked for."""
    # Into a pipe or a file no column is cut.
    return _Piped(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else PIPED_WIDTH)


def about() -> Console:
    """Gives the console of everything else: progress, summaries, hints."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def json_line(record: Any) -> None:
    """Writes one record as a line of JSON, at once, so that a reader of the pipe need not wait."""
    typer.echo(orjson.dumps(record).decode())


def plain(value: Any) -> str:
    """Gives a value as text that steers no terminal; None is shown as `-`."""
    return "-" if value is None else str(value).translate(CONTROLS)


def printable(line: Text) -> Text:
    """Gives a line that steers no terminal; its colours stay where they were."""
    line.plain = line.plain.translate(CONTROLS)
    return line
