"""Questions ask whether or take for done; a policy threatens nobody."""

import pytest

from tocsin.core.tagging.status.asked import asked, is_policy

ASKED = [
    ("Is this the slide towards an all-out regional war?", "war"),
    ("A new war in the Gulf?", "war"),
    ("Did Israel strike the yard at Parchin?", "strike"),
    ("How do you stage a concert under threat of a missile attack?", "attack"),
    ("How will Hezbollah retaliate for the killings?", "retaliate"),
    ("What if China invades?", "invades"),
    ("The talks have failed. Has the war begun?", "begun"),
    ("Analysis: is Iran's army attacking again?", "attacking"),
    ("He asked: \u201cHave they bombed the bridge?\u201d and ran.", "bombed"),
    ("But would Turkey send troops to Libya?", "send"),
    ("How likely is an attack on Taiwan?", "attack"),
    ("How soon could the army attack?", "attack"),
]

TOLD = [
    ("Why did Israel strike the yard at Parchin?", "strike"),
    ("Who fired the missiles at the port?", "fired"),
    ("China has launched drills around Taiwan. Why now?", "drills"),
    ("Israel struck the yard at Parchin: what comes next?", "struck"),
    ("Israel struck the yard at Parchin.", "struck"),
    ("\u201cWhy us?\u201d he asked after jets bombed the bridge.", "bombed"),
    ("Jets bombed the bridge", "bombed"),
]


@pytest.mark.parametrize(("text", "act"), ASKED)
def test_what_is_asked_about_is_open(text, act):
    span = asked(text, text.rindex(act))
    assert span is not None
    assert text[span[0] : span[1]] == "?"


@pytest.mark.parametrize(("text", "act"), TOLD)
def test_what_a_question_takes_for_done_is_not(text, act):
    assert asked(text, text.rindex(act)) is None


@pytest.mark.parametrize(
    ("text", "act", "policy"),
    [
        ("Japan's policy is that it would only shoot down a missile over its soil.", "shoot", True),
        ("Chad would only fire if the column crossed the river.", "fire", True),
        ("The new doctrine allows Russia to strike first.", "strike", True),
        ("The law says that the navy may sink ships that smuggle.", "sink", True),
        ("Chad will fire if the column crosses the river.", "fire", False),
        ("Chad's army will strike first, its general said.", "strike", False),
    ],
)
def test_a_policy_is_no_threat(text, act, policy):
    assert is_policy(text, text.index(act)) is policy
