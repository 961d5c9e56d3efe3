"""A worker of some stages needs the topics of those stages alone (real Kafka: the embedded broker makes any topic)."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from uuid import uuid4

import pytest
from topics_view import Topics

from tocsin.core.parts import READS, WRITES
from tocsin.kafka import topics

pytestmark = [pytest.mark.kafka]
PATIENCE_S = 60.0


@pytest.fixture
def own():
    return f"only-{uuid4().hex[:8]}-"


def environment(kafka, own, tmp_path):
    names = ",".join(f"{topic.logical}.name={own}{topic.logical}" for topic in topics.DEFAULT.topics)
    return {
        **os.environ,
        "TOCSIN_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "TOCSIN_KAFKA_PLAINTEXT": "yes",
        "TOCSIN_TOPICS": names,
        "TOCSIN_STATE": f"sqlite:///{tmp_path}/state.sqlite",
        "TOCSIN_HTTP": "127.0.0.1:0",
        "TOCSIN_PARSE_WORKERS": "1",
    }


def answered(log) -> str:
    """Gives what `/readyz` says, once it says yes, and then the page of metrics."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        found = re.search(r"probes at (http://\S+)", log.read_text())
        try:
            if found and urllib.request.urlopen(f"{found[1]}/readyz", timeout=5).status == 200:  # noqa: S310 - our own worker
                return urllib.request.urlopen(f"{found[1]}/metrics", timeout=10).read().decode()  # noqa: S310 - the same
        except urllib.error.URLError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.mark.parametrize("part", ["admit", "enrich", "retry", "alert"])
def test_a_worker_of_one_stage_runs_where_only_the_topics_of_that_stage_are(kafka, own, tmp_path, part):
    Topics(kafka.bootstrap, own).make({*READS[part], *WRITES[part]}, 1)
    log = tmp_path / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "tocsin", "worker", "--only", part]
        worker = subprocess.Popen(command, env=environment(kafka, own, tmp_path), stderr=out, cwd=tmp_path)
    try:
        metrics = answered(log)
        for logical in topics.GROUPS:
            measured = f'topic="{own}{logical}"' in metrics
            assert measured == (logical in READS[part]), "the lag of a stage is measured where the stage runs"
    finally:
        worker.terminate()
        code = worker.wait(30)
    assert code == 0, log.read_text()


def test_a_missing_topic_of_its_own_stage_ends_a_worker_with_a_line(kafka, own, tmp_path):
    Topics(kafka.bootstrap, own).make(["submitted", "admitted", "outcome", "dead"], 1)
    done = subprocess.run(
        [sys.executable, "-m", "tocsin", "worker", "--only", "admit"],
        env=environment(kafka, own, tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert f"{own}progress" in done.stderr
    assert "tocsin topics --create" in done.stderr
