"""Force that is only named, and force that is told: whole briefs, and the phrases that make the difference."""

from pathlib import Path

import pytest
import yaml

from tocsin.core.escalation import escalation
from tocsin.core.tagging import tag
from tocsin.core.times import parse

CASES = Path(__file__).parents[2] / "cases" / "mentioned"
ANCHOR_MS = parse("2025-03-11T18:00:00Z")


def briefs(name):
    texts = yaml.safe_load((CASES / f"{name}.yml").read_text(encoding="utf-8"))
    return [pytest.param(text, id=text[:60]) for text in texts]


def level(text):
    return escalation(tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals).level


def acts(text):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    return {(signal.status, signal.freshness) for signal in signals if signal.rung >= 4}


@pytest.mark.parametrize("text", briefs("named"))
def test_force_that_a_brief_only_names_wakes_nobody(text):
    assert level(text) < 3


@pytest.mark.parametrize("text", briefs("told"))
def test_force_that_a_brief_tells_wakes(text):
    assert level(text) >= 3


PAST, NOW = {("historical", "background")}, {("actual", "new")}


@pytest.mark.parametrize(
    ("text", "are"),
    [
        # Definite, and nothing tells it on; and the same told on by what takes it, or by a verb of its own.
        ("Sudan's parliament has debated the shelling of Chadian villages by rebels.", PAST),
        ("Sudanese rebels have resumed the shelling of Chadian villages.", NOW),
        ("The shelling of Chadian villages by Sudanese rebels went on.", NOW),
        ("It was the fourth day of the assault on Chadian villages by Sudanese rebels.", NOW),
        ("Sudan's army has marked the hundredth day of the offensive on Chadian rebels with a parade.", PAST),
        # Today's, or the latest of many.
        ("The army of Sudan has spoken about the latest raid by rebels on Chadian villages.", NOW),
        ("The army of Sudan has spoken about the raid by rebels on Chadian villages.", PAST),
        # Counted dead tell what killed them; dead that are guessed at do not.
        ("Nine soldiers of Sudan died in the raid by rebels on their base in Chad.", NOW),
        ("The raid on his base in Chad may have cost Sudan's rebel leader his life; perhaps he is dead.", PAST),
        # Governed by what speaks of it, over a measure, an adjective, what it is joined to, and a name.
        ("Chad has asked Sudan to end a string of car bombings and other attacks by rebels.", PAST),
        ("Chad has condemned armed attacks by Sudanese rebels on its army.", PAST),
        ("Chad has protested over Sudanese Janjaweed raids by the army.", PAST),
        ("Chad fears for the peace with Sudan; both accuse rebels of using attacks on villages as a pretext.", PAST),
        # A number, or an article, names something new.
        ("Two raids by Sudanese rebels on Chadian soldiers were reported.", NOW),
        ("A raid by Sudanese rebels on Chadian soldiers was reported.", NOW),
        # The past before the past, in the story's own words, in a report, and on a time of day.
        ("Sudanese jets had bombed the town before Chadian troops came.", PAST),
        ("Sudanese jets had bombed the town by nightfall, and Chadian troops fled.", NOW),
        ("Sudan had launched air raids on Chadian rebels in the hills where they hid.", PAST),
        ("Sudan said it had launched air raids on Chadian rebels in the hills.", NOW),
        # What somebody is, or was caught at.
        ("The rebels, who are fighting Sudan's army and Chad's, want a state of their own.", PAST),
        ("The rebels are fighting Sudan's army for the town and its garrison.", NOW),
        # Somebody's plan who is tried for it, and a plan that is told by the way.
        ("An officer told a court how Sudan's army prepared the attack on Chadian troops.", PAST),
        ("Sudan's army has prepared an attack on Chadian troops.", NOW),
        ("Chad sells Sudan oil as Egypt considers a military attack on its army.", PAST),
        ("Egypt considers a military attack on Sudan's army.", NOW),
        # What is talked about is known, what is only one of several things to do is a plan.
        ("Egypt's cabinet discussed the invasion of Sudan with generals of its army.", PAST),
        ("Egypt's cabinet discussed an invasion of Sudan with generals of its army.", NOW),
        # A decision that is argued about.
        ("Egypt's premier defended his decision to send commandos to Sudan.", {("ordered", "background")}),
        ("Egypt's premier has decided to send commandos to Sudan.", {("ordered", "new")}),
    ],
)
def test_force_is_named_or_told(text, are):
    assert acts(text) == are


def test_mentions_are_of_the_force_that_the_story_tells():
    named = "Chad has condemned the shelling of its villages by Sudan's army."
    told = "\n\nSudanese guns shelled the Chadian villages of Tine and Bahai again on Monday."
    assert ("historical", "background") in acts(named)
    assert acts(named + told) == NOW


def test_a_promise_to_end_what_is_known_threatens_nobody():
    assert (
        level("Chad's rebels have promised Sudan to round up suicide bombers and stop armed attacks on its army.") < 3
    )
    assert level("Chad's rebels have vowed to attack Sudan's army again.") == 3
