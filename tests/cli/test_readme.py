from pathlib import Path

from tocsin.cli.app import COMMANDS
from tocsin.cli.readme import with_tables
from tocsin.kafka.rights import RIGHTS

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_s_tables_are_what_the_code_gives() -> None:
    text = README.read_text("utf-8")
    assert text == with_tables(text), "run `make docs`"


def test_the_rights_are_of_commands_that_there_are() -> None:
    assert {command.split()[0] for command in RIGHTS} <= {command.name for command in COMMANDS}
