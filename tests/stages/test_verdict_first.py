"""Whatever is delivered again, and wherever a worker dies, a submission has one door and the same bytes."""

import itertools
import json
from typing import Any

import pytest
from house_in_memory import TOPICS, House, page

from tocsin.core.outcomes import Rejected, Retry
from tocsin.core.records.delivery import Delivery, Output
from tocsin.ports import PublishFailed

URL = "https://news.example/a"


def without_clocks(record: Delivery) -> tuple[str, bytes | None, dict[str, Any], dict[str, bytes]]:
    value = json.loads(record.value or b"{}")
    for clock in ("finished_at", "timings_ms"):
        value.pop(clock, None)
    return record.topic, record.key, value, {k: v for k, v in record.headers if k != "ce_recordedtime"}


async def test_a_redelivery_repeats_the_same_bytes_and_fetches_nothing() -> None:
    house = House()
    house.web.answers[URL] = [page(), Rejected("http_404", None, 404)]
    await house.outcome_of(URL)
    house.clock.ms += 5_000
    house.engine.redeliver("tocsin-enrich")
    await house.settle()
    assert len(house.web.asked) == 1
    for topic in (TOPICS.enriched, TOPICS.signals, TOPICS.outcome):
        first, again = house.engine.records(topic)
        assert without_clocks(first) == without_clocks(again)


async def test_a_redelivery_to_admission_ends_by_the_same_door() -> None:
    house = House()
    house.web.answers[URL] = [page()]
    await house.outcome_of(URL)
    house.engine.redeliver("tocsin-admit")
    await house.settle()
    assert {outcome["door"] for outcome in house.outcomes()} == {"enriched"}
    assert len({outcome["id"] for outcome in house.outcomes()}) == 1


async def test_the_same_ce_id_again_is_the_same_submission_and_no_duplicate_of_itself() -> None:
    house = House()
    house.web.answers[URL] = [page()]
    first = await house.outcome_of(URL, ce_id="1", ce_source="/w")
    second = await house.outcome_of(URL, ce_id="1", ce_source="/w")
    assert second["door"] == "enriched"
    assert second["id"] == first["id"]


@pytest.mark.parametrize(
    "value", [URL, {"url": URL, "mode": "test"}, "no URL at all", "http://10.0.0.1/", {"url": f"{URL}/gone"}]
)
async def test_a_wire_that_sends_an_id_again_later_hears_the_same_bytes(value: Any) -> None:
    house = House()
    house.web.answers[URL] = [page()]
    await house.outcome_of(value, ce_id="1", ce_source="/w")
    house.clock.ms += 5_000
    await house.outcome_of(value, ce_id="1", ce_source="/w")
    await house.outcome_of("https://news.example/another", ce_id="1", ce_source="/w")
    first, *later = (without_clocks(record) for record in house.engine.records(TOPICS.outcome))
    assert later == [first, first]
    assert len(house.web.asked) <= 1


async def test_an_id_that_is_sent_again_while_the_first_is_on_its_way_fetches_nothing() -> None:
    house = House()
    house.web.answers[URL] = [page(), page("Another story altogether, told later on.")]
    for _ in range(4):
        house.submit(URL, ce_id="1", ce_source="/w")
    await house.settle()
    assert len(house.web.asked) == 1
    first, *others = (without_clocks(record) for record in house.engine.records(TOPICS.outcome))
    assert others == [first] * 3


async def test_a_replay_is_the_next_round_and_may_end_by_another_door() -> None:
    house = House()
    house.web.answers[URL] = [*[Retry("dns", "NXDOMAIN")] * 4, page()]
    first = await house.outcome_of(URL)
    assert (first["door"], first["round"]) == ("dead", 0)
    again = await house.outcome_of(URL, tocsin__submission=first["submission_id"], tocsin__round="1")
    assert (again["door"], again["round"]) == ("enriched", 1)
    assert again["submission_id"] == first["submission_id"]
    assert again["id"] != first["id"]


PUBLISHED = (TOPICS.admitted, TOPICS.enriched, TOPICS.signals, TOPICS.outcome, TOPICS.retries[0], TOPICS.dead)


@pytest.mark.parametrize("topic", PUBLISHED)
async def test_a_worker_that_dies_before_any_publish_leaves_one_door_for_every_submission(topic: str) -> None:
    """The origin answers otherwise at each fetch; only a verdict stored first keeps the door."""
    house = House()
    house.web.answers[URL] = [page(), Rejected("http_404", None, 404), page("Another story altogether, told later on.")]
    house.web.answers[f"{URL}/flaky"] = [Retry("timeout"), page(url=f"{URL}/flaky"), Rejected("http_410", None, 410)]
    house.submit(URL)
    house.submit(f"{URL}/flaky")
    house.submit(b"malformed")
    crashes = itertools.count()

    def first_time(output: Output) -> bool:
        return output.topic == topic and next(crashes) == 0

    house.engine.crash_at = first_time
    with pytest.raises(PublishFailed):
        await house.engine.run_dry()
    await house.settle()
    doors: dict[str, set[str]] = {}
    for outcome in house.outcomes():
        doors.setdefault(outcome["submission_id"], set()).add(outcome["door"])
    assert len(doors) == 3
    assert all(len(found) == 1 for found in doors.values())
    enriched = {outcome["article_id"] for outcome in house.outcomes() if outcome["door"] == "enriched"}
    assert enriched == {article["id"] for article in house.articles()}
    texts = {article["id"]: article["text"] for article in house.articles()}
    assert all(texts[article["id"]] == article["text"] for article in house.articles())
