"""The contract row by row, from outside: real commands, a real worker, the embedded broker, a local origin."""

import gzip
import json
import signal
import socket
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5

import outside
import pytest
from outside import (
    ADMITTED,
    ALERT,
    ENRICHED,
    EVENT,
    MENTION,
    OUTCOME,
    RETRIES,
    SIGNALS,
    House,
    Record,
    page,
    story,
    submission_id,
    validator,
)

pytestmark = pytest.mark.timeout(120)
MIB = 1024 * 1024
TRACE = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
MALFORMED, BAD_URL, PRIVATE = ("dead", "malformed"), ("rejected", "bad_url"), ("rejected", "private_address")
CLOSED_PORT, BAD_REDIRECT = ("rejected", "port_not_allowed"), ("rejected", "bad_redirect")
UNREAD_TYPE, NO_ARTICLE = ("rejected", "unsupported_type"), ("rejected", "not_an_article")


@dataclass(frozen=True)
class Row:
    """One row of the table of doors: what is submitted, what the origin answers, and how it must end."""

    value: bytes | None
    door: str
    reason: str | None
    answer: outside.Answer | None = None
    robots: bytes | None = None


def said(value: object, ending: tuple[str, str]) -> Row:
    """A row that ends before anything is fetched."""
    raw = value if isinstance(value, bytes) or value is None else str(value).encode()
    return Row(raw, *ending)


def served(answer: outside.Answer, door: str, reason: str | None = None, robots: bytes | None = None) -> Row:
    """A row that the origin decides; its URL is a path of its own on a host of its own."""
    return Row(None, door, reason, answer, robots)


def moved(place: str, ending: tuple[str, str]) -> Row:
    return served(page(b"", "302 Found", Location=place), *ending)


def quoted(url: str) -> str:
    return json.dumps({"url": url})


def after(*parts: bytes, pause_s: float = 0, reset: bool = False) -> Callable[[socket.socket, outside.Asked], None]:
    """Answers with some bytes, a pause after each, then closes."""

    def answer(connection: socket.socket, _: outside.Asked) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause_s)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    return answer


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PLAIN = b"Harbour day\n\nThe ferry was on time and all the people of the harbour watched it for an hour, as on Sundays."
LOGIN = b"<html><head><title>Log in</title></head><body><form><input name=u><input type=password></form></body></html>"
DENY = page(b"User-agent: *\nDisallow: /\n", Content_Type="text/plain")

ROWS: dict[str, Row] = {
    "no UTF-8": said(b"\xff\xfe\x00h", MALFORMED),
    "no UTF-8 within a URL": said(b"http://news.example/\xe9", MALFORMED),
    "words": said("hello there", MALFORMED),
    "nothing": said(b"", MALFORMED),
    "white space": said(b" \r\n\t", MALFORMED),
    "null": said(None, MALFORMED),
    "a number": said("5", MALFORMED),
    "a list": said("[1]", MALFORMED),
    "true": said("true", MALFORMED),
    "JSON null": said("null", MALFORMED),
    "no url": said('{"link": "http://news.example/"}', MALFORMED),
    "url is a number": said('{"url": 5}', MALFORMED),
    "url is null": said('{"url": null}', MALFORMED),
    "url is a list": said('{"url": ["http://news.example/"]}', MALFORMED),
    "nesting": said(b"[" * 10_000 + b"]" * 10_000, MALFORMED),
    "nesting in an attribute": said(b'{"url":"http://a.example/","a":' + b"[" * 9_000 + b"]" * 9_000 + b"}", MALFORMED),
    "NaN": said('{"url": "http://a.example/", "a": NaN}', MALFORMED),
    "bytes after the JSON": said('{"url": "http://a.example/"} x', MALFORMED),
    "over a mebibyte": said(b"http://127.0.0.1/" + b"a" * MIB, ("dead", "oversized")),
    "an object over a mebibyte": said(quoted("http://a.example/" + "a" * MIB), ("dead", "oversized")),
    "attributes over 64 KiB": said(
        json.dumps({"url": "http://a.example/", "a": "b" * 66_000}), ("rejected", "attributes_too_large")
    ),
    "past its time": said('{"url": "http://a.example/", "expires_at": "2020-01-01"}', ("rejected", "expired")),
    **{
        f"bad URL {url[:30]!r}": said(quoted(url), BAD_URL)
        for url in (
            *("http://a.example/\x01", "http://a.example/\x7f", "http://a.example/\x00", "http://a.exa\nmple/"),
            *("http://a.example/a b", "http://a.example\\b", "http://a.example/\tb", "http://a.example/" + "a" * 8_192),
            *("ftp://a.example/", "file:///etc/passwd", "javascript:alert(1)", "gopher://127.0.0.1/", "mailto:a@b"),
            *("http://u:p@a.example/", "http://u@a.example/", "http:///x", "http://", "http://a..example/"),
        )
    },
    **{
        f"private {url}": said(url, PRIVATE)
        for url in (
            *("http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest", "http://2886729729/"),
            *("http://0xa000001/", "http://012.0.0.1/", "http://[::ffff:10.0.0.1]/", "http://[64:ff9b::a00:1]/"),
            *("http://0/", "http://10.1/", "http://１０.0.0.1/", "http://10.0.0.1./", "http://[2002:a00:1::]/"),
        )
    },
    **{
        f"port {url}": said(url, CLOSED_PORT)
        for url in ("http://93.184.216.34:22/", "http://93.184.216.34:0/", "https://93.184.216.34:65535/")
    },
    "redirect to FTP": moved("ftp://a.example/x", BAD_REDIRECT),
    "redirect to a script": moved("javascript:1", BAD_REDIRECT),
    "redirect to a file": moved("file:///etc/passwd", BAD_REDIRECT),
    "redirect with user information": moved("http://u:p@127.0.0.1/", BAD_REDIRECT),
    "redirect to no host": moved("http:///", BAD_REDIRECT),
    "redirect inside": moved("http://10.0.0.1/", PRIVATE),
    "redirect to a port": moved("http://93.184.216.34:22/", CLOSED_PORT),
    "redirect to itself": moved("#here", ("dead", "too_many_redirects")),
    "redirect to nowhere": served(page(b"", "302 Found"), "dead", "http_302"),
    "300": served(page(b"", "300 Multiple Choices"), "dead", "http_300"),
    "304 unasked": served(page(b"", "304 Not Modified"), "dead", "http_304"),
    "robots.txt": served(page(story(1)), "rejected", "robots", DENY),
    "robots.txt away": served(page(story(2)), "rejected", "robots", page(b"", "503 Later")),
    "10 MiB named": served(page(b"<html>" + b"a" * 10 * MIB), "rejected", "too_large"),
    "10 MiB unnamed": served(after(HEAD + b"\r\n" + b"a" * 11 * MIB), "rejected", "too_large"),
    "a bomb": served(page(gzip.compress(b"a" * 11 * MIB), Content_Encoding="gzip"), "rejected", "too_large"),
    "PDF": served(page(b"%PDF", Content_Type="application/pdf"), *UNREAD_TYPE),
    "XML": served(page(b"<a/>", Content_Type="text/xml"), *UNREAD_TYPE),
    "no type, a picture": served(page(b"\x89PNG\r\n\x1a\n\x00\x00", Content_Type=""), *UNREAD_TYPE),
    "no type, a page": served(page(story(3), Content_Type=""), "enriched"),
    "XHTML": served(page(story(4), Content_Type="application/xhtml+xml"), "enriched"),
    "plain text": served(page(PLAIN, Content_Type="text/plain"), "enriched"),
    "gzip": served(page(gzip.compress(story(5)), Content_Encoding="gzip"), "enriched"),
    "brotli": served(page(b"xx", Content_Encoding="br"), *UNREAD_TYPE),
    "stacked codings": served(
        page(gzip.compress(gzip.compress(story(6))), Content_Encoding="gzip, gzip"), *UNREAD_TYPE
    ),
    "gzip cut off": served(page(gzip.compress(story(6))[:-20], Content_Encoding="gzip"), "dead", "connection"),
    "an empty body": served(page(b""), *NO_ARTICLE),
    "204": served(b"HTTP/1.1 204 No Content\r\n\r\n", *NO_ARTICLE),
    "login": served(page(LOGIN), *NO_ARTICLE),
    **{f"{n}": served(page(b"", f"{n} No"), "rejected", f"http_{n}") for n in (400, 401, 403, 404, 410, 451)},
    **{f"{n}": served(page(b"", f"{n} No"), "dead", f"http_{n}") for n in (408, 425, 429, 500, 502, 503, 504)},
    "silence": served(after(b"", pause_s=4), "dead", "timeout"),
    "dripped headers": served(after(*[b"X"] * 30, pause_s=0.1), "dead", "timeout"),
    "reset": served(after(b"", reset=True), "dead", "connection"),
    "closed": served(after(), "dead", "connection"),
    "ended early": served(after(HEAD + b"Content-Length: 500\r\n\r\nabc"), "dead", "connection"),
    "no HTTP": served(after(b"SSH-2.0-OpenSSH\r\n\r\n"), "dead", "connection"),
    "a huge header": served(after(HEAD + b"X: " + b"a" * 200_000 + b"\r\n\r\n"), "dead", "connection"),
    "refused": said("http://127.0.3.2:9/x", ("dead", "connection")),
    "an unknown name": said("http://no-such-name.invalid/x", ("dead", "dns")),
}
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


def test_no_outcome_is_said_of_anything_that_was_not_submitted(house: House) -> None:
    """Runs on whatever the tests before it left: ids, keys, and one door a submission and round."""
    doors: dict[tuple[str, int], set[str]] = {}
    for record in house.topics.records[OUTCOME]:
        doors.setdefault((record.json["submission_id"], record.json["round"]), set()).add(record.json["door"])
    assert all(len(found) == 1 for found in doors.values())
    enriched = {one.json["article_id"] for one in house.topics.records[OUTCOME] if one.json["door"] == "enriched"}
    assert enriched <= {one.json["id"] for one in house.topics.records[ENRICHED]}
