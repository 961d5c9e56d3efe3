"""What goes wrong in a handler because its worker is ending is no defect of its record."""

import pytest
from memory_group import Held, House, records


class Closing(Held):
    """A handler whose adapter is closed under it."""

    async def __call__(self, delivery, publish):
        await super().__call__(delivery, lambda *_: self._closed())

    async def _closed(self):
        raise RuntimeError("the pool is closed")


@pytest.mark.parametrize(
    ("end", "defects"),
    [(lambda house: house.lane.kill(), 0), (lambda house: house.lane.forget(), 0), (lambda _: None, 1)],
)
async def test_an_adapter_that_is_closed_under_a_handler_gives_its_record_no_end(end, defects):
    told = []

    async def bury(delivery, publish, error):
        told.append(error)

    handler = Closing()
    house = await House(handler, bury).assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    end(house)
    handler.open(0)
    await house.settle()
    assert len(told) == defects
    assert not house.lane.at_work
