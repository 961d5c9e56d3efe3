"""Slices share the turns of the event loop: several where they are cheap, one where they are dear, in order."""

import asyncio

from tocsin.web.metering import CALLED_MAX, Turns


class Clock:
    """Time that passes as slices are worked on."""

    def __init__(self):
        self.now_s = 100.0

    def __call__(self):
        return self.now_s


class Loop:
    """Counts the turns of the event loop while slices are taken."""

    def __init__(self, slice_s):
        self.clock = Clock()
        self.turns = Turns(0.002, self.clock)
        self.turn, self.done, self.slice_s = 0, [], slice_s

    async def count(self):
        while True:
            self.turn += 1
            await asyncio.sleep(0)

    async def take(self, name):
        await self.turns.take()
        self.done.append((name, self.turn))
        self.clock.now_s += self.slice_s

    async def play(self, number):
        counting = asyncio.create_task(self.count())
        await asyncio.sleep(0)
        await asyncio.gather(*(self.take(name) for name in range(number)))
        counting.cancel()
        return max(sum(turn == other for _, other in self.done) for _, turn in self.done)


async def test_cheap_slices_share_a_turn_of_the_loop():
    loop = Loop(0.0001)
    assert await loop.play(60) == CALLED_MAX
    assert [name for name, _ in loop.done] == list(range(60))


async def test_no_slice_begins_once_the_turn_s_budget_is_spent():
    loop = Loop(0.0011)
    assert await loop.play(30) == 2
    assert [name for name, _ in loop.done] == list(range(30))


async def test_a_dear_slice_has_its_turn_alone():
    loop = Loop(0.030)
    assert await loop.play(20) == 1


async def test_whoever_is_cancelled_while_waiting_holds_up_nobody():
    loop = Loop(0.030)
    waiting = [asyncio.create_task(loop.take(name)) for name in range(6)]
    await asyncio.sleep(0)
    for one in waiting[1:5]:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [name for name, _ in loop.done] == [0, 5]
    assert not any(one.cancelled() for one in (waiting[0], waiting[5]))
