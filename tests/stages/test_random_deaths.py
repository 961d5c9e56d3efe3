"""Random deaths, random answers, shared URLs: what the one law and the claims promise, checked from what came out."""

import random

import pytest
from house_in_memory import TOPICS, Answer, House, page

from tocsin.core.outcomes import Parked, Rejected, Retry
from tocsin.core.records.delivery import Output
from tocsin.ports import PublishFailed, Validators

URLS = [f"https://news.example/{n}" for n in range(8)]
SUBMISSIONS = 40
STORIES = [f"The {word} column crossed the river at noon and took the mill." for word in ("first", "second", "third")]


class FickleWeb:
    """An origin that answers otherwise at every fetch."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.served: dict[str, int] = {}

    async def fetch(self, url: str, _validators: Validators | None = None) -> Answer:
        answers: list[Answer] = [
            page(self.chance.choice(STORIES), url=url),
            page(self.chance.choice(STORIES), url=self.chance.choice(URLS)),
            Rejected("http_404", None, 404),
            Retry("timeout", "headers"),
            Parked("pace", 10.0),
        ]
        answer = self.chance.choices(answers, weights=[5, 2, 1, 2, 1])[0]
        if type(answer).__name__ == "Fetched":
            self.served[url] = self.served.get(url, 0) + 1
        return answer


@pytest.mark.parametrize("seed", range(12))
async def test_every_submission_has_one_door_through_random_deaths(seed: int) -> None:
    chance = random.Random(seed)
    house = House()
    house.web.fetch = FickleWeb(chance).fetch
    for number in range(SUBMISSIONS):
        refresh = {"refresh": True} if chance.random() < 0.1 else {}
        house.submit({"url": chance.choice(URLS), **refresh}, ce_id=str(number), ce_source="/w")
    house.engine.crash_at = lambda _output: chance.random() < 0.02
    deaths = 0
    while True:
        try:
            await house.engine.run_dry()
        except PublishFailed:
            deaths += 1
            if deaths > 60:
                house.engine.crash_at = _never
            continue
        break
    await house.settle()
    _check(house)


def _never(_output: Output) -> bool:
    return False


def _check(house: House) -> None:
    outcomes = house.outcomes()
    doors: dict[str, set[tuple[str, str | None]]] = {}
    for outcome in outcomes:
        doors.setdefault(outcome["submission_id"], set()).add((outcome["door"], outcome["article_id"]))
    assert len(doors) == SUBMISSIONS
    assert all(len(found) == 1 for found in doors.values())
    enriched = {article["id"] for article in house.articles()}
    # Nothing is called a duplicate of what was never enriched.
    assert {outcome["article_id"] for outcome in outcomes if outcome["door"] == "duplicate"} <= enriched
    # No revision of an article belongs to two submissions, and each has one text.
    revisions: dict[tuple[str, int], set[tuple[str, str]]] = {}
    for article in house.articles():
        owner = (article["submission_id"], article["fingerprint"]["sha256"])
        revisions.setdefault((article["id"], article["revision"]), set()).add(owner)
    assert all(len(owners) == 1 for owners in revisions.values())
    assert len(house.engine.records(TOPICS.dead)) >= len({o["id"] for o in outcomes if o["door"] == "dead"})
