"""What every store promises of texts that are alike, run on each of them (conftest names them)."""

import pytest
from memory_examples import DAY_MS, claim, verdict

from tocsin.core.fingerprint import fingerprint
from tocsin.ports import Overtaken, Text

STORY = " ".join(
    f"On day {n} the garrison of the {n}th bridge counted {n * 7} trucks moving towards the valley road."
    for n in range(20)
)


def shingles(text):
    return fingerprint(text, b"").shingles


async def remember(memory, text, name, family=None):
    await memory.remember(
        Text(shingles=shingles(text), article_id=name, url_key=f"url of {name}", family_id=family or name)
    )


async def relatives(memory, text, name="new", url=None):
    return await memory.relatives(shingles(text), article_id=name, url_key=url or f"url of {name}")


async def nearest(memory, text, name="new", url=None):
    return (await relatives(memory, text, name, url)).near


async def test_a_copy_finds_its_original_and_its_family(memory):
    await remember(memory, STORY, "original", "family")
    near = await nearest(memory, STORY[: len(STORY) * 2 // 3])
    assert (near.article_id, near.family_id) == ("original", "family")
    assert 0.9 < near.containment <= 1


async def test_a_longer_follow_up_is_no_copy(memory):
    await remember(memory, STORY[: len(STORY) // 3], "short")
    assert await nearest(memory, STORY) is None


async def test_a_longer_follow_up_is_kin_all_the_same(memory):
    await remember(memory, STORY[: len(STORY) // 3], "short", "family")
    assert (await relatives(memory, STORY)).kin == "family"
    assert (await relatives(memory, STORY)).family_of("new") == "family"
    assert (await relatives(memory, STORY, "short")).kin is None
    other = await relatives(memory, "Quite another story of other words, places and people.")
    assert other.kin is None
    assert other.family_of("new") == "new"


def text_of(text, name, seen):
    return Text(shingles=shingles(text), article_id=name, url_key=f"url of {name}", family_id=name, seen=seen)


async def test_a_verdict_is_stored_with_its_text(memory):
    seen = (await relatives(memory, STORY)).seen
    await memory.conclude(verdict(), (), text_of(STORY, "original", seen))
    assert (await nearest(memory, STORY)).article_id == "original"


async def test_of_two_copies_that_looked_at_once_the_second_must_look_again(memory):
    first, second = [await relatives(memory, STORY, name) for name in ("one", "two")]
    assert (first.near, second.near) == (None, None)
    await memory.conclude(verdict("s1"), (), text_of(STORY, "one", first.seen))
    await claim(memory, "s2")
    with pytest.raises(Overtaken):
        await memory.conclude(verdict("s2"), ("k",), text_of(STORY, "two", second.seen))
    assert await memory.recall("s2", 0) is None
    again = await relatives(memory, STORY, "two")
    assert again.near.article_id == "one"
    await memory.conclude(verdict("s2"), ("k",), text_of(STORY, "two", again.seen))


async def test_a_text_like_none_that_came_in_between_is_stored_at_once(memory):
    seen = (await relatives(memory, STORY)).seen
    await remember(memory, "Quite another story of other words, places and people, told at some length.", "other")
    await memory.conclude(verdict(), (), text_of(STORY, "original", seen))
    assert (await nearest(memory, STORY)).article_id == "original"


async def test_a_revision_in_between_counts_as_newer(memory):
    await remember(memory, "Quite another story of other words, places and people, told at some length.", "first")
    seen = (await relatives(memory, STORY)).seen
    await remember(memory, STORY, "first")
    with pytest.raises(Overtaken):
        await memory.conclude(verdict(), (), text_of(STORY, "second", seen))


async def test_an_earlier_verdict_stands_and_no_text_is_added(memory):
    first = await memory.conclude(verdict())
    assert await memory.conclude(verdict(), (), text_of(STORY, "original", 0)) == first
    assert await nearest(memory, STORY) is None


async def test_an_empty_index_and_an_empty_text_find_nothing(memory):
    assert await nearest(memory, STORY) is None
    await remember(memory, "", "empty")
    assert await nearest(memory, "") is None


async def test_an_article_never_finds_itself_by_id_or_by_url(memory):
    await remember(memory, STORY, "original")
    assert await nearest(memory, STORY, "original", "elsewhere") is None
    assert await nearest(memory, STORY, "other", "url of original") is None


async def test_a_revision_takes_the_place_of_the_earlier_one(memory):
    await remember(memory, STORY, "original")
    await remember(memory, STORY.replace("garrison", "orchestra").replace("trucks", "violins"), "original")
    assert await nearest(memory, STORY) is None


async def test_the_text_that_holds_most_of_it_is_the_nearest(memory):
    await remember(memory, STORY[: len(STORY) * 7 // 10], "part")
    await remember(memory, STORY, "whole")
    assert (await nearest(memory, STORY)).article_id == "whole"


async def test_of_two_alike_the_earlier_is_the_nearest(memory):
    await remember(memory, STORY, "first")
    await remember(memory, STORY, "second", "first")
    assert (await nearest(memory, STORY)).article_id == "first"


async def test_texts_are_remembered_seven_days(memory, machine):
    await remember(memory, STORY, "original")
    machine.passes(7 * DAY_MS)
    assert await nearest(memory, STORY) is not None
    machine.passes(1)
    assert await nearest(memory, STORY) is None


async def test_a_story_that_is_printed_two_hundred_times_stays_findable(memory):
    await remember(memory, STORY, "original")
    for n in range(200):
        await remember(memory, STORY + f" Printed by reader number {n}.", f"copy {n}", "original")
    assert (await nearest(memory, STORY)).article_id == "original"


async def test_a_phrase_of_many_stories_finds_none_of_them(memory):
    for n in range(70):
        await remember(memory, STORY, f"story {n}")
    assert await nearest(memory, STORY) is None
