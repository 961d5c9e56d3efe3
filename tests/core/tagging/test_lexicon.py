import pytest

from tocsin.core.tagging import lexicon
from tocsin.core.tagging.data import table
from tocsin.core.tagging.taxonomy import TYPES


@pytest.mark.parametrize(
    ("language", "text", "type_"),
    [
        ("ar", "شنت إسرائيل غارات جوية على جنوب لبنان", "ATTACK_AIR"),
        ("fa", "ایران حمله موشکی انجام داد", "ATTACK_MISSILE"),
        ("he", 'צה"ל ביצע תקיפה אווירית בלבנון', "ATTACK_AIR"),
        ("ru", "Россия нанесла ракетный удар по Киеву.", "ATTACK_MISSILE"),
        ("uk", "Росія завдала ракетного удару по Одесі", "ATTACK_MISSILE"),
        ("zh-Hans", "以色列对贝鲁特发动空袭。", "ATTACK_AIR"),
        ("fr", "Israël a mené des frappes aériennes sur Beyrouth.", "ATTACK_AIR"),
        ("es", "Israel lanzó un ataque aéreo contra Beirut.", "ATTACK_AIR"),
        ("tr", "İsrail Gazze'ye hava saldırısı düzenledi.", "ATTACK_AIR"),
    ],
)
def test_each_language_knows_a_strike_and_calls_it_possible(language, text, type_):
    (signal,) = lexicon.tag(None, text, language=language).signals
    assert (signal.type, signal.status, signal.actors) == (type_, "possible", ())
    assert signal.rule.startswith("lexicon:")
    assert text[signal.evidence.start : signal.evidence.end] == signal.evidence.text
    assert text[signal.cue.start : signal.cue.end] == signal.cue.text


@pytest.mark.parametrize("language", sorted(lexicon.LANGUAGES))
def test_every_language_knows_force_and_peace(language):
    types = {row[1] for row in table("lexicon") if row[0] == language}
    assert {"ATTACK_AIR", "ATTACK_MISSILE", "ATTACK_ARMED", "WAR_INVASION", "CEASEFIRE", "THREAT_FORCE"} <= types


def test_the_table_uses_known_types_and_languages():
    assert {row[1] for row in table("lexicon")} <= set(TYPES)
    assert {row[0] for row in table("lexicon")} == lexicon.LANGUAGES


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "full"), (None, "full"), ("und", "full"), ("en-GB", "full"), ("ar-EG", "lexicon"), ("de", "none")],
)
def test_the_coverage_of_a_language_is_said(language, said):
    assert lexicon.coverage(language) == said


def test_an_ordinary_text_raises_nothing():
    tagged = lexicon.tag("Погода", "Завтра ожидается дождь.", language="ru")
    assert (tagged.signals, tagged.coverage) == ((), "lexicon")


def test_a_word_inside_another_is_no_find():
    assert lexicon.tag(None, "Les désanctions", language="fr").signals == ()


def test_one_type_is_told_once_a_sentence_and_again_in_the_next():
    tagged = lexicon.tag("Удар с воздуха", "Обстрел и обстрел. Обстрел.", language="ru")
    assert [signal.evidence.field for signal in tagged.signals] == ["title", "text", "text"]


def test_at_most_two_hundred_signals_are_kept_and_the_rest_is_counted():
    tagged = lexicon.tag(None, "Обстрел. " * 230, language="ru")
    assert (len(tagged.signals), tagged.signals_omitted) == (200, 30)


def test_evidence_stays_within_its_limit():
    (signal,) = lexicon.tag(None, "обстрел " + "слово " * 200, language="ru").signals
    assert signal.evidence.text == "обстрел"
