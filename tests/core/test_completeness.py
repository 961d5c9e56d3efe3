import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.completeness import Frontier, Window, submitted_ms

NOON = "2026-03-01T12:00:00.250Z"
NOON_MS = 1_772_366_400_250


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (json.dumps({"envelope": {"submitted_at": NOON, "round": 0}, "url": "x"}).encode(), NOON_MS),
        (json.dumps({"id": "x", "submitted_at": NOON}).encode(), NOON_MS),
        (b'{"envelope": {}}', None),
        (b'{"submitted_at": 7}', None),
        (b'{"submitted_at": "soon"}', None),
        (b"\xff", None),
        (b"", None),
        (None, None),
    ],
)
def test_a_record_says_itself_when_it_was_submitted(value, moment):
    assert submitted_ms(value) == moment


MOMENTS = st.lists(st.one_of(st.none(), st.integers(0, 20_000)), max_size=60)


@given(MOMENTS, st.lists(st.integers(0, 70), max_size=8).map(sorted))
def test_a_window_never_gives_more_than_the_lowest_and_less_by_under_a_second(moments, drops):
    window = Window()
    for offset, moment in enumerate(moments):
        window.add(offset, moment)
    for below in (0, *drops):
        window.drop(below)
        left = moments[below:]
        assert window.known == (None not in left)
        lowest = min((moment for moment in left if moment is not None), default=None)
        if lowest is None:
            assert window.lowest_ms is None
        else:
            assert window.lowest_ms is not None
            assert lowest - 1_000 < window.lowest_ms <= lowest
            assert below > 0 or window.lowest_ms == lowest, "exact before anything was dropped"


def test_a_window_of_many_records_takes_an_entry_a_second():
    window = Window()
    for offset in range(10_000):
        window.add(offset, offset)
    assert len(window._rising) == 10


def test_a_frontier_knows_nothing_of_what_was_there_before_it_and_then_the_last_thing_said():
    frontier = Frontier()
    assert frontier.bound_ms(0) is None
    frontier.note(10, 100)
    frontier.note(10, 200)
    frontier.note(30, 300)
    frontier.note(40, 400)
    assert frontier.bound_ms(9) is None
    assert frontier.bound_ms(10) == 200
    assert frontier.bound_ms(29) == 200
    assert frontier.bound_ms(45) == 400
