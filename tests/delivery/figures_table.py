"""The table of figures in DECISIONS.md, between two marks; rows that were not run again stay as they are."""

import os
import platform
import re
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

POM = Path(__file__).parent / "pom.xml"
DECISIONS = Path(__file__).parents[2] / "service" / "DECISIONS.md"
BEGIN, END = "<!-- road: written by make test-delivery -->", "<!-- /road -->"


def versions() -> str:
    """Says on what the figures were measured."""
    kafka = re.findall(r"kafka-tools</artifactId>\s*<version>([^<]+)", POM.read_text("utf-8"))[0]
    parts = (
        f"Apache Kafka {kafka}",
        f"Python {platform.python_version()}",
        *(f"{name} {version(name)}" for name in ("faust-streaming", "aiokafka")),
        f"{os.cpu_count()} cores",
    )
    return ", ".join(parts)


def write(rows: Mapping[str, str], head: str, path: Path = DECISIONS) -> None:
    """Puts these rows, by name, into the table; the order is that of the names already there, then of `rows`."""
    text = path.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    old, _, after = rest.partition(END)
    if not after and END not in text:
        raise ValueError(f"{path} has no marks {BEGIN} and {END}")
    kept = {_name(line): line for line in old.splitlines() if line.startswith("| ") and _name(line) != _name(head)}
    told = f"Last run {time.strftime('%Y-%m-%d', time.gmtime())}: {versions()}."
    table = "\n".join((kept | dict(rows)).values())
    path.write_text(f"{before}{BEGIN}\n{told}\n\n{head}\n{table}\n{END}{after}", "utf-8")


def _name(row: str) -> str:
    return row.split("|")[1].strip()
