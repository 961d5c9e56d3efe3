"""Serves the pages of a benchmark: python road_pages.py PORT PROCESSES [FOLDER].

`/N` answers with the N-th page: of FOLDER's .html files in turn with the number set into each paragraph, so that no two
are copies, or of pages made here. Several processes share the port, so that the origin is not what is measured.
"""

import asyncio
import multiprocessing
import random
import re
import socket
import sys
from pathlib import Path

from aiohttp import web

NOUNS = "council bridge harbour market ministry station railway valley library clinic orchard museum dam depot".split()
VERBS = "reopened surveyed financed postponed inspected repaired discussed extended measured visited cleared".split()
# A news page is mostly not its article: the median of 500 real ones has 716 elements and 94 KB, 16 KB of it script.
FRAME = 80  # links in the page's navigation, and teasers at its foot
SCRIPT_BYTES = 16_000
STYLE_BYTES = 36_000
SENTENCES = 40  # of some fifteen words each: an article of about 600 words


def made(number: int) -> bytes:
    """Gives a page of about 90 KB and 700 elements around an article of about 600 words of its own."""
    chance = random.Random(number)
    sentences = [
        f"The {chance.choice(NOUNS)} of Arvel {number} {chance.choice(VERBS)} the {chance.choice(NOUNS)} near Borun "
        f"after {chance.randrange(2, 90)} days, and residents said that the {chance.choice(NOUNS)} had waited longer."
        for _ in range(SENTENCES)
    ]
    paragraphs = "".join(f"<p>{' '.join(sentences[at : at + 4])}</p>" for at in range(0, SENTENCES, 4))
    title = f"{chance.choice(NOUNS).title()} of Arvel {number} {chance.choice(VERBS)} again"
    links = "".join(
        f'<li class="nav-item nav-item--{n}"><a href="/section/{n}"><span>Section {n}</span></a></li>'
        for n in range(FRAME)
    )
    teasers = "".join(
        f'<div class="teaser teaser--{n}"><a href="/{n}" class="teaser-link" data-track="teaser-{n}"><img src="/{n}.jpg" '
        f'srcset="/{n}-480.jpg 480w, /{n}-960.jpg 960w" alt="" loading="lazy"><h3>Another story {n}</h3></a>'
        f'<p class="teaser-text">What else happened in place {n}.</p></div>'
        for n in range(FRAME)
    )
    script = f"<script>window.dataLayer=[{'0,' * (SCRIPT_BYTES // 2)}0]</script>"
    style = f"<style>{'.a{color:#000;margin:0}' * (STYLE_BYTES // 23)}</style>"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="article:published_time" content="2026-11-01T08:00:00Z">{style}{script}</head><body>'
        f"<nav><ul>{links}</ul></nav><main><article><h1>{title}</h1>{paragraphs}</article></main>"
        f"<aside>{teasers}</aside><footer><p>All rights reserved.</p></footer></body></html>"
    ).encode()


def numbered(page: bytes, number: int) -> bytes:
    """Gives a page of a folder with a number's own word in every paragraph, and no word of another address."""
    unnamed = re.sub(rb"(?i)\bcanonical\b|og:url|mainEntityOfPage", b"unnamed", page)
    return re.sub(rb"(?i)<p(\s[^>]*)?>", lambda found: found[0] + b"No%d " % number, unnamed)


def serve(listening: socket.socket, folder: Path | None) -> None:
    """Serves until it is killed."""
    given = [path.read_bytes() for path in sorted(folder.glob("*.html"))] if folder else []

    async def answer(request: web.Request) -> web.Response:
        name = request.match_info["number"]
        if not name.isdigit():
            return web.Response(status=404)
        number = int(name)
        body = numbered(given[number % len(given)], number) if given else made(number)
        return web.Response(body=body, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/{number}", answer)])
    web.run_app(app, sock=listening, print=None, access_log=None, loop=asyncio.new_event_loop())


def main() -> None:
    """Serves on every loopback address."""
    port, processes = int(sys.argv[1]), int(sys.argv[2])
    folder = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with socket.create_server(("0.0.0.0", port), backlog=1_000, reuse_port=True) as listening:
        for _ in range(processes - 1):
            multiprocessing.get_context("fork").Process(target=serve, args=(listening, folder), daemon=True).start()
        serve(listening, folder)


if __name__ == "__main__":
    main()
