"""`tocsin settings`: what is set, in what unit, instead of what, and why one would."""

import os
from dataclasses import Field, fields
from typing import Annotated, Any

import typer
from rich.text import Text

from tocsin.cli import errors
from tocsin.cli.output import json_line, out
from tocsin.settings import Settings, name_of, shown

Row = dict[str, str]
COLUMNS = ("name", "value", "unit", "default", "why")


def command(
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a setting.")] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="The tables of settings and exit codes, for docs.")
    ] = False,
) -> None:
    """Shows every setting: value, unit, default, why. Secrets are masked. The environment is checked first."""
    if markdown:
        typer.echo(f"{settings_markdown()}\n{errors.markdown()}", nl=False)
        return
    Settings.read(os.environ)
    for row in rows() if as_json else ():
        json_line(row)
    if not as_json:
        _show(rows())


def rows() -> list[Row]:
    """Gives one row a setting, from the environment and the declarations."""
    return [_row(declared) for declared in fields(Settings)]


def settings_markdown() -> str:
    """Gives the table of settings for the README, whatever the environment holds."""
    lines = (
        f"| `{row['name']}` | {_cell(row['default'])} | {_plain(row['unit'])} | {_plain(row['why'])} |"
        for row in rows()
    )
    return "| setting | default | unit | why |\n|---|---|---|---|\n" + "\n".join(lines) + "\n"


def _row(declared: "Field[Any]") -> Row:
    about = declared.metadata
    text = os.environ.get(name_of(declared), about["default"])
    values = (name_of(declared), shown(declared, text), about["unit"], about["default"], about["why"])
    return dict(zip(COLUMNS, values, strict=True))


def _show(found: list[Row]) -> None:
    for row in found:
        line = Text.assemble((row["name"], "bold"), "=", row["value"])
        if row["value"] != row["default"]:
            line.append(f"  (default: {row['default'] or 'empty'})", "dim")
        out().print(line)
        out().print(Text(f"    {row['why']} [{row['unit']}]", "dim"))


def _cell(text: str) -> str:
    return f"`{text}`" if text else "empty"


def _plain(text: str) -> str:
    return text.replace("|", "\\|")
