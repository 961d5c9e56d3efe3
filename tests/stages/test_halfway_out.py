"""The store goes away between a submission's article and its outcome."""

from house_in_memory import TOPICS, House, page

from tocsin.ports import StoreUnavailable

URL = "https://news.example/a"


def away(house, times):
    """Lets the store be away for the next calls of `settle`."""
    settle, left = house.memory.settle, [None] * times

    async def failing(*asked):
        if left:
            left.pop()
            raise StoreUnavailable("locked")
        await settle(*asked)

    house.memory.settle = failing


async def test_an_article_that_was_acknowledged_is_not_published_again_when_the_store_is_back():
    house = House()
    away(house, 2)
    house.web.answers[URL] = [page()]
    assert (await house.outcome_of(URL))["door"] == "enriched"
    assert [len(house.engine.records(topic)) for topic in (TOPICS.enriched, TOPICS.signals)] == [1, 1]
    assert len(house.web.asked) == 1


async def test_a_redelivery_after_that_repeats_all_of_it():
    house = House()
    away(house, 1)
    house.web.answers[URL] = [page()]
    await house.outcome_of(URL)
    house.engine.redeliver("tocsin-enrich")
    await house.settle()
    assert [len(house.engine.records(topic)) for topic in (TOPICS.enriched, TOPICS.outcome)] == [2, 2]
