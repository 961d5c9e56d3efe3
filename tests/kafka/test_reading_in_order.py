"""In which order records are read: a partition's own, whatever its clock says."""

from types import SimpleNamespace

from aiokafka import TopicPartition

from tocsin.kafka.reading import Reader

FIRST, SECOND = TopicPartition("t", 0), TopicPartition("t", 1)


def record(place, offset, timestamp):
    return SimpleNamespace(
        topic=place.topic,
        partition=place.partition,
        offset=offset,
        timestamp=timestamp,
        key=b"k",
        value=b"v",
        headers=(),
    )


class OnePoll:
    """A consumer to which everything comes at once."""

    def __init__(self, found):
        self._left = found
        self._ends = {place: len(records) for place, records in found.items()}

    async def end_offsets(self, _):
        return self._ends

    async def position(self, place):
        return 0 if self._left else self._ends[place]

    async def getmany(self, **_):
        found, self._left = self._left, {}
        return found


async def read(found):
    reader = Reader(OnePoll(found), "t", list(found), knows_times=True)
    return [(one.partition, one.offset) async for one in reader.records(follow=False)]


async def test_a_clock_that_goes_back_turns_no_records_round():
    back = {FIRST: [record(FIRST, 0, 500), record(FIRST, 1, 200), record(FIRST, 2, 600)]}
    assert await read(back) == [(0, 0), (0, 1), (0, 2)]


async def test_of_two_partitions_the_older_record_comes_first():
    two = {FIRST: [record(FIRST, 0, 100), record(FIRST, 1, 300)], SECOND: [record(SECOND, 0, 200)]}
    assert await read(two) == [(0, 0), (1, 0), (0, 1)]
