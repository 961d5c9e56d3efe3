from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.pacing import BACKOFF_MAX_S, BREAKER_FAILURES, BREAKER_FIRST_S, BREAKER_MAX_S, SPREAD_MAX_S, HostPace


def test_requests_are_an_interval_apart_and_those_ahead_count():
    pace = HostPace()
    assert pace.due(100.0, 0, 1.0)[0] == 0
    pace.started(100.0, 1.0)
    assert pace.due(100.25, 0, 1.0) == (0.75, "pace")
    assert pace.due(100.25, 3, 1.0) == (3.75, "pace")


def test_a_crawl_delay_lengthens_the_interval_and_never_shortens_it():
    pace = HostPace(delay_s=10.0)
    pace.started(0.0, 1.0)
    assert pace.due(0.0, 0, 1.0) == (10.0, "crawl_delay")
    hasty = HostPace(delay_s=0.01)
    hasty.started(0.0, 1.0)
    assert hasty.due(0.0, 0, 1.0) == (1.0, "pace")


def test_those_put_off_get_turns_an_interval_apart_up_to_a_limit():
    pace = HostPace()
    assert [pace.put_off(10.0, 1.0) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert pace.put_off(11.5, 1.0) == 1.5
    assert not pace.forgettable(12.0)
    assert pace.put_off(100.0, 1.0) == 0.0
    assert max(pace.put_off(100.0, 1.0) for _ in range(1_000)) == SPREAD_MAX_S
    assert [HostPace(delay_s=10.0).put_off(0.0, 1.0), HostPace().put_off(0.0, 0.0)] == [0.0, 0.0]


def test_without_an_interval_all_come_back_at_once():
    pace = HostPace()
    assert [pace.put_off(10.0, 0.0) for _ in range(3)] == [0.0, 0.0, 0.0]


def test_retry_after_holds_the_whole_host():
    pace = HostPace()
    pace.throttled(0.0, 40.0, 0.0)
    assert pace.due(10.0, 0, 1.0) == (30.0, "throttled")


@given(st.floats(0, 1))
def test_without_retry_after_the_wait_doubles_with_jitter_up_to_its_limit(chance):
    pace, waits = HostPace(), []
    for _ in range(12):
        pace.throttled_until = 0.0
        pace.throttled(0.0, None, chance)
        waits.append(pace.throttled_until)
    assert 1.0 <= waits[0] <= 2.0
    assert all(later == min(2 * earlier, waits[-1]) for earlier, later in pairwise(waits))
    assert waits[-1] <= BACKOFF_MAX_S
    pace.answered_well()
    pace.throttled_until = 0.0
    pace.throttled(0.0, None, chance)
    assert pace.throttled_until == waits[0]


def test_one_record_that_fails_its_four_tries_opens_no_breaker():
    pace = HostPace()
    for _ in range(4):
        pace.failed(0.0, 1.0)
    assert pace.due(0.0, 0, 1.0)[0] <= 0


def test_the_breaker_opens_lets_one_try_through_and_closes_when_it_gets_there():
    pace = HostPace()
    for _ in range(BREAKER_FAILURES):
        pace.failed(0.0, 1.0)
    assert pace.due(0.0, 0, 0.0) == (BREAKER_FIRST_S, "breaker")
    assert pace.due(BREAKER_FIRST_S, 0, 0.0)[0] == 0
    pace.started(BREAKER_FIRST_S, 0.0)
    assert pace.due(BREAKER_FIRST_S, 0, 0.0) == (BREAKER_FIRST_S, "breaker")
    pace.failed(BREAKER_FIRST_S, 1.0)
    assert pace.due(BREAKER_FIRST_S, 0, 0.0) == (2 * BREAKER_FIRST_S, "breaker")
    pace.got_through()
    assert pace.due(BREAKER_FIRST_S, 0, 0.0)[0] == 0


@given(st.integers(1, 200), st.floats(0, 1))
def test_the_breaker_never_opens_for_longer_than_its_limit(failures, chance):
    pace = HostPace()
    for _ in range(failures):
        pace.failed(0.0, chance)
    assert pace.open_until <= BREAKER_MAX_S


def test_a_host_is_forgotten_only_when_a_fresh_one_would_behave_the_same():
    pace = HostPace()
    assert pace.forgettable(0.0)
    pace.started(0.0, 1.0)
    assert not pace.forgettable(0.5)
    assert pace.forgettable(1.0)
    pace.failed(0.0, 0.0)
    assert not pace.forgettable(1e9)
