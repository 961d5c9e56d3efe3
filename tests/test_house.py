"""The house's own habits: sizes, names, and that each signal family has its cases."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = sorted((ROOT / "service" / "tocsin").rglob("*.py"))
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 45
UNWANTED_NAMES = re.compile(r"(^|_)(utils?|helpers?|manager|misc|common_functions)(_|$)")
LEFT_OVER = re.compile(
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|raise NotImplementedError|#\s*type: ignore\s*$|#\s*noqa\s*$", re.MULTILINE
)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_is_short_enough_to_be_held_in_the_head(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= FILE_LINES_MAX
    assert not UNWANTED_NAMES.search(path.stem)
    assert not LEFT_OVER.search(text)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_function_reads_on_one_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.end_lineno or node.lineno
            # A function that only builds one record has a line a field; what counts is where it branches.
            branches = sum(
                isinstance(part, ast.If | ast.For | ast.While | ast.Try | ast.Match) for part in ast.walk(node)
            )
            assert body - node.lineno <= FUNCTION_LINES_MAX or branches <= 1, f"{node.name}: {body - node.lineno} lines"


def test_every_signal_family_has_a_case_file() -> None:
    families = {path.stem for path in (ROOT / "service/tocsin/core/tagging/signals").glob("*.py")} - {"__init__"}
    cases = {path.stem for path in (ROOT / "tests/cases/signals").glob("*.yml")}
    assert families <= cases


def test_the_architecture_fits_its_page() -> None:
    assert (ROOT / "service/ARCHITECTURE.md").read_text("utf-8").count("\n") <= 150


def test_every_room_is_on_the_map() -> None:
    mapped = (ROOT / "service/ARCHITECTURE.md").read_text("utf-8").partition("## Follow one record")[0]
    product = ROOT / "service/tocsin"
    files = {path for folder in (product, product / "core") for path in folder.glob("*.py")}
    folders = {path.parent for folder in (product, product / "core") for path in folder.glob("*/__init__.py")}
    names = [path.relative_to(product).as_posix() for path in files if path.name != "__init__.py"]
    names += [f"{path.relative_to(product).as_posix()}/" for path in folders - {product / "core"}]
    assert [name for name in sorted(names) if f"`{name}`" not in mapped] == []
