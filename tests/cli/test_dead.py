import io
import json
import sys
from dataclasses import replace
from types import SimpleNamespace
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from topic_io import answering, read_all, send_all

from tocsin.cli.errors import ExitCode
from tocsin.core.records.delivery import Output
from tocsin.kafka.replaying import batch_of

FIRST, SECOND, THIRD, FOURTH = (str(uuid5(NAMESPACE_URL, name)) for name in ("first", "second", "third", "fourth"))
HOUR = "2026-03-01T12:00:00.000Z"


@pytest.fixture
def house(embedded, tocsin):
    return House(embedded, tocsin)


class House:
    """One dead topic with its neighbours, of this test alone."""

    def __init__(self, bootstrap, tocsin):
        own = uuid4().hex[:8]
        self.bootstrap, self._tocsin = bootstrap, tocsin
        logical = ("dead", "outcome", "submitted", "signals")
        self.dead, self.outcome, self.submitted, self.signals = (f"{name}-{own}" for name in logical)
        names = ",".join(f"{name}.name={name}-{own}" for name in logical)
        self._environment = {"TOCSIN_KAFKA_BOOTSTRAP": bootstrap, "TOCSIN_TOPICS": names}

    def run(self, *arguments):
        return self._tocsin("dead", *arguments, **self._environment)

    def letter(self, submission, reason, *, round_=0, key=b"k", value=b"https://a.example/1", **headers):
        named = {
            "tocsin-submission": submission,
            "tocsin-round": str(round_),
            "tocsin-reason": reason,
            "tocsin-attempt": "4",
            "tocsin-first-failure": HOUR,
            "tocsin-mode": "live",
            "__connect.errors.topic": "news.url.submitted.v1",
            "__connect.errors.partition": "3",
            "__connect.errors.offset": "77",
            "__connect.errors.stage": "ENRICHMENT",
            "__connect.errors.exception.message": f"it was {reason}",
        } | {name.replace("_", "-"): text for name, text in headers.items()}
        packed = tuple((name, text.encode()) for name, text in named.items())
        return Output(topic=self.dead, key=key, value=value, headers=packed, partition=0)

    def of_alerting(self, submission, revision, **named):
        """An article that alerting could not decide on: its own headers, then those of its death."""
        letter = self.letter(submission, "defect", value=b'{"url": "https://a.example/9"}', **named)
        death = {"__connect.errors.stage": b"ALERTING", "__connect.errors.topic": self.signals.encode()}
        headers = dict(letter.headers) | death
        return replace(letter, headers=(("ce_id", revision.encode()), *headers.items()))

    def ended(self, submission, round_, door="enriched"):
        record = {"submission_id": submission, "round": round_, "door": door, "reason": None}
        return Output(topic=self.outcome, key=None, value=json.dumps(record).encode())

    def send(self, *outputs):
        send_all(self.bootstrap, *outputs)

    def submitted_again(self):
        return read_all(self.bootstrap, self.submitted)


def lines(out):
    return [json.loads(line) for line in out.splitlines()]


def test_letters_are_listed_with_their_filters_and_counted_by_reason(house):
    house.send(
        house.letter(FIRST, "dns", tocsin_host="one.example"),
        house.letter(SECOND, "timeout", tocsin_host="two.example:8080"),
        house.letter(THIRD, "dns", tocsin_host="two.example"),
    )
    code, out, err = house.run("list")
    assert code == ExitCode.OK
    assert "it was timeout; 4 tries, round 0" in out
    assert "3 dead letters: 2 dns, 1 timeout" in err
    for filters, expected in (
        (("--reason", "dns"), [FIRST, THIRD]),
        (("--reason", "dns,timeout"), [FIRST, SECOND, THIRD]),
        (("--host", "TWO.example"), [SECOND, THIRD]),
        (("--host", "two.example", "--reason", "dns"), [THIRD]),
        (("--until", "2020-01-01"), []),
        (("--since", "2099-01-01"), []),
        (("--since", "1h"), [FIRST, SECOND, THIRD]),
        (("--limit", "1"), [FIRST]),
    ):
        _, out, _ = house.run("list", "--json", *filters)
        assert [row["submission_id"] for row in lines(out)] == expected, filters


def test_a_letter_is_shown_whole_and_its_original_byte_for_byte(house, monkeypatch):
    value = b'{"url": "\xff\x00"}'
    house.send(house.letter(FIRST, "malformed", round_=1), house.letter(FIRST, "malformed", value=value))
    code, out, _ = house.run("show", FIRST, "--json")
    shown = lines(out)
    assert code == ExitCode.OK
    assert [row["round"] for row in shown] == [0, 1]
    assert ["tocsin-first-failure", HOUR] in shown[0]["headers"]
    assert shown[0]["origin"] == "news.url.submitted.v1/3/77"
    _, out, _ = house.run("show", "0/1")
    assert "it was malformed" in out
    assert "\x00" not in out
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=io.BytesIO()))
    house.run("show", "0/1", "--raw")
    assert sys.stdout.buffer.getvalue() == value


def test_a_letter_that_somebody_else_wrote_is_shown_as_far_as_it_goes(house):
    odd = (("tocsin-reason", None), ("tocsin-round", b"\xff"), ("tocsin-original-bytes", b"many"), ("x", None))
    house.send(Output(topic=house.dead, key=None, value=b"\x00\xff", headers=odd, partition=0))
    code, out, err = house.run("list")
    assert (code, "1 dead letters" in err, "\x00" in out) == (ExitCode.OK, True, False)
    code, out, _ = house.run("show", "0/0")
    assert (code, "x: " in out) == (ExitCode.OK, True)
    code, _, err = house.run("replay", "--all")
    assert (code, "1 not written by Tocsin" in err) == (ExitCode.OK, True)


def test_a_letter_that_is_not_there_is_said_to_be_so(house):
    house.send(house.letter(FIRST, "dns"))
    code, _, err = house.run("show", SECOND)
    assert code == ExitCode.NOT_FOUND
    assert "tocsin dead list" in err


def test_a_dry_run_says_what_would_go_and_sends_nothing(house):
    house.send(house.letter(FIRST, "dns"), house.letter(SECOND, "timeout"))
    code, out, err = house.run("replay", "--reason", "dns", "--dry-run", "--json")
    assert code == ExitCode.OK
    assert [row["submission_id"] for row in lines(out)] == [FIRST]
    assert "1 would go round again" in err
    assert house.submitted_again() == []


def test_nothing_goes_round_again_unless_it_is_said_which(house):
    code, _, err = house.run("replay")
    assert code == ExitCode.USAGE
    assert "--all" in err


def test_a_replay_keeps_id_key_and_bytes_counts_the_round_up_and_tells_every_end(house):
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    wire = {"tocsin_wire_source": "/wire/afp", "tocsin_wire_id": "story 7", "traceparent": trace}
    house.send(
        house.letter(FIRST, "dns", value=b"https://a.example/\xff", **wire),
        house.letter(SECOND, "dns", key=None, value=None, round_=2),
    )
    ends = {FIRST: ("enriched", None), SECOND: ("dead", "malformed")}

    def answer(delivery):
        return ends[delivery.header("tocsin-submission").decode()]

    with answering(house.bootstrap, house.submitted, house.outcome, answer):
        code, out, err = house.run("replay", "--all", "--rate", "0", "--wait", "30", "--json")
    assert code == ExitCode.OK
    assert "2 go round again" in err
    *told, total = lines(out)
    assert {(row["submission_id"], row["round"], row["door"]) for row in told} == {
        (FIRST, 1, "enriched"),
        (SECOND, 3, "dead"),
    }
    assert total["on_their_way"] == 0
    again = {delivery.header("tocsin-submission").decode(): delivery for delivery in house.submitted_again()}
    first, second = again[FIRST], again[SECOND]
    assert (first.key, first.value) == (b"k", b"https://a.example/\xff")
    assert dict(first.headers) == {
        "tocsin-submission": FIRST.encode(),
        "tocsin-round": b"1",
        "ce_source": b"/wire/afp",
        "ce_id": b"story 7",
        "traceparent": trace.encode(),
    }
    assert (second.key, second.value, second.header("tocsin-round")) == (None, None, b"3")


def test_the_last_round_counts_and_what_went_round_already_is_passed_over(house):
    house.send(
        house.letter(FIRST, "dns"),
        house.letter(FIRST, "timeout", round_=1),
        house.letter(SECOND, "dns"),
        house.letter(THIRD, "dns", tocsin_original_bytes="70000000", value=None),
        house.letter("", "dns"),
        house.letter(FOURTH, "dns", tocsin_mode="test"),
        house.ended(SECOND, 1),
        house.ended(FOURTH, 0, "dead"),
    )
    code, out, err = house.run("replay", "--reason", "dns", "--dry-run", "--json")
    assert code == ExitCode.OK
    assert [row["submission_id"] for row in lines(out)] == [FOURTH]
    assert "2 went round already" in err
    assert "1 without their original" in err
    assert "1 not written by Tocsin" in err
    house.run("replay", "--reason", "dns", "--wait", "0")
    (again,) = house.submitted_again()
    # A mode that somebody chose is kept; `live` would page people for what is old by now.
    assert again.header("tocsin-mode") == b"test"


def test_a_letter_of_alerting_goes_back_to_alerting_once(house):
    house.send(
        house.of_alerting(FIRST, "revision-1", ce__type="tocsin.internal.signals.v1"),
        house.of_alerting(FIRST, "revision-2", round_=3, tocsin_mode="test"),
        house.ended(FIRST, 0),
        house.ended(FIRST, 9),
    )
    code, out, err = house.run("replay", "--reason", "defect", "--json", "--wait", "30")
    assert code == ExitCode.OK
    assert "2 go round again" in err
    assert lines(out) == [{"replayed": 2, "ended": [], "on_their_way": 0, "to_alerting": 2}]
    back = {one.header("ce_id"): one for one in read_all(house.bootstrap, house.signals)}
    assert {one.partition for one in back.values()} == {0}
    first, second = back[b"revision-1"], back[b"revision-2"]
    assert (first.key, first.value, first.header("tocsin-round")) == (b"k", b'{"url": "https://a.example/9"}', b"1")
    assert not any(name.startswith(("__connect", "tocsin-reason")) for name, _ in first.headers)
    assert (second.header("tocsin-round"), second.header("tocsin-mode")) == (b"4", b"test")
    assert house.submitted_again() == []
    code, _, err = house.run("replay", "--all")
    assert code == ExitCode.OK
    assert "0 go round again; 2 went round already" in err
    _, out, err = house.run("replay", "--all")
    assert "back to alerting" not in err


def test_a_letter_of_alerting_is_told_apart_for_a_person(house):
    house.send(house.of_alerting(FIRST, "revision-1"), house.letter(FIRST, "dns"))
    _, _, err = house.run("replay", "--all", "--wait", "0")
    assert "1 went back to alerting, whose end no outcome tells" in err
    assert "1 of 1 are still on their way" in err


def test_what_does_not_end_in_time_is_named_and_has_a_code_of_its_own(house):
    house.send(*(house.letter(str(uuid4()), "dns") for _ in range(5)))

    code, _, err = house.run("replay", "--all", "--limit", "3", "--wait", "0.2")
    assert code == ExitCode.UNFINISHED
    assert "2 beyond --limit" in err
    assert "3 of 3 are still on their way" in err
    assert len(house.submitted_again()) == 3


@pytest.mark.parametrize(("rate", "size"), [(0, 200), (0.5, 1), (1, 1), (7.9, 7), (50, 50), (1_000, 200)])
def test_no_more_are_sent_at_once_than_a_second_may_see(rate, size):
    assert batch_of(rate) == size


def test_an_end_of_an_earlier_round_is_not_taken_for_the_end_of_this_one(house):
    house.send(house.letter(FIRST, "dns", round_=1), house.ended(FIRST, 1, "dead"))

    def late(_delivery):
        return None

    with answering(house.bootstrap, house.submitted, house.outcome, late):
        code, out, _ = house.run("replay", "--all", "--wait", "0.5", "--json")
    assert code == ExitCode.UNFINISHED
    assert lines(out) == [{"replayed": 1, "ended": [], "on_their_way": 1, "to_alerting": 0}]
