import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.web.pacing import PutOff
from tocsin.web.room import Room


def test_the_greatest_gives_way_and_is_told_when_it_next_reads():
    room = Room(100)
    great, small = room.holding(), room.holding()
    great.add(b"x" * 90)
    small.add(b"x" * 20)
    assert (great.bytes, small.bytes) == (0, 20)
    with pytest.raises(PutOff):
        great.add(b"x")
    small.add(b"x" * 80)
    assert small.bytes == 100


def test_one_that_is_the_greatest_itself_gives_way_at_once():
    room = Room(100)
    great, small = room.holding(), room.holding()
    small.add(b"x" * 10)
    great.add(b"x" * 80)
    with pytest.raises(PutOff):
        great.add(b"x" * 20)
    small.add(b"x" * 90)
    assert small.bytes == 100


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60)), max_size=80))
def test_all_bodies_together_never_hold_more_than_the_room(adds):
    room = Room(100)
    holdings = [room.holding() for _ in range(10)]
    for number, size in adds:
        try:
            holdings[number].add(b"x" * size)
        except PutOff as later:
            assert later.parked.reason == "crowded"  # noqa: PT017 - either outcome is right here
            holdings[number] = room.holding()
        assert sum(held.bytes for held in holdings) <= 100
    for held in holdings:
        held.close()
    last = room.holding()
    last.add(b"x" * 100)
    assert last.bytes == 100
