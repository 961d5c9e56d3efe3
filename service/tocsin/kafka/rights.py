"""The least rights that each command needs on a broker with an authorizer, as one table.

READ and WRITE on a topic imply DESCRIBE, READ on a group too; an idempotent producer needs no more than WRITE
(KIP-679). All of it is run against a broker's authorizer by the tests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tocsin.kafka.topics import GROUPS, Catalogue

Operation = Literal["READ", "WRITE", "DESCRIBE", "CREATE", "DESCRIBE_CONFIGS"]
Kind = Literal["topic", "group", "cluster"]
ALL = ("*",)
READ_BY_WORKER = (*GROUPS, "thread", "progress")


@dataclass(frozen=True, slots=True)
class Right:
    """One operation on some resources: topics by logical name (`*`: all), groups by name."""

    operation: Operation
    kind: Kind
    names: tuple[str, ...]
    why: str = ""


_TAIL = {"enriched": "enriched", "alerts": "alert", "events": "event", "mentions": "mention", "outcomes": "outcome"}
RIGHTS: dict[str, tuple[Right, ...]] = {
    "worker": (
        Right("READ", "topic", READ_BY_WORKER),
        Right("WRITE", "topic", ALL),
        Right("READ", "group", tuple(GROUPS.values())),
    ),
    "submit": (Right("WRITE", "topic", ("submitted",)),),
    **{f"tail {what}": (Right("READ", "topic", (logical,)),) for what, logical in _TAIL.items()},
    "tail dead": (Right("READ", "topic", ("dead",)),),
    "lag": (
        Right("READ", "topic", tuple(GROUPS), "to read the oldest record's moment"),
        Right("DESCRIBE", "group", tuple(GROUPS.values())),
    ),
    "dead list, dead show": (Right("READ", "topic", ("dead",)),),
    "dead replay": (
        Right("READ", "topic", ("dead", "outcome")),
        Right("WRITE", "topic", ("submitted",)),
        Right("READ", "topic", ("signals",), "for the letters of alerting alone"),
        Right("WRITE", "topic", ("signals",), "the same"),
    ),
    "topics --check": (
        Right("DESCRIBE", "topic", ALL),
        Right("DESCRIBE_CONFIGS", "topic", ALL),
        Right("DESCRIBE_CONFIGS", "cluster", ("kafka-cluster",), "for the warning of forgotten offsets alone"),
    ),
    "topics --create": (
        Right("CREATE", "topic", ALL),
        Right("DESCRIBE", "topic", ALL),
        Right("DESCRIBE_CONFIGS", "topic", ALL),
    ),
}


def resources(right: Right, catalogue: Catalogue) -> tuple[str, ...]:
    """Gives the names on the broker that a right is about."""
    if right.kind != "topic":
        return right.names
    if right.names == ALL:
        return tuple(topic.name for topic in catalogue.topics)
    return tuple(catalogue.named(logical).name for logical in right.names)


def markdown() -> str:
    """Gives the table for the README."""
    rows = (f"| `tocsin {command}` | {_cell(rights)} |" for command, rights in RIGHTS.items())
    return "| command | rights |\n|---|---|\n" + "\n".join(rows) + "\n"


def _cell(rights: Iterable[Right]) -> str:
    return "; ".join(_said(right) for right in rights)


def _said(right: Right) -> str:
    named = "all topics" if right.names == ALL else ", ".join(f"`{name}`" for name in right.names)
    kind = (
        "" if right.names == ALL or right.kind == "cluster" else f"{right.kind}{'s' if len(right.names) > 1 else ''} "
    )
    why = f" ({right.why})" if right.why else ""
    return f"{right.operation} on {kind}{named}{why}"
