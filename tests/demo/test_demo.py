"""The demo as its user runs it: embedded broker, local wire, a real worker process, real HTTP."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parents[2] / "schemas"


def demo(*arguments: str, cwd: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "demo", "--once", "--json", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        env=environment,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def test_every_submission_of_the_own_wire_ends_by_its_door(tmp_path: Path) -> None:
    summary = demo(cwd=tmp_path)
    validator = Draft202012Validator(json.loads((SCHEMAS / "url.outcome.v1.json").read_bytes()))
    ended: dict[str, list[tuple[str, str | None]]] = {}
    for outcome in summary["outcomes"]:
        validator.validate(outcome)
        page = (outcome["url"] or "").rsplit("/", 1)[-1]
        ended.setdefault(page, []).append((outcome["door"], outcome["reason"]))
    assert summary["complete"]
    assert len(summary["outcomes"]) == summary["submitted"] >= 19
    assert ended["no-such-story.html"] == [("rejected", "http_404")]
    assert ended["moved-inside.html"] == [("rejected", "private_address")]
    assert ended["cables.html"] == [("rejected", "robots")]
    assert ended["bomb.html"] == [("rejected", "too_large")]
    assert ended[""] == [("dead", "malformed")]
    assert sorted(ended["01-goris-shelled.html"]) == [("duplicate", "seen"), ("enriched", None)]
    assert ended["02-goris-copy.html"] == [("enriched", None)]
    alert = Draft202012Validator(json.loads((SCHEMAS / "escalation.alert.v1.json").read_bytes()))
    for raised in summary["alerts"]:
        alert.validate(raised)


def test_a_folder_of_ones_own_is_served_as_the_wire(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Army shells town\n\nThe army shelled the town on Sunday, killing four people.")
    (tmp_path / "two words.txt").write_text(
        "Quiet day\n\nNothing of note happened in the valley today, shepherds said."
    )
    summary = demo("--wire", str(tmp_path), cwd=tmp_path)
    assert summary["submitted"] == 2
    assert [outcome["door"] for outcome in summary["outcomes"]] == ["enriched", "enriched"]
