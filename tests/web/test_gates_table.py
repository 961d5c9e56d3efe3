import pytest

from tocsin.web.pacing import Gates, PutOff


class HandClock:
    now = 0.0

    def now_ms(self):
        return int(self.now * 1000)

    def steady_s(self):
        return self.now


async def test_the_table_of_hosts_is_bounded_and_keeps_those_with_something_to_remember():
    clock = HandClock()
    gates = Gates(interval_s=0.0, in_flight_max=1, clock=clock, random=lambda: 0.0, hosts_max=10)
    async with gates.through("throttled") as visit:
        visit.answered(429, 600.0)
    for number in range(200):
        async with gates.through(f"host-{number}") as visit:
            visit.answered(200, None)
    assert len(gates._gates) == 10
    with pytest.raises(PutOff) as later:
        async with gates.through("throttled"):
            pass
    assert later.value.parked.reason == "throttled"


async def test_the_table_is_bounded_even_when_every_host_has_something_to_remember():
    gates = Gates(interval_s=0.0, in_flight_max=1, clock=HandClock(), random=lambda: 0.0, hosts_max=10)
    for number in range(50):
        async with gates.through(f"host-{number}") as visit:
            visit.answered(503, 600.0)
    assert len(gates._gates) == 10


async def test_a_visit_that_fails_gives_its_place_back():
    gates = Gates(interval_s=0.0, in_flight_max=1, clock=HandClock(), random=lambda: 0.0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the place is given back at the end of the block
            async with gates.through("host") as visit:
                visit.unreached()
                1 / 0  # noqa: B018 - any error will do
    async with gates.through("host") as visit:
        visit.sent()
