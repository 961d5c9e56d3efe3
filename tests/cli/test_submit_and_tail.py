import contextlib
import io
import json
import sys
import threading
from types import SimpleNamespace
from uuid import NAMESPACE_URL, uuid5

import pytest
import topic_io
from topic_io import read_all

from tocsin.cli.errors import ExitCode
from tocsin.core.records.delivery import Output
from tocsin.demo.broker import embedded_broker


def send_all(bootstrap, topic, *values):
    topic_io.send_all(bootstrap, *(Output(topic=topic, key=b"k", value=value) for value in values))


@pytest.fixture
def standard_input(monkeypatch):
    def given(content):
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))

    return given


def test_urls_are_submitted_byte_for_byte_and_named_before_anybody_reads_them(tocsin, embedded, standard_input):
    standard_input(b'https://one.example/a\n\n  {"url": "https://two.example/"}  \r\n\xff\xfe\n')
    topic = "submit-bytes"
    code, out, err = tocsin(
        "submit",
        "-",
        "https://three.example/?q=\u00e9",
        "--json",
        TOCSIN_KAFKA_BOOTSTRAP=embedded,
        TOCSIN_TOPICS=f"submitted.name={topic}",
    )
    assert code == ExitCode.OK
    assert "submitted 4" in err
    found = read_all(embedded, topic)
    expected = {
        b"https://one.example/a",
        b'{"url": "https://two.example/"}',
        b"\xff\xfe",
        "https://three.example/?q=\u00e9".encode(),
    }
    assert {delivery.value for delivery in found} == expected
    told = {json.loads(line)["submission_id"] for line in out.splitlines()}
    named = {str(uuid5(NAMESPACE_URL, f"{d.header('ce_source').decode()}#{d.header('ce_id').decode()}")) for d in found}
    assert told == named
    assert len(told) == 4


def test_options_make_objects_of_bare_urls_and_are_added_to_objects(tocsin, embedded, standard_input):
    standard_input(b'https://one.example/a\n{"url": "https://two.example/", "desk": 7}\n')
    topic = "submit-options"
    code, _, _ = tocsin(
        "submit",
        "-",
        "--refresh",
        "--mode",
        "test",
        TOCSIN_KAFKA_BOOTSTRAP=embedded,
        TOCSIN_TOPICS=f"submitted.name={topic}",
    )
    assert code == ExitCode.OK
    found = sorted((json.loads(delivery.value) for delivery in read_all(embedded, topic)), key=lambda one: one["url"])
    assert found == [
        {"url": "https://one.example/a", "refresh": True, "mode": "test"},
        {"url": "https://two.example/", "desk": 7, "refresh": True, "mode": "test"},
    ]


def test_an_unknown_mode_is_refused_before_anything_is_sent(tocsin):
    code, _, err = tocsin("submit", "https://one.example/", "--mode", "live!")
    assert code == ExitCode.USAGE
    assert "backfill" in err


def test_tail_shows_what_fits_and_ends_at_the_limit(tocsin, embedded):
    topic = "tail-outcomes"
    doors = ("enriched", "rejected", "dead", "rejected")
    send_all(
        embedded,
        topic,
        *(json.dumps({"door": door, "url": f"https://{i}.example/"}).encode() for i, door in enumerate(doors)),
    )
    environment = {"TOCSIN_KAFKA_BOOTSTRAP": embedded, "TOCSIN_TOPICS": f"outcome.name={topic}"}
    asked = ("tail", "outcomes", "--since", "beginning", "--no-follow", "--json", "--where", "door=rejected")
    code, out, _ = tocsin(*asked, **environment)
    assert code == ExitCode.OK
    assert [json.loads(line)["url"] for line in out.splitlines()] == ["https://1.example/", "https://3.example/"]
    _, out, _ = tocsin(*asked, "--limit", "1", **environment)
    assert len(out.splitlines()) == 1


def test_tail_is_not_steered_by_what_a_stranger_wrote(tocsin, embedded):
    topic = "tail-controls"
    title = "Calm\u001b[2J\u009b31m in the north [bold]indeed[/bold]"
    send_all(embedded, topic, json.dumps({"title": title, "escalation": {"level": 2}}).encode(), b"no JSON", b"[1]")
    code, out, _ = tocsin(
        "tail",
        "--since",
        "beginning",
        "--no-follow",
        TOCSIN_KAFKA_BOOTSTRAP=embedded,
        TOCSIN_TOPICS=f"enriched.name={topic}",
    )
    assert code == ExitCode.OK
    assert "\u001b" not in out
    assert "\u009b" not in out
    assert "in the north [bold]indeed[/bold]" in out


def test_tail_from_now_on_leaves_out_what_was_there_before(tocsin, embedded):
    topic = "tail-now"
    send_all(embedded, topic, b'{"door": "dead"}')
    code, out, _ = tocsin(
        "tail", "outcomes", "--no-follow", TOCSIN_KAFKA_BOOTSTRAP=embedded, TOCSIN_TOPICS=f"outcome.name={topic}"
    )
    assert (code, out) == (ExitCode.OK, "")


def test_tail_ends_with_a_line_when_its_broker_goes_away(tocsin, monkeypatch):
    monkeypatch.setattr("tocsin.kafka.reading.SILENT_S", 0.1)
    monkeypatch.setattr("tocsin.kafka.reading.ANSWER_S", 0.5)
    monkeypatch.setattr("tocsin.kafka.reading.STOP_S", 0.5)
    with contextlib.ExitStack() as running:
        bootstrap = running.enter_context(embedded_broker()).bootstrap
        threading.Timer(1.0, running.close).start()
        code, out, err = tocsin("tail", "outcomes", TOCSIN_KAFKA_BOOTSTRAP=bootstrap)
    assert (code, out) == (ExitCode.AWAY, "")
    assert "stopped answering" in err
    assert err.count("\n") == 1


def test_the_topics_of_the_embedded_broker_need_no_making(tocsin, embedded):
    for option in ((), ("--create",), ("--check",)):
        code, out, err = tocsin("topics", *option, TOCSIN_KAFKA_BOOTSTRAP=embedded)
        assert code == ExitCode.OK
        assert "first use" in err
        assert "news.url.submitted.v1" in out
