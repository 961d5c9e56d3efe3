from pathlib import Path

import pytest
import yaml

from tocsin.core.tagging import gazetteer, parties
from tocsin.core.tagging.model import Match, Sentence

CASES = [
    (file.stem, *case)
    for file in sorted((Path(__file__).parents[2] / "cases" / "parties").glob("*.yml"))
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))
]


def read(marked, type_, before=""):
    """Assign the parties of a sentence whose cue stands in brackets, as it stands behind `before` in a text."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    field = before + text
    shift = len(before)
    sentence = Sentence(field="text", text=text, start=shift, end=len(field), paragraph=0)
    match = Match(
        type=type_, start=start + shift, end=end + shift, rule="case", cue_start=start + shift, cue_end=end + shift
    )
    found, _ = gazetteer.mentions(field)
    inside = [mention for mention in found if sentence.start <= mention.start < sentence.end]
    actors, targets = parties.assign(sentence, match, inside)
    return [each.code or each.name for each in actors], [each.code or each.name for each in targets]


@pytest.mark.parametrize(("file", "marked", "type_", "actors", "targets"), CASES, ids=[case[1][:60] for case in CASES])
def test_parties_are_read_from_the_grammar(file, marked, type_, actors, targets):
    assert read(marked, type_) == (actors, targets)


def test_the_place_of_the_sentence_in_the_text_changes_nothing():
    marked = "Israel [struck] Iranian positions in southern Syria overnight."
    assert read(marked, "ATTACK_AIR", before="Russia spoke first. ") == read(marked, "ATTACK_AIR")


def test_states_that_are_only_where_own_no_killing():
    marked = "Two bombs exploded outside embassies in Kenya and Tanzania Friday, [killing] 81 people."
    assert read(marked, "ATTACK_ARMED") == ([], [])


def test_a_curly_apostrophe_owns_as_a_straight_one():
    marked = "Iran’s [attack] on Israel drew condemnation from Washington."
    assert read(marked, "ATTACK_ARMED") == (["IRN"], ["ISR"])


def test_there_are_cases_enough():
    assert len(CASES) >= 80
