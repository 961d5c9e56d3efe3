"""The store in this process's own memory: for tests, and for `tocsin enrich`, where state is fresh and of one run.

It keeps the rules of the other stores (one contract suite runs on all of them) and nothing beyond the process.
"""

from collections import defaultdict

from tocsin.core.records.page import Shingles
from tocsin.ports import Claim, Known, NotOurs, Overtaken, Relatives, Text, Verdict
from tocsin.stores.claiming import (
    LIKENESS_KEPT_MS,
    VERDICT_KEPT_MS,
    Asked,
    Held,
    claimed,
    concluded,
    released,
    settled,
)
from tocsin.stores.likeness import POSTING_STORIES_MAX, Remembered, candidates, packed, relatives_of, signed
from tocsin.stores.machine import Machine, ThisMachine

# About 3 kB each: an endless input of `tocsin enrich` stays below 150 MB of likeness; the oldest go first.
TEXTS_MAX = 50_000


class DictMemory:
    """Verdicts, claims and likeness in dicts. Its methods never wait, so each is one step for the event loop."""

    def __init__(self, *, lease_s: float, machine: Machine | None = None, texts_max: int = TEXTS_MAX) -> None:
        self._lease_ms = int(lease_s * 1000)
        self._machine = machine or ThisMachine()
        self._verdicts: dict[tuple[str, int], tuple[Verdict, int]] = {}
        self._claims: dict[str, Held] = {}
        self._texts = _Texts(texts_max)

    async def recall(self, submission_id: str, round_: int) -> Verdict | None:
        """See ports.Verdicts."""
        verdict, expires_ms = self._verdicts.get((submission_id, round_), (None, 0))
        return verdict if expires_ms >= self._machine.now().wall_ms else None

    async def conclude(self, verdict: Verdict, url_keys: tuple[str, ...] = (), text: Text | None = None) -> Verdict:
        """See ports.Verdicts."""
        earlier = await self.recall(verdict.submission_id, verdict.round)
        if earlier is not None:
            return earlier
        now = self._machine.now()
        if verdict.door == "enriched":
            held = {key: concluded(self._claims.get(key), verdict.submission_id, now) for key in url_keys}
            if None in held.values():
                raise NotOurs("the lease ran out and another submission has the URL")
            if text is not None:
                self._add(text, now.wall_ms)
            self._claims.update({key: one for key, one in held.items() if one is not None})
        self._verdicts[verdict.submission_id, verdict.round] = (verdict, now.wall_ms + VERDICT_KEPT_MS)
        return verdict

    async def claim(self, url_key: str, owner: str, *, refresh: bool, revisit_before_ms: int | None) -> Claim:
        """See ports.Claims."""
        asked = Asked(owner=owner, refresh=refresh, revisit_before_ms=revisit_before_ms)
        answer, held = claimed(self._claims.get(url_key), asked, self._machine.now(), self._lease_ms)
        if held is not None:
            self._claims[url_key] = held
        return answer

    async def settle(self, url_keys: tuple[str, ...], owner: str, known: Known) -> None:
        """See ports.Claims."""
        for key in url_keys:
            held = settled(self._claims.get(key), owner, known, self._machine.now())
            if held is not None:
                self._claims[key] = held

    async def release(self, url_keys: tuple[str, ...], owner: str) -> None:
        """See ports.Claims."""
        for key in url_keys:
            left = released(self._claims.get(key), owner, self._machine.now())
            if left == "gone":
                del self._claims[key]
            elif left is not None:
                self._claims[key] = left

    async def relatives(self, shingles: Shingles, *, article_id: str, url_key: str) -> Relatives:
        """See ports.Likeness."""
        return self._texts.relatives(shingles, (article_id, url_key), self._machine.now().wall_ms)

    async def remember(self, text: Text) -> None:
        """See ports.Likeness."""
        now_ms = self._machine.now().wall_ms
        self._texts.add(packed(text, now_ms + LIKENESS_KEPT_MS), now_ms)

    async def close(self) -> None:
        """Nothing is held beyond the process."""

    def _add(self, text: Text, now_ms: int) -> None:
        newer = self._texts.relatives(text.shingles, (text.article_id, text.url_key), now_ms, text.seen)
        if newer.near or newer.kin:
            raise Overtaken("a text like this one was added in between")
        self._texts.add(packed(text, now_ms + LIKENESS_KEPT_MS), now_ms)


class _Texts:
    """The index: texts by number, in the order in which they came, and the numbers by hash."""

    def __init__(self, texts_max: int) -> None:
        self._texts_max = texts_max
        self._texts: dict[int, Remembered] = {}
        self._numbers: dict[str, int] = {}
        self._postings: defaultdict[int, list[int]] = defaultdict(list)
        self._last = 0

    def relatives(self, shingles: Shingles, own: tuple[str, str], now_ms: int, since: int = 0) -> Relatives:
        lists = [[n for n in self._postings.get(value, ()) if n > since] for value in signed(shingles.postings)]
        found = (self._texts[number] for number in candidates(lists, len(shingles.postings)))
        among = (one for one in found if one.expires_ms >= now_ms)
        return relatives_of(shingles, *own, among, self._last)

    def add(self, one: Remembered, now_ms: int) -> None:
        self._drop(self._numbers.get(one.article_id))
        while self._texts and (len(self._texts) >= self._texts_max or self._oldest().expires_ms < now_ms):
            self._drop(next(iter(self._texts)))
        self._last = number = self._last + 1
        self._texts[number], self._numbers[one.article_id] = one, number
        for value in one.hashes:
            listed = self._postings[value]
            if len(listed) <= POSTING_STORIES_MAX and not self._has_family(listed, one.family_id):
                listed.append(number)

    def _has_family(self, listed: list[int], family_id: str) -> bool:
        return any(self._texts[number].family_id == family_id for number in listed)

    def _oldest(self) -> Remembered:
        return self._texts[next(iter(self._texts))]

    def _drop(self, number: int | None) -> None:
        if number is None:
            return
        gone = self._texts.pop(number)
        del self._numbers[gone.article_id]
        for value in gone.hashes:
            listed = self._postings[value]
            if number in listed:
                listed.remove(number)
            if not listed:
                del self._postings[value]
