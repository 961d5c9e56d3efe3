"""What completeness rests on, as brokers tell it: what is open, what waits, and what could not be read."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from topics_apart import topics_apart

from tocsin.kafka import topics
from tocsin.kafka.lag import PartitionLag
from tocsin.kafka.probe import reach
from tocsin.kafka.progress_view import ProgressView, progress_view
from tocsin.kafka.security import Access

SUBMITTED = {"submitted", "retry_30s"}


class Meter:
    """Measures what the test says."""

    def __init__(self, *lags):
        self.lags = lags

    async def measure(self):
        return self.lags


class Quiet:
    """A consumer of topics in which nothing stands."""

    def assignment(self):
        return set()

    def assign(self, partitions):
        """Reads nothing of them."""

    seek = pause = resume = lambda *_: None

    async def position(self, place):
        return 9

    async def end_offsets(self, places):
        return dict.fromkeys(places, 9)


def lag(logical, seconds, partition=0):
    topic = topics.DEFAULT.named(logical).name
    return PartitionLag(group="g", topic=topic, partition=partition, committed=8, end=9, messages=1, seconds=seconds)


@pytest.mark.parametrize(("seconds", "waits_s", "known"), [(4.0, 7.0, True), (None, None, False)])
async def test_retries_of_which_one_could_not_be_read_wait_for_nobody_knows_how_long(seconds, waits_s, known):
    view = ProgressView(Meter(lag("retry_30s", 7.0), lag("retry_5m", seconds)), Quiet(), Quiet(), topics.DEFAULT)
    waiting = (await view.look([0])).waiting[0]
    assert (waiting.messages, waiting.seconds, waiting.known) == (2, waits_s, known)


async def test_where_the_submissions_end_is_settled_once_it_was_looked_at_before():
    view = ProgressView(Meter(lag("submitted", 1.0)), Quiet(), Quiet(), topics.DEFAULT)
    place = (topics.DEFAULT.names.submitted, 0)
    assert [(await view.look([])).behind[place].settled for _ in range(2)] == [False, True]


async def test_the_end_of_what_has_no_open_transaction_is_settled(broker, catalogue):
    async with progress_view(broker, catalogue, lambda: 0, SUBMITTED) as view:
        await view.look([])
        behind = (await view.look([])).behind
    assert {place[0] for place in behind} == {catalogue.names.submitted, catalogue.names.retries[0]}
    assert all(one.settled for one in behind.values())


@pytest.mark.kafka
async def test_what_an_open_transaction_has_written_is_still_to_come(kafka):
    broker = await reach(Access(bootstrap=(kafka.bootstrap,), plaintext=True))
    catalogue = await topics_apart(broker)
    topic = catalogue.names.submitted
    producer = AIOKafkaProducer(**broker.security.aiokafka(), transactional_id=topic)
    await producer.start()
    async with progress_view(broker, catalogue, lambda: 0, SUBMITTED) as view:
        await view.look([])
        async with producer.transaction():
            await producer.send_and_wait(topic, b"later", partition=1)
            open_ = (await view.look([])).behind
        # A commit is answered before its markers are written.
        async with asyncio.timeout(30):
            while not (await view.look([])).behind[topic, 1].settled:  # noqa: ASYNC110 - the broker tells nobody
                await asyncio.sleep(0.05)
    await producer.stop()
    assert [(open_[topic, n].settled, open_[topic, n].end) for n in (0, 1)] == [(True, 0), (False, 0)]
