"""Plans that a government tells of its own forces and envoys are decided; those that others expect are not."""

import pytest

from tocsin.core.tagging import tag
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T18:00:00Z")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The Pentagon will send 3,000 more troops to Poland, officials said.", "ordered"),
        ("Britain said it would send a warship and marines to the Gulf.", "ordered"),
        ("Analysts say Russia will deploy tanks to Belarus.", "possible"),
        ("Germany will deploy a brigade in Lithuania next year.", "possible"),
        ("Russian tanks would be deployed to Belarus.", "possible"),
        ("President Putin said on Saturday that Russia would deploy tanks in Belarus.", "ordered"),
        ("Erdogan said the army would deploy tanks in Idlib.", "ordered"),
        ("NATO said Russia would deploy tanks in Belarus.", "possible"),
        ("NATO will deploy tanks in Macedonia if the truce holds.", "possible"),
        ("Experts and Moscow say Russia would deploy tanks in Belarus.", "possible"),
    ],
)
def test_a_plan_is_decided_when_its_owner_tells_it(text, status):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.status for signal in signals if signal.type == "FORCE_DEPLOYMENT"} == {status}


def test_an_act_that_would_bring_a_war_is_not_yet_done():
    text = "Military action in Yemen will trigger a wider war, Iranian officials said."
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.status for signal in signals if signal.type == "ATTACK_ARMED"} == {"possible"}


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Putin said that Russia would base nuclear missiles in Belarus.", "WMD_NUCLEAR", "ordered"),
        ("Ukraine said that Russia would base nuclear missiles in Belarus.", "WMD_NUCLEAR", "possible"),
        ("Iran said that Iran would storm the Iraqi town.", "ATTACK_ARMED", "threatened"),
        ("Iraq said that Iran would storm the Iraqi town.", "ATTACK_ARMED", "possible"),
    ],
)
def test_who_says_what_his_own_side_will_do_has_decided_it_or_threatens_it(text, kind, status):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.status for signal in signals if signal.type == kind} == {status}


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("North Korea to reactivate plutonium reactor", "ordered"),
        ("North Korea to reactivate plutonium reactor?", "possible"),
        ("Plans of North Korea: to reactivate plutonium reactor", "possible"),
    ],
)
def test_a_title_tells_what_a_state_has_decided(title, status):
    signals = tag(title, "Pyongyang had no comment.", anchor_ms=ANCHOR_MS, language="en").signals
    assert {signal.status for signal in signals if signal.type == "WMD_NUCLEAR"} == {status}
