"""Workers share what there is to do, and retries are on time: real processes on a real broker; some minutes."""

import pytest
import retry_figures
import scaling_figures

pytestmark = [pytest.mark.kafka, pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.mark.parametrize(("workers", "joining"), [(1, False), (2, False), (4, False), (2, True)])
def test_workers_share_the_partitions_evenly_and_one_that_joins_loses_nothing(kafka, tmp_path, workers, joining):
    found = scaling_figures.play(kafka, tmp_path, workers, 3_000, joining=joining)
    assert len(found.partitions) == workers + joining
    assert sum(found.partitions) == scaling_figures.PARTITIONS
    assert max(found.partitions) - min(found.partitions) <= 1
    assert (found.lost, found.twice) == (0, 0)


def test_movers_that_share_a_topic_and_are_killed_lose_nothing_and_are_never_early(kafka, tmp_path):
    found = retry_figures.play(kafka, tmp_path, movers=3, seconds=20, rate=200, kills=2, static=True)
    assert found.lost == 0
    assert min(found.late_s) >= 0
    assert found.twice <= 2 * 500, "at most the batch at hand is moved again after a kill"
