"""What the contract says of articles and alerts, seen from outside: names, revisions, copies and evidence."""

import json
import time
from collections.abc import Callable
from uuid import NAMESPACE_URL, UUID, uuid5

import outside
import pytest
from outside import (
    ADMITTED,
    ALERT,
    ENRICHED,
    EVENT,
    MENTION,
    SIGNALS,
    House,
    Record,
    page,
    story,
    submission_id,
    validator,
)
from table_of_doors import quoted

pytestmark = pytest.mark.timeout(120)
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
FORMS: dict[str, Callable[[str], bytes]] = {
    "a bare URL": str.encode,
    "with a newline": lambda url: f"  {url}\r\n".encode(),
    "a JSON string": lambda url: json.dumps(url).encode(),
    "with a mark": lambda url: b"\xef\xbb\xbf" + url.encode(),
    "an object with a mark": lambda url: b"\xef\xbb\xbf" + quoted(url).encode(),
    "a framed object": lambda url: b"\x00\x00\x00\x00\x07" + quoted(url).encode(),
    "a structured event": lambda url: json.dumps(
        {"specversion": "1.0", "id": "7", "source": "/w", "type": "x", "data": {"url": url}}
    ).encode(),
    "equal keys": lambda url: f'{{"url": "http://10.0.0.1/", "url": "{url}"}}'.encode(),
    "a null byte in an attribute": lambda url: f'{{"url": "{url}", "note": "a\\u0000b"}}'.encode(),
    "a huge number": lambda url: f'{{"url": "{url}", "n": 123456789012345678901234567890}}'.encode(),
}


@pytest.fixture(scope="module")
def formed(house: House) -> dict[str, Record]:
    found = {}
    for number, (name, form) in enumerate(FORMS.items(), 1):
        house.origin.answers[f"/form-{number}"] = page(story(100 + number))
        url = house.url(f"/form-{number}", f"127.0.5.{number}")
        found[name] = house.submit(form(url), key=b"\xff\x00", content__type=b"image/png", tocsin__mode=b"urgent")
    return found


@pytest.mark.parametrize("name", FORMS)
def test_each_accepted_form_becomes_an_article_with_all_its_names(
    house: House, formed: dict[str, Record], name: str
) -> None:
    record = formed[name]
    told = house.end_record(record)
    outcome = told.json
    assert (outcome["door"], outcome["mode"], outcome["http_status"]) == ("enriched", "live", 200)
    made = house.article(outcome["article_id"])
    article = made.json
    validator("article.enriched.v1").validate(article)
    assert article["submission_id"] == submission_id(record)
    assert article["id"] == str(uuid5(NAMESPACE_URL, article["canonical_url"]))
    assert (article["revision"], article["revision_reason"], article["previous_sha256"]) == (1, "new", None)
    assert article["submitted_at"].endswith("Z")
    assert article["event_time"] == article["submitted_at"]
    assert len(made.value or b"") <= 1_000_000
    assert made.key == article["id"].encode()
    assert told.key == outcome["submission_id"].encode()
    ids = {made: str(uuid5(UUID(article["id"]), "1")), told: outcome["id"]}
    for one, own in ids.items():
        named = one.named
        assert (named["ce_id"], named["ce_specversion"], named["tocsin-mode"]) == (own, "1.0", "live")
        assert named["ce_time"] == article["event_time"]
        assert {"ce_source", "ce_type", "ce_recordedtime", "ce_subject", "ce_dataschema", "content-type"} <= set(named)
    signals = [one for one in house.topics.records[SIGNALS] if one.key == made.key]
    assert [one.partition for one in signals] == [0]
    validator("internal.signals.v1").validate(signals[0].json)
    admitted = [one for one in house.topics.records[ADMITTED] if one.json["url"] == article["url"]]
    validator("url.admitted.v1").validate(admitted[0].json)
    assert admitted[0].key == article["host"].encode()


def test_fields_of_a_wire_come_back_as_attributes_and_its_hints_count_where_the_page_is_silent(house: House) -> None:
    house.origin.answers["/hints"] = page(story(200))
    value = {
        "url": house.url("/hints?utm_source=x&b=2", "127.0.4.1"),
        "desk": "mena",
        "attributes": {"desk": "own", "n": 1},
        "none": None,
        "published_at": "2026-01-05T10:00:00+02:00",
        "title": "Never used",
    }
    house.origin.answers["/hints?utm_source=x&b=2"] = house.origin.answers["/hints"]
    record = house.submit(value)
    outcome = house.end(record)
    assert outcome["attributes"] == {"desk": "own", "n": 1, "none": None}
    assert outcome["mode"] == "backfill"
    article = house.article(outcome["article_id"]).json
    assert article["url"] == value["url"]
    assert article["canonical_url"] == house.url("/hints?b=2", "127.0.4.1")
    assert (article["published_at"], article["published_at_source"]) == ("2026-01-05T08:00:00.000Z", "wire")
    assert article["event_time"] == "2026-01-05T08:00:00.000Z"
    assert article["title"] != "Never used"
    assert article["attributes"] == outcome["attributes"]


def test_what_a_wire_sends_twice_is_one_submission_that_hears_the_same_bytes(house: House) -> None:
    house.origin.answers["/twice"] = lambda connection, asked: connection.sendall(page(story(210 + asked.count)))
    url = house.url("/twice", "127.0.4.2")
    headers = {"ce_id": b"story 7", "ce_source": b"/wire", "traceparent": TRACE, "tocsin__mode": b"test"}
    own = str(uuid5(NAMESPACE_URL, "/wire#story 7"))
    first = house.end_record(house.submit(url, **headers))
    assert (first.json["submission_id"], first.json["submission"]) == (own, {"source": "/wire", "id": "story 7"})
    assert (first.json["mode"], first.named["traceparent"]) == ("test", TRACE.decode())
    house.submit(url, **headers)
    house.submit("http://10.0.0.1/", **headers)
    house.submit(b"what is this", **headers)
    outside.until(lambda: len(house.outcomes(own)) == 4)

    def without_clocks(record: Record) -> tuple[object, ...]:
        clocks = {"finished_at", "timings_ms"}
        named = {name: value for name, value in record.headers if name != "ce_recordedtime"}
        return record.key, {name: value for name, value in record.json.items() if name not in clocks}, named

    *_, last = [without_clocks(one) for one in house.outcomes(own)]
    assert all(without_clocks(one) == last for one in house.outcomes(own))
    articles = [one for one in house.topics.records[ENRICHED] if one.json["submission_id"] == own]
    assert len(articles) == 4
    assert all(without_clocks(one) == without_clocks(articles[0]) for one in articles)
    assert house.origin.asked["/twice"] == 1
    assert house.letters(own) == []


def test_a_known_url_is_a_duplicate_until_it_is_asked_for_again(house: House) -> None:
    answers = house.origin.answers
    answers["/known"] = page(story(220), ETag='"one"')
    url = house.url("/known", "127.0.4.3")
    many = [house.end(one) for one in [house.submit(url) for _ in range(4)]]
    assert sorted((one["door"], one["reason"]) for one in many) == [("duplicate", "seen")] * 3 + [("enriched", None)]
    assert len({one["article_id"] for one in many}) == 1
    assert house.origin.asked["/known"] == 1
    again = house.end(house.submit({"url": url, "refresh": True}))
    assert (again["door"], again["reason"]) == ("duplicate", "unchanged")
    assert [one.headers.get("if-none-match") for one in house.origin.requests if one.path == "/known"] == [
        None,
        '"one"',
    ]
    answers["/known"] = page(story(221), ETag='"two"')
    changed = house.end(house.submit({"url": url, "refresh": True}))
    article = house.article(changed["article_id"])
    assert changed["door"] == "enriched"
    assert (article.json["revision"], article.json["revision_reason"]) == (2, "updated")
    assert article.named["ce_id"] == str(uuid5(UUID(changed["article_id"]), "2"))
    answers["/known"] = page(b"", "304 Not Modified")
    kept = house.end(house.submit({"url": url, "refresh": True}))
    assert (kept["door"], kept["reason"], kept["article_id"]) == ("duplicate", "unchanged", changed["article_id"])


def test_a_copy_at_another_url_is_an_article_of_its_own_that_names_the_first(house: House) -> None:
    words = " ".join(f"word{number}of{number * 7}" for number in range(400))
    body = (
        f"<html><head><title>Copied</title></head><body><article><h1>Copied</h1><p>{words}</p></article></body></html>"
    )
    house.origin.answers["/copied"] = page(body.encode())
    first, copy = (house.end(house.submit(house.url("/copied", f"127.0.4.{n}"))) for n in (10, 11))
    article = house.article(copy["article_id"]).json
    assert (first["door"], copy["door"]) == ("enriched", "enriched")
    assert article["near_duplicate_of"] == first["article_id"]
    assert 0.9 <= article["near_duplicate_score"] <= 1


WAR = (
    ("Azerbaijani forces shell Goris, killing three", "three people"),
    ("Azerbaijani forces shell Goris again, five dead", "five people"),
)


def test_reports_of_force_raise_alerts_with_their_evidence(house: House) -> None:
    day = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime())
    articles = []
    for number, (title, dead) in enumerate(WAR):
        body = (
            f"<html lang=en><head><title>{title}</title><meta property='article:published_time' content='{day}'></head>"
            f"<body><article><h1>{title}</h1><p>GORIS, Armenia - Azerbaijani forces shelled the town of Goris in Armenia "
            f"on {time.strftime('%A', time.gmtime())}, killing {dead}, Armenia's defence ministry said.</p><p>Report number "
            f"{number} tells that shells hit houses and a school near the centre of the town.</p></article></body></html>"
        )
        house.origin.answers[f"/war-{number}"] = page(body.encode())
        record = house.submit(house.url(f"/war-{number}", f"127.0.4.{40 + number}"), traceparent=TRACE)
        articles.append(house.article(house.end(record)["article_id"]).json)
        outside.until(lambda count=number: len(house.topics.records[ALERT]) > count)
    for article in articles:
        assert article["signals"]
        for signal_ in article["signals"]:
            for part in filter(None, (signal_["evidence"], signal_["cue"])):
                assert article[part["field"]][part["start"] : part["end"]] == part["text"]
            own = f"{signal_['type']}/{signal_['evidence']['field']}/{signal_['evidence']['start']}"
            assert signal_["id"] == str(uuid5(UUID(article["id"]), own))
    first, second = (one.json for one in house.topics.records[ALERT][:2])
    assert (first["kind"], first["dyad"], first["seq"], first["level"]) == ("new", ["ARM", "AZE"], 1, 6)
    assert first["thread_key"].startswith("ARM-AZE/FORCE/")
    assert first["event_key"].startswith(f"{first['thread_key']}/")
    assert first["cap"]["severity"] == "Extreme"
    assert (second["seq"], second["previous"], second["sources"]) == (2, first["id"], 2)
    keys = {ALERT: "thread_key", MENTION: "event_key", EVENT: "event_key"}
    for topic, key in keys.items():
        name = topic.removeprefix("news.")
        records = outside.until(lambda topic=topic: house.topics.records[topic])
        for one in records:
            validator(name).validate(one.json)
            assert one.key == one.json[key].encode()
            assert (one.named["ce_type"], one.named["traceparent"]) == (f"tocsin.{name}", TRACE.decode())
