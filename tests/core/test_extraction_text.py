"""The one normalisation of text, and how it is cut."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.extraction.text import cut, is_furniture, is_spelled_out, json_bytes, normalise, one_line


@pytest.mark.parametrize(
    ("given_text", "wanted"),
    [
        ("One.\nTwo.", "One.\n\nTwo."),
        ("One.\r\n\r\n\r\nTwo.", "One.\n\nTwo."),
        ("One.\u2029Two.\u2028Three.", "One.\n\nTwo.\n\nThree."),
        ("The strike came. < / P > < p > Nobody was hurt.", "The strike came.\n\nNobody was hurt."),
        ("A</p><p>B<br/>C", "A\n\nB\n\nC"),
        ("a\u00a0b\u202fc\u3000d", "a b c d"),
        ("Iran\u00adian\u200b \u202aforces\u202c\ufeff", "Iranian forces"),
        ("می\u200cخواهد", "می\u200cخواهد"),
        ("cafe\u0301", "café"),
        ("a\ud83db", "a\ufffdb"),
        ("\ud83d\ude00", "😀"),
        ("5 &lt; 7 &amp; more&nbsp;so &#8217;", "5 &lt; 7 & more so ’"),
        ("a\x00\x07b\x1bc", "abc"),
        ("The end.\n\ncomments powered by HyperComments", "The end."),
        ("The end.\n\nEditor Picks\n", "The end."),
        ("  \n\n ", ""),
    ],
)
def test_text_is_normalised(given_text, wanted):
    assert normalise(given_text) == wanted


def test_lines_that_a_machine_wrapped_are_one_paragraph():
    lines = [
        "The army said on Tuesday that it had moved two brigades",
        "towards the border after a night of artillery fire that",
        "killed nobody.",
    ]
    assert normalise("\n".join(lines)) == " ".join(lines)


def test_a_list_of_like_lengths_keeps_its_lines():
    lines = [f"- point {i}: the army said that it had moved two brigades" for i in range(4)]
    assert normalise("\n".join(lines)) == "\n\n".join(lines)


def test_short_lines_are_paragraphs_of_their_own():
    assert normalise("Friday\nA woman walks by\nReuters said") == "Friday\n\nA woman walks by\n\nReuters said"


@given(st.text(max_size=400))
def test_normalised_text_keeps_its_promises(text):
    done = normalise(text)
    assert "\r" not in done
    assert "\n\n\n" not in done
    assert all(p == p.strip() and p and "\n" not in p for p in done.split("\n\n")) or not done
    done.encode()


@pytest.mark.parametrize(
    "line", ["Advertisement", "READ MORE", "Comments are closed.", "Share this article", "Lire aussi :"]
)
def test_furniture_is_told(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["Comments by the minister angered Tehran.", "The army will print leaflets.", "x" * 200]
)
def test_a_sentence_is_no_furniture(line):
    assert not is_furniture(line)


def test_a_text_that_fits_is_complete():
    assert cut("One.\n\nTwo.", 100) == ("One.\n\nTwo.", True)


def test_a_text_is_cut_after_a_paragraph():
    assert cut("One.\n\nTwo.\n\nThree.", 16) == ("One.\n\nTwo.", False)


def test_a_paragraph_that_is_too_long_alone_is_cut_after_a_word():
    assert cut("word " * 100 + "end", 60) == ("word word", False)


def test_a_word_that_is_too_long_alone_is_cut_anywhere():
    assert cut("x" * 100, 60) == ("x" * 10, False)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_json_bytes_are_those_of_json(text):
    assert json_bytes(text) == len(json.dumps(text, ensure_ascii=False).encode()) - 2


def test_one_line_is_one_line():
    assert one_line(" A\n title\u00a0of  it ") == "A title of it"


def test_markup_spelled_as_words_is_told():
    assert is_spelled_out("It began. < / P > < p > It went on.")
    assert not is_spelled_out("5 < 7")
    assert not is_spelled_out("none")
