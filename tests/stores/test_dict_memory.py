"""What only the store in memory does: it bounds itself."""

from tocsin.core.fingerprint import fingerprint
from tocsin.ports import Text
from tocsin.stores.machine import Moment, ThisMachine
from tocsin.stores.memory import DictMemory

DAY_MS = 86_400_000


class Machine:
    wall_ms = 1_800_000_000_000

    def now(self):
        return Moment(self.wall_ms, 0, "boot")


def shingles(n):
    return fingerprint(" ".join(f"word{n}x{place}" for place in range(200)), b"").shingles


async def remember(memory, n):
    await memory.remember(Text(shingles=shingles(n), article_id=f"a{n}", url_key=f"u{n}", family_id=f"a{n}"))


async def finds(memory, n):
    return (await memory.relatives(shingles(n), article_id="new", url_key="new")).near is not None


async def test_the_oldest_texts_go_when_there_are_too_many():
    memory = DictMemory(lease_s=600, texts_max=3)
    for n in range(5):
        await remember(memory, n)
    assert [await finds(memory, n) for n in range(5)] == [False, False, True, True, True]
    assert len(memory._texts._postings) == 3 * 24


async def test_texts_that_have_expired_go_when_another_comes():
    machine = Machine()
    memory = DictMemory(lease_s=600, machine=machine)
    await remember(memory, 1)
    machine.wall_ms += 8 * DAY_MS
    await remember(memory, 2)
    assert len(memory._texts._texts) == 1
    assert len(memory._texts._postings) == 24


async def test_a_copy_leaves_its_familys_postings_when_it_goes():
    memory = DictMemory(lease_s=600, texts_max=2)
    await remember(memory, 1)
    await memory.remember(Text(shingles=shingles(1), article_id="copy", url_key="c", family_id="a1"))
    await remember(memory, 2)
    await remember(memory, 3)
    assert len(memory._texts._postings) == 2 * 24


def test_this_machine_tells_a_moment_that_does_not_run_backwards():
    machine = ThisMachine()
    first, second = machine.now(), machine.now()
    assert first.steady_ms <= second.steady_ms
    assert first.boot == second.boot == ThisMachine().now().boot
