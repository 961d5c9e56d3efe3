"""admitted -> fetched -> extracted, tagged -> enriched | ended | a retry topic.

verdict? -> due? -> its turn and claim -> fetch -> parse -> its final URL's claim -> copies -> article
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from tocsin.core import articles, backoff, codec, http, identity, times, urls
from tocsin.core.outcomes import Dead, Duplicate, Enriched, Parked, Reason, Rejected, Retry
from tocsin.core.records.delivery import Delivery
from tocsin.core.records.page import Fetched, Parsed, ParseJob
from tocsin.core.records.submission import Admitted, Hints
from tocsin.core.submissions import envelope
from tocsin.core.topics import TopicNames
from tocsin.ports import (
    Claim,
    Clock,
    Known,
    Memory,
    NotModified,
    NotOurs,
    Overtaken,
    Parser,
    Publish,
    Text,
    Validators,
    Verdict,
    Web,
)
from tocsin.stages import carrying
from tocsin.stages.ending import Case, Endings
from tocsin.stages.turns import WAIT_MAX_S, Turns

# A verdict is an article that is stored and stands; the others are still to be concluded or sent round.
Answer = Verdict | Duplicate | Rejected | Dead | Retry | Parked
# A claim held in another worker: looked at again after the first tier.
ELSEWHERE = Parked("claimed", WAIT_MAX_S)
# What is due within this is not sent round once more.
DUE_SLACK_MS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What enrichment walks through."""

    web: Web
    parser: Parser
    memory: Memory
    clock: Clock


@dataclass(slots=True)
class Visit:
    """One attempt at one submission: the URLs it holds, and whether the web was asked."""

    admitted: Admitted
    url_keys: tuple[str, ...] = ()
    tries: int = 0

    @property
    def owner(self) -> str:
        """The submission's id owns its claims."""
        return self.admitted.envelope.submission_id

    def case(self) -> Case:
        """Gives the submission's case, this try counted."""
        return Case.of(replace(self.admitted, attempts=self.admitted.attempts + self.tries))


class Enrichment:
    """Makes an article of each admitted record."""

    def __init__(
        self,
        endings: Endings,
        rooms: Rooms,
        *,
        topics: TopicNames,
        delays_s: tuple[float, ...],
        revisit_s: float | None,
    ) -> None:
        self._endings = endings
        self._rooms = rooms
        self._topics = topics
        self._delays_s = delays_s
        self._revisit_s = revisit_s
        self._turns = Turns()

    async def handle(self, delivery: Delivery, publish: Publish) -> None:
        """Takes one admitted record through its door, or to a retry topic."""
        admitted = codec.read_admitted(delivery.value)
        verdict = await self._endings.recall(admitted.envelope)
        if verdict is not None:
            await self._endings.repeat(Case.of(admitted), verdict, publish)
            return
        again = self._not_yet_due(admitted, delivery)
        if again is not None:
            await self._send_round(again, publish)
            return
        visit = Visit(admitted)
        async with AsyncExitStack() as turns:
            answer = await self._answer(visit, turns)
            await self._leave(visit, answer, publish)

    def _not_yet_due(self, admitted: Admitted, delivery: Delivery) -> backoff.Again | None:
        """Looks again only at what waits longer than a tier: the others were kept back by the broker's own clock."""
        if delivery.header(carrying.LONGER) is None:
            return None
        now_ms = self._rooms.clock.now_ms()
        wait_ms = (times.parse(admitted.not_before or "") or 0) - now_ms
        if wait_ms <= DUE_SLACK_MS:
            return None
        return backoff.deferred(admitted, wait_ms / times.SECOND_MS, now_ms, self._delays_s)

    async def defect(self, delivery: Delivery, publish: Publish, error: BaseException) -> None:
        """Ends a record that a bug of ours, or bytes that are none of ours, could not get through."""
        try:
            case = Case.of(codec.read_admitted(delivery.value))
            ending = Dead(Reason.DEFECT, f"{type(error).__name__}: {error}")
        except codec.NotARecord as unread:
            case = Case(
                envelope=envelope(delivery), attributes={}, hints=Hints(), key=delivery.key, value=delivery.value
            )
            ending = Dead(Reason.MALFORMED, str(unread))
        keys = (identity.url_key(case.canonical_url),) if case.canonical_url else ()
        await self._endings.end(case, ending, publish, keys)

    async def _answer(self, visit: Visit, turns: AsyncExitStack) -> Answer:
        admitted = visit.admitted
        if admitted.expires_at and self._rooms.clock.now_ms() > (times.parse(admitted.expires_at) or 0):
            return Rejected(Reason.EXPIRED, f"expires_at: {admitted.expires_at}")
        has_waited = self._turns.taken(identity.url_key(admitted.canonical_url))
        claim = await self._take(visit, admitted.canonical_url, turns)
        if isinstance(claim, Parked):
            return claim
        # The one before may have been this submission, sent twice in a moment.
        verdict = await self._endings.recall(admitted.envelope) if has_waited else None
        if verdict is not None:
            return verdict
        if claim.standing == "done" and claim.known is not None:
            return Duplicate(Reason.SEEN, claim.known.article_id)
        visit.tries = 1
        fetched = await self._rooms.web.fetch(admitted.url, _validators(claim.known))
        match fetched:
            case Fetched():
                return await self._read(visit, fetched, claim, turns)
            case NotModified():
                return _unchanged(claim.known)
            case Rejected() | Dead() | Retry() | Parked():
                visit.tries = 0 if isinstance(fetched, Parked) else 1
                return fetched

    async def _read(self, visit: Visit, fetched: Fetched, claim: Claim, turns: AsyncExitStack) -> Answer:
        parsed = await self._rooms.parser.parse(_job(visit.admitted, fetched))
        if not isinstance(parsed, Parsed):
            return replace(parsed, http_status=fetched.http.status)
        canonical = parsed.extracted.canonical_url or urls.canonical(fetched.final_url)
        known = claim.known
        if canonical != visit.admitted.canonical_url:
            final = await self._take(visit, canonical, turns)
            if isinstance(final, Parked):
                return final
            if final.standing == "done" and final.known is not None:
                # The submitted URL leads to an article we have: the next submission of it needs no fetch.
                await self._rooms.memory.settle(visit.url_keys, visit.owner, final.known)
                return Duplicate(Reason.SEEN, final.known.article_id, http_status=fetched.http.status)
            known = final.known
        if known is not None and known.sha256 == parsed.fingerprint.sha256:
            return Duplicate(Reason.UNCHANGED, known.article_id, http_status=fetched.http.status)
        return await self._conclude(visit, fetched, parsed, canonical, known)

    async def _take(self, visit: Visit, canonical: str, turns: AsyncExitStack) -> Claim | Parked:
        """Claims a URL; awaits one of our own records at it, parks for another worker's."""
        key = identity.url_key(canonical)
        if not await turns.enter_async_context(self._turns.turn(key)):
            return ELSEWHERE
        admitted = visit.admitted
        claim = await self._rooms.memory.claim(
            key, visit.owner, refresh=admitted.refresh, revisit_before_ms=self._revisit_before_ms(admitted)
        )
        if claim.standing == "elsewhere":
            return ELSEWHERE
        if claim.standing == "mine":
            visit.url_keys = (*visit.url_keys, key)
        return claim

    def _revisit_before_ms(self, admitted: Admitted) -> int | None:
        if self._revisit_s is None:
            return None
        return (times.parse(admitted.envelope.submitted_at) or 0) - round(self._revisit_s * times.SECOND_MS)

    async def _conclude(
        self, visit: Visit, fetched: Fetched, parsed: Parsed, canonical: str, known: Known | None
    ) -> Verdict | Parked:
        """Names what the article copies and stores it with its text; of two copies at once the second is told."""
        own, key = identity.article_id(canonical), identity.url_key(canonical)
        shingles = parsed.fingerprint.shingles
        while True:
            like = await self._rooms.memory.relatives(shingles, article_id=own, url_key=key)
            standing = articles.Standing(
                revision=known.revision + 1 if known else 1,
                previous_sha256=known.sha256 if known else None,
                near_duplicate_of=like.near.article_id if like.near else None,
                near_duplicate_score=round(like.near.containment, 3) if like.near else None,
                family_id=like.family_of(own),
            )
            article = articles.build(_origin(visit.admitted), fetched, parsed, canonical, standing)
            text = Text(shingles=shingles, article_id=own, url_key=key, family_id=like.family_of(own), seen=like.seen)
            try:
                return await self._endings.conclude(visit.case(), Enriched(article), visit.url_keys, text)
            except NotOurs:
                # The lease lapsed while the page was read, and another submission has the URL now.
                return ELSEWHERE
            except Overtaken:
                # Each time another's article was stored, so this ends with the articles under way at the latest.
                continue

    async def _leave(self, visit: Visit, answer: Answer, publish: Publish) -> None:
        now_ms = self._rooms.clock.now_ms()
        again: backoff.Again | Duplicate | Rejected | Dead
        match answer:
            case Verdict():
                await self._endings.repeat(visit.case(), answer, publish, visit.url_keys)
                return
            case Retry():
                again = backoff.after_failure(visit.admitted, answer, now_ms, self._delays_s)
            case Parked():
                again = backoff.parked(visit.admitted, answer, now_ms, self._delays_s)
            case Duplicate() | Rejected() | Dead():
                again = answer
        if isinstance(again, backoff.Again):
            await self._rooms.memory.release(visit.url_keys, visit.owner)
            await self._send_round(again, publish)
            return
        await self._endings.end(visit.case(), again, publish, visit.url_keys)

    async def _send_round(self, again: backoff.Again, publish: Publish) -> None:
        recorded = times.text_of(self._rooms.clock.now_ms())
        topic = self._topics.retries[again.tier]
        await publish(
            carrying.output(topic, again.record, "enrichment", recorded, longer=again.longer, behind_s=again.behind_s)
        )


def _validators(known: Known | None) -> Validators | None:
    return Validators(etag=known.etag, last_modified=known.last_modified) if known else None


def _unchanged(known: Known | None) -> Duplicate | Dead:
    if known is None:  # 304 to a request without validators is the origin's fault, and no page
        return Dead("http_304", "304 to an unconditional request", 304)
    return Duplicate(Reason.UNCHANGED, known.article_id, http_status=304)


def _job(admitted: Admitted, fetched: Fetched) -> ParseJob:
    return ParseJob(
        body=fetched.body,
        kind=http.page_kind(fetched.http.content_type, fetched.body) or "html",
        url=fetched.final_url,
        content_type=fetched.http.content_type,
        submitted_ms=times.parse(admitted.envelope.submitted_at) or 0,
        hint_title=admitted.hints.title,
        hint_published=admitted.hints.published_at,
        hint_language=admitted.hints.language,
        header_meta_robots=fetched.header_meta_robots,
        header_tdm=fetched.header_tdm,
    )


def _origin(admitted: Admitted) -> articles.Origin:
    return articles.Origin(
        submission_id=admitted.envelope.submission_id,
        url=admitted.url,
        submitted_at=admitted.envelope.submitted_at,
        mode=admitted.envelope.mode,
        attributes=admitted.attributes,
    )
