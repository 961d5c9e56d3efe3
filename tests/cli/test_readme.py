from pathlib import Path

from tocsin.cli.readme import with_tables

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_s_tables_are_what_the_code_gives() -> None:
    text = README.read_text("utf-8")
    assert text == with_tables(text), "run `make docs`"
