from pathlib import Path

import pytest
import yaml

from tocsin.core.tagging import gazetteer, places
from tocsin.core.tagging.dateline import dateline_end
from tocsin.core.tagging.model import Match, Sentence

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "places" / "scenes.yml").read_text(encoding="utf-8"))


def sentence_of(text, field="text"):
    return Sentence(field=field, text=text, start=0, end=len(text), paragraph=0)


def read(marked, type_):
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    match = Match(type=type_, start=start, end=end, rule="case", cue_start=start, cue_end=end)
    return places.assign(sentence_of(text), match, gazetteer.mentions(text)[1])


@pytest.mark.parametrize(("marked", "type_", "expected"), CASES, ids=[case[0][:60] for case in CASES])
def test_places_are_read_with_their_roles(marked, type_, expected):
    assert [f"{place.name} {place.role[0]}" for place in read(marked, type_)] == expected


def test_there_are_cases_enough():
    assert len(CASES) >= 80


def test_a_place_told_twice_stands_once():
    found = read("A bomb [went] off in Goma, and another in Goma.", "ATTACK_ARMED")
    assert [place.name for place in found] == ["Goma"]


def test_a_place_inside_the_evidence_is_hit():
    text = "Russia shelled Kherson"
    match = Match(type="ATTACK_MISSILE", start=7, end=22, rule="case", cue_start=7, cue_end=14)
    found = places.assign(sentence_of(text), match, gazetteer.mentions(text)[1])
    assert [(place.name, place.role) for place in found] == [("Kherson", "where")]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("BAKU - Armenia", 7),
        ("KYIV, Ukraine (AP) \u2014 Russia", 21),
        ("Beirut, Lebanon (CNN) Israel", 22),
        ("Israel - as expected - struck", 0),
        ("It was quiet.", 0),
    ],
)
def test_a_dateline_ends_at_its_dash(text, length):
    assert dateline_end(sentence_of(text)) == length


def test_a_title_has_no_dateline():
    assert dateline_end(sentence_of("BAKU - Armenia fires", field="title")) == 0
