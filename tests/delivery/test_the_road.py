"""The whole road on a real Kafka: two real workers, one killed, and the one law judged from the topics alone."""

import pytest
import road
from engine_figures import Trouble, sigkill
from kafka_broker import missing

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]


def test_every_submission_has_one_door_though_a_worker_is_killed(kafka, tmp_path):
    assert not missing()
    report = road.play(Trouble("SIGKILL", lambda run: sigkill(run, 1), {}), tmp_path, count=300, seed=7)
    assert report.judgement.missing == []
    assert report.judgement.wrong == []
    assert report.committed
    assert report.left_over == 0
    assert -9 in report.codes
