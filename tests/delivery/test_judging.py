"""The judge of the road: each breach of the one law is found, and what is right is not called wrong."""

import json

import figures_table
import pytest
from engine_figures import Figures, Timed, Trouble
from judging import ADMITTED, DEAD, ENRICHED, OUTCOME, RETRIES, Ends, Promise, judge
from submissions import Submission

URL = "http://127.0.0.1:1/good/1"
ONE = Submission("1", b"{}", frozenset({"enriched"}), URL)
COPY = Submission("2", b"{}", frozenset({"enriched", "duplicate"}), URL)
BAD = Submission("3", b"{", frozenset({"dead"}))
KILL_S = 1_000.0
WHOSE = {"envelope": {"submission_id": ONE.id}}


class Record:
    """A record as the client gives it."""

    offsets = iter(range(1_000_000))

    def __init__(self, topic, value, at_s=KILL_S, headers=()):
        self._topic, self._value, self._at_s, self._headers = topic, value, at_s, headers
        self._offset = next(self.offsets)

    def topic(self):
        return self._topic

    def partition(self):
        return 0

    def offset(self):
        return self._offset

    def timestamp(self):
        return 1, int(self._at_s * 1000)

    def headers(self):
        return list(self._headers)

    def value(self):
        return json.dumps(self._value).encode()


def outcome(submission, door="enriched", article="a", at_s=KILL_S, **other):
    return Record(OUTCOME, {"submission_id": submission.id, "door": door, "article_id": article, **other}, at_s)


def article(submission, own="a", text="text", at_s=KILL_S):
    return Record(ENRICHED, {"id": own, "submission_id": submission.id, "text": text, "timings_ms": at_s}, at_s)


def letter(submission):
    return Record(DEAD, {}, headers=[("tocsin-submission", submission.id.encode())])


def admitted(submission, not_before=None, at_s=KILL_S):
    record = {"not_before": not_before, "attempts": 1, "envelope": {"submission_id": submission.id}}
    return Record(ADMITTED, record, at_s)


RIGHT = [
    *(admitted(ONE), admitted(ONE, "2026-11-21T00:00:00.000Z"), article(ONE), outcome(ONE)),
    *(outcome(COPY, "duplicate"), outcome(BAD, "dead", None), letter(BAD)),
]


def judged(records, promise=None):
    ends = Ends("127.0.0.1:1")
    try:
        for record in records:
            ends.note(record)
    finally:
        ends.close()
    return judge([ONE, COPY, BAD], ends, promise or Promise())


def test_what_is_right_is_found_clean_though_it_is_read_twice():
    assert judged([*RIGHT, *RIGHT]).clean


def test_a_submission_without_an_outcome_is_missing():
    found = judged([record for record in RIGHT if record is not RIGHT[3]])
    assert [line.split()[0] for line in found.missing] == ["1"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (outcome(ONE, "rejected", None), "instead of"),
        (outcome(ONE, host="other"), "its outcome came with different bytes"),
        (article(ONE, text="another"), "came with different bytes"),
        (letter(ONE), "but dead letters: 1"),
        (outcome(Submission("9", b"", frozenset())), "for nothing submitted"),
    ],
)
def test_what_must_not_be_there_is_wrong(wrong, told):
    assert any(told in line for line in judged([*RIGHT, wrong]).wrong)


def test_two_submissions_enriched_from_one_url_are_wrong():
    records = [*RIGHT[:4], article(COPY, "b"), outcome(COPY, "enriched", "b"), *RIGHT[5:]]
    assert any("was enriched for ['1', '2']" in line for line in judged(records).wrong)


def test_one_article_given_to_two_submissions_is_wrong():
    assert any("was given to ['1', '2']" in line for line in judged([*RIGHT[:4], outcome(COPY), *RIGHT[5:]]).wrong)


def test_a_duplicate_of_what_was_never_published_and_a_url_never_enriched_are_wrong():
    found = judged([outcome(ONE, "duplicate"), outcome(COPY, "duplicate"), *RIGHT[5:]])
    assert any("never published" in line for line in found.wrong)
    assert any("was enriched for []" in line for line in found.wrong)


def test_a_dead_submission_without_its_letter_is_wrong():
    assert any("but dead letters: 0" in line for line in judged(RIGHT[:-1]).wrong)


def test_what_came_twice_is_counted_a_hop_and_excused_only_close_to_a_kill():
    twice = [*RIGHT, outcome(ONE), article(ONE), admitted(ONE), letter(BAD)]
    near = Promise(around=[(KILL_S + 0.5, 1.0, 1.5)])
    assert dict(+judged(twice, near).repeated) == {"admitted": 1, "articles": 1, "outcomes": 1, "dead letters": 1}
    assert judged(twice, near).clean
    assert len(judged(twice, Promise()).unexcused) == 4
    assert not judged(twice, Promise(around=[(KILL_S + 5, 1.0, 1.5)])).clean


def test_an_article_whose_outcome_was_not_out_yet_was_in_hand_at_the_kill():
    """The record is done with its outcome: an article alone, however long before a kill, was not confirmed."""
    again = article(ONE, at_s=KILL_S - 2), article(ONE, at_s=KILL_S + 30)
    records = [admitted(ONE, at_s=KILL_S - 9), *again, *RIGHT[4:]]
    kill = Promise(around=[(KILL_S, 0.3, 0.2)])
    assert judged([*records, outcome(ONE, at_s=KILL_S + 30)], kill).clean
    assert len(judged([*records, outcome(ONE, at_s=KILL_S - 1)], kill).unexcused) == 1


def test_what_entered_a_retry_topic_twice_at_a_kill_may_end_twice_later():
    entered = [
        Record(RETRIES[0], {"not_before": f"2026-11-21T00:00:0{n}.000Z", "attempts": 1, **WHOSE}) for n in (1, 2)
    ]
    twice = [*RIGHT, *entered, outcome(ONE, at_s=KILL_S + 40), article(ONE, at_s=KILL_S + 40)]
    late = [article(ONE, at_s=KILL_S + 30), outcome(ONE, at_s=KILL_S + 30)]
    found = judged([*RIGHT[:2], *late, *RIGHT[4:], *twice[len(RIGHT) :]], Promise(around=[(KILL_S, 0.3, 0.2)]))
    assert found.clean
    assert found.repeated["outcomes"] == 1
    assert found.away_s["outcomes"] == [0.0]


def test_a_retry_is_late_by_what_it_came_back_after_its_tiers_delay():
    ends = Ends("127.0.0.1:1")
    for topic, at_s in ((RETRIES[1], KILL_S), (ADMITTED, KILL_S + 2.5)):
        ends.note(Record(topic, {"not_before": "2026-11-21T00:00:01.000Z", "attempts": 1, **WHOSE}, at_s))
    ends.close()
    assert ends.late_s((1.0, 2.0, 3.0)) == [0.5]


def test_the_table_keeps_the_rows_that_were_not_run_again(tmp_path):
    path = tmp_path / "DECISIONS.md"
    path.write_text(f"# Decisions\n{figures_table.BEGIN}\n{figures_table.END}\n## Open\n", "utf-8")
    head = "| trouble | lost |\n|---|---|"
    figures_table.write({"a": "| a | 1 |", "b": "| b | 0 |"}, head, path)
    figures_table.write({"a": "| a | 0 |"}, head, path)
    text = path.read_text("utf-8")
    assert text.startswith("# Decisions\n")
    assert text.endswith(f"{head}\n| a | 0 |\n| b | 0 |\n{figures_table.END}\n## Open\n")


@pytest.mark.parametrize(("killed", "unexcused", "breaches"), [(True, 0, 0), (True, 1, 1), (False, 0, 1)])
def test_what_came_twice_is_excused_by_a_kill_just_after_it_alone(killed, unexcused, breaches):
    figures = Figures("SIGKILL", 10, 0, 5, 1.0, (), committed=True, unexcused=unexcused, killed=killed)
    assert len(figures.breaches(Trouble("SIGKILL", lambda run: None))) == breaches


@pytest.mark.parametrize(
    ("out_s", "between_s", "unexcused"),
    [
        ((-0.1, 9.0), (), 0),  # confirmed just before the kill
        ((-0.5, 9.0), (), 1),  # long before
        ((5.0, 9.0), (), 1),  # long after
        ((5.0, 9.0), (-0.1, 6.0), 0),  # it came twice between the hops
        ((5.0, 9.0), (-0.5, 6.0), 1),
        ((5.0,), (-0.5, 6.0), 0),
    ],
)
def test_a_copy_is_excused_by_its_own_hop_or_the_one_before(out_s, between_s, unexcused):
    reader = Timed("127.0.0.1:1", ["out"], "mid1")
    for topic, copies_s in (("out", out_s), ("mid1", between_s)):
        for at_s in copies_s:
            reader.note(Record(topic, 1, KILL_S + at_s))
    reader.close()
    assert reader.unexcused([KILL_S]) == unexcused
    assert sum(reader.counts["out"].values()) == len(out_s)
