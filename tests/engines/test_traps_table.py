"""The table of traps in DECISIONS.md names tests that there are."""

import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
DECISIONS = TESTS.parent / "service" / "DECISIONS.md"


def test_every_test_that_the_table_of_traps_names_is_there():
    table = DECISIONS.read_text().split("<!-- traps -->")[1].split("<!-- /traps -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.strip().splitlines()[2:]]
    assert len(rows) > 30
    written = {name for path in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text())}
    for trap, held in rows:
        named = re.fullmatch(r"`(test_\w+)`", held)
        if named:
            assert named[1] in written, trap
        else:
            assert held.startswith(("none: ", "a rule of")), trap
