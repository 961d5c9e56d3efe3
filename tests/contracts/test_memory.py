"""What every store promises of verdicts and claims, run on each of them (conftest names them).

A further store must pass this file and that of likeness as they stand.
"""

import asyncio

import pytest
from memory_examples import DAY_MS, HOUR_MS, LEASE_S, MINUTE_MS, claim, known, verdict

from tocsin.ports import Claim, NotOurs
from tocsin.stores import open_memory

MINE = Claim(standing="mine", known=None)
ELSEWHERE = Claim(standing="elsewhere", known=None)


# Verdicts


async def test_a_verdict_is_recalled_with_the_article_byte_for_byte(memory):
    given = verdict(article=bytes(range(256)) * 50)
    assert await memory.conclude(given) == given
    assert await memory.recall("s1", 0) == given


async def test_an_unknown_submission_or_round_has_no_verdict(memory):
    await memory.conclude(verdict())
    assert await memory.recall("s2", 0) is None
    assert await memory.recall("s1", 1) is None


async def test_the_first_verdict_of_a_round_stands(memory):
    first = await memory.conclude(verdict(door="dead", reason="http_503"))
    assert await memory.conclude(verdict(door="enriched")) == first
    assert await memory.recall("s1", 0) == first


async def test_each_round_has_a_verdict_of_its_own(memory):
    dead = await memory.conclude(verdict(door="dead"))
    enriched = await memory.conclude(verdict(round=1))
    assert [await memory.recall("s1", 0), await memory.recall("s1", 1)] == [dead, enriched]


async def test_an_empty_article_is_not_a_missing_one(memory):
    await memory.conclude(verdict(article=b""))
    assert (await memory.recall("s1", 0)).article == b""


async def test_a_verdict_is_kept_seven_days(memory, machine):
    await memory.conclude(verdict())
    machine.passes(7 * DAY_MS)
    assert await memory.recall("s1", 0) is not None
    machine.passes(1)
    assert await memory.recall("s1", 0) is None
    rejected = verdict(door="rejected", reason="robots")
    assert await memory.conclude(rejected) == rejected


async def test_of_verdicts_concluded_at_once_all_are_told_the_one_that_stands(memory):
    given = [verdict(door="rejected", reason=f"http_{400 + n}") for n in range(20)]
    told = await asyncio.gather(*(memory.conclude(one) for one in given))
    assert set(told) == {await memory.recall("s1", 0)}


# Claims


async def test_a_new_url_is_mine_and_then_elsewhere_for_others(memory):
    assert await claim(memory, "s1") == MINE
    assert await claim(memory, "s1") == MINE
    assert await claim(memory, "s2") == ELSEWHERE
    assert await claim(memory, "s2", "another") == MINE


async def test_of_many_that_ask_at_once_one_gets_the_url(memory):
    answers = await asyncio.gather(*(claim(memory, f"s{n}") for n in range(50)))
    assert sorted(answer.standing for answer in answers) == ["elsewhere"] * 49 + ["mine"]


async def test_a_dead_lease_passes_the_url_on(memory, machine):
    await claim(memory, "s1")
    machine.passes(int(LEASE_S * 1000) - 1)
    assert await claim(memory, "s2") == ELSEWHERE
    machine.passes(1)
    assert await claim(memory, "s2") == MINE
    assert await claim(memory, "s1") == ELSEWHERE


async def test_asking_again_renews_the_lease(memory, machine):
    for _ in range(3):
        assert await claim(memory, "s1") == MINE
        machine.passes(9 * MINUTE_MS)
    assert await claim(memory, "s2") == ELSEWHERE


@pytest.mark.parametrize("step_ms", [HOUR_MS, -HOUR_MS])
async def test_a_wall_clock_that_steps_an_hour_neither_breaks_nor_prolongs_a_lease(memory, machine, step_ms):
    await claim(memory, "s1")
    machine.steps(step_ms)
    assert await claim(memory, "s2") == ELSEWHERE
    machine.passes(int(LEASE_S * 1000))
    assert await claim(memory, "s2") == MINE


async def test_a_reboot_ends_the_leases_of_the_dead_and_no_verdict(memory, machine):
    await claim(memory, "s1", "pending")
    await claim(memory, "s1", "concluded")
    await memory.conclude(verdict(), ("concluded",))
    machine.reboots()
    assert await claim(memory, "s2", "pending") == MINE
    assert await claim(memory, "s2", "concluded") == ELSEWHERE


async def test_a_claim_whose_owner_has_concluded_does_not_lapse(memory, machine):
    await claim(memory, "s1")
    await memory.conclude(verdict(), ("k",))
    machine.passes(6 * DAY_MS)
    assert await claim(memory, "s2", refresh=True, before=2**62) == ELSEWHERE
    assert await claim(memory, "s1") == MINE
    await memory.settle(("k",), "s1", known())
    assert await claim(memory, "s2") == Claim(standing="done", known=known())


async def test_a_concluded_claim_lapses_with_its_verdict(memory, machine):
    await claim(memory, "s1")
    await memory.conclude(verdict(), ("k",))
    machine.passes(7 * DAY_MS + 1)
    assert await claim(memory, "s2") == MINE


async def test_a_conclusion_that_is_not_enriched_holds_no_url(memory, machine):
    await claim(memory, "s1")
    await memory.conclude(verdict(door="rejected"), ("k",))
    machine.passes(int(LEASE_S * 1000))
    assert await claim(memory, "s2") == MINE


async def test_who_lost_the_url_to_another_cannot_conclude_enriched(memory, machine):
    await claim(memory, "s1")
    machine.passes(int(LEASE_S * 1000))
    await claim(memory, "s2")
    with pytest.raises(NotOurs):
        await memory.conclude(verdict("s1"), ("free", "k"))
    assert await memory.recall("s1", 0) is None
    assert await claim(memory, "s3", "free") == MINE
    await memory.conclude(verdict("s2"), ("k",))
    await memory.settle(("k",), "s2", known("s2"))
    with pytest.raises(NotOurs):
        await memory.conclude(verdict("s1"), ("k",))


async def test_who_let_a_lease_run_out_unclaimed_may_conclude(memory, machine):
    await claim(memory, "s1")
    machine.passes(int(LEASE_S * 1000))
    await memory.conclude(verdict("s1"), ("k",))
    assert await claim(memory, "s2") == ELSEWHERE


async def test_a_repeated_conclusion_asks_for_no_url(memory):
    await memory.conclude(verdict(), ("k",))
    await memory.settle(("k",), "s1", known())
    assert await claim(memory, "s2", refresh=True) == Claim(standing="mine", known=known())
    assert await memory.conclude(verdict(), ("k",)) == verdict()


async def test_an_enriched_url_is_done_for_others(memory):
    await claim(memory, "s1")
    await memory.settle(("k",), "s1", known())
    assert await claim(memory, "s2") == Claim(standing="done", known=known())


async def test_an_enriched_url_is_read_again_when_asked(memory):
    await memory.settle(("k",), "s1", known())
    again = Claim(standing="mine", known=known())
    assert await claim(memory, "s2", before=known().enriched_ms) == Claim(standing="done", known=known())
    assert await claim(memory, "s2", before=known().enriched_ms + 1) == again
    assert await claim(memory, "s3", refresh=True) == Claim(standing="elsewhere", known=known())
    await memory.settle(("k",), "s2", known("s2", revision=2))
    assert await claim(memory, "s3") == Claim(standing="done", known=known("s2", revision=2))


async def test_its_own_url_is_done_for_nobody_else_only(memory):
    await memory.settle(("k",), "s1", known())
    assert await claim(memory, "s1") == Claim(standing="mine", known=known())


async def test_a_reader_that_died_leaves_a_known_url_known(memory, machine):
    await memory.settle(("k",), "s1", known())
    await claim(memory, "s2", refresh=True)
    machine.passes(int(LEASE_S * 1000))
    assert await claim(memory, "s3") == Claim(standing="done", known=known())
    assert await claim(memory, "s3", refresh=True) == Claim(standing="mine", known=known())


async def test_a_url_is_remembered_thirty_days(memory, machine):
    await memory.settle(("k",), "s1", known())
    machine.passes(30 * DAY_MS)
    assert (await claim(memory, "s2")).standing == "done"
    machine.passes(1)
    assert await claim(memory, "s2") == MINE


async def test_a_released_url_is_free(memory):
    await claim(memory, "s1")
    await memory.release(("k", "never claimed"), "s1")
    assert await claim(memory, "s2") == MINE


async def test_a_released_url_that_was_known_is_done_again(memory):
    await memory.settle(("k",), "s1", known())
    await claim(memory, "s2", refresh=True)
    await memory.release(("k",), "s2")
    assert await claim(memory, "s3") == Claim(standing="done", known=known())


async def test_nobody_releases_or_settles_for_another(memory):
    await claim(memory, "s1")
    await memory.release(("k",), "s2")
    await memory.settle(("k",), "s2", known("s2"))
    assert await claim(memory, "s3") == ELSEWHERE


async def test_a_concluded_or_done_claim_is_not_released(memory):
    await claim(memory, "s1")
    await memory.conclude(verdict(), ("k",))
    await memory.release(("k",), "s1")
    assert await claim(memory, "s2") == ELSEWHERE
    await memory.settle(("k",), "s1", known())
    await memory.release(("k",), "s1")
    assert (await claim(memory, "s2")).standing == "done"


# Opening


@pytest.mark.parametrize("address", ["redis://localhost", "sqlite://", "sqlite:///", "postgres://x", "nothing"])
def test_an_address_of_no_store_is_refused_with_what_would_be_right(address):
    with pytest.raises(ValueError, match="sqlite:///FILE"):
        open_memory(address)


async def test_addresses_open_their_stores(tmp_path):
    for address in ("memory://", f"sqlite:///{tmp_path}/new/state.sqlite"):
        opened = open_memory(address)
        assert await claim(opened, "s1") == MINE
        await opened.close()
        await opened.close()
    assert (tmp_path / "new" / "state.sqlite").exists()
