import pytest
from hypothesis import given
from hypothesis import strategies as st
from tagging_cases import cases, match_at, named, sentence_of

from tocsin.core.tagging import casualties

FATES = {"dead", "injured", "captured", "missing"}
CASES = cases("casualties", {*FATES, "act", "none"})


@pytest.mark.parametrize("case", CASES, ids=named)
def test_each_number_is_tied_to_what_became_of_them(case):
    sentence = sentence_of(case["says"])
    match = match_at(sentence, case["act"]) if "act" in case else None
    found = casualties.find(sentence, match)
    counts = {fate: getattr(found, fate) for fate in FATES} if found else {}
    told = {fate: [count.best, count.low, count.high] for fate, count in counts.items() if count}
    assert told == {fate: case[fate] for fate in FATES if fate in case}
    for count in counts.values():
        assert count is None or len(count.words) <= 500


def test_there_are_cases_enough():
    assert len(CASES) >= 60


@given(st.text(alphabet="killed wound 1234567890 , and two dead . people missing captured", max_size=120))
def test_any_text_is_read(text):
    found = casualties.find(sentence_of(text))
    assert found is None or any(getattr(found, fate) for fate in FATES)
