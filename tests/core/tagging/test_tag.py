"""The tagger as a whole: fields, limits, languages, order, and hostile text."""

import pytest

from tocsin.core.tagging import SIGNALS_MAX, TAGGER_VERSION, tag
from tocsin.core.tagging.taxonomy import TAXONOMY_VERSION, TYPES, as_document
from tocsin.core.times import parse

ANCHOR_MS = parse("2025-03-11T09:00:00Z")
STRIKE = "Russian missiles hit a power plant in Odesa on Monday, Ukrainian officials said."


def tagged(text, title=None, language="en"):
    return tag(title, text, anchor_ms=ANCHOR_MS, language=language)


def fields(found):
    return [(signal.evidence.field, signal.type) for signal in found.signals]


def test_a_flash_that_is_a_title_alone_is_tagged_as_title():
    found = tagged("More to follow.", title="Russian missiles hit Odesa, Ukraine says")
    assert fields(found) == [("title", "ATTACK_MISSILE")]


def test_where_the_text_tells_the_titles_act_only_the_texts_signal_stays():
    assert fields(tagged(STRIKE, title="Russian missiles hit Odesa")) == [("text", "ATTACK_MISSILE")]


def test_a_title_that_names_another_pair_keeps_its_signal():
    found = tagged(STRIKE, title="Israeli missiles hit Syria")
    assert ("title", "ATTACK_MISSILE") in fields(found)


def test_the_tagger_gives_no_ids():
    assert {signal.id for signal in tagged(STRIKE).signals} == {""}


def test_more_signals_than_the_limit_are_counted_and_the_gravest_kept():
    calls = "France condemned Serbia on Monday.\n\n" * 30
    found = tagged(calls + (STRIKE + "\n\n") * (SIGNALS_MAX + 5))
    assert len(found.signals) == SIGNALS_MAX
    assert found.signals_omitted >= 35
    assert {signal.type for signal in found.signals} == {"ATTACK_MISSILE"}


def test_signals_stand_in_the_order_of_the_text():
    found = tagged(STRIKE + " Poland condemned Russia. Ukraine vowed to retaliate.")
    starts = [signal.evidence.start for signal in found.signals]
    assert len(starts) >= 3
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("language", "coverage"),
    [("en", "full"), ("en-GB", "full"), (None, "full"), ("und", "full"), ("ru", "lexicon"), ("de", "none")],
)
def test_a_languages_coverage_is_said(language, coverage):
    assert tagged("Nothing happened.", language=language).coverage == coverage


def test_another_language_gives_possible_signals_at_most():
    found = tagged("Россия нанесла ракетный удар по Одессе.", language="ru")
    assert {signal.status for signal in found.signals} <= {"possible"}
    assert all(signal.rule.startswith("lexicon:") for signal in found.signals)


def test_what_is_denied_weighs_nothing():
    found = tagged("Baku denied shelling Armenian positions near Sotk.")
    assert [(signal.status, signal.weight) for signal in found.signals] == [("denied", 0.0)]


def test_what_is_told_in_passing_weighs_a_tenth():
    found = tagged("Iran freed two French journalists who had been arrested in May.")
    weights = {signal.type: signal.weight for signal in found.signals}
    assert weights["CONCESSION_DEAL"] == 5.0
    assert weights["COERCION_SANCTIONS"] == pytest.approx(-0.6)


def test_what_opens_the_sentence_as_a_clause_is_in_passing():
    found = tagged("After Iran freed two French hostages, Israel condemned the deal.")
    weights = {signal.type: signal.weight for signal in found.signals}
    assert weights["CONCESSION_DEAL"] == pytest.approx(0.5)
    assert weights["CONDEMN_ACCUSE"] == -2.0


def test_where_nothing_stands_in_the_main_clause_the_first_find_is_the_news():
    found = tagged("After Russia freed two Polish hostages and Belarus condemned Poland, a quiet week began.")
    weights = {signal.type: signal.weight for signal in found.signals}
    assert weights["CONCESSION_DEAL"] == 5.0
    assert weights["CONDEMN_ACCUSE"] == pytest.approx(-0.2)


def test_force_in_a_clause_of_its_own_keeps_its_weight():
    found = tagged("Hamas freed two hostages; Israeli jets bombed Rafah.")
    assert {signal.weight for signal in found.signals} == {5.0, -9.5}


def test_crime_between_no_parties_stays_below_an_alert():
    found = tagged("Gunmen killed four people in a robbery, the police said.")
    assert all(signal.rung <= 2 for signal in found.signals)


def test_a_look_back_tells_history():
    found = tagged(STRIKE, title="Year in pictures: the strikes on Odesa")
    assert {signal.freshness for signal in found.signals} == {"background"}


def test_an_exercise_attacks_nobody():
    text = "Sirens will sound in Guam as part of an exercise in which missiles fired at the island are intercepted."
    assert not [signal for signal in tagged(text).signals if signal.type.startswith("ATTACK")]


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "attack " * 40_000,
        "Israel struck Iran and " * 12_000,
        '"' * 100_000,
        "“" * 50_000 + "”" * 50_000,
        "U.S. " * 50_000,
        "< / P > < p > " * 20_000,
        "<" * 200_000,
        "." * 200_000,
        "\n" * 200_000,
        " " * 200_000,
        "(" * 100_000,
        "• " * 80_000,
        "has been " * 30_000,
        "İ" * 100_000,
        "威胁" * 60_000,
    ],
    ids=lambda text: text[:8].strip() or "space",
)
def test_hostile_text_ends(text):
    # A pattern that backtracks without bound never comes back from these; the run's own timeout would say so.
    found = tagged(text)
    assert len(found.signals) <= SIGNALS_MAX
    assert all(text[s.evidence.start : s.evidence.end] == s.evidence.text for s in found.signals)


def test_the_taxonomy_has_its_thirty_two_types_and_is_published_whole():
    document = as_document()
    assert len(TYPES) == 32
    assert document["version"] == TAXONOMY_VERSION
    assert set(document["types"]) == set(TYPES)
    assert TAGGER_VERSION


@pytest.mark.parametrize("kind", TYPES.values(), ids=lambda kind: kind.name)
def test_a_types_weight_has_its_polaritys_sign(kind):
    sign = (kind.weight > 0) - (kind.weight < 0)
    assert sign == {"escalatory": -1, "neutral": 0, "de-escalatory": 1}[kind.polarity]
    assert 0 <= kind.rung <= 7


def test_a_war_that_is_fought_in_a_film_is_none() -> None:
    text = (
        "A new war film opens with the invasion of Ukraine by Russia and never leaves the cook's tent.\n\n"
        "Missiles fall, villages burn, an embassy is stormed; the director and his cast filmed the bombing in Hungary.\n\n"
        "It is in cinemas from Friday. Running time: 118 minutes."
    )
    found = tag("The Last Convoy review", text, anchor_ms=1_790_000_000_000, language="en")
    assert not [signal for signal in found.signals if signal.rung >= 3]


def test_a_director_of_military_operations_is_no_offensive() -> None:
    text = (
        "The directors of military operations of India and Pakistan spoke on the hotline on Friday, both armies said."
    )
    found = tag(None, text, anchor_ms=1_790_000_000_000, language="en")
    assert "WAR_INVASION" not in {signal.type for signal in found.signals}
