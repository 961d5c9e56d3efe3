"""`tocsin explain-text`: evidence marked, reasons given, and the same as JSON."""

import json

import typer
from typer.testing import CliRunner

from tocsin.cli.errors import ExitCode
from tocsin.cli.explain_text import command

TEXT = "Missiles hit Odesa\n\nRussian missiles hit a power plant in Odesa on Monday.\n\nKyiv vowed to retaliate.\n"
AT = "2025-03-11T09:00:00Z"


def run(*arguments, text=None):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(arguments), input=text)


def test_each_signal_is_told_with_its_reasons(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    said = run(str(file), "--at", AT)
    assert said.exit_code == 0
    assert "ATTACK_MISSILE actual, new, rung 6, weight -9.5" in said.stdout
    assert "rule missiles-hit" in said.stdout
    assert "RETALIATION threatened" in said.stdout
    assert "level 6" in said.stdout


def test_the_json_carries_signals_and_what_made_the_level():
    said = run("-", "--at", AT, "--json", text=TEXT)
    found = json.loads(said.stdout)
    assert found["escalation"]["level"] == 6
    assert found["escalation"]["because"]
    spans = [signal["evidence"] for signal in found["tagged"]["signals"] if signal["evidence"]["field"] == "text"]
    assert spans
    assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in spans)


def test_a_text_that_says_nothing_has_level_0():
    said = run("-", text="A quiet day.\nThe shops were open.\n")
    assert said.exit_code == 0
    assert "level 0, score 0, made by nothing" in said.stdout


def test_a_time_that_is_none_is_a_usage_error():
    assert run("-", "--at", "soon", text=TEXT).exit_code == 2


def test_a_text_cannot_steer_the_terminal():
    assert "\x1b[2J" not in run("-", text="Title\x1b[2J\nRussian missiles\x1b[2J hit Odesa.\n").stdout


def test_what_is_no_text_is_said_in_a_line(tocsin, tmp_path):
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n")
    code, out, err = tocsin("explain-text", str(tmp_path / "picture"))
    assert (code, out) == (ExitCode.FILE, "")
    assert "no UTF-8 at byte 0" in err


def test_lines_end_as_they_like_and_a_mark_is_no_letter():
    said = run("-", "--at", AT, "--json", text="\ufeff" + TEXT.replace("\n", "\r\n"))
    assert json.loads(said.stdout) == json.loads(run("-", "--at", AT, "--json", text=TEXT).stdout)
