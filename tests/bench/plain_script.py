"""What anybody would write: URLs on standard input, httpx, trafilatura in a pool of all cores, JSON lines out.

    python plain_script.py < urls.txt > articles.jsonl

It keeps connections, asks no robots.txt, guards nothing, remembers nothing, and loses what it holds when it ends.
"""

import asyncio
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import httpx
import trafilatura

AT_ONCE = 100
FIELDS = ("title", "author", "date", "text", "language")


def extract(page: bytes) -> dict[str, object] | None:
    """Reads one page as the library does by itself."""
    document = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False)
    return {name: getattr(document, name) for name in FIELDS} if document else None


async def main() -> None:
    """Fetches and reads; every line says when it was done."""
    loop = asyncio.get_running_loop()
    urls = [line.strip() for line in sys.stdin]
    gate = asyncio.Semaphore(AT_ONCE)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        async with httpx.AsyncClient(timeout=30) as client:

            async def one(url: str) -> None:
                async with gate:
                    answer = await client.get(url)
                    article = await loop.run_in_executor(pool, extract, answer.content)
                    sys.stdout.write(json.dumps({"url": url, "done_s": time.time(), "article": article}) + "\n")

            await asyncio.gather(*(one(url) for url in urls))


if __name__ == "__main__":
    asyncio.run(main())
