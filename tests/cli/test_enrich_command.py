"""`tocsin enrich` as its user runs it: a process, files in, JSON lines out."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

STORY = (
    "Forces of Azerbaijan shelled a border town\n\n"
    "GORIS, Armenia - Azerbaijani forces shelled the outskirts of Goris on Sunday, killing at least three people.\n\n"
    "Armenia put its units on high alert and called up reservists in the south of the country."
)
PAGE = f"<html lang='en'><head><title>T</title></head><body><article><h1>Border town shelled</h1>{''.join(f'<p>{p}</p>' for p in STORY.split(chr(10) * 2) * 3)}</article></body></html>"


def enrich(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> tuple[int, list[dict], str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "enrich", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env=environment | {"TOCSIN_PARSE_WORKERS": "2"},
        timeout=100,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr.decode()


def lines(*rows: object) -> bytes:
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def test_files_and_folders_give_one_record_each_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.html").write_text(PAGE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "c.HTML.GZ").write_bytes(gzip.compress(PAGE.encode()))
    (folder / "ignored.bin").write_bytes(b"\x00")
    code, records, _ = enrich("a.txt", "folder", "b.html", cwd=tmp_path)
    assert code == 0
    assert [record["input_id"] for record in records] == ["a.txt", "folder/c.HTML.GZ", "b.html"]
    assert [record["door"] for record in records] == ["enriched"] * 3
    assert records[0]["title"] == "Forces of Azerbaijan shelled a border town"
    assert records[0]["text"].startswith(records[0]["title"])
    for record in records:
        for signal in record["signals"]:
            evidence = signal["evidence"]
            assert record[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]
    assert records[0]["signals"]


def test_broken_lines_name_line_and_reason_and_the_run_goes_on(tmp_path: Path) -> None:
    rows = lines(
        {"id": "good", "text": STORY, "title": "T", "desk": "x"},
        b"{broken",
        b"",
        {"id": "no content"},
        {"id": "gone", "html_path": "nowhere.html"},
        {"id": "large", "text": "Quiet day in the valley.", "note": "x" * 70_000},
        b'{"id": "deep", "text": "x", "note": ' + b"[" * 400 + b"]" * 400 + b"}",
        {"id": "last", "text": "Quiet day in the valley."},
    )
    code, records, _ = enrich("--jsonl", "-", stdin=rows, cwd=tmp_path)
    assert code == 0
    assert [record["input_id"] for record in records] == ["good", None, "no content", "gone", "large", "deep", "last"]
    assert [record["door"] for record in records] == ["enriched", *["dead"] * 3, "rejected", "dead", "enriched"]
    assert records[4]["reason"] == "attributes_too_large"
    assert [record["reason"] for record in records[1:4]] == ["malformed"] * 3
    assert records[1]["reason_detail"].startswith("line 2:")
    assert records[3]["reason_detail"].startswith("line 5: html_path:")
    assert records[0]["attributes"] == {"desk": "x"}
    strict, again, err = enrich("--jsonl", "-", "--strict", stdin=rows, cwd=tmp_path)
    assert (strict, len(again)) == (1, 7)
    assert "4 inputs were broken" in err


def test_copies_are_named_in_input_order_and_none_is_a_duplicate() -> None:
    text = " ".join(f"Sentence number {n} tells of the valley and of what was seen there." for n in range(40))
    rows = lines(*({"id": n, "url": f"https://{n}.example/a", "text": text} for n in range(3)))
    _, records, _ = enrich("--jsonl", "-", stdin=rows)
    assert [record["door"] for record in records] == ["enriched"] * 3
    assert records[0]["near_duplicate_of"] is None
    assert {record["near_duplicate_of"] for record in records[1:]} == {records[0]["id"]}


def test_two_runs_with_the_same_submitted_at_give_the_same_bytes_but_for_timings() -> None:
    rows = lines({"id": 1, "url": "https://a.example/", "text": STORY, "submitted_at": "2026-03-01T12:00:00Z"})
    runs = [enrich("--jsonl", "-", stdin=rows)[1][0] for _ in range(2)]
    for record in runs:
        assert record.pop("timings_ms")
        assert record["submitted_at"] == "2026-03-01T12:00:00.000Z"
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.txt"], 5, "nowhere.txt: no such file"),
        (["--jsonl", "nowhere.jsonl"], 5, "nowhere.jsonl"),
        ([], 2, "nothing to enrich"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(arguments: list[str], code: int, said: str, tmp_path: Path) -> None:
    ended, records, err = enrich(*arguments, cwd=tmp_path)
    assert (ended, records) == (code, [])
    assert said in err
    assert "Traceback" not in err


def test_a_reader_that_has_had_enough_ends_an_endless_input() -> None:
    """Records come while the input goes on, so a pipe's reader need not wait for its end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin", "enrich", "--jsonl", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdin.write(lines({"id": 1, "text": STORY}))
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["input_id"] == 1
    process.stdin.close()
    assert process.wait(60) == 0
    process.stdout.close()
