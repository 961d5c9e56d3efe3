import asyncio
import time
from itertools import islice, pairwise

import psutil
import pytest
from hostile_origin import PAGE, page

from tocsin.core.endings import Detail
from tocsin.core.outcomes import Parked, Reason, Rejected, Retry
from tocsin.core.records.page import Fetched
from tocsin.ports import NotModified, Validators
from tocsin.web.robots_child import RobotsChild


class StillClock:
    """Steady time goes on, and can be put forward."""

    def __init__(self):
        self.ahead = 0.0

    def now_ms(self):
        return 1_800_000_000_000

    def steady_s(self):
        return time.monotonic() + self.ahead


def paths(origin, name):
    heads = origin.asked.get(f"{name}.localhost:{origin.port}", [])
    return [head.split(b" ")[1].decode() for head in heads]


async def test_requests_to_a_host_are_an_interval_apart_robots_txt_included(origin, open_web):
    times = []

    async def noting(visit):
        times.append(time.monotonic())
        await visit.send(page(PAGE))

    origin.extra = {"robots.txt": noting, "a": noting, "b": noting}
    web = open_web(manners={"interval_s": 0.2}, deadline_s=5)
    ended = await asyncio.gather(web.fetch(origin.url("polite", "a")), web.fetch(origin.url("polite", "b")))
    assert all(isinstance(end, Fetched) for end in ended)
    assert len(times) == 3
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))


async def test_a_record_that_must_wait_over_five_seconds_is_parked_and_costs_no_request(origin, open_web):
    web = open_web(manners={"interval_s": 600})
    ended = await web.fetch(origin.url("slow", "a"))
    assert isinstance(ended, Parked)
    assert (ended.reason, round(ended.wait_s, -1)) == ("pace", 600)
    assert paths(origin, "slow") == ["/robots.txt"]


async def test_a_crawl_delay_parks_its_own_host_alone(origin, open_web):
    async def robots(visit):
        delay = b"Crawl-delay: 60\n" if b"patient" in visit.head else b""
        await visit.send(page(b"User-agent: *\nDisallow: /no\n" + delay))

    origin.extra = {"robots.txt": robots}
    web = open_web()
    ended = await asyncio.gather(web.fetch(origin.url("patient", "a")), web.fetch(origin.url("other", "a")))
    assert isinstance(ended[0], Parked) or isinstance(await web.fetch(origin.url("patient", "b")), Parked)
    assert isinstance(ended[1], Fetched)


@pytest.mark.parametrize(("status", "reason"), [(429, "http_429"), (503, "http_503")])
async def test_a_throttling_host_is_left_alone_for_as_long_as_it_says(origin, open_web, status, reason):
    async def throttle(visit):
        await visit.send(b"HTTP/1.1 %d No\r\nRetry-After: 120\r\n\r\n" % status)

    origin.extra = {"busy": throttle}
    clock = StillClock()
    web = open_web(clock=clock)
    assert await web.fetch(origin.url("throttled", "busy")) == Retry(reason, None, status, 120.0)
    later = await web.fetch(origin.url("throttled", "fine"))
    assert (later.reason, round(later.wait_s)) == ("throttled", 120)
    clock.ahead = 121
    assert isinstance(await web.fetch(origin.url("throttled", "fine")), Fetched)


async def test_at_most_so_many_requests_are_at_a_host_at_once_and_no_more_than_fifty_wait(origin, open_web):
    gate, full, inside, most = asyncio.Event(), asyncio.Event(), 0, 0

    async def slow(visit):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        if inside == 3:
            full.set()
        await gate.wait()
        inside -= 1
        await visit.send(page(PAGE))

    origin.extra = {"slow": slow}
    clock = StillClock()
    web = open_web(manners={"in_flight_max": 3}, deadline_s=20, clock=clock)
    await web.fetch(origin.url("full", "first"))
    tasks = [asyncio.create_task(web.fetch(origin.url("full", f"slow?{n}"))) for n in range(3)]
    await full.wait()
    # Those inside have stalled for two seconds: what may wait behind them is bounded by number.
    clock.ahead = 2
    tasks += [asyncio.create_task(web.fetch(origin.url("full", f"slow?{n}"))) for n in range(3, 60)]
    early = [await first for first in islice(asyncio.as_completed(tasks), 7)]
    assert {end.reason for end in early} == {"held"}
    assert isinstance(await web.fetch(origin.url("elsewhere", "a")), Fetched)
    gate.set()
    ended = await asyncio.gather(*tasks)
    assert sum(isinstance(end, Fetched) for end in ended) == 53
    assert most == 3


async def test_a_stalled_host_holds_up_nobody_else(origin, open_web):
    web = open_web(deadline_s=1.0)
    stalled = [asyncio.create_task(web.fetch(origin.url("stalled", "silence"))) for _ in range(20)]
    good = await asyncio.gather(*(web.fetch(origin.url(f"host-{n}", "a")) for n in range(20)))
    assert all(isinstance(end, Fetched) for end in good)
    assert not all(task.done() for task in stalled)
    ended = await asyncio.gather(*stalled)
    assert {end.reason for end in ended} <= {"timeout", "in_flight"}


async def test_a_host_that_cannot_be_reached_five_times_is_left_alone(open_web):
    web = open_web()
    for _ in range(5):
        assert (await web.fetch("http://dead.localhost:1/")).detail == Detail.REFUSED
        web._robots._kept.clear()
    ended = await web.fetch("http://dead.localhost:1/")
    assert (type(ended), ended.reason) == (Parked, "breaker")


async def test_a_url_read_again_is_asked_for_with_its_validators(origin, open_web):
    async def unchanged(visit):
        known = b'If-None-Match: "v1"' in visit.head and b"If-Modified-Since: Fri, 15 Jan 2027" in visit.head
        await visit.send(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else page(PAGE, b'ETag: "v1"'))

    origin.extra = {"again": unchanged}
    web = open_web()
    first = await web.fetch(origin.url("cached", "again"))
    assert first.http.etag == '"v1"'
    validators = Validators(etag='"v1"', last_modified="Fri, 15 Jan 2027 08:00:00 GMT")
    assert await web.fetch(origin.url("cached", "again"), validators) == NotModified(origin.url("cached", "again"))


async def test_what_the_headers_say_of_rights_is_kept_as_it_came(origin, open_web):
    async def reserved(visit):
        await visit.send(page(PAGE, b"X-Robots-Tag: noai", b"X-Robots-Tag: noindex", b"TDM-Reservation: 1"))

    origin.extra = {"reserved": reserved}
    found = await open_web().fetch(origin.url("rights", "reserved"))
    assert (found.header_meta_robots, found.header_tdm, found.robots) == ("noai, noindex", "1", "no_file")


def serving(origin, **robots):
    async def answer(visit):
        name = visit.head.split(b"\r\nHost: ")[1].split(b".")[0].decode()
        await visit.send(robots[name.replace("-", "_")])

    origin.extra = {"robots.txt": answer}


async def test_robots_txt_is_heard_by_rfc_9309(origin, open_web):
    serving(
        origin,
        forbids=page(b"User-agent: Tocsin\nDisallow: /\n"),
        allows=page(b"User-agent: *\nDisallow: /other\n"),
        missing=b"HTTP/1.1 404 No\r\n\r\n",
        hidden=b"HTTP/1.1 403 No\r\n\r\n",
        broken=b"HTTP/1.1 500 No\r\n\r\n",
        moved_off=b"HTTP/1.1 301 Moved\r\nLocation: /moved.txt\r\n\r\n",
        circling=b"HTTP/1.1 301 Moved\r\nLocation: /robots.txt\r\n\r\n",
        led_astray=b"HTTP/1.1 301 Moved\r\nLocation: http://10.0.0.1/robots.txt\r\n\r\n",
    )

    async def moved(visit):
        await visit.send(page(b"User-agent: *\nDisallow: /\n"))

    origin.extra["moved.txt"] = moved
    web = open_web()
    forbidden = Rejected(Reason.ROBOTS, Detail.ROBOTS_FORBIDS)
    assert await web.fetch(origin.url("forbids", "a")) == forbidden
    assert await web.fetch(origin.url("moved-off", "a")) == forbidden
    assert (await web.fetch(origin.url("allows", "a"))).robots == "allowed"
    for name in ("missing", "hidden", "circling", "led-astray"):
        assert (await web.fetch(origin.url(name, "a"))).robots == "no_file"
    assert await web.fetch(origin.url("broken", "a")) == Retry(Reason.ROBOTS, Detail.ROBOTS_UNREACHABLE, 500)


async def test_robots_txt_is_asked_for_once_a_day_and_once_for_all_who_wait(origin, open_web):
    clock = StillClock()
    web = open_web(clock=clock)
    await asyncio.gather(*(web.fetch(origin.url("once", f"{n}")) for n in range(5)))
    assert paths(origin, "once").count("/robots.txt") == 1
    clock.ahead = 24 * 3600 + 1
    await web.fetch(origin.url("once", "later"))
    assert paths(origin, "once").count("/robots.txt") == 2


async def test_an_old_robots_txt_stands_in_while_the_file_cannot_be_reached(origin, open_web):
    serving(origin, turning=page(b"User-agent: *\nDisallow: /no\n"))
    clock = StillClock()
    web = open_web(clock=clock)
    assert isinstance(await web.fetch(origin.url("turning", "a")), Fetched)
    serving(origin, turning=b"HTTP/1.1 500 No\r\n\r\n")
    clock.ahead = 25 * 3600
    assert isinstance(await web.fetch(origin.url("turning", "b")), Fetched)
    assert (await web.fetch(origin.url("turning", "no"))).reason == Reason.ROBOTS


async def test_robots_txt_of_the_page_that_a_redirect_leads_to_is_heard(origin, open_web):
    serving(origin, start=b"HTTP/1.1 404 No\r\n\r\n", goal=page(b"User-agent: *\nDisallow: /\n"))

    async def away(visit):
        place = origin.url("goal", "a").encode()
        await visit.send(b"HTTP/1.1 302 Found\r\nLocation: " + place + b"\r\n\r\n")

    origin.extra["away"] = away
    assert await open_web().fetch(origin.url("start", "away")) == Rejected(Reason.ROBOTS, Detail.ROBOTS_FORBIDS)
    assert paths(origin, "goal") == ["/robots.txt"]


async def test_a_monstrous_robots_txt_is_read_while_others_go_on(origin, open_web):
    rules = b"".join(b"Disallow: /%06d*x*y$\n" % n for n in range(25_000))
    serving(origin, monster=page(b"User-agent: *\n" + rules), calm=b"HTTP/1.1 404 No\r\n\r\n")
    web = open_web(deadline_s=20)
    monster = asyncio.create_task(web.fetch(origin.url("monster", "000007-x-y")))
    calm = await asyncio.gather(*(web.fetch(origin.url("calm", f"{n}")) for n in range(20)))
    assert all(isinstance(end, Fetched) for end in calm)
    assert await monster == Rejected(Reason.ROBOTS, Detail.ROBOTS_FORBIDS)
    assert (await web.fetch(origin.url("monster", "a"))).robots == "allowed"


async def test_a_robots_txt_that_cannot_be_read_in_time_forbids_for_now(origin, open_web, monkeypatch):
    monkeypatch.setattr("tocsin.web.robots_child.PROGRAM", "import sys; sys.stdin.read(); 1 / 0")
    serving(origin, monster=page(b"User-agent: *\n" + b"Disallow: /no\n" * 2000))
    ended = await open_web().fetch(origin.url("monster", "a"))
    assert ended == Retry(Reason.ROBOTS, Detail.ROBOTS_UNREACHABLE)


async def test_a_child_that_hangs_is_killed(monkeypatch):
    monkeypatch.setattr("tocsin.web.robots_child.PROGRAM", "import time; time.sleep(600)")
    monkeypatch.setattr("tocsin.web.robots_child.QUESTION_S", 0.5)
    before = set(psutil.Process().children())
    assert await RobotsChild().ask("User-agent: *", "Tocsin", "https://news.example/") is None
    assert set(psutil.Process().children()) == before
