"""What an earlier report said, in a text that takes it back and in one that does not."""

import pytest

from tocsin.core.escalation import level_of
from tocsin.core.tagging import tag
from tocsin.core.tagging.status.after import behind_time
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T09:00:00Z")
QUOTING = (
    "Earlier reports said that a Houthi missile had struck the tanker's deck in the Red Sea.",
    "A previous dispatch stated that Houthi fighters had attacked the tanker in the Red Sea.",
    "The tanker was reported to have been struck by a Houthi missile in the Red Sea.",
)
LABELS = (
    "Correction: tanker reached port unharmed",
    "CORRECTED (OFFICIAL) - Tanker reached port unharmed",
    "Clarification - tanker in Red Sea",
    "Retraction: Red Sea tanker",
    "KILL NOTICE: Red Sea tanker",
)
# Titles that begin alike and correct nothing.
NO_LABELS = (
    "Tanker in Red Sea reaches port",
    "Corrections officers guard tanker",
    "Retracted landing gear dooms jet",
    "Kill squads: who trains them",
)


def statuses(text, title):
    return {signal.status for signal in tag(title, text, anchor_ms=ANCHOR_MS, language="en").signals}


@pytest.mark.parametrize("title", LABELS)
@pytest.mark.parametrize("text", QUOTING)
def test_what_earlier_reports_said_is_disbelieved_in_a_correction(text, title):
    assert statuses(text, title) == {"denied"}


@pytest.mark.parametrize("title", NO_LABELS)
@pytest.mark.parametrize("text", QUOTING)
def test_what_earlier_reports_said_stands_where_nothing_is_corrected(text, title):
    assert "denied" not in statuses(text, title)


@pytest.mark.parametrize("label", ["Correction, March 10:", "Editor's note -", "(This story has been corrected)"])
def test_a_note_at_the_foot_corrects_its_own_paragraph_alone(label):
    body = "Earlier reports said that Iranian missiles had struck a base in Iraq."
    note = f"{label} Initial reports claimed that Israeli jets had bombed the port of Sidon."
    found = {
        signal.type: signal.status
        for signal in tag(None, f"{body}\n\n{body}\n\n{note}", anchor_ms=ANCHOR_MS, language="en").signals
    }
    assert found["ATTACK_MISSILE"] == "actual"
    assert found["ATTACK_AIR"] == "denied"


def test_a_correction_of_an_attack_gives_its_denial_and_no_level():
    title = "Correction: tanker in Red Sea was not hit, owners now say"
    text = (
        "DUBAI - The owners of a tanker that was reported to have been struck by a Houthi missile in the Red Sea said"
        " on Monday that the vessel had not been hit.\n\nBoth missiles fell into the sea, the company said. Our earlier"
        " report said that one missile had struck the deck.\n\nThe company denied that there had been any attack."
    )
    signals = tag(title, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.status for signal in signals} == {"denied"}
    assert ("ATTACK_MARITIME", "denied", "new") in {(s.type, s.status, s.freshness) for s in signals}
    assert max(map(level_of, signals)) == 0


def test_between_a_denial_and_what_it_denies_a_time_may_stand_and_no_more():
    assert behind_time("on tuesday that".split(), 0) == 2
    assert behind_time("on tuesday the visa that".split(), 0) == 0
    assert behind_time(["on"] * 20 + ["that"], 0) == 0
