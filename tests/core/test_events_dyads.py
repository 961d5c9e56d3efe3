"""The pairs in an article's record: those that its alerts will name, as far as the text alone knows them."""

from alert_articles import article, signal

from tocsin.core.events import Book, decide
from tocsin.core.events.dyads import of_article
from tocsin.core.events.state import Applied


def alerted(one):
    return ["-".join(alert.dyad) for alert in decide(one, Book(), Applied(offset=0, timestamp_ms=0)).alerts]


def test_the_side_that_only_the_place_names_is_in_the_record_and_in_the_alert():
    one = article("a", signal(on=""))
    assert of_article(one) == ("ARM-AZE",)
    assert alerted(one) == ["ARM-AZE"]


def test_the_pair_that_weighs_most_comes_first():
    named = signal(kind="THREAT_FORCE", status="threatened", by="USA", on="IRN", at="", start=50)
    one = article("a", signal(on=""), named)
    assert of_article(one) == ("ARM-AZE", "IRN-USA")


def test_an_armed_group_stands_for_its_host_in_the_record_too():
    one = article("a", signal(by="ISR", on="", at="Tyre"), signal(kind="THREAT_FORCE", by="HEZBOLLAH", on="", start=50))
    assert of_article(one) == tuple(alerted(one)) == ("HEZBOLLAH-ISR",)


def test_where_nothing_fresh_is_told_the_pairs_are_those_that_signals_name():
    old = signal(freshness="background")
    assert of_article(article("a", old)) == ("ARM-AZE",)
    assert of_article(article("a", signal(on="", freshness="background"))) == ()


def test_a_place_in_a_dateline_makes_no_pair():
    assert of_article(article("a", signal(on="", role="dateline"))) == ()


def test_a_deployment_makes_no_enemy_of_its_host():
    assert of_article(article("a", signal(kind="FORCE_DEPLOYMENT", by="USA", on="", at="Tyre"))) == ()
