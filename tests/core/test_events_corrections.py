"""What takes an alert back, and what does not."""

import pytest
from alert_articles import START_MS, article, signal

THREAT = {"kind": "THREAT_FORCE", "status": "threatened"}


def test_what_was_alerted_and_is_withdrawn_is_corrected(stream):
    stream.tell(article("a", signal()))
    raised = stream.last(article("b", signal(kind="ATTACK_ARMED", at="Yerevan", rung=7), after_h=5))
    denial = signal(kind="ATTACK_ARMED", at="Yerevan", status="denied", says="ARM")
    alert = stream.last(article("c", denial, after_h=7))
    assert (alert.kind, alert.references, alert.episode) == ("correction", (raised.id,), 2)
    assert (alert.cap.msg_type, alert.cap.certainty, alert.cap.urgency) == ("Cancel", "Unlikely", "Past")
    [event] = [one for one in stream.decisions[-1].events if one.event_key == raised.event_key]
    assert event.state == "corrected"
    assert next(stream.book.open_at(START_MS, "FORCE")).rung == 6
    assert stream.last(article("d", denial, after_h=8)) == {"denied-never-alerted"}


def test_a_nuclear_test_that_is_denied_takes_no_shelling_back(stream):
    stream.tell(article("a", signal(dead=2)))
    denied = signal("WMD_NUCLEAR", rung=6, status="denied", says="ARM")
    assert stream.last(article("b", denied, after_h=1)) == {"denied-never-alerted"}
    assert stream.last(article("c", signal(status="denied", says="ARM"), after_h=2)).kind == "correction"


def test_a_real_second_strike_after_a_correction_has_an_id_of_its_own(stream):
    stream.tell(article("z", signal(**THREAT)))
    first = stream.last(article("a", signal(at="Yerevan"), after_h=1))
    stream.tell(article("b", signal(at="Yerevan", status="denied"), after_h=2))
    second = stream.last(article("c", signal(at="Yerevan"), after_h=3))
    assert first.id != second.id
    assert second.episode == 2


@pytest.mark.parametrize(
    "denial",
    [
        signal(status="denied", says="AZE"),  # the accused
        signal(kind="THREAT_FORCE", status="denied"),  # another class
        signal(status="denied", at="Tegh"),  # another place
    ],
)
def test_a_denial_that_takes_nothing_back_corrects_nothing(stream, denial):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", denial, after_h=1)) == {"denied-never-alerted"}


def test_a_denial_beside_the_act_itself_is_a_quarrel(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(), signal(status="denied"), after_h=1)) == {"repeat"}


def test_a_denial_at_a_place_takes_back_what_named_none(stream):
    stream.tell(article("a", signal(at="")))
    assert stream.last(article("b", signal(status="denied"), after_h=1)).kind == "correction"


def test_a_denial_without_a_place_takes_back_the_latest(stream):
    stream.tell(article("a", signal()))
    assert stream.last(article("b", signal(status="denied", at="", by="", on="ARM"), after_h=1)).kind == "correction"
