import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.engines.offsets import BITMAP_BYTES_MAX, METADATA_MAX, Ledger, pack, unpack


@given(st.integers(0, 10**12), st.sets(st.integers(0, 3000), max_size=300))
def test_what_is_packed_is_unpacked(mark, beyond):
    done = {mark + each for each in beyond}
    text = pack(mark, done)
    assert unpack(mark, text) == (done if len(text) else set())
    assert len(text) <= METADATA_MAX


def test_a_thousand_held_records_with_every_other_one_done_fit_the_brokers_metadata():
    assert 0 < len(pack(7, set(range(8, 1008, 2)))) < 300


@pytest.mark.parametrize("text", ["", "2:abc", "1:", "1:~~~", "1:!!!!!", "1:" + "0" * METADATA_MAX, "hello"])
def test_metadata_that_is_not_ours_reads_as_nothing_done(text):
    assert unpack(5, text) == set()


def test_metadata_that_inflates_beyond_bounds_reads_as_nothing_done():
    import base64
    import zlib

    bomb = "1:" + base64.b85encode(zlib.compress(b"\xff" * (BITMAP_BYTES_MAX + 1))).decode()
    assert len(bomb) < METADATA_MAX
    assert unpack(0, bomb) == set()


def test_a_truncated_bitmap_reads_as_nothing_done():
    text = pack(0, set(range(1, 2000, 3)))
    assert unpack(0, text[:-10]) == set()


def test_offsets_too_far_apart_for_the_metadata_are_left_out():
    assert pack(0, {8 * BITMAP_BYTES_MAX + 1}) == ""
    import random

    scattered = set(random.Random(1).sample(range(200_000), 20_000))
    assert pack(0, scattered) == ""


def test_the_mark_stops_at_the_first_unfinished_record():
    ledger = Ledger(10)
    for offset in (10, 11, 12):
        assert ledger.take(offset)
    ledger.finish(11)
    assert ledger.position() == (10, pack(10, {11}))
    ledger.finish(10)
    assert ledger.position() == (12, "")
    assert ledger.oldest == 12
    ledger.finish(12)
    assert (ledger.mark, ledger.oldest, ledger.held) == (13, None, 0)


def test_a_gap_counts_neither_as_done_nor_as_missing():
    """Faust takes the record after a gap for acknowledged: 20 done, 23 in flight, 24 done, and it commits 25."""
    ledger = Ledger(20)
    ledger.take(20)
    ledger.finish(20)
    ledger.take(23)
    ledger.take(24)
    ledger.finish(24)
    assert ledger.mark == 21
    ledger.finish(23)
    assert ledger.mark == 25


def test_a_record_cannot_come_twice():
    ledger = Ledger(0)
    ledger.take(0)
    with pytest.raises(ValueError, match="came again"):
        ledger.take(0)


def test_the_next_owner_skips_what_is_done_and_hands_on_what_it_has_not_seen():
    first = Ledger(0)
    for offset in range(6):
        first.take(offset)
    for offset in (1, 3, 5):
        first.finish(offset)
    mark, metadata = first.position()
    second = Ledger(mark, unpack(mark, metadata))
    assert [second.take(offset) for offset in range(3)] == [True, False, True]
    assert unpack(*second.position()) == {1, 3, 5}


@given(st.lists(st.integers(0, 39), max_size=200), st.integers(1, 12), st.randoms(use_true_random=False))
def test_no_owner_ever_commits_past_an_unfinished_record_and_none_repeats_a_committed_one(order, window, chance):
    done: set[int] = set()
    committed = (0, "")
    ledger = Ledger(0)
    held: list[int] = []
    following = 0
    for step in order:
        if following < 40 and ledger.held < window:
            if ledger.take(following):
                held.append(following)
            following += 1
        if held:
            finished = held.pop(step % len(held))
            assert finished not in done, "a record committed as done was handled again"
            ledger.finish(finished)
        committed = ledger.position()
        done = set(range(committed[0])) | unpack(*committed)
        if chance.random() < 0.1:
            ledger = Ledger(committed[0], unpack(*committed))
            held, following = [], committed[0]
    assert all(offset not in held for offset in range(committed[0]))
