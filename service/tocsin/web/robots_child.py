"""A monstrous robots.txt is read in a process of its own, which can be killed.

500 KiB of rules take Protego 0.35 s and a hundred thousand objects; in a thread the interpreter's own pauses (sorting,
garbage collection) still held the loop for 140 ms (measured). Files of that size are rare - nine in ten have under
4 KiB - so each question costs a process of half a second, and nobody waits for it but who asked.
"""

import asyncio
import sys
from typing import Final

import orjson

from tocsin import cores

QUESTION_S: Final = 5.0  # ten times what 500 KiB take
PROGRAM: Final = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
from tocsin.core.robots import Rules
text, agent, href = json.load(sys.stdin)
rules = Rules(text, agent, present=True)
json.dump([rules.allow(href), rules.crawl_delay_s], sys.stdout)
"""


class RobotsChild:
    """Asks one question at a time. The limit of processor time ends a child whose parent is gone."""

    def __init__(self) -> None:
        self._one = asyncio.Semaphore(1)

    async def ask(self, text: str, agent: str, href: str) -> tuple[bool, float | None] | None:
        """Gives whether the URL may be fetched, and the Crawl-delay in seconds; None when no answer came in time."""
        question = orjson.dumps([text, agent, href])
        try:
            async with asyncio.timeout(QUESTION_S), self._one:
                return await _answer(question)
        except (TimeoutError, OSError, ValueError):
            return None


async def _answer(question: bytes) -> tuple[bool, float | None]:
    pipe = asyncio.subprocess.PIPE
    cores.free()
    # Isolated, and with nothing of our environment: what it reads is hostile, and it needs no setting.
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-c", PROGRAM, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL, env={}
    )
    try:
        answer, _ = await child.communicate(question)
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    allowed, delay_s = orjson.loads(answer)
    return bool(allowed), delay_s
