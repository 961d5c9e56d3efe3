"""The README's generated part: `python -m tocsin.cli.readme README.md` writes it, and a test compares."""

import sys
from pathlib import Path

from tocsin.cli import errors
from tocsin.cli.app import COMMANDS
from tocsin.cli.settings import settings_markdown
from tocsin.cli.topics import topics_markdown
from tocsin.core import endings
from tocsin.kafka import rights

BEGIN = "<!-- generated: tables -->\n"
END = "<!-- end of generated -->\n"


def tables() -> str:
    """Gives all tables, each under its heading."""
    commands = "".join(f"| `tocsin {command.name}` | {command.line} |\n" for command in COMMANDS)
    parts = {
        "Commands": f"Each has `--help`.\n\n| command | does |\n|---|---|\n{commands}",
        "Topics": topics_markdown(),
        "Rights on a broker with an authorizer": rights.markdown(),
        "Endings": endings.markdown(),
        "Settings": f"All from the environment; an unknown `TOCSIN_` name is an error.\n\n{settings_markdown()}",
        "Exit codes": errors.markdown(),
    }
    return "\n".join(f"## {title}\n\n{body}" for title, body in parts.items())


def with_tables(readme: str) -> str:
    """Gives the README with its generated part made anew."""
    head, rest = readme.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{tables()}\n{END}{tail}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(with_tables(path.read_text("utf-8")), "utf-8")
