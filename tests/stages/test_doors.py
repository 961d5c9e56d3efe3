"""A test a door: what goes in, the door it leaves by, and what stands beside it."""

import base64
import json
from dataclasses import replace

import pytest
from house_in_memory import HOUR_MS, NOW_MS, TOPICS, House, page

from tocsin.core.outcomes import Dead, Parked, Rejected, Retry
from tocsin.core.records.delivery import Output
from tocsin.core.records.page import ParseJob
from tocsin.ports import NotModified
from tocsin.stages.retrying import Retrying

URL = "https://news.example/a"


@pytest.fixture
def house() -> House:
    return House()


async def test_a_good_page_is_enriched_with_everything_that_names_it(house: House) -> None:
    house.web.answers[URL] = [page("Forces of Azerbaijan shelled a border town in Armenia, killing three.")]
    outcome = await house.outcome_of({"url": URL, "desk": "mena"}, ce_id="w1", ce_source="/wire")
    assert (outcome["door"], outcome["reason"], outcome["attempts"], outcome["http_status"]) == (
        "enriched",
        None,
        1,
        200,
    )
    assert outcome["submission"] == {"source": "/wire", "id": "w1"}
    (article,) = house.articles()
    assert article["id"] == outcome["article_id"]
    assert (article["url"], article["canonical_url"], article["revision"]) == (URL, URL, 1)
    assert (article["mode"], article["event_time"]) == ("live", "2026-03-01T10:00:00.000Z")
    assert article["attributes"] == {"desk": "mena"}
    for signal in article["signals"]:
        evidence = signal["evidence"]
        assert article[evidence["field"]][evidence["start"] : evidence["end"]] == evidence["text"]
    assert not house.engine.records(TOPICS.dead)


async def test_what_leaves_carries_cloud_events_and_the_trace_that_came_in(house: House) -> None:
    house.web.answers[URL] = [page()]
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await house.outcome_of(URL, traceparent=trace)
    for topic in (TOPICS.admitted, TOPICS.enriched, TOPICS.outcome, TOPICS.signals):
        (record,) = house.engine.records(topic)
        named = dict(record.headers)
        assert named["traceparent"] == trace.encode()
        assert named["ce_specversion"] == b"1.0"
        assert named["tocsin-mode"] == b"live"
        assert {"ce_id", "ce_source", "ce_type", "ce_time", "ce_recordedtime", "ce_subject", "ce_dataschema"} <= set(
            named
        )


async def test_the_signals_topic_has_the_article_without_its_text_on_its_first_partition(house: House) -> None:
    house.web.answers[URL] = [page()]
    await house.outcome_of(URL)
    (record,) = house.engine.records(TOPICS.signals)
    assert record.partition == 0
    assert "text" not in json.loads(record.value or b"")


async def test_a_url_that_was_enriched_is_a_duplicate_without_a_fetch(house: House) -> None:
    house.web.answers[URL] = [page()]
    first = await house.outcome_of(URL)
    second = await house.outcome_of(f"{URL}?utm_source=x#top")
    assert (second["door"], second["reason"], second["article_id"]) == ("duplicate", "seen", first["article_id"])
    assert second["attempts"] == 0
    assert len(house.web.asked) == 1


async def test_a_url_that_leads_to_a_known_article_is_a_duplicate_and_is_remembered_so(house: House) -> None:
    other = "https://news.example/short"
    house.web.answers = {URL: [page()], other: [page()]}
    first = await house.outcome_of(URL)
    second = await house.outcome_of(other)
    assert (second["door"], second["reason"], second["article_id"]) == ("duplicate", "seen", first["article_id"])
    third = await house.outcome_of(other)
    assert (third["door"], third["attempts"]) == ("duplicate", 0)
    assert len(house.web.asked) == 2


async def test_two_submissions_of_one_url_at_once_make_one_article(house: House) -> None:
    house.web.answers[URL] = [page()]
    house.submit(URL)
    house.submit(URL)
    await house.settle()
    assert sorted(outcome["door"] for outcome in house.outcomes()) == ["duplicate", "enriched"]
    assert len(house.articles()) == 1


async def test_refresh_reads_again_and_an_unchanged_text_is_a_duplicate(house: House) -> None:
    house.web.answers[URL] = [page(etag='"1"')]
    await house.outcome_of(URL)
    again = await house.outcome_of({"url": URL, "refresh": True})
    assert (again["door"], again["reason"]) == ("duplicate", "unchanged")
    assert house.web.asked[1][1] is not None
    assert house.web.asked[1][1].etag == '"1"'


async def test_refresh_of_a_changed_text_is_the_next_revision(house: House) -> None:
    house.web.answers[URL] = [page("The first story of the day stands here."), page("The second story replaces it.")]
    first = await house.outcome_of(URL)
    second = await house.outcome_of({"url": URL, "refresh": True})
    assert second["door"] == "enriched"
    assert second["article_id"] == first["article_id"]
    before, after = house.articles()
    assert (after["revision"], after["revision_reason"]) == (2, "updated")
    assert after["previous_sha256"] == before["fingerprint"]["sha256"]


async def test_not_modified_is_unchanged(house: House) -> None:
    house.web.answers[URL] = [page(etag='"1"'), NotModified(URL)]
    await house.outcome_of(URL)
    again = await house.outcome_of({"url": URL, "refresh": True})
    assert (again["door"], again["reason"], again["http_status"]) == ("duplicate", "unchanged", 304)


async def test_an_old_enough_url_is_read_again() -> None:
    house = House(revisit_s=3600.0)
    house.web.answers[URL] = [page()]
    await house.outcome_of(URL)
    assert (await house.outcome_of(URL))["reason"] == "seen"
    house.clock.ms += 2 * HOUR_MS
    assert (await house.outcome_of(URL))["reason"] == "unchanged"


async def test_a_copy_at_another_url_is_an_article_of_its_own_that_names_the_first(house: House) -> None:
    story = "Forces of Azerbaijan shelled a border town in Armenia for two hours before dawn on Sunday."
    copy = "https://other.example/b"
    house.web.answers = {URL: [page(story)], copy: [page(story, url=copy)]}
    first = await house.outcome_of(URL)
    second = await house.outcome_of(copy)
    assert second["door"] == "enriched"
    article = house.articles()[1]
    assert article["near_duplicate_of"] == first["article_id"]
    assert article["family_id"] == first["article_id"]
    assert article["near_duplicate_score"] > 0.5


@pytest.mark.parametrize(
    ("value", "door", "reason"),
    [
        (b"hello", "dead", "malformed"),
        (None, "dead", "malformed"),
        (b"x" * (1024 * 1024 + 1), "dead", "oversized"),
        ("https://user@news.example/", "rejected", "bad_url"),
        ("ftp://news.example/", "rejected", "bad_url"),
        ("https://news.example/" + "a" * 9000, "rejected", "bad_url"),
        ("http://127.1/", "rejected", "private_address"),
        ("http://[::ffff:169.254.169.254]/", "rejected", "private_address"),
        ("https://news.example:22/", "rejected", "port_not_allowed"),
        ({"url": URL, "note": "x" * 70_000}, "rejected", "attributes_too_large"),
        ({"url": URL, "expires_at": "2026-03-01T11:59:59Z"}, "rejected", "expired"),
    ],
)
async def test_what_cannot_be_admitted_ends_at_once_and_is_never_fetched(
    house: House, value: bytes | str | dict[str, object] | None, door: str, reason: str
) -> None:
    outcome = await house.outcome_of(value)
    assert (outcome["door"], outcome["reason"], outcome["stage"]) == (door, reason, "admission")
    assert outcome["attempts"] == 0
    assert not house.web.asked


async def test_no_outcome_grows_with_the_url_that_it_names(house: House) -> None:
    long = f"{URL}/{'a' * 900_000}"
    for value in ({"url": long, "note": "x" * 70_000}, {"url": long, "refresh": "yes"}, long):
        outcome = await house.outcome_of(value)
        assert outcome["url"] == long[: 8 * 1024]


@pytest.mark.parametrize(
    "answer",
    [
        Rejected("http_404", None, 404),
        Rejected("robots", "disallowed"),
        Rejected("too_large", "wire"),
        Rejected("unsupported_type", "image/png", 200),
        Dead("too_many_redirects", "loop", 302),
    ],
)
async def test_an_answer_that_is_final_is_the_door(house: House, answer: Rejected | Dead) -> None:
    house.web.answers[URL] = [answer]
    outcome = await house.outcome_of(URL)
    assert outcome["door"] == type(answer).__name__.lower()
    assert (outcome["reason"], outcome["reason_detail"]) == (answer.reason, answer.detail)
    assert outcome["http_status"] == answer.http_status


async def test_a_page_that_is_no_article_is_rejected(house: House) -> None:
    house.web.answers[URL] = [page()]
    house.parser.instead = lambda _: Rejected("not_an_article", "section_front")
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["reason_detail"], outcome["http_status"]) == ("rejected", "section_front", 200)


async def test_a_rejected_url_may_be_submitted_again(house: House) -> None:
    house.web.answers[URL] = [Rejected("http_404", None, 404), page()]
    assert (await house.outcome_of(URL))["door"] == "rejected"
    assert (await house.outcome_of(URL))["door"] == "enriched"


async def test_a_fault_that_passes_is_retried_and_then_enriched(house: House) -> None:
    house.web.answers[URL] = [Retry("http_503", None, 503, 5.0), Retry("dns", "timeout"), page()]
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["attempts"]) == ("enriched", 3)
    assert [len(house.engine.records(topic)) for topic in TOPICS.retries] == [1, 1, 0]
    (tried,) = house.engine.records(TOPICS.retries[1])
    named = dict(tried.headers)
    assert (named["tocsin-attempt"], named["tocsin-reason"]) == (b"2", b"http_503")


async def test_a_fault_that_stays_is_dead_after_four_tries_with_the_original_bytes(house: House) -> None:
    house.web.answers[URL] = [Retry("timeout", "headers")]
    outcome = await house.outcome_of({"url": URL}, ce_id="7", ce_source="/w")
    assert (outcome["door"], outcome["reason"], outcome["attempts"]) == ("dead", "timeout", 4)
    assert len(house.web.asked) == 4
    (letter,) = house.engine.records(TOPICS.dead)
    named = dict(letter.headers)
    assert (letter.key, letter.value) == (b"k", json.dumps({"url": URL}).encode())
    assert named["__connect.errors.topic"] == TOPICS.submitted.encode()
    assert (named["__connect.errors.partition"], named["__connect.errors.offset"]) == (b"0", b"0")
    assert named["__connect.errors.stage"] == b"ENRICHMENT"
    assert (named["tocsin-reason"], named["tocsin-attempt"], named["tocsin-round"]) == (b"timeout", b"4", b"0")
    assert named["tocsin-submission"].decode() == outcome["submission_id"]


async def test_a_long_retry_after_is_waited_for_and_costs_no_attempt(house: House) -> None:
    house.web.answers[URL] = [Retry("http_429", None, 429, 600.0), page()]
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["attempts"]) == ("enriched", 2)
    # 30 s, then twice 300 s: never before its time, and late by half a minute instead of most of an hour.
    assert NOW_MS + 600_000 <= house.clock.ms <= NOW_MS + 630_000
    assert [len(house.engine.records(topic)) for topic in TOPICS.retries] == [1, 2, 0]


async def test_what_is_parked_costs_no_attempt(house: House) -> None:
    house.web.answers[URL] = [Parked("pace", 12.0), Parked("breaker", 200.0), page()]
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["attempts"]) == ("enriched", 1)
    assert [len(house.engine.records(topic)) for topic in TOPICS.retries] == [1, 1, 0]


async def test_what_waits_for_its_turn_among_its_host_says_so(house: House) -> None:
    house.web.answers[URL] = [Parked("pace", 12.0, 7.25), page()]
    await house.outcome_of(URL)
    (record,) = house.engine.records(TOPICS.retries[0])
    retrying = Retrying(30.0, TOPICS)
    assert (retrying.behind_ms(record), retrying.due_ms(record)) == (7_250, record.timestamp_ms + 30_000)
    for told, behind_ms in ((b"999999999", 300_000), (b"9" * 5_000, 300_000), (b"soon", 0), (b"-1", 0)):
        assert retrying.behind_ms(replace(record, headers=(("tocsin-behind", told),))) == behind_ms


async def test_a_submission_that_expires_while_it_waits_is_rejected(house: House) -> None:
    house.web.answers[URL] = [Retry("dns"), page()]
    outcome = await house.outcome_of({"url": URL, "expires_at": "2026-03-01T12:00:10Z"})
    assert (outcome["door"], outcome["reason"]) == ("rejected", "expired")
    assert len(house.web.asked) == 1


async def test_a_page_that_hangs_or_crashes_the_parser_is_dead(house: House) -> None:
    house.web.answers[URL] = [page()]
    house.parser.instead = lambda _: Dead("extraction_timeout", "10 s")
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["reason"]) == ("dead", "extraction_timeout")
    assert len(house.engine.records(TOPICS.dead)) == 1


async def test_a_defect_of_ours_is_a_dead_letter_that_names_it(house: House) -> None:
    def broken(_job: ParseJob) -> Rejected:
        raise KeyError("ours")

    house.web.answers[URL] = [page()]
    house.parser.instead = broken
    outcome = await house.outcome_of(URL)
    assert (outcome["door"], outcome["reason"]) == ("dead", "defect")
    assert "KeyError" in outcome["reason_detail"]


async def test_bytes_on_our_own_topic_that_are_no_record_are_dead(house: House) -> None:
    house.engine.submit(Output(topic=TOPICS.admitted, key=None, value=b"{}"))
    await house.engine.run_dry()
    (outcome,) = house.outcomes()
    assert (outcome["door"], outcome["reason"], outcome["stage"]) == ("dead", "malformed", "enrichment")


async def test_an_original_too_large_for_the_dead_topic_is_named_by_size_and_digest(house: House) -> None:
    value = b" " * (17 * 1024 * 1024)
    outcome = await house.outcome_of(value)
    assert outcome["reason"] == "oversized"
    (letter,) = house.engine.records(TOPICS.dead)
    named = dict(letter.headers)
    assert letter.value is None
    assert named["tocsin-original-bytes"] == str(len(value)).encode()
    assert len(named["tocsin-original-sha256"]) == 64


async def test_the_admitted_record_carries_the_submission_byte_for_byte(house: House) -> None:
    house.web.answers[URL] = [page()]
    await house.outcome_of(f"  {URL}\n")
    (record,) = house.engine.records(TOPICS.admitted)
    assert record.key == b"news.example"
    assert base64.b64decode(json.loads(record.value or b"")["envelope"]["original"]["value"]) == f"  {URL}\n".encode()
