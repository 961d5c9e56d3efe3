"""Walks submissions through claim, fetch, verdict, publish, settle, outcome and commit, and dies at random points.

A process of the test of random kills: `walker.py ADDRESS LOG SEED DEATH LEASE_S`, submissions as JSON lines
`{"id", "url"}` on standard input. The origin answers otherwise each time it is asked. What is published goes to LOG,
one line a write, so that a death tears none. Ends with 0 when every submission has been committed.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections import deque

from tocsin.ports import Known, NotOurs, Verdict
from tocsin.stores import open_memory

IN_FLIGHT = 8


class Walker:
    def __init__(self, address, log, seed, death, lease_s):
        self.memory = open_memory(address, lease_s=float(lease_s))
        self.log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.drawn = random.Random(seed)
        self.death = float(death)
        self.lease_s = float(lease_s)
        self.waiting = deque(json.loads(line) for line in sys.stdin)

    def may_die(self):
        if self.drawn.random() < self.death:
            os.kill(os.getpid(), signal.SIGKILL)

    def publish(self, kind, submission, **what):
        self.may_die()
        os.write(self.log, (json.dumps({"kind": kind, **submission, **what}) + "\n").encode())
        self.may_die()

    async def fetch(self):
        """Now and then slower than the lease, so that another takes the URL meanwhile."""
        await asyncio.sleep(self.lease_s * 1.5 if self.drawn.random() < 0.03 else self.drawn.random() * 0.005)
        return self.drawn.random() < 0.6, self.drawn.randbytes(30).hex()

    async def verdict_of(self, submission):
        name, url = submission["id"], submission["url"]
        claim = await self.memory.claim(url, name, refresh=False, revisit_before_ms=None)
        self.may_die()
        if claim.standing == "elsewhere":
            return None
        if claim.standing == "done":
            return await self.memory.conclude(said(name, "duplicate", claim.known.article_id))
        found, words = await self.fetch()
        self.may_die()
        if found:
            return await self.memory.conclude(said(name, "enriched", f"article of {url}", words.encode()), (url,))
        stands = await self.memory.conclude(said(name, "rejected", None))
        self.may_die()
        await self.memory.release((url,), name)
        return stands

    async def walk(self, submission):
        """One delivery: true when the submission is committed, false when it must wait."""
        stands = await self.memory.recall(submission["id"], 0) or await self.verdict_of(submission)
        if stands is None:
            return False
        if stands.door == "enriched":
            self.publish("article", submission, bytes=stands.article.decode())
            known = Known(
                article_id=stands.article_id,
                submission_id=submission["id"],
                revision=1,
                sha256="",
                etag=None,
                last_modified=None,
                enriched_ms=0,
            )
            await self.memory.settle((submission["url"],), submission["id"], known)
        self.publish("outcome", submission, door=stands.door)
        self.publish("commit", submission)
        return True

    async def lane(self):
        while self.waiting:
            submission = self.waiting.popleft()
            try:
                done = await self.walk(submission)
            except NotOurs:
                done = False
            if not done:
                self.waiting.append(submission)
                await asyncio.sleep(0.01)

    async def run(self):
        await asyncio.gather(*(self.lane() for _ in range(IN_FLIGHT)))
        await self.memory.close()


def said(name, door, article_id, article=None):
    return Verdict(
        submission_id=name,
        round=0,
        door=door,
        reason=None,
        detail=None,
        stage="enrichment",
        http_status=None,
        article_id=article_id,
        attempts=0,
        article=article,
    )


if __name__ == "__main__":
    asyncio.run(Walker(*sys.argv[1:]).run())
