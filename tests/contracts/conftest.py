"""The stores that must keep the contract, each on a machine whose clocks the test moves."""

from dataclasses import replace

import pytest
from memory_examples import LEASE_S, MINUTE_MS

from tocsin.stores.machine import Moment
from tocsin.stores.memory import DictMemory
from tocsin.stores.sqlite import SqliteMemory


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture(params=["memory", "sqlite"])
async def memory(request, tmp_path, machine):
    if request.param == "memory":
        opened = DictMemory(lease_s=LEASE_S, machine=machine)
    else:
        opened = SqliteMemory(tmp_path / "state.sqlite", lease_s=LEASE_S, machine=machine)
    yield opened
    await opened.close()


class Machine:
    """A machine whose clocks the test moves."""

    def __init__(self):
        self.moment = Moment(1_800_000_000_000, 5_000_000, "first boot")

    def now(self):
        return self.moment

    def passes(self, ms):
        self.moment = replace(self.moment, wall_ms=self.moment.wall_ms + ms, steady_ms=self.moment.steady_ms + ms)

    def steps(self, ms):
        self.moment = replace(self.moment, wall_ms=self.moment.wall_ms + ms)

    def reboots(self):
        self.moment = Moment(self.moment.wall_ms + MINUTE_MS, 1_000, "second boot")
