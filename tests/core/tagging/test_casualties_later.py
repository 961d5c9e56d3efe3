"""Casualties that are told after the act they belong to, in a sentence of their own."""

import pytest

from tocsin.core.tagging import tag
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T18:00:00Z")
ACT = "Syrian guns shelled the cattle market of Binnish on Tuesday."


def dead(text):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    told = next(signal.casualties for signal in signals if signal.type == "ATTACK_MISSILE")
    return None if told is None or told.dead is None else told.dead.best


@pytest.mark.parametrize(
    ("after", "count"),
    [
        ("Fourteen people died, a surgeon said.", 14),
        ("Stalls went up in smoke. He had counted fourteen dead, a surgeon said.", 14),
        ("Fourteen people died on Tuesday, a surgeon said.", 14),
        ("\n\nNobody was killed.", 0),
        ("Smoke rose. Traders fled. Fourteen people died, a surgeon said.", None),
        ("The war has taken the lives of 200,000 people.", None),
        ("On Monday fourteen people died in Saraqib.", None),
        ("Fourteen people have died on that road since spring.", None),
        ("A Turkish drone killed fourteen people in Afrin.", None),
    ],
)
def test_the_sentences_after_an_act_tell_its_dead(after, count):
    assert dead(f"{ACT} {after}") == count


def test_what_is_only_threatened_has_no_dead():
    text = "Russia threatened to bomb Kherson. Fourteen people died, a surgeon said."
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert [signal.casualties for signal in signals if signal.status == "threatened"] == [None]


def test_casualties_of_an_accusation_are_not_sought_in_other_sentences():
    text = "Syria condemned Israel's conduct. Fourteen people died, a surgeon said."
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert [signal.casualties for signal in signals if signal.type == "CONDEMN_ACCUSE"] == [None]
