"""`tocsin explain-text`: a text with its evidence marked, and why each signal weighs what it does."""

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from tocsin.cli.errors import ExitCode, Failed
from tocsin.cli.output import CONTROLS, json_line, out
from tocsin.core.escalation import escalation
from tocsin.core.records.article import Escalation
from tocsin.core.records.page import Tagged
from tocsin.core.records.signals import Signal
from tocsin.core.tagging import tag
from tocsin.core.tagging.taxonomy import TYPES
from tocsin.core.times import parse
from tocsin.wiring import SystemClock

_COLOURS = {"escalatory": "bold red", "de-escalatory": "bold green", "neutral": "bold yellow"}


def command(
    file: Annotated[str, typer.Argument(help="A UTF-8 text file, or -; its first line is the title.")],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="The article's moment (default: now).")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Its language (BCP 47; default: English).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON.")] = False,
) -> None:
    """Marks a text's evidence, and tells of each signal its type, status, and why it weighs what it does."""
    moment = SystemClock().now_ms() if at is None else parse(at)
    if moment is None:
        raise typer.BadParameter(f"{at!r} is no ISO 8601 time", param_hint="--at")
    text = _read(file)
    title = text.split("\n", 1)[0].strip() or None
    tagged = tag(title, text, anchor_ms=moment, language=language)
    found = escalation(tagged.signals)
    if as_json:
        json_line({"tagged": msgspec.to_builtins(tagged), "escalation": msgspec.to_builtins(found)})
    else:
        _show(text, tagged, found)


def _read(file: str) -> str:
    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        hint = "`tocsin enrich` reads other charsets"
        raise Failed(ExitCode.FILE, f"{file}: no UTF-8 at byte {error.start}; {hint}") from error


def _show(text: str, tagged: Tagged, found: Escalation) -> None:
    console = out()
    console.print(_marked(text, tagged.signals))
    for number, signal in enumerate(tagged.signals):
        console.print(_told(number, signal, counts=number in found.because))
    level = f"level {found.level}, score {found.score:g}, made by {_numbers(found.because)}"
    console.print(Text(f"\n{level}; language served: {tagged.coverage}", style="bold"))


def _numbers(because: tuple[int, ...]) -> str:
    return ", ".join(f"[{number}]" for number in because) or "nothing"


def _marked(text: str, signals: tuple[Signal, ...]) -> Text:
    marked = Text(text.translate(CONTROLS))
    for signal in signals:
        if signal.evidence.field == "text":
            marked.stylize(f"{_COLOURS[signal.polarity]} underline", signal.evidence.start, signal.evidence.end)
    return marked


def _told(number: int, signal: Signal, *, counts: bool) -> Text:
    kind = TYPES.get(signal.type)
    told = Text(f"\n[{number}] ")
    told.append(signal.type, style=_COLOURS[signal.polarity])
    told.append(f" {signal.status}, {signal.freshness}, rung {signal.rung}, weight {signal.weight:g}")
    told.append("" if counts else "  (adds nothing to level or score)", style="dim")
    told.append(f"\n    “{signal.evidence.text.translate(CONTROLS)}”", style="italic")
    told.append(f"\n    {_parties(signal)}")
    told.append(f"\n    because: rule {signal.rule}{_cue(signal)}")
    if kind is not None:
        told.append(f"; {kind.definition} Its own weight is {kind.weight:g}, its rung {kind.rung}.")
    return told


def _parties(signal: Signal) -> str:
    sides = [", ".join(actor.code or actor.name for actor in side) or "-" for side in (signal.actors, signal.targets)]
    spots = ", ".join(place.name for place in signal.places) or "-"
    return f"who: {sides[0]}; to whom: {sides[1]}; where: {spots}".translate(CONTROLS)


def _cue(signal: Signal) -> str:
    return "" if signal.cue is None else f", status by “{signal.cue.text}”".translate(CONTROLS)
