"""A small local wire: pages over HTTP on the loopback address, some of them broken or hostile on purpose.

Either our own stories with their traps, or any folder of `.txt`, `.html`, `.html.gz`.
"""

import asyncio
import gzip
import html
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | Demo Wire</title>
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta property="og:site_name" content="Demo Wire"><meta name="author" content="{author}">
<meta property="article:published_time" content="{published}"><meta property="article:section" content="{section}">
</head><body><nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>
<article><h1>{title}</h1><p class="byline">By {author}</p><time datetime="{published}">{date}</time>
{paragraphs}</article><footer>Demo Wire. Contact. Terms. Privacy.</footer></body></html>"""
Handler = Callable[[web.Request], Awaitable[web.Response]]
ROBOTS = "User-agent: *\nDisallow: /forbidden/\n"
# 40 MiB of spaces in some 40 KiB: four times what the service takes inflated.
BOMB_BYTES = 40 * 1024 * 1024
KINDS = (".txt", ".html", ".html.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The address of a running wire and what there is to submit, in order (URLs, and one line that is none)."""

    runner: web.AppRunner
    base: str
    submissions: tuple[bytes, ...]

    async def stop(self) -> None:
        """Ends the server."""
        await self.runner.cleanup()


async def serve_own_wire() -> Served:
    """Serves the stories and traps that ship with the service, on a free port."""
    app = web.Application()
    now = datetime.now(UTC)
    stories = {f"/{name}.html": _page(text, now) for name, text in _stories()}
    for path, page in stories.items():
        app.router.add_get(path, _answering(page.encode(), "text/html; charset=utf-8"))
    app.router.add_get("/robots.txt", _answering(ROBOTS.encode(), "text/plain"))
    app.router.add_get("/moved-inside.html", _redirecting("http://10.0.0.7/admin"))
    app.router.add_get("/forbidden/cables.html", _answering(b"<p>Not for robots.</p>", "text/html"))
    app.router.add_get("/bomb.html", _answering(_bomb(), "text/html", coding="gzip"))
    runner, base = await _started(app)
    traps = ("/no-such-story.html", "/moved-inside.html", "/forbidden/cables.html", "/bomb.html")
    again = next(iter(stories))
    urls = tuple(f"{base}{path}".encode() for path in (*stories, *traps, again))
    return Served(runner=runner, base=base, submissions=(*urls, b'{"link": "this submission names no url"}'))


async def serve_folder(folder: Path) -> Served:
    """Serves every `.txt`, `.html` and `.html.gz` below a folder, in the order of their names."""
    app = web.Application()
    files = {f"/{file.relative_to(folder).as_posix()}": file for file in pages(folder)}
    app.router.add_get("/{page:.*}", _files(files))
    runner, base = await _started(app)
    return Served(runner=runner, base=base, submissions=tuple(f"{base}{quote(path)}".encode() for path in files))


def pages(folder: Path) -> list[Path]:
    """Gives the pages below a folder, in the order of their names."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name.endswith(KINDS))


async def _started(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    return runner, f"http://127.0.0.1:{port}"


def _stories() -> list[tuple[str, str]]:
    folder = resources.files("tocsin.demo") / "stories"
    found = sorted((entry.name.removesuffix(".txt"), entry.read_text("utf-8")) for entry in folder.iterdir())
    return [(name, text) for name, text in found if text]


def _page(story: str, now: datetime) -> str:
    """Makes a page of a story: title, then `by AUTHOR | SECTION | HOURS AGO`, then paragraphs."""
    title, about, *body = story.strip().split("\n")
    author, section, hours = (part.strip() for part in about.removeprefix("by ").split("|"))
    published = now - timedelta(hours=int(hours))
    days = {"{today}": published.strftime("%A"), "{yesterday}": (published - timedelta(days=1)).strftime("%A")}
    paragraphs = "\n".join(f"<p>{html.escape(_with(days, line))}</p>" for line in body if line)
    return TEMPLATE.format(
        title=html.escape(title),
        author=html.escape(author),
        section=html.escape(section),
        published=published.isoformat(timespec="seconds"),
        date=published.strftime("%-d %B %Y"),
        paragraphs=paragraphs,
    )


def _with(words: dict[str, str], line: str) -> str:
    for word, day in words.items():
        line = line.replace(word, day)
    return line


def _bomb() -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeeze.compress(b" " * BOMB_BYTES) + squeeze.flush()


def _answering(body: bytes, content_type: str, coding: str | None = None) -> Handler:
    headers = {"Content-Type": content_type} | ({"Content-Encoding": coding} if coding else {})

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers=headers)

    return answer


def _redirecting(place: str) -> Handler:
    async def answer(_request: web.Request) -> web.Response:
        raise web.HTTPFound(place)

    return answer


def _files(files: dict[str, Path]) -> Handler:
    async def answer(request: web.Request) -> web.Response:
        path = files.get(request.path)
        if path is None:
            return web.Response(status=404)
        body = await asyncio.to_thread(_read, path)
        # No charset: the page's own words decide, as on the open web.
        return web.Response(body=body, headers={"Content-Type": "text/plain" if path.suffix == ".txt" else "text/html"})

    return answer


def _read(path: Path) -> bytes:
    body = path.read_bytes()
    return gzip.decompress(body) if path.name.endswith(".gz") else body
