"""Short stories in pairs: those that only sound like force, and those in nearly the same words that tell of it."""

from pathlib import Path

import pytest
import yaml
from tagging_cases import match_at, sentence_of

from tocsin.core.escalation import escalation
from tocsin.core.tagging import backdrop, memory, newly_told, standing_down, status, tag
from tocsin.core.tagging.segment import sentences
from tocsin.core.tagging.status import feared
from tocsin.core.times import parse

CASES = Path(__file__).parents[2] / "cases" / "briefs"
ANCHOR_MS = parse("2025-03-11T18:00:00Z")


def briefs(name):
    rows = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    assert all({"text"} <= set(row) <= {"title", "text"} for row in rows)
    return [pytest.param(row.get("title"), row["text"], id=row["text"][:70]) for row in rows]


def level(title, text):
    return escalation(tag(title, text, anchor_ms=ANCHOR_MS, language="en").signals).level


@pytest.mark.parametrize(("title", "text"), briefs("quiet"))
def test_a_brief_that_only_sounds_like_force_wakes_nobody(title, text):
    assert level(title, text) < 3


@pytest.mark.parametrize(("title", "text"), briefs("due"))
def test_a_brief_in_nearly_the_same_words_that_tells_of_force_wakes(title, text):
    assert level(title, text) >= 3


def test_a_halt_counts_where_it_opens_the_story_and_is_the_speakers_own():
    halt = "The rebels have decided to stop attacks on the army."
    asked = "The UN urged the rebels, who agreed to stop attacks, to do so."
    other = "Envoys met in Doha. They spoke of roads. "
    assert standing_down.is_told(None, sentences(halt, "text"))
    assert standing_down.is_told("Rebels agree to halt attacks", sentences(other, "text"))
    assert not standing_down.is_told(None, sentences(asked, "text"))
    assert not standing_down.is_told("", sentences(other + halt, "text"))


def test_an_act_without_a_date_that_comes_before_a_dated_one_is_older():
    told = "Turkey cut all ties last week after another raid, which killed nine soldiers of its army."
    signals = tag(None, told, anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.freshness for signal in signals if signal.rung >= 5} == {"background"}
    told = "Turkey cut all ties after another raid last night, which killed nine soldiers of its army."
    signals = tag(None, told, anchor_ms=ANCHOR_MS, language="en").signals
    assert "new" in {signal.freshness for signal in signals if signal.rung >= 5}


def test_violence_is_a_backdrop_where_it_is_a_kind_and_no_act():
    kind = "He met both sides in a week marred by violence, including bombings and raids."
    assert backdrop.is_backdrop(kind, kind.index("raids"))
    counted = kind.replace("raids", "raids that killed six")
    assert not backdrop.is_backdrop(counted, counted.index("raids"))
    answered = "The sanctions came after Pyongyang threatened war."
    assert backdrop.is_backdrop(answered, answered.index("threatened"))
    assert backdrop.is_backdrop(answered, answered.index("war"))
    assert not backdrop.is_backdrop("The sanctions came after a war.", len("The sanctions came after a "))


def test_why_somebody_left_or_is_punished_is_a_backdrop():
    for text, act, told in (
        ("They fled as jets bombed Homs.", "bombed", True),
        ("They fled as jets bombed Homs on Tuesday.", "bombed", False),
        ("Halima fled to Chad after militiamen burnt her village.", "burnt", True),
        ("Halima fled to Chad after militiamen stormed a camp.", "stormed", False),
        ("The council imposed an embargo on Eritrea for arming rebels.", "arming", True),
        ("The council imposed an embargo on Eritrea for its raid.", "raid", False),
        ("Canada banned its ships after Pyongyang threatened to strike.", "strike", True),
        ("Lebanon banned motorbikes after a bombing.", "bombing", False),
        ("Clashes between rebels and the army are frequent.", "Clashes", True),
    ):
        assert backdrop.is_backdrop(text, text.index(act)) is told, text


def test_who_is_attacked_at_a_memorial_is_attacked_today():
    assert memory.looks_back("Candles were lit on the first anniversary of the attack.")
    assert not memory.looks_back("Gunmen opened fire on people who lit candles on the first anniversary of the attack.")
    assert not memory.looks_back("Candles were lit.")


def test_what_a_side_reports_of_itself_or_a_second_story_tells_is_new():
    first = "Envoys met in Doha."
    second = "Meanwhile, rebels have shelled Uvira."
    third = "Its roofs were burnt by shells."
    for text, number, told in (
        (f"{first} {second}", 1, True),
        (f"{first} {second} {third}", 2, False),
        (f"{first}\n\nRebels have shelled Uvira.", 1, False),
        (f"{first} The army said it had shelled Uvira.", 1, True),
        (f"{first} The meeting came as rebels shelled Uvira.", 1, True),
    ):
        found = sentences(text, "text")
        assert newly_told.is_newly_told(found, number, found[number].end) is told


def test_the_second_of_two_that_are_feared_is_feared():
    text = "He raised the spectre of an endless conflict or even a world war if the talks failed."
    assert feared.cue_for(text, text.index("world war")) == (text.index("spectre"), text.index("spectre") + 7)
    assert feared.cue_for(text, text.index("talks")) is None
    assert feared.cue_for("He raised the spectre of war.", 25) is None


@pytest.mark.parametrize(
    ("text", "told"), [("it would shell the camp", "threatened"), ("it would only shell", "possible")]
)
def test_what_a_side_would_only_do_is_no_threat(text, told):
    sentence = sentence_of(f"Chad said {text}.")
    assert status.of(sentence, match_at(sentence, "shell"))[0] == told
