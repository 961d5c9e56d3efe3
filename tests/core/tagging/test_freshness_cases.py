import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagging_cases import cases, match_at, named, sentence_of

from tocsin.core import times
from tocsin.core.tagging.freshness import Timeline

NOON = "2026-11-21T12:00:00.000Z"
CASES = cases("freshness", {"act", "is", "at", "anchor", "before", "type", "precision"})


@pytest.mark.parametrize("case", CASES, ids=named)
def test_an_act_is_dated_by_the_text_s_own_words(case):
    timeline = Timeline(times.parse(case.get("anchor", NOON)))
    start, paragraphs = 0, case.get("before", [[]])
    for number, paragraph in enumerate(paragraphs):
        for text in paragraph:
            timeline.read(sentence_of(text, start, number))
            start += len(text) + 2
    sentence = sentence_of(case["says"], start, len(paragraphs) - 1)
    freshness, act_at = timeline.judge(sentence, match_at(sentence, case["act"], case.get("type", "ATTACK_ARMED")))
    assert freshness == case["is"]
    assert (act_at.date if act_at else None) == (str(case["at"]) if "at" in case else None)
    if act_at:
        assert act_at.words in " ".join([case["says"], *(text for paragraph in paragraphs for text in paragraph)])


@given(st.text(alphabet="on Monday last week 2019 March 3 ago since the attack in May .,", max_size=120))
def test_any_sentence_has_a_freshness(text):
    sentence = sentence_of(text + " attack")
    found, _ = Timeline(times.parse(NOON)).judge(sentence, match_at(sentence, "attack"))
    assert found in {"new", "recent", "background"}
