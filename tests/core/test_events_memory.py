"""Whom a report is about, and what alerting remembers: redelivery, rebuilding, bounds, the same bytes each time."""

import random
from dataclasses import replace

import orjson
import pytest
from alert_articles import HOUR_MS, START_MS, article, place, signal

from tocsin.core import codec
from tocsin.core.events import Book, decide, spots
from tocsin.core.events.book import written
from tocsin.core.events.families import class_of, family_of, rank_of, words_of
from tocsin.core.events.sources import independent, merged, with_source
from tocsin.core.events.state import COUNTED_MAX, DECIDED_MAX, EVENTS_MAX, SOURCES_MAX, Applied

THREAT = {"kind": "THREAT_FORCE", "status": "threatened"}


def run(articles, book=None, start=0):
    """Decides on articles in turn; gives the decisions and the book."""
    book = Book() if book is None else book
    decisions = []
    for offset, one in enumerate(articles, start):
        decisions.append(decide(one, book, Applied(offset=offset, timestamp_ms=offset)))
        book.take_in(decisions[-1])
    return decisions, book


def dyads(*articles):
    return [[alert.thread_key.split("/")[0] for alert in decision.alerts] for decision in run(articles)[0]]


def told(decision):
    return [codec.dump(one) for one in (*decision.alerts, *decision.mentions)]


# Whom a report is about


def test_the_other_side_comes_from_the_articles_other_signals():
    assert dyads(article("a", signal(on="", at=""), signal(kind="ATTACK_ARMED", start=50))) == [["ARM-AZE"]]
    assert dyads(article("a", signal(by="", on="", at=""), signal(kind="ATTACK_ARMED", start=50))) == [["ARM-AZE"]]
    assert dyads(article("a", signal(on="", at=""), signal(by="", on="ARM", at="", start=50))) == [["ARM-AZE"]]


def test_the_other_side_comes_from_an_open_thread_with_the_place():
    _, book = run([article("a", signal())])
    for one in (
        signal(on="", at="Goris", dead=5),
        signal(by="", on="", at="Goris", dead=5),
        signal(on="", at="", dead=5),
        signal(by="AZE ARM", on="", dead=5),
    ):
        [decision], _ = run(
            [article("b", one, after_h=1)], Book.of(written(s) for s in book.open_at(START_MS, "FORCE")), 1
        )
        assert [alert.kind for alert in decision.alerts] == ["casualties"]


def test_an_actor_of_two_open_threads_joins_neither_without_a_place():
    first = [article("a", signal()), article("b", signal(on="GEO", at=""), after_h=1)]
    decisions, _ = run([*first, article("c", signal(on="", at="", dead=5), after_h=2)])
    assert {mention.quiet_reason for mention in decisions[-1].mentions} == {"one-side-only"}


def test_the_other_side_comes_from_the_country_of_the_place():
    assert dyads(article("a", signal(on=""))) == [["ARM-AZE"]]
    assert dyads(article("a", signal(by="ARM", on=""))) == [[]]
    assert dyads(article("a", signal(on="", role="dateline"))) == [[]]


def test_to_gather_forces_in_a_country_is_not_against_it():
    assert dyads(article("a", signal(kind="FORCE_DEPLOYMENT", by="USA", on="", at="Tyre"))) == [[]]


def test_an_act_on_a_group_is_not_against_its_host():
    strike = signal(by="ISR", on="LBN", at="Tyre")
    on_group = signal(by="ISR", on="HEZBOLLAH", at="", kind="ATTACK_ARMED")
    assert dyads(article("a", strike, on_group)) == [["HEZBOLLAH-ISR"]]
    threat = signal(by="HEZBOLLAH", on="", at="", **THREAT)
    assert dyads(article("a", signal(by="ISR", on="", at="Tyre"), threat)) == [["HEZBOLLAH-ISR"]]
    later = article("b", signal(by="ISR", on="LBN", at="Tyre", dead=7), after_h=3)
    assert dyads(article("a", strike, on_group), later) == [["HEZBOLLAH-ISR"], ["HEZBOLLAH-ISR"]]
    assert dyads(article("a", strike)) == [["ISR-LBN"]]


def test_an_actor_beside_another_conflicts_place_is_not_part_of_it():
    known = [article("a", signal(by="ISR", on="HEZBOLLAH", at="Tyre"))]
    decisions, _ = run([*known, article("b", signal(by="AZE", on="", at="Tyre"), after_h=1)])
    assert decisions[-1].alerts == ()


def test_a_lesser_report_of_an_article_opens_no_thread_on_a_guess():
    decisions, _ = run(
        [article("a", signal(), signal(kind="THREAT_FORCE", by="USA", on="", at="Tyre", status="threatened"))]
    )
    assert [alert.dyad for alert in decisions[0].alerts] == [("ARM", "AZE")]


def test_of_several_pairs_the_one_with_an_open_thread_is_meant():
    both = signal(by="AZE TUR", on="ARM", at="")
    assert dyads(article("a", both)) == [["ARM-AZE"]]
    assert dyads(article("z", signal(by="TUR", at="")), article("a", both, after_h=1)) == [["ARM-TUR"], []]


# Delivered again


def test_what_is_delivered_again_is_said_again_byte_for_byte():
    articles = [article("a", signal(dead=2)), article("b", signal(dead=9), after_h=1)]
    decisions, book = run(articles)
    for first, one in zip(decisions, articles, strict=True):
        again = decide(one, book, Applied(offset=0, timestamp_ms=0))
        assert told(again) == told(first)
        assert {event.event_key for event in again.events} == {event.event_key for event in first.events}
        elsewhere = decide(one, book, Applied(offset=99, timestamp_ms=99))
        assert told(elsewhere) == told(first)


def test_what_led_to_nothing_leads_to_nothing_again():
    alone = article("a", signal(on="", at="Goris", by=""))
    _, book = run([alone, article("b", signal(), after_h=1)])
    assert told(decide(alone, book, Applied(offset=0, timestamp_ms=0))) == []
    # A topic made anew begins at offset 0 again, with later timestamps.
    assert told(decide(article("c", signal(), after_h=2), book, Applied(offset=0, timestamp_ms=50))) != []


def test_a_later_revision_is_decided_on_and_an_earlier_one_is_not():
    first = article("a", signal(dead=2))
    second = replace(article("a", signal(dead=9)), revision=2)
    decisions, book = run([first, second])
    assert [alert.kind for alert in decisions[1].alerts] == ["casualties"]
    assert decisions[1].alerts[0].sources == 1
    assert told(decide(first, book, Applied(offset=9, timestamp_ms=9))) == told(decisions[0])


def test_a_clock_that_goes_back_changes_nothing():
    """A thread would not take what is stamped earlier than itself: its numbers would be given twice."""
    articles = a_stream(20)
    book, stamps = Book(), iter(range(1_000, 0, -10))
    decisions = []
    for offset, one in enumerate(articles):
        decisions.append(decide(one, book, book.place_of(offset, next(stamps))))
        book.take_in(decisions[-1])
    assert [told(one) for one in decisions] == [told(one) for one in run(articles)[0]]


def test_the_book_is_rebuilt_from_the_thread_topic_at_any_point():
    articles = a_stream(60)
    whole, _ = run(articles)
    log = []
    for offset, one in enumerate(articles):
        latest = {orjson.loads(value)["thread_key"]: value for value in log}
        book = Book.of(latest.values())
        decision = decide(one, book, Applied(offset=offset, timestamp_ms=offset))
        assert told(decision) == told(whole[offset])
        log += [written(state) for state in decision.threads]


def test_a_stream_told_again_gives_the_same_bytes():
    first, second = run(a_stream(80))[0], run(a_stream(80))[0]
    assert [told(one) for one in first] == [told(one) for one in second]
    assert sum(len(one.alerts) for one in first) > 5


def test_an_article_of_two_threads_is_known_to_both_or_to_none():
    two = article("a", signal(), signal(by="ISR", on="HEZBOLLAH", at="Tyre"))
    [decision], _ = run([two])
    assert len(decision.threads) == 2
    cut_off = Book.of([written(decision.threads[0])])
    again = decide(two, cut_off, Applied(offset=0, timestamp_ms=0))
    assert told(again) == told(decision)
    assert {state.thread_key for state in again.threads} == {state.thread_key for state in decision.threads}


def test_an_older_state_does_not_undo_a_newer_one():
    decisions, _ = run([article("a", signal()), article("b", signal(), after_h=1)])
    [older], [newer] = decisions[0].threads, decisions[1].threads
    book = Book.of([written(newer), written(older)])
    assert next(book.open_at(START_MS, "FORCE")).counted == newer.counted


def test_what_is_no_thread_state_is_counted_and_left_out():
    book = Book.of([b"no JSON", b"{}"])
    assert book.unreadable == 2


# Bounds


def test_a_thread_forgets_what_is_long_past():
    decisions, book = run([article("a", signal()), article("b", signal(by="RUS", on="EST", at=""), after_h=91 * 24)])
    assert decisions[1].forgotten == (decisions[0].alerts[0].thread_key,)
    assert list(book.events_of("ARM-AZE", "FORCE")) == []


def test_a_threads_record_stays_small_however_much_is_reported():
    many = [
        article(f"a{n}", signal(at="Goris" if n % 3 else ""), after_h=n * 0.2, publisher=f"p{n}.example")
        for n in range(COUNTED_MAX + 50)
    ]
    _, book = run(many)
    state = next(book.open_at(START_MS + 60 * HOUR_MS, "FORCE"))
    assert len(state.counted) == COUNTED_MAX
    assert len(state.decided) == DECIDED_MAX
    assert max(len(event.record.sources) for event in state.events) == SOURCES_MAX
    assert len(state.events) <= EVENTS_MAX
    assert len(written(state)) < 300_000


def test_a_thread_of_many_fronts_and_long_articles_stays_below_its_topics_limit():
    fronts = [place("Goris")]
    fronts = [replace(fronts[0], name=f"Village {n}", lat=30 + n / 2, lon=40.0) for n in range(EVENTS_MAX + 10)]
    many = []
    for n, front in enumerate(fronts):
        here = replace(signal(), places=(front,))
        many += [
            article(f"a{n}x{m}", *[here] * 30, after_h=n + m / 60, publisher=f"publisher-{m}.example") for m in range(4)
        ]
    _, book = run(many)
    state = next(book.open_at(START_MS + len(fronts) * HOUR_MS, "FORCE"))
    assert len(state.events) == EVENTS_MAX
    assert sum(len(event.record.sources) for event in state.events) <= 20 * SOURCES_MAX + 80 * 3
    assert sum(len(one.mentions) for one in state.decided) <= 200
    assert len(written(state)) < 600_000


def a_stream(length):
    """A few quarrels, reported in no order by sources that come again."""
    drawn = random.Random(7)
    made = []
    for n in range(length):
        by, on, at = drawn.choice(
            [("AZE", "ARM", "Goris"), ("AZE", "ARM", "Tegh"), ("ISR", "HEZBOLLAH", "Tyre"), ("AZE", "", "")]
        )
        kind = drawn.choice(["ATTACK_MISSILE", "THREAT_FORCE", "READINESS_ALERT", "CEASEFIRE"])
        status = "threatened" if kind == "THREAT_FORCE" else drawn.choice(["actual", "actual", "denied"])
        made.append(
            article(
                f"a{n}", signal(kind, by, on, at, status=status, dead=drawn.choice([None, 1, 5, 20])), after_h=n * 2.5
            )
        )
    return made


# Tables and small parts


@pytest.mark.parametrize(
    ("kind", "family", "of_class"),
    [
        ("ATTACK_AIR", "FORCE", "force"),
        ("WMD_NUCLEAR", "FORCE", "weapons"),
        ("THREAT_FORCE", "FORCE", "threat"),
        ("SHOW_OF_FORCE", "FORCE", "readiness"),
        ("ATTACK_CYBER", "COERCION", "pressure"),
        ("EVACUATION", "OTHER", "pressure"),
    ],
)
def test_every_type_has_a_family_and_a_class(kind, family, of_class):
    assert (family_of(kind), class_of(kind)) == (family, of_class)


def test_a_type_without_words_of_its_own_is_named_as_it_is_written():
    assert words_of("SOMETHING_NEW") == "something new"
    assert rank_of("denied") == 0


def test_places_are_one_by_number_name_or_nearness():
    goris, tegh, tyre = place("Goris"), place("Tegh"), place("Tyre")
    assert spots.same(goris, tegh)
    assert not spots.same(goris, tyre)
    assert not spots.same(goris, place("Nowhereville"))
    assert spots.same(place("Lebanon"), tyre)
    assert not spots.same(place("Lebanon"), goris)
    assert spots.named_alike(replace(goris, geonames_id=7), replace(tegh, geonames_id=7))
    assert spots.distinct(goris, tegh)
    assert not spots.distinct(goris, goris)
    assert not spots.distinct(goris, place("Syunik"))
    assert spots.distinct(goris, place("Lebanon"))
    assert round(spots.distance_km(goris, tegh)) == 13


def test_places_are_written_in_keys_without_accents():
    assert spots.key_of(None) == "-"
    assert spots.key_of(replace(place("Goris"), name="Ağdam, Şəki")) == "ARM.AGDAM-SƏKI"
    assert spots.key_of(replace(place("Goris"), name="Black Sea", country=None)) == "BLACK-SEA"


def test_independent_sources_share_neither_text_nor_publisher_nor_wire():
    def sources(*articles):
        found = ()
        for one in articles:
            found = with_source(found, one)
        return found

    assert independent(()) == 1
    assert independent(sources(article("a"), article("b"))) == 2
    assert independent(sources(article("a"), article("b", copy_of="a"))) == 1
    assert independent(sources(article("a", publisher="p"), article("b", publisher="p"))) == 1
    chained = sources(article("a", wire="AFP"), article("b", publisher="p"), article("c", publisher="p", wire="afp"))
    assert independent(chained) == 1
    assert len(sources(article("a"), article("a", revision=2), article("b"))) == 2


def test_casualties_are_merged_to_the_higher_figures():
    lower, higher = signal(dead=2, injured=9).casualties, signal(dead=5).casualties
    both = merged(lower, higher)
    assert (both.dead.best, both.injured.best, both.missing) == (5, 9, None)
    assert merged(None, lower) is lower
    assert merged(lower, None) is lower
