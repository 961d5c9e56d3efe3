"""The rooms' own words in any order: every step of theirs is taken, and each answer stays within its bounds.

Sentences are drawn from a fixed seed, so that what fails once fails again.
"""

import random
from datetime import date

import pytest
from tagging_cases import match_at, sentence_of

from tocsin.core import times
from tocsin.core.tagging import attribution, casualties, dates, gazetteer, status
from tocsin.core.tagging.freshness import Timeline

ANCHOR_MS = times.parse("2026-11-21T12:00:00.000Z") or 0
GOVERNORS = (
    "did not|no|no longer|without|never|only|necessarily|neither|nor|may|might|may or may not|could|would|would have|"
    "will|should|can see|if|unless|whether|in case|until|to|not to|up to|up to 20|in response to|right to|reserves the "
    "right to|failed to|did not fail to|plans to|decided to|vowed to|ordered to|began to|wants to|ready to|expected to|"
    "flew to|refuses to|plans for|fear of|threat of|reports of|dismissed reports of|denied reports of|possible|imminent|"
    "alleged|fake|averted|the|its|any|an|no new|and|,|.|;|that|fears that|denied that|dismissed claims that|it|he|they|"
    "Iran|the army|we|analysts|officials expect|warned that|warned|said|was|were|has been|have|had|is possible|"
    "cannot be ruled out|was called off|called off|put off|off|did not happen|launched|stopped|stop|prevented|denied|"
    "prevent|from|by|for|over|in|of|with|shelling|bombed|strikes|go unanswered|not go unanswered|must not|so far|"
    "holding|seizing|and even through|unlikely to|expected|hopes|demands|a|two|heavy|long planned|against|kept from"
).split("|")
FIGURES = (
    "killed|injured|wounded|dead|deaths|casualties|no|no casualties|without injuries|zero fatalities|not cause any|two|12|"
    "1,200|at least|up to|more than|fewer than|between 10 and 15|10 to 15|12-15|dozens|dozens of|hundreds|three dozen|"
    "a|an|several|scores|million|thousand|half a dozen|soldiers|civilians|people|children|including|of whom|and|,|.|"
    "captured|missing|hostages|taken prisoner|abducted|toll rose to|brought the toll to|bringing the number of dead to|"
    "in 2019|since 2023|since|rockets|no reports of|another|were|was|its commander|a general|the|wounding|killing|left|"
    "no one hurt|nobody|none|none died|unharmed|by|on|in|others|more|figures|no deaths|no injuries|without a casualty"
).split("|")
DATES = (
    "on Monday|on Friday|last Tuesday|next Wednesday|Sunday|yesterday|today|tomorrow|on March 3|on 3 March|3 March 2019|"
    "March 3, 2027|February 30|in March|in May 2019|last May|in 2019|in 2031|by 2031|2026-11-20|2026-13-40|03/11/2026|"
    "three days ago|a day ago|two weeks ago|a week ago|a month ago|three months ago|two years ago|a decade ago|"
    "3,000 years ago|centuries ago|last week|last month|last year|this week|this month|this year|next month|next year|"
    "earlier this year|earlier|recently|since|since the|since October|since taking office|during the war|the day before|"
    "the previous night|overnight|hours ago|minutes earlier|to be held|will|before|after|immediately|at once|said|in the|"
    "in late November|at the end of last year|early this month|the|anniversary|marks|has|have fired|they|jets bombed|,|."
    "|;|which|who|that|and|but|'s|of|raid on|first|deadliest|two decades|spring|last summer|on the 3rd|of this month"
).split("|")
SAYING = (
    "according to|Tehran|the army|said|says|told reporters|state media|reported|officials|,|.|the ministry|Iran's|who|"
    'a spokesman for|Reuters|he|announced|that|in a statement|it was said|sources|the|on|by|"|and|warned|claimed'
).split("|")


def sentences(words: list[str], seed: int, count: int) -> list[str]:
    chance = random.Random(seed)
    return [" ".join(chance.choices(words, k=chance.randint(1, 14))) for _ in range(count)]


@pytest.mark.parametrize("seed", range(4))
def test_any_governor_before_and_after_an_act_gives_a_status_and_a_cue_within_the_sentence(seed: int) -> None:
    acts = ("attack", "strike", "talks", "attacked", "shelling", "reports", "withdraw", "raids")
    before, after = sentences(GOVERNORS, seed, 5000), sentences(GOVERNORS, seed + 100, 5000)
    for number, (left, right) in enumerate(zip(before, after, strict=True)):
        act = acts[number % len(acts)]
        text = f"{left} {act} {right}".strip() if number % 3 else f"{act} {right}"
        sentence = sentence_of(text, start=3)
        start = text.index(act, 0 if number % 3 == 0 else len(left))
        match = match_at(sentence_of(text[: start + len(act)], start=3), act)
        found, cue = status.of(sentence, match)
        assert found in {"actual", "ordered", "threatened", "possible", "denied", "historical"}
        assert cue is None or 3 <= cue[0] < cue[1] <= sentence.end
        assert status.classify(text, start, start + len(act))


@pytest.mark.parametrize("seed", range(3))
def test_any_figures_in_any_order_give_bounds_that_hold(seed: int) -> None:
    for text in sentences(FIGURES, seed, 5000):
        found = casualties.find(sentence_of(text))
        for fate in ("dead", "injured", "captured", "missing"):
            count = getattr(found, fate) if found else None
            if count and count.low is not None and count.high is not None:
                assert 0 <= count.low <= (count.best or 0) <= count.high


@pytest.mark.parametrize("seed", range(3))
def test_any_dates_in_any_order_date_no_act_after_its_article(seed: int) -> None:
    chance = random.Random(seed)
    for texts in zip(*(sentences(DATES, seed * 10 + n, 1500) for n in range(4)), strict=True):
        timeline = Timeline(ANCHOR_MS if seed else ANCHOR_MS + 11 * 3_600_000)
        start = 0
        for number, text in enumerate(texts):
            sentence = sentence_of(f"{text} attack", start, chance.choice((0, number)))
            freshness, act_at = timeline.judge(sentence, match_at(sentence, "attack"))
            assert freshness in {"new", "recent", "background"}
            assert act_at is None or act_at.words
            start += len(sentence.text) + 1


@pytest.mark.parametrize("seed", range(2))
def test_whoever_is_named_as_saying_so_stands_in_the_sentence(seed: int) -> None:
    for text in sentences(SAYING, seed, 1500):
        found = attribution.find(sentence_of(text), gazetteer.mentions(text)[0])
        assert found is None or found.who in text


def test_an_act_in_an_endless_sentence_is_read_by_the_words_around_it() -> None:
    text = "word " * 900 + "The army did not attack the town. " + "word " * 900
    assert status.of(sentence_of(text), match_at(sentence_of(text), "attack"))[0] == "denied"


def test_a_match_of_no_words_is_told_as_it_stands() -> None:
    sentence = sentence_of("Jets bombed the port.")
    assert status.of(sentence, match_at(sentence, " "))[0] == "actual"
    assert status.of(sentence, match_at(sentence, "")) == ("actual", None)


def test_what_governs_one_act_governs_the_one_joined_to_it() -> None:
    sentence = sentence_of("The militia denied shelling the town and storming the jail.")
    assert status.of(sentence, match_at(sentence, "storming"))[0] == "denied"


def test_at_most_fifty_dates_of_a_sentence_are_read() -> None:
    assert len(dates.find(" ".join(["On Monday, on Friday."] * 100), date(2026, 11, 21))) <= 60


@pytest.mark.parametrize(
    ("words", "near"), [("in November 2026", "past"), ("in December 2027", "future"), ("until March", "future")]
)
def test_a_month_by_its_name_is_of_this_year_or_to_come(words: str, near: str) -> None:
    found = dates.find(f"Jets will bomb the port {words}", date(2026, 11, 21))
    assert found
    assert (found[0].nearness == "future") == (near == "future")
