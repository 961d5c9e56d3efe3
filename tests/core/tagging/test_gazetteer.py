import json
import re
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest

from tocsin.core.records.signals import ActorKind, PlacePrecision
from tocsin.core.tagging import actors, gazetteer
from tocsin.core.tagging.data import table
from tocsin.core.tagging.gazetteer.automaton import hits

SCHEMAS = Path(__file__).parents[3] / "schemas"


def parties(text):
    return [(mention.name, mention.code) for mention in gazetteer.mentions(text)[0]]


def codes(text):
    return [mention.code for mention in gazetteer.mentions(text)[0]]


def places(text):
    return [(place.name, place.country, place.precision) for place in gazetteer.mentions(text)[1]]


def test_the_published_codes_are_those_of_the_tables():
    assert (SCHEMAS / "actors.json").read_bytes() == actors.document(), "write schemas/actors.json anew"


def test_every_code_is_well_formed_and_unique():
    listed = [entry["code"] for entry in actors.entries()]
    assert len(set(listed)) == len(listed)
    assert all(re.fullmatch(r"[A-Z0-9]{3,12}", code) for code in listed)
    assert (
        sum(entry["kind"] == "group" and not entry["code"].endswith(("PROXY", "REB")) for entry in actors.entries())
        >= 120
    )


def test_wikidata_ids_and_kinds_are_well_formed():
    for entry in json.loads(actors.document())["actors"]:
        assert entry["wikidata"] is None or re.fullmatch(r"Q[1-9]\d*", entry["wikidata"])
        assert entry["kind"] in get_args(ActorKind)


def test_the_tables_use_the_known_precisions_and_codes():
    assert {row[4] for row in table("sites")} <= set(get_args(PlacePrecision))
    known = {entry["code"] for entry in actors.entries()}
    assert {row[1] for row in table("sites") if row[1]} <= known
    assert {row[0] for row in table("leaders")} | {row[0] for row in table("forces")} <= known


def test_no_state_is_written_as_another():
    seen = {}
    for code, names, _people, _capitals in table("states"):
        for name in names.split("|"):
            assert seen.setdefault(name, code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Iran", "IRN"),
        ("Iranians", "IRN"),
        ("Tehran", "IRN"),
        ("the Kremlin", "RUS"),
        ("U.S.", "USA"),
        ("US-led", "USA"),
        ("Netanyahu", "ISR"),
        ("Türkiye", "TUR"),
        ("Côte d\u2019Ivoire", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("KYIV", "UKR"),
        ("north Korea", "PRK"),
        ("IDF", "ISR"),
        ("IRGC", "IRN"),
        ("Ansar Allah", "HOUTHI"),
        ("Hizbullah", "HEZBOLLAH"),
        ("M23", "M23"),
        ("al-Shabaab", "ALSHABAAB"),
        ("Hay\u2019at Tahrir al-Sham", "HTS"),
        ("NATO", "NATO"),
        ("the European Union", "EUN"),
        ("Taliban", "TALIBAN"),
        ("northern Israel", "ISR"),
    ],
)
def test_a_party_is_known_by_each_of_its_names(text, code):
    assert codes(f"Yesterday {text}'s men spoke.") == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Somaliaville", "Iranx", "The Moscow Times wrote", "Michael Jordan scored", "Jordan Peterson spoke",
        "Israel Adesanya won the bout", "Chad Kroeger sang", "Turkey prices rose before the feast",
        "They moved to Moscow, Idaho, last year", "A fire in Lebanon, Pa., hurt two", "CONTACT US for more",
        "It costs US$5 million", "Atlanta voters in Georgia chose a senator", "Washington state fruit",
        "Denzel Washington stars", "The Iron Dome held", "They play the trump card to win",
        "For Thanksgiving, Turkey and pie", "Georgia on my mind", "Dr. Jordan agreed", "French fries are sold",
        "Manchester United attacked", "Paris Hilton arrived", "the US Open began",
    ],
)  # fmt: skip
def test_a_name_that_means_something_else_is_no_party(text):
    assert codes(text) == []


def test_georgia_is_the_state_where_the_caucasus_is_told_of():
    assert codes("Georgia closed the road to South Ossetia.") == ["GEO"]
    assert codes("Georgian troops left Georgia by way of Atlanta.") == ["GEO", "GEO"]


def test_the_turkish_state_is_told_from_the_bird():
    assert codes("Turkey sent jets. Ankara confirmed it before Thanksgiving.") == ["TUR", "TUR"]


def test_machine_translation_may_lose_the_capital_of_a_known_leader():
    assert codes("Trump left. Then trump spoke with Putin.") == ["USA", "USA", "RUS"]
    assert codes("Trump said it would trump the rest.") == ["USA"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iranian-backed militias", ("Iranian-backed militias", "IRNPROXY")),
        ("Iranian-backed Iraqi militias", ("Iranian-backed Iraqi militias", "IRNPROXY")),
        ("Iran-backed groups", ("Iran-backed groups", "IRNPROXY")),
        ("pro-Russian separatists", ("Russian separatists", "RUSPROXY")),
        ("Syrian rebels", ("Syrian rebels", "SYRREB")),
        ("Houthi rebels", ("Houthi rebels", "HOUTHI")),
        ("the Lebanese militia Hezbollah", ("Lebanese militia Hezbollah", "HEZBOLLAH")),
        ("Rwanda-backed M23", ("M23", "M23")),
        ("Palestinian Hamas", ("Hamas", "HAMAS")),
        ("gunmen", ("gunmen", None)),
        ("Iraqi protesters", ("Iraqi protesters", "IRQ")),
        ("Shia militias", ("militias", None)),
    ],
)
def test_a_group_takes_in_who_stands_behind_it(text, expected):
    assert parties(f"Some said {text} came.") == [expected]


def test_a_state_far_from_a_group_does_not_stand_behind_it():
    text = "Iran's foreign ministry has not said a word for three weeks now and more about the militias"
    assert codes(text) == ["IRN", None]


def test_a_bond_in_front_of_a_named_group_makes_no_second_group():
    assert codes("Rwanda-backed M23 fighters") == ["M23"]


def test_half_a_korea_is_read_with_the_other():
    assert parties("North and South Korean forces") == [("North", "PRK"), ("South Korean", "KOR")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("near Natanz", ("Natanz", "IRN", "site")),
        ("in the Strait of Hormuz", ("Strait of Hormuz", None, "sea")),
        ("at Ain al-Assad", ("Ain al-Assad", "IRQ", "site")),
        ("in Kharkiv", ("Kharkiv", "UKR", "city")),
        ("in GOMA", ("GOMA", "COD", "city")),
        ("in Nagorno-Karabakh", ("Nagorno-Karabakh", "AZE", "province")),
        ("in Sudan", ("Sudan", "SDN", "country")),
        ("in Crimea", ("Crimea", "UKR", "province")),
    ],
)
def test_a_place_has_its_country_and_precision(text, expected):
    assert places(f"It happened {text} today.") == [expected]


def test_a_country_has_no_point_and_a_city_has():
    country, city = gazetteer.mentions("In Ukraine, near Kharkiv.")[1]
    assert (country.lat, country.lon, country.geonames_id) == (None, None, None)
    assert (round(city.lat), round(city.lon), city.geonames_id) == (50, 36, 706483)


def test_spans_are_those_of_the_text_and_do_not_overlap():
    text = "Ünïcödé 😀 Israel struck Kata’ib Hezbollah in Deir ez-Zor; NATO and the U.S. spoke."
    for found in gazetteer.mentions(text):
        assert all(text[each.start : each.end] == each.name for each in found)
        assert all(one.end <= other.start for one, other in pairwise(found))


def test_the_longest_name_wins():
    assert codes("South Sudan and Papua New Guinea") == ["SSD", "PNG"]
    assert [hit.end for hit in hits("Equatorial Guinea")] == [17]


def test_an_empty_text_names_nobody():
    assert gazetteer.mentions("") == ((), ())
