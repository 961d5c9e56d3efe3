"""Acts that a talk or an enquiry is about are known; new ones are told in their own words."""

import pytest

from tocsin.core.tagging import tag
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T09:00:00Z")


def freshness(text, kind):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    return [signal.freshness for signal in signals if signal.type == kind]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("South Korea and China to discuss North's nuclear test", "WMD_NUCLEAR"),
        ("The Security Council met on Tuesday to debate a resolution on North Korea's missile test.", "SHOW_OF_FORCE"),
        ("Envoys of five powers will talk in Vienna about Iran's missile launch.", "SHOW_OF_FORCE"),
        ("U.S. helping Ukraine investigate December power grid hack", "ATTACK_CYBER"),
        ("Lebanon's judges reopened the probe into the bombing of the French embassy.", "ATTACK_DIPLOMATIC"),
        ("On Monday last week North Korea carried out a nuclear test, Seoul said.", "WMD_NUCLEAR"),
    ],
)
def test_what_is_talked_of_is_background(text, kind):
    assert set(freshness(text, kind)) <= {"background"}
    assert freshness(text, kind)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Afghan police are investigating a bomb attack that killed two soldiers in Kabul.", "ATTACK_ARMED"),
        ("North Korea carried out a nuclear test on Tuesday as the Security Council met.", "WMD_NUCLEAR"),
        ("Hackers cut the power of western Ukraine on Tuesday and an enquiry was opened.", "ATTACK_CYBER"),
    ],
)
def test_what_is_told_beside_talk_stays_new(text, kind):
    assert "new" in freshness(text, kind)
