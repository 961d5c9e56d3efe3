"""Each submission ends by the door that the contract names, seen from outside: real commands, worker and origin."""

import json
from uuid import UUID, uuid5

import outside
import pytest
from outside import ENRICHED, OUTCOME, House, Record, page, story, submission_id, validator
from table_of_doors import ROWS

pytestmark = pytest.mark.timeout(120)
RETRIED = ("timeout", "connection", "dns", "tls", "http_408", "http_425", "http_429", "http_5")


@pytest.fixture(scope="module")
def submitted(house: House) -> dict[str, Record]:
    """All rows are submitted at once, so that their retries wait beside one another."""
    found = {}
    for number, (name, row) in enumerate(ROWS.items(), 1):
        host, path = f"127.0.7.{number}", f"/row-{number}"
        if row.answer is not None:
            house.origin.answers[path] = row.answer
        if row.robots is not None:
            house.origin.answers[f"{host}:{house.origin.port}/robots.txt"] = row.robots
        value = house.url(path, host).encode() if row.answer is not None else row.value
        found[name] = house.submit(value, key=name.encode("utf-16"))
    return found


@pytest.mark.parametrize("name", ROWS)
def test_each_row_leaves_by_its_door_and_a_dead_one_keeps_its_bytes(
    house: House, submitted: dict[str, Record], name: str
) -> None:
    record, row = submitted[name], ROWS[name]
    own = submission_id(record)
    outcome = house.end(record, patience_s=60)
    validator("url.outcome.v1").validate(outcome)
    assert (outcome["door"], outcome["reason"]) == (row.door, row.reason)
    assert outcome["submission_id"] == own
    assert outcome["id"] == str(uuid5(UUID(own), "0"))
    assert len(house.outcomes(own)) == 1
    if row.reason and row.reason.startswith(RETRIED):
        assert outcome["attempts"] == 4
    letters = outside.until(lambda: house.letters(own)) if row.door == "dead" else house.letters(own)
    assert len(letters) == (row.door == "dead")
    for letter in letters:
        assert (letter.key, letter.value) == (record.key, record.value)
        named = letter.named
        assert named["tocsin-reason"] == row.reason
        assert (named["tocsin-submission"], named["tocsin-round"]) == (own, "0")
        assert named["tocsin-attempt"] == str(outcome["attempts"])
        place = [named[f"__connect.errors.{part}"] for part in ("topic", "partition", "offset")]
        assert place == [record.topic, str(record.partition), str(record.offset)]
        assert {"__connect.errors.stage", "__connect.errors.class.name", "__connect.errors.exception.message"} <= set(
            named
        )
        assert "tocsin-first-failure" in named


def test_ten_redirects_are_followed_and_an_eleventh_is_not(house: House) -> None:
    for start, end in (("ten", 10), ("eleven", 11)):
        for hop in range(end):
            house.origin.answers[f"/{start}{hop}"] = page(b"", "301 Moved", Location=f"/{start}{hop + 1}")
        house.origin.answers[f"/{start}{end}"] = page(story(40 + end))
    ten, eleven = (house.submit(house.url(f"/{name}0", f"127.0.6.{len(name)}")) for name in ("ten", "eleven"))
    assert house.end(ten)["door"] == "enriched"
    outcome = house.end(eleven)
    assert (outcome["door"], outcome["reason"]) == ("dead", "too_many_redirects")


def test_plain_text_where_encryption_is_asked_for_is_a_tls_fault(house: House) -> None:
    # The origin answers a request only; what it is sent here is a handshake, answered by its first byte.
    record = house.submit(f"https://127.0.6.30:{house.origin.port}/x")
    outcome = house.end(record)
    assert (outcome["door"], outcome["reason"], outcome["attempts"]) == ("dead", "tls", 4)


def test_a_dead_letter_goes_round_again_under_its_own_id(house: House, submitted: dict[str, Record]) -> None:
    record = submitted["503"]
    first = house.end(record, patience_s=60)
    path = first["url"].rpartition("/")[2]
    house.origin.answers[f"/{path}"] = page(story(240))
    chosen = ("--reason", "http_503", "--host", first["host"].partition(":")[0], "--since", "10m", "--json")
    dry = outside.run("dead", "replay", *chosen, "--dry-run", TOCSIN_KAFKA_BOOTSTRAP=house.bootstrap)
    assert [json.loads(line)["submission_id"] for line in dry.stdout.splitlines()] == [submission_id(record)]
    done = outside.run("dead", "replay", *chosen, "--wait", "30", TOCSIN_KAFKA_BOOTSTRAP=house.bootstrap)
    assert done.returncode == 0, done.stderr
    outcome = house.end(record, round_=1)
    assert (outcome["door"], outcome["round"]) == ("enriched", 1)
    assert outcome["id"] == str(uuid5(UUID(submission_id(record)), "1"))
    assert [one.json["door"] for one in house.outcomes(submission_id(record), 0)] == ["dead"]


def test_a_record_of_neither_key_nor_value_is_a_dead_letter_of_neither(house: House) -> None:
    nothing = dict.fromkeys(("ce_id", "ce_source", "traceparent", "tocsin__mode"))
    record = house.submit(None, None, **nothing)
    outcome = house.end(record)
    assert (outcome["door"], outcome["reason"], outcome["mode"]) == ("dead", "malformed", "live")
    (letter,) = outside.until(lambda: house.letters(submission_id(record)))
    assert (letter.key, letter.value) == (None, None)


def test_no_outcome_is_said_of_anything_that_was_not_submitted(house: House) -> None:
    """Runs on whatever the tests before it left: ids, keys, and one door a submission and round."""
    doors: dict[tuple[str, int], set[str]] = {}
    for record in house.topics.records[OUTCOME]:
        doors.setdefault((record.json["submission_id"], record.json["round"]), set()).add(record.json["door"])
    assert all(len(found) == 1 for found in doors.values())
    enriched = {one.json["article_id"] for one in house.topics.records[OUTCOME] if one.json["door"] == "enriched"}
    assert enriched <= {one.json["id"] for one in house.topics.records[ENRICHED]}
