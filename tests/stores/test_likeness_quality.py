"""How well copies are told from other stories, on stories and copies made here. The figures are printed with -s."""

import random

import pytest

from tocsin.core.fingerprint import fingerprint
from tocsin.ports import Text
from tocsin.stores import open_memory

WHO = [
    "minister",
    "colonel",
    "spokeswoman",
    "envoy",
    "governor",
    "general",
    "mayor",
    "analyst",
    "ambassador",
    "commander",
]
DOES = [
    "said",
    "warned",
    "promised",
    "denied",
    "repeated",
    "announced",
    "suggested",
    "insisted",
    "admitted",
    "explained",
]
WHAT = [
    "convoy",
    "battery",
    "brigade",
    "bridge",
    "harbour",
    "pipeline",
    "border post",
    "airfield",
    "tanker",
    "radar",
    "depot",
    "checkpoint",
]
WHERE = ["valley", "coast", "capital", "strait", "province", "suburb", "island", "highlands", "delta", "frontier"]
WHEN = [
    "before dawn",
    "after midnight",
    "on Sunday",
    "within hours",
    "last week",
    "during the night",
    "at noon",
    "in the evening",
]
HOW = [
    "without warning",
    "under fire",
    "in silence",
    "by mistake",
    "in the rain",
    "with some delay",
    "as planned",
    "in great haste",
]
STOCK = (
    "The claim could not be independently verified.",
    "Both sides have accused each other of breaking the truce.",
    "He spoke on condition of anonymity because he was not authorised to speak to the press.",
)
FURNITURE = (
    "Sign up here for the letter that our editors send each morning.",
    "Read also: what we know so far",
    "Photo: archive",
    "Follow this story in our app and on all channels, day and night, wherever you are.",
    "Support independent reporting with a small gift; it takes a minute and keeps our pages free for all readers.",
)


def name(drawn):
    return "".join(drawn.choice("bdfgklmnprstvz") + drawn.choice("aeiou") for _ in range(3)).title()


def sentence(drawn):
    pick = drawn.choice
    opening = f"The {pick(WHO)} of {name(drawn)} {pick(DOES)} {pick(WHEN)} that the {pick(WHAT)} near {name(drawn)}"
    act = f"was {pick(('moved', 'hit', 'lost', 'closed', 'held', 'reached'))} {pick(HOW)} by {name(drawn)}"
    people = f"{drawn.randrange(2, 900)} people {pick(('watching', 'waiting', 'leaving', 'working'))}"
    return f"{opening} {act}, with {people} {pick(WHEN)} on the {pick(WHERE)} road to {name(drawn)}."


def story(seed, paragraphs=7):
    drawn = random.Random(seed)
    told = [" ".join(sentence(drawn) for _ in range(2)) for _ in range(paragraphs)]
    told.insert(drawn.randrange(1, paragraphs), drawn.choice(STOCK))
    return told


def cut(share):
    return lambda told, drawn: told[: max(1, round(len(told) * share))]


def framed(told, drawn):
    made = list(told)
    for line in drawn.sample(FURNITURE, 3):
        made.insert(drawn.randrange(len(made) + 1), line)
    return made


def edited(told, drawn):
    words = [line.split() for line in told]
    for line in words:
        for _ in range(len(line) // 25):
            line[drawn.randrange(len(line))] = "otherwise"
    return [" ".join(line) for line in words]


CHANGES = {
    "none": lambda told, _: told,
    "cut by 30%": cut(0.7),
    "cut by 60%": cut(0.4),
    "framed": framed,
    "cut and framed": lambda told, drawn: framed(cut(0.6)(told, drawn), drawn),
    "headline added": lambda told, drawn: ["What the mayor did not know about the harbour and its bridge", *told],
    "dateline changed": lambda told, drawn: [f"OSTHAFEN (Reuters) - {told[0]}", *told[1:]],
    "a word in 25 edited": edited,
    "one paragraph a sentence": lambda told, drawn: ". ".join(told).replace(". ", ".\n").split("\n"),
    "one paragraph": lambda told, drawn: [" ".join(told)],
    "paragraphs moved": lambda told, drawn: [told[0], *told[:0:-1]],
    "in capitals": lambda told, drawn: [line.upper() for line in told],
}


def bulletin(seed):
    a, b, c, d = random.Random(seed).sample(range(10, 99), 4)
    first = (
        f"The general staff said on day {seed} that {a} of {b} drones had been shot down in the night by air defence "
        f"and mobile groups in the north, the east and the south of the country, and {c} had been lost by radar."
    )
    second = (
        f"In the same night {d} missiles were fired from the sea, of which most were intercepted, the statement said, "
        "while debris fell in several districts and crews were at work to put out fires in warehouses and fields."
    )
    return [first, second]


OTHERS = {
    "another story": lambda n: story(10_000 + n),
    "a follow-up, half new": lambda n: story(10_000 + n, 9) + story(n)[:4],
    "two stories in one": lambda n: story(n)[:4] + story(n + 1)[:4] + story(20_000 + n, 3),
    "a later, longer version": lambda n: story(n) + story(30_000 + n, 12),
    "another day's bulletin": lambda n: bulletin(1000 + n),
}


async def found_of(memory, told):
    shingles = fingerprint("\n\n".join(told), b"").shingles
    near = (await memory.relatives(shingles, article_id="new", url_key="new")).near
    return None if near is None else near.article_id


@pytest.mark.parametrize("address", ["memory://", "sqlite:///{}/state.sqlite"])
async def test_copies_are_found_and_other_stories_are_not(address, tmp_path):
    memory = open_memory(address.format(tmp_path))
    stories = 40
    for n in range(stories):
        for title, told in ((f"story {n}", story(n)), (f"bulletin {n}", bulletin(n))):
            shingles = fingerprint("\n\n".join(told), b"").shingles
            await memory.remember(Text(shingles=shingles, article_id=title, url_key=title, family_id=title))
    recall, wrong = {}, {}
    for kind, change in CHANGES.items():
        drawn = random.Random(kind)
        found = [await found_of(memory, change(story(n), drawn)) for n in range(stories)]
        recall[kind] = sum(one == f"story {n}" for n, one in enumerate(found)) / stories
    for kind, other in OTHERS.items():
        wrong[kind] = sum([await found_of(memory, other(n)) is not None for n in range(stories - 1)])
    await memory.close()
    print(recall, wrong)
    assert min(recall.values()) >= 0.95
    assert sum(recall.values()) / len(recall) >= 0.98
    assert sum(wrong.values()) == 0


async def test_short_items_cut_and_framed_are_found(tmp_path):
    memory = open_memory("memory://")
    for n in range(60):
        shingles = fingerprint("\n\n".join(story(n, 2)), b"").shingles
        await memory.remember(Text(shingles=shingles, article_id=f"story {n}", url_key=f"{n}", family_id=f"story {n}"))
    changed = [story(n, 2)[:-1] for n in range(60)]
    found = [await found_of(memory, [told[0], FURNITURE[0], *told[1:], FURNITURE[1]]) for n, told in enumerate(changed)]
    assert sum(one == f"story {n}" for n, one in enumerate(found)) >= 57
