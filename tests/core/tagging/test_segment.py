"""Sentences: where they end and where they don't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.tagging.segment import SENTENCE_MAX, sentences


def split(text):
    return [sentence.text for sentence in sentences(text, "text")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tanks moved. Guns fired.", ["Tanks moved.", "Guns fired."]),
        ("Mr. Smith met Gen. Lee. They talked.", ["Mr. Smith met Gen. Lee.", "They talked."]),
        ("The U.S. Navy sailed.", ["The U.S. Navy sailed."]),
        ("He left the U.S. The ship stayed.", ["He left the U.S.", "The ship stayed."]),
        ("J. K. Brown spoke at 5 p.m. on Friday.", ["J. K. Brown spoke at 5 p.m. on Friday."]),
        ('"We are ready. We will fight," he said.', ['"We are ready.', 'We will fight," he said.']),
        ("“Stop!” she said.", ["“Stop!” she said."]),
        ("Will it hold? Nobody knows.", ["Will it hold?", "Nobody knows."]),
        ("Wait… what? yes.", ["Wait… what? yes."]),
        ("It rose by 3.5 per cent.", ["It rose by 3.5 per cent."]),
        ("• First point\n• Second point", ["First point", "Second point"]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("It ended. < / P > < p > since then all is calm.", ["It ended.", "since then all is calm."]),
        ("A ship at sea. (Jane Doe/AP)", ["A ship at sea. (Jane Doe/AP)"]),
        ("停火了。战争结束了。", ["停火了。", "战争结束了。"]),
        ("No. 5 brigade moved.", ["No. 5 brigade moved."]),
        ("... and then", ["... and then"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_a_text_is_split_at_its_sentences_ends(text, expected):
    assert split(text) == expected


def test_paragraphs_are_counted_at_blank_lines():
    found = sentences("One. Two.\n\nThree.\n \nFour.", "text")
    assert [sentence.paragraph for sentence in found] == [0, 0, 1, 2]


def test_a_quotation_is_known_in_the_sentences_that_follow():
    found = sentences("“We fired. They fled.” He left.\n\nThe end.", "text")
    assert [sentence.quoted for sentence in found] == [False, True, False, False]


def test_straight_quotes_open_and_close_by_turns():
    found = sentences('"We fired. They fled." He left.', "text")
    assert [sentence.quoted for sentence in found] == [False, True, False]


def test_a_run_without_end_is_cut_at_a_word():
    found = sentences("word " * 1_000, "text")
    assert all(len(sentence.text) <= SENTENCE_MAX for sentence in found)
    assert all(sentence.text.endswith("word") for sentence in found)


def test_one_endless_word_is_cut_where_it_must_be():
    assert [len(part) for part in split("x" * (SENTENCE_MAX * 2 + 1))] == [SENTENCE_MAX, SENTENCE_MAX, 1]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_sentences_are_the_texts_own_words_in_order(text):
    found = sentences(text, "text")
    assert all(text[sentence.start : sentence.end] == sentence.text for sentence in found)
    assert [s.start for s in found] == sorted(s.start for s in found)
