"""The other side of a threat that names nobody as its target."""

import pytest
from tagging_cases import match_at, sentence_of

from tocsin.core.records.signals import Actor
from tocsin.core.tagging import gazetteer, opposed

IRAN = Actor(name="Iran", code="IRN", kind="state")


def codes(text, actors=(IRAN,), targets=(), type_="RETALIATION"):
    sentence = sentence_of(text)
    names = gazetteer.mentions(text)[0]
    return [party.code for party in opposed.of(sentence, match_at(sentence, "answer", type_), names, actors, targets)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Iran will answer any launch of drones from Iraq with fire.", ["IRQ"]),
        ("Iran will answer any launch from the UN with fire.", []),
        ("Iran will answer, Iraq's prime minister said.", []),
        ("Iran will answer raids by Israel and attacks from Turkey.", []),
    ],
)
def test_the_only_other_side_behind_a_threat_is_its_target(text, found):
    assert codes(text) == found


def test_who_has_a_target_or_makes_no_threat_is_left_as_it_is():
    text = "Iran will answer any launch of drones from Iraq with fire."
    assert codes(text, targets=(Actor(name="Israel", code="ISR", kind="state"),)) == ["ISR"]
    assert codes(text, actors=()) == []
    assert codes(text, type_="ATTACK_AIR") == []
