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


@pytest.mark.parametrize(
    ("says", "dead"),
    [
        ("The shelling killed two soldiers and wounded at least dozen\u017f of civilians.", 2),
        ("Rebels shelled a market and 12 people were k\u0131lled there and two wounded.", 12),
        ("The raid wounded two, and nine pri\u0130soners were k\u0130lled.", 9),
        ("An air raid \u212ailled two soldiers and five civilians.", 7),
    ],
)
def test_a_letter_that_patterns_take_for_another_is_read_as_that(says, dead):
    found = casualties.find(sentence_of(says))
    assert found
    assert found.dead
    assert found.dead.best == dead


def test_there_are_cases_enough():
    assert len(CASES) >= 60


@given(st.text(alphabet="killed wound 1234567890 , and two dead . people missing captured", max_size=120))
def test_any_text_is_read(text):
    found = casualties.find(sentence_of(text))
    assert found is None or any(getattr(found, fate) for fate in FATES)
