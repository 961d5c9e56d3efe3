import pytest

from tocsin.core.pacing import HELD_MAX, Service


def test_fifty_wait_for_any_host_and_no_more_for_one_that_is_not_known() -> None:
    assert Service().holds(HELD_MAX - 1, 4, 0.0)
    assert not Service().holds(HELD_MAX, 4, 0.0)


@pytest.mark.parametrize(
    ("took_s", "oldest_s", "held"), [(0.01, 0.01, "held"), (0.01, 1.0, "parked"), (2.0, 0.0, "parked")]
)
def test_more_wait_for_a_quick_host_until_it_stalls(took_s: float, oldest_s: float, held: str) -> None:
    service = Service()
    service.ended(took_s)
    assert service.holds(HELD_MAX + 50, 4, oldest_s) == (held == "held")


def test_a_host_that_turns_slow_is_known_as_slow_after_a_few() -> None:
    service = Service()
    service.ended(0.01)
    for _ in range(4):
        service.ended(3.0)
    assert not service.holds(HELD_MAX, 4, 0.0)
