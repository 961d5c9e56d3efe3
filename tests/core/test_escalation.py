import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plain_signal import PLAIN

from tocsin.core.escalation import contribution, countries, dyads, escalation, level_of
from tocsin.core.records.signals import Actor, Evidence, SignalPlace

STATES = {"IRN": "Iran", "USA": "the United States", "ISR": "Israel", "ARM": "Armenia", "AZE": "Azerbaijan"}
CALL = replace(PLAIN, type="DEESC_CALL", polarity="de-escalatory", rung=0, weight=2.0)
TALK = replace(PLAIN, type="CONTACT", polarity="neutral", rung=0, weight=0.0)


def parties(*codes):
    return tuple(Actor(name=STATES.get(code, code), code=code, kind="state") for code in codes)


def place(country, role="where"):
    return SignalPlace(name="x", country=country, geonames_id=None, lat=None, lon=None, precision="city", role=role)


def said(signal, words):
    return replace(signal, evidence=Evidence(field="text", text=words, start=0, end=len(words)))


def test_nothing_is_level_zero_for_no_reason():
    empty = escalation(())
    assert (empty.level, empty.score, empty.because) == (0, 0.0, ())


def test_one_fresh_air_strike_reaches_its_rung():
    found = escalation((PLAIN,))
    assert (found.level, found.because) == (6, (0,))
    assert found.score == round(100 * (1 - math.exp(-9.5 / 40)), 1) == 21.1


@pytest.mark.parametrize(
    ("type_", "status", "freshness", "rung", "level"),
    [
        ("ATTACK_AIR", "actual", "new", 6, 6),
        ("ATTACK_AIR", "ordered", "new", 6, 6),
        ("ATTACK_AIR", "actual", "recent", 6, 4),
        ("WAR_INVASION", "actual", "recent", 7, 5),
        ("ATTACK_CYBER", "actual", "recent", 1, 0),
        ("FORCE_DEPLOYMENT", "actual", "recent", 4, 4),
        ("ATTACK_AIR", "actual", "background", 6, 0),
        ("THREAT_FORCE", "threatened", "new", 3, 3),
        ("WAR_INVASION", "threatened", "recent", 7, 3),
        ("CONDEMN_ACCUSE", "threatened", "new", 1, 1),
        ("ATTACK_AIR", "possible", "new", 6, 2),
        ("ATTACK_AIR", "denied", "new", 6, 0),
        ("ATTACK_AIR", "historical", "new", 6, 0),
    ],
)
def test_status_and_freshness_bound_the_level(type_, status, freshness, rung, level):
    assert level_of(replace(PLAIN, type=type_, status=status, freshness=freshness, rung=rung)) == level


def test_a_call_for_calm_has_no_level_of_its_own():
    assert level_of(CALL) == 0


def test_each_repeat_of_a_type_counts_half():
    twice = escalation((replace(PLAIN, weight=-4.0), PLAIN))
    assert twice.score == round(100 * (1 - math.exp(-(9.5 + 2.0) / 40)), 1)


def test_relief_is_half_of_what_is_said_for_peace():
    eased = escalation((PLAIN, CALL))
    assert eased.score == round(100 * (1 - math.exp(-(9.5 - 1.0) / 40)), 1)
    assert eased.because == (0, 1)


def test_relief_never_takes_more_than_three_tenths():
    peace = replace(CALL, type="CEASEFIRE", weight=7.5)
    eased = escalation((PLAIN, peace, CALL))
    assert eased.score == round(100 * (1 - math.exp(-9.5 * 0.7 / 40)), 1)


def test_peace_alone_scores_nothing_and_has_no_reasons():
    assert escalation((CALL, TALK)).because == ()


def test_what_was_denied_or_is_neutral_is_no_reason():
    assert escalation((replace(PLAIN, status="denied"), TALK, PLAIN)).because == (2,)


def test_old_acts_count_a_little_in_the_score_and_not_in_the_level():
    old = escalation((replace(PLAIN, status="historical", freshness="background"),))
    assert (old.level, old.because) == (0, (0,))
    assert old.score == 0.1


@pytest.mark.parametrize("status", ["actual", "ordered", "threatened", "possible", "denied", "historical"])
def test_contribution_shrinks_with_age(status):
    new = contribution(replace(PLAIN, status=status))
    recent = contribution(replace(PLAIN, status=status, freshness="recent"))
    assert new >= recent >= contribution(replace(PLAIN, status=status, freshness="background")) >= 0


signals = st.builds(
    lambda kind, status, freshness, weight: replace(
        {"a": PLAIN, "b": replace(PLAIN, type="FORCE_DEPLOYMENT", rung=4), "c": CALL, "d": TALK}[kind],
        status=status,
        freshness=freshness,
        weight=weight,
    ),
    st.sampled_from("abcd"),
    st.sampled_from(["actual", "ordered", "threatened", "possible", "denied", "historical"]),
    st.sampled_from(["new", "recent", "background"]),
    st.sampled_from([-9.5, -4.0, -1.5, 2.0, 7.5]),
)


@given(st.lists(signals, max_size=30))
def test_because_alone_makes_the_whole_level_and_score(made):
    whole = escalation(made)
    reasons = escalation([made[index] for index in whole.because])
    assert (reasons.level, reasons.score) == (whole.level, whole.score)
    assert 0 <= whole.score <= 100
    assert whole.because == tuple(sorted(set(whole.because)))


@given(st.lists(signals, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_signals_changes_neither_level_nor_score(made, random):
    shuffled = list(made)
    random.shuffle(shuffled)
    one, other = escalation(made), escalation(shuffled)
    assert (one.level, one.score) == (other.level, other.score)


def test_actor_and_target_make_a_dyad_in_ascii_order():
    assert dyads((replace(PLAIN, actors=parties("USA"), targets=parties("IRN")),)) == ("IRN-USA",)


def test_a_group_and_a_state_make_a_dyad():
    group = (Actor(name="Hezbollah", code="HEZBOLLAH", kind="group"),)
    assert dyads((replace(PLAIN, actors=group, targets=parties("ISR")),)) == ("HEZBOLLAH-ISR",)


def test_allies_against_a_third_are_no_dyad():
    allies = replace(PLAIN, type="ALLIANCE_COORDINATION", actors=parties("ISR", "USA"), targets=parties("IRN"))
    assert set(dyads((allies,))) == {"IRN-ISR", "IRN-USA"}


def test_allies_striking_together_are_no_dyad():
    assert dyads((said(replace(PLAIN, actors=parties("ISR", "USA")), "struck"),)) == ()


def test_a_war_between_two_is_a_dyad_without_a_target():
    war = replace(PLAIN, type="WAR_INVASION", actors=parties("ISR", "IRN"))
    assert dyads((said(war, "the war"),)) == ("IRN-ISR",)


@pytest.mark.parametrize("words", ["exchanged artillery fire", "Clashes", "traded fire", "fighting between the two"])
def test_an_exchange_of_fire_is_a_dyad_without_a_target(words):
    assert dyads((said(replace(PLAIN, actors=parties("ARM", "AZE")), words),)) == ("ARM-AZE",)


def test_a_mediator_is_no_party_to_what_it_mediates():
    talks = replace(CALL, type="TALKS_MEDIATION", actors=parties("USA"), targets=parties("ARM", "AZE"))
    assert dyads((talks,)) == ("ARM-AZE",)


def test_a_call_to_one_side_is_a_dyad_with_it():
    assert dyads((replace(CALL, actors=parties("IRN"), targets=parties("USA")),)) == ("IRN-USA",)


def test_contact_is_no_dyad():
    assert dyads((replace(TALK, actors=parties("USA"), targets=parties("ISR")),)) == ()


def test_the_united_nations_are_nobodys_adversary():
    council = (Actor(name="UN", code="UN0", kind="igo"),)
    assert dyads((replace(PLAIN, actors=council, targets=parties("IRN")),)) == ()


def test_nobody_is_a_dyad_with_oneself_or_with_the_unknown():
    unknown = (Actor(name="gunmen", code=None, kind="unknown"),)
    assert dyads((replace(PLAIN, actors=parties("IRN"), targets=parties("IRN") + unknown),)) == ()


def test_the_two_sides_of_one_act_may_stand_in_two_sentences():
    shelling = replace(PLAIN, actors=parties("AZE"))
    death = replace(PLAIN, type="ATTACK_ARMED", targets=parties("ARM"))
    assert dyads((shelling, death)) == ("ARM-AZE",)


def test_who_vows_to_answer_an_attack_answers_its_author():
    vow = replace(PLAIN, type="RETALIATION", status="threatened", actors=parties("IRN"))
    assert dyads((replace(PLAIN, actors=parties("ISR")), vow)) == ("IRN-ISR",)


def test_sides_named_apart_make_no_dyad_when_they_are_many():
    struck = replace(PLAIN, type="ATTACK_ARMED", targets=parties("ARM", "IRN"))
    assert dyads((replace(PLAIN, actors=parties("AZE")), struck)) == ()


def test_the_heaviest_dyad_comes_first():
    light = replace(PLAIN, weight=-2.0, actors=parties("ARM"), targets=parties("AZE"))
    heavy = replace(PLAIN, actors=parties("USA"), targets=parties("IRN"))
    assert dyads((light, heavy)) == ("IRN-USA", "ARM-AZE")


def test_countries_come_from_parties_and_scenes_but_not_from_datelines():
    group = (Actor(name="Hezbollah", code="HEZBOLLAH", kind="group"),)
    unknown = (Actor(name="state", code=None, kind="state"),)
    signal = replace(
        PLAIN,
        actors=parties("ISR"),
        targets=group + unknown,
        places=(place("LBN"), place("CYP", "dateline"), place("SYR", "origin"), place(None)),
    )
    assert countries((signal,)) == ("ISR", "LBN", "SYR")
