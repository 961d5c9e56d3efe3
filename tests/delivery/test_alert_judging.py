"""The judge of the alerts: each breach is found, and what is right is not called wrong."""

import pytest
from alert_judging import judge_alerts

SIGNAL = {"id": "s1", "rung": 6, "freshness": "new"}
ARTICLES = {"a": [{"id": "a", "url": "http://a/", "signals": [SIGNAL, {"id": "s2", "rung": 2, "freshness": "new"}]}]}


def alert(own, seq, previous=None, thread="T"):
    return {"id": own, "seq": seq, "previous": previous, "thread_key": thread}


def mention(own, alert_id=None, signal="s1"):
    return {"id": own, "alert_id": alert_id, "signal_id": signal}


ALERTS = {"x": [alert("x", 1)], "y": [alert("y", 2, "x")], "z": [alert("z", 1, thread="U")]}
MENTIONS = {"m": [mention("m", "x")]}


def judged(alerts=ALERTS, mentions=MENTIONS, order=("a",), expected=frozenset("xyz")):
    return judge_alerts(alerts, mentions, ARTICLES, order, set(expected))


def test_what_is_right_is_found_clean_though_it_came_twice():
    assert judged() == []
    assert judged({own: each * 2 for own, each in ALERTS.items()}, {"m": MENTIONS["m"] * 2}) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"alerts": {"x": ALERTS["x"], "z": ALERTS["z"]}}, "an alert was lost: y"),
        ({"expected": "xy"}, "an alert that its articles do not lead to: z"),
        ({"alerts": ALERTS | {"x": [alert("x", 1), alert("x", 1, "w")]}}, "an alert came with different bytes: x"),
        ({"mentions": {"m": [mention("m", "x"), mention("m")]}}, "a mention came with different bytes: m"),
        ({"alerts": ALERTS | {"y": [alert("y", 1, "x")]}}, "a thread's numbers: T"),
        ({"alerts": ALERTS | {"y": [alert("y", 2)]}}, "a thread's numbers: T"),
        ({"mentions": {"m": [mention("m", "w")]}}, "a mention names an alert that is not there: m"),
        ({"mentions": {}}, "a signal without its mention: s1"),
        ({"order": ()}, "a signal without its mention: s1"),
    ],
)
def test_what_must_not_be_is_named(wrong, told):
    assert any(line.startswith(told) for line in judged(**wrong))
