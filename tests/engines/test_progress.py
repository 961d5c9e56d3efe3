from memory_group import record

from tocsin.engines.partition import Partition
from tocsin.engines.progress import complete_until


def test_a_partition_is_complete_until_its_lowest_unfinished_moment():
    moments = {0: 500, 1: 300, 2: None, 3: 400}
    busy, idle = Partition(0, 0, (), 10), Partition(1, 0, (), 10)
    for offset in moments:
        busy.take(record(offset))

    def moment_ms(delivery):
        return moments[delivery.offset]

    assert complete_until({0: busy, 1: idle}, moment_ms) == {0: 300, 1: None}
    busy.finish(record(1))
    assert complete_until({0: busy}, moment_ms) == {0: 400}
