from dataclasses import replace

import pytest

from tocsin.core import backoff, times
from tocsin.core.outcomes import Dead, Parked, Rejected, Retry, answer_to_status
from tocsin.core.records.delivery import Delivery
from tocsin.core.records.submission import Admitted, Hints
from tocsin.core.submissions import envelope

DELAYS = (30.0, 300.0, 3600.0)
NOW = 1_700_000_000_000
ADMITTED = Admitted(
    envelope=envelope(Delivery(topic="t", partition=0, offset=0, timestamp_ms=NOW, key=None, value=b"u")),
    url="https://a.example/",
    canonical_url="https://a.example/",
    host="a.example",
    refresh=False,
    expires_at=None,
    hints=Hints(),
    attributes={},
)


def wait_s(again: backoff.Again) -> float:
    return ((times.parse(again.record.not_before or "") or 0) - NOW) / 1000


def test_a_failure_goes_through_the_tiers_and_then_dies_of_its_own_reason() -> None:
    record, tiers = ADMITTED, []
    for _ in DELAYS:
        again = backoff.after_failure(record, Retry("dns", "NXDOMAIN"), NOW, DELAYS)
        assert isinstance(again, backoff.Again)
        tiers.append((again.tier, wait_s(again), again.record.attempts))
        record = again.record
    assert tiers == [(0, 30.0, 1), (1, 300.0, 2), (2, 3600.0, 3)]
    assert record.first_failure is not None
    assert record.first_failure.detail == "NXDOMAIN"
    last = backoff.after_failure(record, Retry("http_503", "busy", 503), NOW, DELAYS)
    assert last == Dead("http_503", "busy", 503)


def test_an_unreachable_robots_txt_is_a_no_in_the_end() -> None:
    record = replace(ADMITTED, attempts=3)
    assert backoff.after_failure(record, Retry("robots", "robots_unreachable"), NOW, DELAYS) == Rejected(
        "robots", "robots_unreachable"
    )


def test_a_retry_after_is_a_lower_bound_and_is_clamped() -> None:
    asked = backoff.after_failure(ADMITTED, Retry("http_429", None, 429, 90.0), NOW, DELAYS)
    assert isinstance(asked, backoff.Again)
    assert (asked.tier, wait_s(asked)) == (0, 90.0)
    clamped = backoff.after_failure(ADMITTED, Retry("http_429", None, 429, 1e9), NOW, DELAYS)
    assert isinstance(clamped, backoff.Again)
    assert wait_s(clamped) == backoff.RETRY_AFTER_MAX_S


@pytest.mark.parametrize(("wait", "tier", "due"), [(6.0, 0, 30.0), (31.0, 1, 300.0), (3601.0, 2, 3601.0)])
def test_what_is_parked_takes_the_first_tier_that_covers_its_wait_and_costs_no_attempt(
    wait: float, tier: int, due: float
) -> None:
    again = backoff.parked(ADMITTED, Parked("pace", wait), NOW, DELAYS)
    assert (again.tier, wait_s(again), again.record.attempts) == (tier, due, 0)


def test_who_is_behind_others_of_its_host_comes_back_so_much_after_the_tiers_delay() -> None:
    again = backoff.parked(ADMITTED, Parked("pace", 6.0, 12.5), NOW, DELAYS)
    assert (again.tier, wait_s(again), again.behind_s, again.longer) == (0, 42.5, 12.5, False)


def test_what_waits_longer_than_its_tier_is_looked_at_again_and_has_no_turn() -> None:
    again = backoff.parked(ADMITTED, Parked("breaker", 3601.0, 12.5), NOW, DELAYS)
    assert (again.tier, wait_s(again), again.behind_s, again.longer) == (2, 3601.0, 0.0, True)


@pytest.mark.parametrize(
    ("wait", "tier", "due"),
    [(5.0, 0, 30.0), (100.0, 0, 100.0), (270.0, 1, 300.0), (570.0, 1, 570.0), (3400.0, 2, 3600.0), (9000.0, 2, 9000.0)],
)
def test_what_came_before_its_time_waits_in_the_tier_that_makes_it_least_late(
    wait: float, tier: int, due: float
) -> None:
    again = backoff.deferred(replace(ADMITTED, attempts=2), wait, NOW, DELAYS)
    assert (again.tier, wait_s(again), again.record.attempts) == (tier, due, 2)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Rejected), (408, Retry), (425, Retry), (429, Retry), (500, Retry), (599, Retry), (304, Dead)],
)
def test_a_status_means_what_the_contract_says(status: int, kind: type) -> None:
    answer = answer_to_status(status)
    assert isinstance(answer, kind)
    assert answer.reason == f"http_{status}"
