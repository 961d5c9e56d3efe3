import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.engines.breaker import Breaker
from tocsin.engines.dueclock import WINDOW_MS, DueClock, Reached
from tocsin.engines.exits import Exit
from tocsin.engines.lease import Lease
from tocsin.engines.storegate import StoreGate
from tocsin.engines.values import EngineValues


def breaker(**changed):
    return Breaker(**{"in_a_row_max": 5, "share_max": 0.5, "window": 20, "window_min": 10} | changed)


def test_single_defects_never_trip_the_breaker():
    subject = breaker()
    for _ in range(100):
        assert subject.failed() is None
        subject.passed()
        subject.passed()


def test_a_run_of_defects_trips_the_breaker():
    subject = breaker()
    assert [subject.failed() is not None for _ in range(5)] == [False] * 4 + [True]


def test_a_share_of_defects_trips_the_breaker_once_there_are_enough_records():
    subject = breaker()
    for turn in range(20):
        tripped = [subject.failed(), subject.failed()]
        subject.passed()
        if any(tripped):
            assert turn == 3
            return
    pytest.fail("two thirds were defects")


@given(st.lists(st.booleans(), max_size=200))
def test_the_breaker_counts_exactly_the_last_records(history):
    subject = breaker(in_a_row_max=1000, share_max=0.5)
    for index, defect in enumerate(history):
        last = history[max(0, index - 19) : index + 1]
        if defect:
            expected = len(last) >= 10 and sum(last) > 0.5 * len(last)
            assert (subject.failed() is not None) == expected
        else:
            subject.passed()


def test_the_lease_ends_before_the_session_does_and_never_goes_back():
    lease = Lease(10)
    assert not lease.held(0.0)
    lease.renew(100.0)
    lease.renew(90.0)
    assert lease.held(107.9)
    assert not lease.held(108.0)


async def test_the_store_gate_waits_longer_each_time_and_opens_with_the_first_success():
    turns = asyncio.Semaphore(0)
    gate = StoreGate(0.001, 0.004, turns.release)
    assert gate.allowed(50) == 50
    for _ in range(3):
        gate.close()
        gate.close()
        assert gate.allowed(50) == 0
        await turns.acquire()
        assert gate.allowed(50) == 1
    gate.open()
    assert gate.allowed(50) == 50


class Clocks:
    """The broker's clock is right; the wall clock is off by `off_ms`, the steady one counts from anywhere."""

    def __init__(self, off_ms=0):
        self.true_ms, self.off_ms = 1_000_000_000, off_ms
        self.subject = DueClock(lambda: self.true_ms + self.off_ms, lambda: self.true_ms - 999_000_000)


def test_the_due_clock_follows_the_wall_clock_while_that_is_nearly_right():
    clocks = Clocks(off_ms=20)
    clocks.subject.heard(clocks.true_ms)
    clocks.true_ms += 1_000
    assert clocks.subject.now_ms() == clocks.true_ms + 20


@pytest.mark.parametrize("off_ms", [3_600_000, -3_600_000])
def test_a_wall_clock_an_hour_off_makes_no_retry_early_or_late(off_ms):
    clocks = Clocks()
    clocks.subject.heard(clocks.true_ms - 30)
    clocks.off_ms = off_ms
    assert clocks.subject.now_ms() == clocks.true_ms - 30
    started_wrong = Clocks(off_ms)
    started_wrong.subject.heard(started_wrong.true_ms - 30)
    assert started_wrong.subject.now_ms() == started_wrong.true_ms - 30


@pytest.mark.parametrize("off_ms", [4_000, -4_000, 3_600_000, -3_600_000])
def test_what_is_said_to_be_reached_is_never_ahead_of_the_brokers_clock(off_ms):
    clocks = Clocks(off_ms)
    clocks.subject.heard(clocks.true_ms - 30)
    clocks.true_ms += 1_000
    reached = Reached(clocks.subject)
    assert reached.now_ms() == clocks.true_ms - 30
    assert reached.steady_s() == clocks.subject.steady_s()


def test_a_broker_that_has_no_clock_tells_no_time():
    clocks = Clocks()
    clocks.subject.heard(1_234)
    assert clocks.subject.now_ms() == clocks.true_ms


def test_a_clock_put_right_before_the_broker_has_told_its_time_is_followed():
    clocks = Clocks(off_ms=-3_600_000)
    assert clocks.subject.now_ms() == clocks.true_ms - 3_600_000
    clocks.off_ms = 0
    assert clocks.subject.now_ms() == clocks.true_ms


def test_an_acknowledgement_that_was_long_on_its_way_moves_no_due_time():
    clocks = Clocks(off_ms=3_600_000)
    clocks.subject.heard(clocks.true_ms)
    clocks.true_ms += WINDOW_MS + 1
    clocks.subject.heard(clocks.true_ms - 5_000)
    assert clocks.subject.now_ms() == clocks.true_ms


def test_a_broker_whose_clock_is_put_back_is_followed_in_two_windows():
    clocks = Clocks(off_ms=3_600_000)
    clocks.subject.heard(clocks.true_ms + 7_200_000)
    for _ in range(2):
        clocks.true_ms += WINDOW_MS + 1
        clocks.subject.heard(clocks.true_ms)
    assert clocks.subject.now_ms() == clocks.true_ms
    assert clocks.subject.steady_s() == (clocks.true_ms - 999_000_000) / 1000


def test_exit_codes_collide_with_no_other_and_only_a_drained_worker_ends_with_0():
    assert Exit.STOPPED == 0
    assert all(64 <= code <= 78 for code in Exit if code is not Exit.STOPPED)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"stall_s": 10.0, "handle_s": 20.0}, "stall_s"),
        ({"commit_s": 0.0}, "commit_s"),
        ({"running_max": 1}, "running_max"),
        ({"security": {"bootstrap_servers": ["-"], "security_protocol": "SASL_SSL"}}, "credentials"),
    ],
)
def test_values_that_would_break_a_promise_are_refused(changed, named):
    with pytest.raises(ValueError, match=named):
        EngineValues(**{"security": {"bootstrap_servers": ["-"]}} | changed)


def test_a_watchdog_counts_only_seconds_in_which_the_process_was_awake():
    from tocsin.engines.liveness import Watchdog

    dog = Watchdog(2.0)
    assert not dog.overdue()
    dog.beat()
    assert not dog.overdue()
    assert not dog.overdue()
    assert dog.overdue()
    dog.beat()
    assert not dog.overdue()
