"""What the contract says of waiting, seen from outside: retries, parked records, lag, and the worker's own pages."""

import json
import signal
import socket
import time

import outside
import pytest
from outside import RETRIES, House, page, story, submission_id, validator

pytestmark = pytest.mark.timeout(120)


def test_a_retry_waits_its_time_and_counts_its_attempts(house: House) -> None:
    def answer(connection: socket.socket, asked: outside.Asked) -> None:
        connection.sendall(page(b"", "503 Later", Retry_After="1") if asked.count < 2 else page(story(230)))

    house.origin.answers["/later"] = answer
    record = house.submit(house.url("/later", "127.0.4.20"))
    outcome = house.end(record)
    assert (outcome["door"], outcome["attempts"]) == ("enriched", 2)
    waiting = [one for one in house.topics.records[RETRIES[0]] if one.json["url"].endswith("/later")]
    validator("url.admitted.v1").validate(waiting[0].json)
    assert waiting[0].key == f"127.0.4.20:{house.origin.port}".encode()
    assert waiting[0].named["tocsin-attempt"] == "1"
    assert waiting[0].json["not_before"] >= waiting[0].json["first_failure"]["at"]


def test_what_must_wait_for_its_host_is_parked_without_an_attempt(house: House) -> None:
    robots = page(b"User-agent: *\nCrawl-delay: 30\n", Content_Type="text/plain")
    house.origin.answers[f"127.0.4.30:{house.origin.port}/robots.txt"] = robots
    for number in range(2):
        house.origin.answers[f"/crawled-{number}"] = page(story(250 + number))
    first = house.submit(house.url("/crawled-0", "127.0.4.30"))
    assert house.end(first)["door"] == "enriched"
    own = submission_id(house.submit(house.url("/crawled-1", "127.0.4.30")))
    waiting = outside.until(
        lambda: [one for one in house.topics.records[RETRIES[2]] if one.named["tocsin-submission"] == own]
    )[0]
    recorded = waiting.named["ce_recordedtime"]
    assert waiting.json["attempts"] == 0
    assert waiting.json["first_failure"] is None
    assert waiting.json["not_before"] > recorded
    assert house.outcomes(own) == []
    assert house.origin.asked["/crawled-1"] == 0


def test_lag_is_exact_while_the_worker_stands_still(house: House) -> None:
    house.worker.send_signal(signal.SIGSTOP)
    try:
        records = [house.submit(f"http://10.0.0.{number}/") for number in range(3)]
        time.sleep(1)
        asked_ms = time.time() * 1000
        told = outside.run("lag", "--json", TOCSIN_KAFKA_BOOTSTRAP=house.bootstrap)
        heard_ms = time.time() * 1000
    finally:
        house.worker.send_signal(signal.SIGCONT)
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    behind = [row for row in rows if row["group"] == "tocsin-admit" and row["messages"]]
    assert sum(row["messages"] for row in behind) == len(records)
    for row in behind:
        assert row["end"] - (row["committed"] or 0) == row["messages"]
        oldest = min(one.timestamp for one in records if one.partition == row["partition"])
        assert asked_ms - oldest <= row["seconds"] * 1000 <= heard_ms - oldest
    assert {house.end(record)["reason"] for record in records} == {"private_address"}


def test_the_worker_s_own_pages_say_how_it_is_and_name_no_host(house: House) -> None:
    house.end(house.submit(b"neither JSON nor a URL"))
    assert outside.get(f"{house.probes}/livez")[0] == 200
    assert outside.get(f"{house.probes}/readyz")[0] == 200
    status, metrics = outside.get(f"{house.probes}/metrics")
    assert status == 200
    for name in (
        "tocsin_submissions_ended_total",
        "tocsin_lag_messages",
        "tocsin_lag_seconds",
        "tocsin_records_in_flight",
    ):
        assert f"\n{name}{{" in metrics, name
    assert 'tocsin_stage_duration_seconds_count{stage="enrichment"}' in metrics
    assert "127.0." not in metrics
    assert "http://" not in metrics
