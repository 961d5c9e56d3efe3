"""A child reads a thousand pages: what it remembers of each of them must stay small, however long a page says it."""

import gc
import tracemalloc

import pytest
from extraction_pages import ARTICLE, html, read

from tocsin.core.extraction.moments import read as read_date
from tocsin.core.fingerprint import fingerprint

LONG = 300_000
PAGES = 4


def kept(say):
    """Gives the bytes that stay when something is said in several ways, each of them long."""
    say("at first")
    tracemalloc.start()
    try:
        for number in range(PAGES):
            say(f"n{number} " + "abcdefgh " * (LONG // 9))
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='{}'>" + ARTICLE + "</div>",
        "<article><div id='{}'>The strait</div>" + ARTICLE + "</article>",
        "<time datetime='2021-05-04 {}'>then</time>" + ARTICLE,
        "<span class='date {}'>4 May 2021</span>" + ARTICLE,
    ],
)
def test_of_a_long_attribute_little_is_remembered(inner):
    assert kept(lambda words: read(html(inner.replace("{}", words)))) < LONG / 2


def test_of_a_long_date_little_is_remembered():
    assert kept(lambda words: read_date(f"2021-06-05 {words}", "en")) < LONG / 2


def test_of_a_long_word_little_is_remembered():
    assert kept(lambda words: fingerprint(words.replace(" ", ""), b"")) < LONG / 2
