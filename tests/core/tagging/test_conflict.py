import pytest

from tocsin.core.records.signals import Actor, Evidence, Signal
from tocsin.core.tagging import conflict

NAMES = {"IRN": "Iran", "IRQ": "Iraq", "USA": "US", "ISR": "Israel", "SYR": "Syria"}


def act(field, actor, target, weight=-9.0, polarity="escalatory"):
    return Signal(
        id="",
        type="ATTACK_ARMED",
        polarity=polarity,
        status="actual",
        freshness="new",
        act_at=None,
        rung=6,
        weight=weight,
        actors=tuple(Actor(name=NAMES.get(code, code), code=code, kind="state") for code in actor),
        targets=tuple(Actor(name=NAMES.get(code, code or "gunmen"), code=code, kind="state") for code in target),
        places=(),
        casualties=None,
        attribution=None,
        evidence=Evidence(field=field, text="struck", start=0, end=6),
        cue=None,
        rule="test",
    )


def test_an_adversary_whom_the_text_never_names_is_a_conflict():
    signals = [act("title", ["USA"], ["IRQ"]), act("text", ["USA"], ["IRN"])]
    assert conflict.between("US strikes Iraq", "The US struck Iran.", signals) == ("Iraq", "Iran")


def test_two_that_are_easily_confused_conflict_where_the_text_dwells_on_its_own():
    signals = [act("title", ["USA"], ["IRQ"]), act("text", ["USA"], ["IRQ"], -2.0), act("text", ["USA"], ["IRN"])]
    assert conflict.between("US strikes Iraq", "US and Iraq. US and Iran.", signals) == ("Iraq", "Iran")


@pytest.mark.parametrize(
    ("title", "signals"),
    [
        (None, [act("text", ["USA"], ["IRN"])]),
        ("US strikes Iran", [act("title", ["USA"], ["IRN"]), act("text", ["USA"], ["IRN"])]),
        ("US strikes Syria", [act("title", ["USA"], ["SYR"]), act("text", ["USA"], ["IRN"])]),
        ("US strikes Iraq, Iran", [act("title", ["USA"], ["IRQ"]), act("text", ["USA"], ["IRN"])]),
        ("US strikes Iraq", [act("title", ["USA"], ["IRQ"]), act("text", ["ISR"], ["SYR"])]),
        ("US strikes Iraq", [act("title", ["USA"], ["IRQ"]), act("text", ["USA"], ["IRN"], -1.0), act("text", ["USA"], ["IRQ"])]),
        ("US strikes gunmen", [act("title", ["USA"], [None]), act("text", ["USA"], ["IRN"])]),
    ],
)  # fmt: skip
def test_the_same_more_or_other_adversaries_are_no_conflict(title, signals):
    assert conflict.between(title, "The US, Iraq, Iran and Syria are all in the text.", signals) is None


def test_talks_with_a_neighbour_are_no_conflict():
    signals = [
        act("title", ["USA"], ["IRN"]),
        act("text", ["USA"], ["IRN"], -2.0),
        act("text", ["USA"], ["IRQ"], 8.0, polarity="de-escalatory"),
    ]
    assert conflict.between("US warns Iran", "The US spoke to Iraq and warned Iran.", signals) is None
