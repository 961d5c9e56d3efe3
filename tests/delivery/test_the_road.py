"""The whole road on a real Kafka: two real workers, one killed, and the one law judged from the topics alone."""

import pytest
from engine_figures import sigkill
from kafka_broker import missing
from road_troubles import STATIC, Trouble

import road

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(300)]


def test_every_submission_has_one_door_though_a_worker_is_killed(kafka, tmp_path):
    assert not missing()
    # A static member: nobody waits for a session to end.
    trouble = Trouble("SIGKILL", lambda run: sigkill(run, 1), "near", STATIC)
    report = road.play(trouble, tmp_path, count=300, seed=7)
    assert report.complaints() == []
    assert report.clean
    assert -9 in report.codes
