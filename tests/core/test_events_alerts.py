"""When an alert is due, told as streams of short articles: the kinds, and what keeps each of them quiet."""

import pytest
from alert_articles import DAY_MS, START_MS, article, signal

from tocsin.core import times

THREAT = {"kind": "THREAT_FORCE", "status": "threatened"}


def day(n):
    """The day of the stream's start, and those after it."""
    return times.text_of(START_MS + n * DAY_MS)[:10]


def again(name, *signals, **more):
    """An article of one and the same publisher, so that it confirms nothing."""
    return article(name, *signals, publisher="one.example", **more)


# new


def test_the_first_report_of_a_thread_is_an_alert(stream):
    alert = stream.last(article("a", signal(dead=2), title="Guns shell Goris"))
    assert (alert.kind, alert.level, alert.status, alert.dyad) == ("new", 6, "actual", ("ARM", "AZE"))
    assert alert.thread_key == f"ARM-AZE/FORCE/{day(0)}"
    assert alert.event_key == f"ARM-AZE/FORCE/{day(0)}/ARM.GORIS/{day(0)}"
    assert (alert.seq, alert.episode, alert.previous, alert.references) == (1, 1, None, ())
    assert alert.countries == ("ARM", "AZE")
    assert alert.casualties.dead.best == 2
    assert (alert.cap.msg_type, alert.cap.severity, alert.cap.urgency, alert.cap.certainty) == (
        "Alert",
        "Extreme",
        "Immediate",
        "Likely",
    )
    assert alert.signal.evidence.text in alert.because
    assert alert.headline == "ARM / AZE: rocket, missile or artillery fire at Goris (new)"


def test_a_second_source_of_the_same_event_raises_nothing(stream):
    assert stream.kinds(article("a", signal()), article("b", signal(kind="ATTACK_ARMED"), after_h=1)) == [["new"], []]


def test_a_copy_raises_nothing_and_is_no_source(stream):
    stream.tell(article("a", signal(), title="Guns shell Goris"))
    moved = signal(kind="WAR_INVASION", at="Yerevan")
    assert stream.last(article("b", moved, after_h=1, copy_of="a")) == {"copy"}
    alert = stream.last(article("c", signal(dead=9), after_h=2))
    assert (alert.kind, alert.sources, alert.place.name) == ("casualties", 2, "Goris")
    assert alert.level == 6


def test_a_copy_with_a_higher_toll_is_told(stream):
    stream.tell(article("a", signal(dead=2)))
    assert stream.last(article("b", signal(dead=6), after_h=1, copy_of="a")).kind == "casualties"


def test_a_copy_of_what_alerting_never_saw_is_news(stream):
    assert stream.kinds(article("b", signal(), copy_of="unseen")) == [["new"]]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"status": "possible"}, "possible-only"),
        ({"status": "denied"}, "denied-never-alerted"),
        ({"freshness": "recent"}, "late"),
        ({"by": "AZE", "on": "", "at": ""}, "one-side-only"),
        ({"by": "", "on": "", "at": "Goris"}, "one-side-only"),
        ({"by": "AZE", "on": "UNO", "at": ""}, "one-side-only"),
    ],
)
def test_what_opens_no_thread_says_why(stream, changes, reason):
    assert stream.last(article("a", signal(**changes))) == {reason}
    assert list(stream.book.open_at(START_MS, "FORCE")) == []


def test_signals_that_name_nobody_keep_no_strike_quiet(stream):
    strike = [signal(on=""), signal("ATTACK_ARMED", by="", on="", dead=3), signal(by="", on="", at="")]
    alert = stream.last(article("one", *strike))
    assert (alert.kind, alert.dyad) == ("new", ("ARM", "AZE"))


@pytest.mark.parametrize("changes", [{"freshness": "background"}, {"status": "historical"}, {"rung": 2}])
def test_what_is_old_or_low_is_not_even_mentioned(stream, changes):
    assert stream.last(article("a", signal(**changes))) == set()


def test_a_level_below_three_is_below_level(stream):
    assert stream.last(article("a", signal(kind="THREAT_FORCE", status="possible", rung=3))) == {"possible-only"}


def test_an_article_days_late_raises_nothing_and_is_kept_as_an_act(stream):
    assert stream.last(article("a", signal(dead=3), late_h=73)) == {"late"}
    assert [alert.kind for alert in stream.tell(article("b", signal(dead=3), after_h=73)).alerts] == []
    assert stream.last(article("c", signal(dead=3), after_h=74)) == {"background"}
    assert stream.last(article("d", signal(dead=8), after_h=75)).kind == "new"


def test_late_hearsay_is_not_kept(stream):
    stream.tell(article("a", signal(**THREAT), late_h=73))
    stream.tell(article("b", signal(by="AZE", on="", at="Goris"), late_h=73))
    assert list(stream.book.events_of("ARM-AZE", "FORCE")) == []


def test_an_act_told_again_by_its_day_after_its_thread_closed_is_background(stream):
    stream.tell(article("a", signal(day=day(0))))
    assert stream.last(article("b", signal(day=day(0)), after_h=80)) == {"background"}
    assert stream.last(article("c", signal(day=day(3)), after_h=81)).kind == "new"


def test_a_thread_closes_after_three_days_and_says_so(stream):
    stream.tell(article("a", signal()))
    decision = stream.tell(article("b", signal(by="RUS", on="EST", at=""), after_h=73))
    [closed] = [event for event in decision.events if event.dyad == "ARM-AZE"]
    assert (closed.state, closed.revision) == ("closed", 2)
    assert stream.last(article("c", signal(), after_h=73.5)).thread_key == f"ARM-AZE/FORCE/{day(3)}"


def test_a_war_that_never_falls_silent_rolls_over_after_two_weeks(stream):
    kinds = stream.kinds(*(again(f"a{n}", signal(), after_h=48.0 * n) for n in range(8)))
    assert [n for n, raised in enumerate(kinds) if raised] == [0, 7]


def test_a_new_place_is_a_new_event_of_the_thread(stream):
    stream.tell(article("a", signal()))
    alert = stream.last(article("b", signal(at="Yerevan"), after_h=5))
    assert (alert.kind, alert.event_key) == ("new", f"ARM-AZE/FORCE/{day(0)}/ARM.YEREVAN/{day(0)}")
    assert (alert.seq, alert.previous) == (2, stream.decisions[0].alerts[0].id)


def test_a_place_without_coordinates_is_another_place_by_its_name(stream):
    assert stream.kinds(article("a", signal()), article("b", signal(at="Nowhereville"), after_h=5)) == [
        ["new"],
        ["new"],
    ]


def test_a_threat_at_another_place_is_no_new_front(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(**THREAT, at="Yerevan"), after_h=5)) == {"repeat"}


def test_a_province_holds_its_towns(stream):
    assert stream.kinds(article("a", signal()), article("b", signal(at="Syunik"), after_h=5)) == [["new"], []]


def test_a_headlined_place_across_the_border_is_a_new_event(stream):
    stream.tell(article("a", signal(by="ISR", on="HEZBOLLAH", at="Tyre")))
    fires = signal(by="HEZBOLLAH", on="ISR", at="Galilee Tyre")
    assert stream.last(article("b", fires, after_h=20, title="Rockets hit Galilee after Tyre strike")).kind == "new"


def test_another_known_place_in_the_words_keeps_an_event_together(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(at="Yerevan Goris Yerevan"), after_h=5)) == {"repeat"}


def test_a_live_report_is_not_kept_quiet_by_a_backfilled_one(stream):
    first = stream.last(again("a", signal(), mode="backfill"))
    second = stream.last(again("b", signal(), after_h=1))
    assert (first.kind, second.kind, second.mode) == ("new", "new", "live")
    assert first.id == second.id
    assert stream.last(again("c", signal(), after_h=2)) == {"repeat"}


# renewed, truce


def test_force_at_a_place_quiet_for_a_day_is_told_again(stream):
    stream.tell(again("a", signal(day=day(0))))
    assert stream.last(again("b", signal(day=day(0)), after_h=30)) == {"repeat"}
    assert stream.last(again("c", signal(), after_h=31)) == {"repeat"}
    alert = stream.last(again("d", signal(day=day(1)), after_h=32))
    assert (alert.kind, alert.cap.msg_type) == ("renewed", "Update")
    assert stream.last(again("e", signal(day=day(2)), after_h=50)) == {"repeat"}


def test_force_after_a_truce_is_new_and_a_round_up_is_not(stream):
    stream.tell(again("a", signal(day=day(0))))
    assert stream.last(again("b", signal(kind="CEASEFIRE", by="AZE", on="ARM"), after_h=10)) == set()
    assert stream.last(again("c", signal(day=day(0)), after_h=40)) == {"repeat"}
    assert stream.last(again("d", signal(), after_h=40.5)) == {"repeat"}
    breach = again("e", signal(day=day(1)), signal(kind="CEASEFIRE", by="AZE", on="ARM"), after_h=41)
    alert = stream.last(breach)
    assert (alert.kind, alert.episode) == ("new", 2)
    assert alert.event_key.endswith(f"ARM.GORIS/{day(1)}")
    assert stream.last(again("f", signal(day=day(1)), after_h=42)) == {"repeat"}


def test_a_truce_between_others_or_only_called_for_changes_nothing(stream):
    stream.tell(article("a", signal()))
    stream.tell(article("b", signal(kind="CEASEFIRE", by="ETH", on="ERI", at=""), after_h=1))
    stream.tell(article("c", signal(kind="CEASEFIRE", status="possible"), after_h=2))
    stream.tell(article("d", signal(kind="CEASEFIRE", by="", on="", at=""), after_h=2))
    assert next(stream.book.open_at(START_MS, "FORCE")).truce_ms is None


# status-upgrade, higher-rung


def test_a_threat_carried_out_is_an_upgrade_in_the_same_thread(stream):
    first = stream.last(article("a", signal(**THREAT)))
    assert (first.kind, first.cap.urgency, first.cap.certainty) == ("new", "Future", "Possible")
    ordered = stream.last(article("b", signal(kind="READINESS_ALERT", status="ordered"), after_h=5))
    assert (ordered.kind, ordered.cap.urgency) == ("status-upgrade", "Expected")
    acted = stream.last(article("c", signal(), after_h=20))
    assert (acted.kind, acted.thread_key) == ("status-upgrade", first.thread_key)
    assert "ordered is now actual" in acted.because


def test_a_higher_rung_is_told(stream):
    stream.tell(article("a", signal(kind="FORCE_DEPLOYMENT")))
    assert stream.last(article("b", signal(kind="FORCE_DEPLOYMENT"), after_h=1)) == {"repeat"}
    alert = stream.last(article("c", signal(), after_h=2))
    assert (alert.kind, alert.level) == ("higher-rung", 6)
    assert "rung 4; this is rung 6" in alert.because


def test_a_threat_without_a_place_and_the_act_at_one_are_two_events(stream):
    stream.tell(article("a", signal(**THREAT, at="")))
    stream.tell(article("b", signal(**THREAT, at="Tegh"), after_h=1))
    assert [event.place.name for event in stream.book.events_of("ARM-AZE", "FORCE")] == ["Tegh"]
    assert stream.last(article("c", signal(at="Goris"), after_h=2)).kind in {"status-upgrade", "spread"}


def test_force_with_a_place_after_force_without_one_days_before_is_a_new_event(stream):
    stream.tell(article("a", signal(at="", day=day(0))))
    assert stream.last(article("b", signal(day=day(2)), after_h=50)).kind == "new"


def test_force_without_a_place_is_the_latest_event(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(at=""), after_h=5)) == {"repeat"}


# casualties


def test_a_toll_is_told_again_when_it_rises_by_enough(stream):
    stream.tell(again("a", signal(dead=2)))
    assert stream.last(again("b", signal(dead=3), after_h=1)).kind == "casualties"  # half more
    assert stream.last(again("c", signal(dead=20), after_h=2)).kind == "casualties"
    assert stream.last(again("d", signal(dead=21), after_h=3)) == {"repeat"}  # one, and less than a fifth
    assert stream.last(again("e", signal(dead=5), after_h=4)) == {"repeat"}  # lower and late
    alert = stream.last(again("f", signal(dead=22), after_h=5))  # against the highest that was told
    assert alert == {"repeat"}


def test_the_injured_count_where_nobody_has_died(stream):
    stream.tell(again("a", signal(injured=2)))
    alert = stream.last(again("b", signal(injured=9), after_h=1))
    assert (alert.kind, alert.casualties.injured.best) == ("casualties", 9)
    assert "9 injured" in alert.because
    stream.tell(again("c", signal(dead=4), after_h=2))
    assert stream.last(again("d", signal(injured=90), after_h=3)) == {"repeat"}


def test_the_toll_of_another_event_of_the_thread_is_not_this_ones(stream):
    stream.tell(article("a", signal(dead=2)))
    stream.tell(article("b", signal(at="Yerevan", dead=9), after_h=1))
    both = (signal(dead=2), signal(dead=2), signal(at="Yerevan", dead=9))
    assert stream.last(article("c", *both, after_h=2)) == {"repeat"}


# spread


def test_a_headline_at_a_village_nearby_is_spread(stream):
    stream.tell(article("a", signal()))
    seized = signal(kind="ATTACK_ARMED", at="Tegh")
    assert stream.last(article("b", seized, after_h=9, title="Forces seize village of Tegh")).kind == "spread"
    assert stream.last(article("c", seized, after_h=10, title="Tegh has fallen")) == {"repeat"}


def test_a_village_nearby_that_no_headline_names_is_the_same_event(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(at="Tegh"), after_h=1, title="Shelling in the south")) == {"repeat"}


def test_the_third_independent_source_of_an_act_is_told_once(stream):
    stream.tell(article("t1", signal(**THREAT)))
    stream.tell(article("t2", signal(**THREAT), after_h=1))
    stream.tell(article("a", signal(), after_h=20))
    same = {"after_h": 21}
    assert stream.last(article("b", signal(), **same)) == {"repeat"}
    assert stream.last(article("b2", signal(), publisher="b.example", **same)) == {"repeat"}
    alert = stream.last(article("c", signal(), **same))
    assert (alert.kind, alert.sources, alert.cap.certainty) == ("spread", 3, "Observed")
    assert stream.last(article("d", signal(), **same)) == {"repeat"}


def test_one_wire_is_one_source_whoever_prints_it(stream):
    prints = [article(f"p{n}", signal(), after_h=n, wire="AFP") for n in range(5)]
    assert stream.kinds(*prints) == [["new"], [], [], [], []]


# families, and one alert an article


def test_pressure_and_force_are_threads_of_their_own(stream):
    stream.tell(article("a", signal()))
    alert = stream.last(article("b", signal(kind="ATTACK_CYBER", at=""), after_h=1))
    assert (alert.kind, alert.family) == ("new", "COERCION")
    assert stream.last(article("c", signal(kind="EVACUATION", at=""), after_h=1)).family == "OTHER"


def test_of_two_families_in_one_article_the_graver_alerts(stream):
    both = article("a", signal(), signal(kind="BREAK_RELATIONS"))
    assert [alert.family for alert in stream.tell(both).alerts] == ["FORCE"]
    assert stream.last(article("b", signal(kind="BREAK_RELATIONS"), after_h=1)) == {"repeat"}


def test_an_alert_is_raised_on_one_signal_and_the_others_are_repeats(stream):
    decision = stream.tell(article("a", signal(), signal(**THREAT), signal(freshness="recent")))
    assert [(m.role, m.quiet_reason, m.alert_id is None) for m in decision.mentions] == [
        ("opened", None, False),
        ("repeated", "repeat", True),
        ("background", "late", True),
    ]
