"""Preparations for an attack: those that a side tells of itself are known, those that it tells of another are claimed."""

import pytest

from tocsin.core.tagging import tag
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T09:00:00Z")


def of_preparation(text):
    signals = tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals
    return {signal.status for signal in signals if signal.type == "ATTACK_PREPARATION"}


@pytest.mark.parametrize(
    "text",
    [
        "Ethiopia says Eritrea is preparing for war.",
        "Eritrea is preparing for an attack on Ethiopia, Addis Ababa said on Tuesday.",
        "Russia's army claimed that Ukraine was planning an offensive in Kherson.",
        "The Pentagon believes China is preparing to attack Taiwan's outer islands.",
    ],
)
def test_what_one_side_tells_of_anothers_plans_is_claimed(text):
    assert of_preparation(text) == {"possible"}


@pytest.mark.parametrize(
    "text",
    [
        "Turkey is preparing to invade northern Syria, its army said on Tuesday.",
        "Turkey said on Tuesday that it was preparing to attack Kurdish militants in Syria.",
        "Turkey is preparing to attack militants in Syria, hours after Iraq warned that it would close the border.",
        "The army is preparing for an offensive against the rebels, Ethiopia's prime minister said.",
        "Israel is preparing to strike Iran's nuclear facilities, two officials said.",
    ],
)
def test_what_a_side_tells_of_its_own_plans_is_known(text):
    assert of_preparation(text) == {"actual"}
