"""Near-duplicates: what is kept of a text, and what counts as a copy."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.fingerprint import KEPT_WHOLE, POSTINGS, SAMPLED, akin, contained, copied, fingerprint

WORDS = [
    "river",
    "bridge",
    "column",
    "valley",
    "convoy",
    "minister",
    "border",
    "village",
    "artillery",
    "morning",
    "witness",
    "hospital",
    "shell",
    "road",
    "tower",
    "market",
    "school",
    "officer",
    "statement",
    "ceasefire",
    "drone",
    "north",
    "south",
    "capital",
    "army",
    "patrol",
    "harbour",
    "tanker",
    "island",
    "radar",
]


def prose(seed, words):
    """A text of its own: no two seeds share more than a stray run of words."""
    drawn = random.Random(seed)
    return " ".join(f"{drawn.choice(WORDS)}{drawn.randrange(40)}x" for _ in range(words))


def shingles(text):
    return fingerprint(text, b"").shingles


def share(new, old):
    return copied(shingles(new), shingles(old))


def test_a_fingerprint_is_the_same_on_every_machine_for_ever():
    found = fingerprint("Two people were hurt in Dover on 3 May, police said.", b"<html>")
    assert found.sha256 == "a013671232144383ab2e268bb0310698a7e8fbea51169e6d47f0d2692b5a1176"
    assert found.simhash == "26fff74ce47bc990"
    assert found.body_sha256 == "b7d082ee12e91b756ea22e8513b8594eebcf5d39fab813da3cb55794dc888ad7"
    assert found.shingles.tokens == 11
    assert found.shingles.postings[:2] == (5781979612591959168, 7893040147738544486)
    assert found.shingles.sketch[:2] == (292854316, 613126145)
    assert found.shingles.numbers == (2799275521,)


def test_case_and_punctuation_do_not_change_a_text():
    one, other = fingerprint("Shells fell on Aden.", b"1"), fingerprint("SHELLS fell - on (Aden)", b"2")
    assert (one.sha256, one.simhash, one.shingles) == (other.sha256, other.simhash, other.shingles)
    assert one.body_sha256 != other.body_sha256


def test_empty_and_tiny_texts_have_fingerprints_and_are_copies_of_nothing():
    for text in ("", "!", "one", "one two three"):
        found = fingerprint(text, b"")
        assert found.shingles.postings == ()
        assert copied(found.shingles, found.shingles) is None
    assert fingerprint("", b"").simhash == "0" * 16


def test_a_lone_surrogate_is_no_trouble():
    assert fingerprint("a \ud800 b c d", b"").shingles.tokens == 4


def test_scripts_without_spaces_are_cut_into_characters():
    assert shingles("朝鲜向海上发射导弹").tokens == 9
    assert shingles("กองทัพ 12 tanks").tokens == 8
    assert shingles("미사일 발사").tokens == 5


def test_what_is_kept_is_bounded():
    found = shingles(prose(1, 50_000) + " " + " ".join(map(str, range(1000))))
    assert len(found.postings) == POSTINGS
    assert len(found.numbers) == 256
    assert len(found.sketch) < 51_000 / 3
    assert all(value % SAMPLED == 0 for value in found.sketch)


def test_a_short_text_is_kept_whole_and_a_long_one_sampled():
    assert len(shingles(prose(1, KEPT_WHOLE)).sketch) == KEPT_WHOLE - 3
    assert len(shingles(prose(1, KEPT_WHOLE + 300)).sketch) < KEPT_WHOLE


@pytest.mark.parametrize(("new", "old"), [(120, 120), (120, 900), (900, 900), (60, 60), (60, 900)])
def test_a_text_within_another_is_a_copy(new, old):
    assert share(prose(7, new), prose(7, old)) == 1.0


@pytest.mark.parametrize("kept", [0.6, 0.7, 0.9])
def test_a_copy_that_was_cut_is_found(kept):
    assert share(prose(3, int(500 * kept)), prose(3, 500)) == 1.0


def test_a_copy_in_another_sites_furniture_is_found():
    assert share(prose(9, 60) + " " + prose(3, 300) + " " + prose(8, 60), prose(3, 300)) > 0.6


def test_direction_matters_a_longer_follow_up_is_no_copy():
    old = prose(3, 300)
    follow_up = old + " " + prose(4, 400)
    assert share(follow_up, old) is None
    assert share(old, follow_up) == 1.0


def test_a_longer_follow_up_is_akin_in_both_directions_and_another_story_is_not():
    old, other = shingles(prose(3, 300)), shingles(prose(4, 400))
    follow_up = shingles(prose(3, 300) + " " + prose(4, 400))
    assert akin(follow_up, old) == akin(old, follow_up) == 1.0
    assert akin(old, other) is None


def test_two_texts_of_the_same_words_are_no_copies():
    words = prose(3, 300).split()
    random.Random(1).shuffle(words)
    assert share(" ".join(words), prose(3, 300)) is None


def test_a_short_text_needs_more_to_be_a_copy():
    old = prose(3, 200)
    assert share(prose(3, 70) + " " + prose(5, 25), old) is None
    assert share(prose(3, 140) + " " + prose(5, 50), old) > 0.6


@pytest.mark.parametrize(
    ("new", "old", "is_copy"),
    [
        ("", "", True),
        ("54 of 71", "", True),
        ("54 of 71", "54 of 71", True),
        ("54 of 71 and 8", "54 of 66", True),
        ("54 of 71", "33 of 90", False),
        ("54 of 71 in 3", "33 of 90 in 3", False),
        ("1,200", "1.200", True),
    ],
)
def test_a_bulletin_of_the_same_form_with_other_numbers_is_no_copy(new, old, is_copy):
    form = prose(3, 300)
    assert (share(f"{form} {new}", f"{form} {old}") is not None) is is_copy


@given(st.text(max_size=400), st.text(max_size=400))
def test_shares_are_shares_and_every_text_holds_itself(one, other):
    first, second = shingles(one), shingles(other)
    assert 0 <= contained(first, second) <= 1
    assert contained(first, first) == (1 if first.sketch else 0)
    assert len(fingerprint(one, b"").simhash) == 16
