"""`--where level>=4,country=IRQ` and `--since 2h`: what a reader of a topic wants to see."""

import operator
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import typer

from tocsin.core import times

Record = Mapping[str, Any]
# Longer signs first, or `>=` would be read as `>`.
SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "!=": operator.ne,
    "=": operator.eq,
    ">": operator.gt,
    "<": operator.lt,
}
# No value begins with a sign: `level>>4` and `level==4` are slips, and would fit nothing in silence.
FORM = re.compile(rf"([A-Za-z_][A-Za-z0-9_.]*)\s*({'|'.join(SIGNS)})\s*([^<>=!].*|)")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
NUMBERS = {int, float}
# What a wire sends beside its own fields may hold anything.
OPEN = {dict, Any}
UNITS_MS = {"s": times.SECOND_MS, "m": times.MINUTE_MS, "h": times.HOUR_MS, "d": times.DAY_MS}


@dataclass(frozen=True, slots=True)
class Condition:
    """One field compared with one value. A list fits when one of its members does (`!=`: when none is equal)."""

    path: tuple[str, ...]
    sign: str
    value: str

    def fits(self, record: Record) -> bool:
        """Says whether the record fulfils it; a field that is null or not there fulfils nothing but `!=`."""
        found = list(_values(record, self.path))
        if self.sign == "!=":
            return not any(_compared(one, "=", self.value) for one in found)
        return any(_compared(one, self.sign, self.value) for one in found)


def conditions(
    text: str, fields: frozenset[str], aliases: Mapping[str, str], record: type | None = None
) -> tuple[Condition, ...]:
    """Reads `FIELD SIGN VALUE` parts split by commas; all must hold. `aliases` are short names for paths.

    With `record`, the type of what is read, a path that leads nowhere and a number that is none are refused too: they
    would fit nothing in silence.
    """
    found = tuple(_condition(part.strip(), fields, aliases) for part in text.split(",") if part.strip())
    for condition in found if record is not None else ():
        _fitting(condition, record)
    return found


def _fitting(condition: Condition, record: Any) -> None:
    """Follows a path through the types of a record's fields."""
    kinds = {record}
    for depth, name in enumerate(condition.path):
        records = [kind for kind in kinds if is_dataclass(kind)]
        if not records and kinds & OPEN:
            return
        known = {one: hint for kind in records for one, hint in get_type_hints(kind).items()}
        if name not in known:
            told = f"no field {'.'.join(condition.path[: depth + 1])!r}"
            there = f"; there are {', '.join(sorted(known))}" if known else ""
            raise typer.BadParameter(f"{told}{there}", param_hint="--where")
        kinds = _members(known[name])
    if kinds <= NUMBERS and not NUMBER.fullmatch(condition.value):
        raise typer.BadParameter(
            f"{'.'.join(condition.path)} is a number, and {condition.value!r} is none", param_hint="--where"
        )


def _members(hint: Any) -> set[Any]:
    """Gives the plain types that a field may hold: of its elements, without null and annotations."""
    if hint is type(None):
        return set()
    origin, arguments = get_origin(hint), [one for one in get_args(hint) if one is not Ellipsis]
    if origin in {Union, UnionType, tuple}:
        return set().union(*map(_members, arguments))
    return {origin or hint}


def _condition(part: str, fields: frozenset[str], aliases: Mapping[str, str]) -> Condition:
    found = FORM.fullmatch(part)
    if found is None:
        raise typer.BadParameter(f"{part!r} is no FIELD>=VALUE; signs: {' '.join(SIGNS)}", param_hint="--where")
    path = tuple(aliases.get(found[1], found[1]).split("."))
    if path[0] not in fields:
        listed = ", ".join(sorted(fields | aliases.keys()))
        raise typer.BadParameter(f"no field {found[1]!r} here; there are {listed}", param_hint="--where")
    return Condition(path, found[2], found[3].strip())


def _values(record: Any, path: tuple[str, ...]) -> Iterator[Any]:
    if isinstance(record, list | tuple):
        for one in record:
            yield from _values(one, path)
    elif not path:
        yield record
    elif isinstance(record, Mapping):
        yield from _values(record.get(path[0]), path[1:])


def _compared(found: Any, sign: str, value: str) -> bool:
    if found is None or isinstance(found, Mapping):
        return False
    if isinstance(found, bool):
        return SIGNS[sign](str(found).lower(), value.lower())
    if isinstance(found, int | float):
        try:
            return SIGNS[sign](float(found), float(value))
        except ValueError:
            return False
    return SIGNS[sign](str(found).casefold(), value.casefold())


def moment(text: str, option: str) -> int | None:
    """Reads `now` (None: the end), `beginning` (0), `90s`, `30m`, `2h`, `7d` ago, or an ISO 8601 time, as ms."""
    if text in {"now", ""}:
        return None
    if text == "beginning":
        return 0
    ago = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if ago:
        return max(time.time_ns() // 1_000_000 - int(ago[1]) * UNITS_MS[ago[2]], 1)
    found = times.parse(text)
    if found is None:
        raise typer.BadParameter(
            f"{text!r} is none of now, beginning, 30m, 2h, 7d, an ISO 8601 time", param_hint=option
        )
    return max(found, 1)
