"""What is done but could not be committed is not done again when its partition comes back."""

import pytest
from memory_group import Held, House, records


async def done_but_refused(*offsets):
    """A house that has done these of the records 0 to 3, whose commits were refused, and whose partition went."""
    handler = Held()
    house = await House(handler).assigned()
    house.group.positions[0] = (0, "")
    house.group.refusing = True
    await house.lane.take(0, records(0, 1, 2, 3))
    handler.open(*offsets)
    await house.settle()
    await house.lane.release("revoked", 0.0)
    handler.open(0, 1, 2, 3)
    assert sorted(house.out) == sorted(offsets)
    return house


async def test_what_was_done_is_not_done_again_and_is_committed_at_last():
    house = await done_but_refused(0, 1, 3)
    house.group.refusing = False
    await house.assigned()
    await house.lane.take(0, records(2, 3))
    await house.settle()
    assert sorted(house.out) == [0, 1, 2, 3]
    await house.lane.tick()
    assert house.group.positions == {0: (4, "")}


async def test_it_is_committed_though_nothing_more_comes():
    house = await done_but_refused(0, 1, 2, 3)
    house.group.refusing = False
    await house.assigned()
    await house.lane.tick()
    assert house.group.positions == {0: (4, "")}


async def test_where_another_owner_has_gone_further_we_go_on_from_there():
    house = await done_but_refused(0, 3)
    house.group.refusing = False
    house.group.positions[0] = (2, "")
    await house.assigned()
    await house.lane.take(0, records(2, 3, 4))
    await house.settle()
    assert sorted(house.out) == [0, 2, 3]


async def test_it_is_remembered_for_one_return_only():
    house = await done_but_refused(0, 1, 3)
    house.group.refusing = False
    await house.assigned()
    await house.lane.tick()
    await house.lane.release("revoked", 0.0)
    house.group.positions[0] = (0, "")
    await house.assigned()
    await house.lane.take(0, records(0))
    await house.settle()
    assert house.out.count(0) == 2


@pytest.mark.parametrize("made_again", ["no commit", "shorter"])
async def test_a_topic_that_was_made_again_begins_anew(made_again):
    house = await done_but_refused(0, 1, 3)
    house.group.refusing = False
    if made_again == "shorter":
        house.group.end[0] = 2
    else:
        del house.group.positions[0]
    await house.assigned()
    await house.lane.take(0, records(0, 1))
    await house.settle()
    assert sorted(house.out) == [0, 0, 1, 1, 3]
