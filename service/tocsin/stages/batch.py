"""input -> record, with no Kafka: `tocsin enrich`. The pool works on all cores; what is decided, is in input order."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from tocsin.core import articles, http, identity, times, urls
from tocsin.core.addresses import Network
from tocsin.core.inputs import Broken, Given
from tocsin.core.outcomes import Dead, Parked, Reason, Rejected, Retry
from tocsin.core.records.article import Article
from tocsin.core.records.page import Fetched, Parsed, ParseJob
from tocsin.ports import Likeness, NotModified, Parser, Text, Web

Refusal = Rejected | Dead


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One input that is a URL: it is fetched first."""

    input_id: object
    url: str
    submitted_at: str


Input = Given | Asked | Broken


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """What one input became: the article of an enriched one, the reason of any other."""

    input_id: object
    door: str
    reason: str | None
    reason_detail: str | None
    url: str | None
    article: Article | None

    def line(self) -> dict[str, Any]:
        """Gives the record as one flat object: input, door and reason first, then the article's own fields."""
        head = {
            "input_id": self.input_id,
            "door": self.door,
            "reason": self.reason,
            "reason_detail": self.reason_detail,
        }
        return head | (asdict(self.article) if self.article else {"url": self.url})


@dataclass(frozen=True, slots=True)
class _Read:
    given: Given | Asked | Broken
    answer: Parsed | Refusal
    fetched: Fetched | None = None


class Batch:
    """Runs inputs through the rooms. At most `window` inputs are held, however many there are."""

    def __init__(
        self, parser: Parser, likeness: Likeness, web: Web | None, *, window: int, allow: tuple[Network, ...]
    ) -> None:
        self._parser = parser
        self._likeness = likeness
        self._web = web
        self._window = window
        self._allow = allow

    async def run(self, inputs: Iterable[Input]) -> AsyncIterator[BatchRecord]:
        """Gives one record an input, in input order."""
        under_way: deque[asyncio.Task[_Read]] = deque()
        source = iter(inputs)
        reading: asyncio.Task[Input | None] | None = self._next_of(source)
        try:
            while reading is not None or under_way:
                # A slow pipe must not hold back what is finished, nor a slow page what comes in.
                waits = [task for task in (reading, under_way[0] if under_way else None) if task is not None]
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
                if reading is not None and reading.done() and len(under_way) < self._window:
                    given = reading.result()
                    reading = None
                    if given is not None:
                        under_way.append(asyncio.create_task(self._read(given)))
                        reading = self._next_of(source)
                while under_way and under_way[0].done():
                    yield await self._record(under_way.popleft().result())
                if len(under_way) >= self._window:
                    yield await self._record(await under_way.popleft())
        finally:
            for task in under_way:
                task.cancel()

    @staticmethod
    def _next_of(source: Iterator[Input]) -> "asyncio.Task[Input | None]":
        return asyncio.create_task(asyncio.to_thread(_next, source))

    async def _read(self, given: Input) -> _Read:
        if isinstance(given, Broken):
            return _Read(given, given.rejected or Dead(Reason.MALFORMED, given.detail))
        if isinstance(given, Asked):
            return await self._fetch(given)
        return _Read(given, await self._parser.parse(_job(given)))

    async def _fetch(self, asked: Asked) -> _Read:
        screened = urls.screen(asked.url, allow=self._allow)
        if isinstance(screened, Rejected):
            return _Read(asked, screened)
        if self._web is None:
            raise ValueError("a URL among the inputs needs a web to fetch it from")
        match await self._web.fetch(asked.url):
            case Fetched() as page:
                given = _given(asked, page)
                return _Read(asked, await self._parser.parse(_job(given)), page)
            case NotModified():
                return _Read(asked, Dead("http_304", "304 to an unconditional request", 304))
            case Retry() as fault:
                return _Read(asked, Dead(fault.reason, fault.detail, fault.http_status))
            case Parked() as wait:
                return _Read(asked, Dead(wait.reason, f"the host asks to wait {wait.wait_s:.0f} s; try again then"))
            case (Rejected() | Dead()) as refusal:
                return _Read(asked, refusal)

    async def _record(self, read: _Read) -> BatchRecord:
        given, answer = read.given, read.answer
        url = None if isinstance(given, Broken) else given.url
        if not isinstance(answer, Parsed) or isinstance(given, Broken):
            refusal = answer if isinstance(answer, Rejected | Dead) else Dead(Reason.DEFECT)
            door = type(refusal).__name__.lower()
            return BatchRecord(
                input_id=given.input_id,
                door=door,
                reason=str(refusal.reason),
                reason_detail=refusal.detail,
                url=url,
                article=None,
            )
        article = await self._article(given, read.fetched, answer)
        return BatchRecord(
            input_id=given.input_id, door="enriched", reason=None, reason_detail=None, url=url, article=article
        )

    async def _article(self, given: Given | Asked, fetched: Fetched | None, parsed: Parsed) -> Article:
        final = fetched.final_url if fetched else given.url
        canonical = parsed.extracted.canonical_url or (urls.canonical(final) if final else None)
        sha256 = parsed.fingerprint.sha256
        own = identity.article_id(canonical) if canonical else identity.content_article_id(sha256)
        key = identity.url_key(canonical or sha256)
        shingles = parsed.fingerprint.shingles
        like = await self._likeness.relatives(shingles, article_id=own, url_key=key)
        text = Text(shingles=shingles, article_id=own, url_key=key, family_id=like.family_of(own), seen=like.seen)
        await self._likeness.remember(text)
        standing = articles.Standing(
            near_duplicate_of=like.near.article_id if like.near else None,
            near_duplicate_score=round(like.near.containment, 3) if like.near else None,
            family_id=text.family_id,
        )
        origin = articles.Origin(
            submission_id=_submission_id(given, canonical or sha256),
            url=given.url,
            submitted_at=given.submitted_at,
            mode=None,
            attributes=given.attributes if isinstance(given, Given) else {},
        )
        article = articles.build(origin, fetched, parsed, canonical, standing)
        return article if fetched else replace(article, host=urls.host_of(canonical))


def _next(source: Iterator[Input]) -> Input | None:
    return next(source, None)


def _submission_id(given: Given | Asked, about: str) -> str:
    """Each input is a submission of its own, named by what it is; the same run gives the same names."""
    return identity.article_id(f"urn:tocsin:input:{given.input_id}:{about}")


def _given(asked: Asked, page: Fetched) -> Given:
    return Given(
        input_id=asked.input_id,
        url=page.final_url,
        body=page.body,
        kind=http.page_kind(page.http.content_type, page.body) or "html",
        content_type=page.http.content_type,
        title=None,
        published_at=None,
        submitted_at=asked.submitted_at,
    )


def _job(given: Given) -> ParseJob:
    return ParseJob(
        body=given.body,
        kind=given.kind,
        url=given.url or "",
        content_type=given.content_type,
        submitted_ms=times.parse(given.submitted_at) or 0,
        hint_title=given.title,
        hint_published=given.published_at,
    )
