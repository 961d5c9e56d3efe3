"""A local origin for the road's tests: pages that are good, fail for ever, fail twice, are slow, or change each time.

    python tests/delivery/origin.py PORT

`/story/N` fresh reports of fighting (`stories.py`), `/good/N` `/slow/N` articles (two seconds for the slow), `/twice/N` fails twice first, `/bad/N` answers 503 for ever,
`/gone/N` 404, `/hang/N` never ends, `/heavy/N` is a page of 9 MB that takes its reader many seconds. `/asked/KIND`
says how often a kind was asked for. Every answer carries how often its path was asked for, so that no two are alike.
"""

import asyncio
import sys
from collections import Counter

from aiohttp import web
from stories import story

PLACES = ("Arvel", "Borun", "Cestia", "Dorma", "Elvit", "Faros", "Gelden", "Horva", "Istra", "Jorun", "Kelmet")
SLOW_S = 2.0
asked: Counter[str] = Counter()


def article(number: int, times: int) -> str:
    """Gives a page of a quiet day; every number has words of its own."""
    here, there = PLACES[number % 11], PLACES[number * 7 % 11]
    body = "".join(
        f"<p>In {here}{number} the council met for the {turn + 2}th time this week about the road to {there}{number}, "
        f"which engineers closed after the river rose by {number % 90 + turn} centimetres. Residents said that they "
        f"had waited {number % 40 + turn} days for the ferry and that the market had moved to the old station hall.</p>"
        for turn in range(6)
    )
    return page(f"River keeps {here}{number} apart", body, "2026-11-01T08:00:00Z", times)


def page(title: str, body: str, published: str, times: int) -> str:
    """Gives an article's page, which says how often it was asked for."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>"
        f"<meta property='article:published_time' content='{published}'></head><body><article>"
        f"<h1>{title}</h1>{body}<p>This page was asked for {times} times before.</p></article></body></html>"
    )


async def answer(request: web.Request) -> web.StreamResponse:
    """Answers by the first part of the path."""
    kind, number = request.match_info["kind"], int(request.match_info["number"])
    before = asked[request.path]
    asked[request.path] += 1
    if kind == "bad" or (kind == "twice" and before < 2):
        return web.Response(status=503, text="not now")
    if kind == "gone":
        return web.Response(status=404, text="gone")
    if kind == "hang":
        await asyncio.sleep(3600)
    if kind == "heavy":
        return web.Response(text=heavy(number), content_type="text/html")
    if kind == "story":
        return web.Response(text=page(*story(number), before), content_type="text/html")
    if kind == "slow":
        await asyncio.sleep(SLOW_S)
    return web.Response(text=article(number, before), content_type="text/html")


def heavy(number: int) -> str:
    """Gives a page that keeps the extractor and the tagger busy: 60,000 paragraphs, each with an attack to read."""
    act = "<p>Arvelian forces shelled the Israeli village of Tegh{0} on Tuesday, killing two soldiers, and Russia denied it all.</p>"
    return (
        f"<html><body><article>{''.join(act.format(number + turn) for turn in range(75_000))}</article></body></html>"
    )


async def how_often(request: web.Request) -> web.Response:
    """Says how often pages of a kind were asked for."""
    kind = request.match_info["kind"]
    return web.json_response(sum(count for path, count in asked.items() if path.startswith(f"/{kind}/")))


async def nothing(_: web.Request) -> web.Response:
    """There is no robots.txt."""
    return web.Response(status=404)


def main() -> None:
    """Serves on every loopback address, so that one process stands for many hosts."""
    app = web.Application()
    app.add_routes(
        [web.get("/robots.txt", nothing), web.get("/asked/{kind}", how_often), web.get("/{kind}/{number}", answer)]
    )
    web.run_app(app, host="0.0.0.0", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()
