"""Hostile pages end within their deadline, by themselves or by force, and lose nobody else's work."""

import asyncio
import time

import pytest
from hostile_pages import ARTICLE, PAGES

from tocsin.core.outcomes import Dead, Reason, Rejected
from tocsin.core.records.page import Parsed, ParseJob
from tocsin.parsing.pool import Pool

DEADLINE_S = 3.0
WORKERS = 2
# What does not end by itself within the default deadline on any machine that it was tried on.
HANGS = ("two hundred thousand paragraphs", "a hundred thousand attributes on a tag", "a hundred thousand links")


def job(body: bytes, name: str = "page") -> ParseJob:
    return ParseJob(
        body=body,
        kind="html",
        url=f"https://example.org/{name.replace(' ', '-')}",
        content_type="text/html",
        submitted_ms=1_700_000_000_000,
    )


@pytest.mark.timeout(600)
async def test_hostile_pages_end_and_lose_nobody_elses_work():
    assert len(PAGES) >= 60
    good = job(ARTICLE.encode())
    async with Pool(workers=WORKERS, deadline_s=DEADLINE_S) as pool:
        room = asyncio.Semaphore(WORKERS)

        async def beside(name: str, body: bytes) -> tuple[object, object, float]:
            async with room:
                started = time.monotonic()
                return await pool.parse(job(body, name)), await pool.parse(good), time.monotonic() - started

        ended = await asyncio.gather(*(beside(name, body) for name, body in PAGES.items()))
    answers = dict(zip(PAGES, ended, strict=True))
    for name, (hostile, neighbour, _) in answers.items():
        assert isinstance(neighbour, Parsed), name
        assert isinstance(hostile, Parsed | Rejected | Dead), name
        assert not isinstance(hostile, Dead) or hostile.reason is Reason.EXTRACTION_TIMEOUT, (name, hostile)
    assert [answers[name][0] for name in HANGS] == [Dead(Reason.EXTRACTION_TIMEOUT)] * len(HANGS)
