"""The way out: every submission leaves by one door, and its verdict is stored before anything of it is published.

    conclude (first word wins, durable) -> article and signals, or dead letter -> claims done -> outcome

A record delivered again finds its verdict and says the same once more, fetching nothing.
"""

import base64
import hashlib
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from tocsin.core import articles, codec, identity, times
from tocsin.core.outcomes import Dead, Duplicate, Ended, Enriched, Rejected
from tocsin.core.records.article import Article
from tocsin.core.records.common import Attributes, Mode
from tocsin.core.records.delivery import Headers, Output
from tocsin.core.records.outcome import Outcome, StageName
from tocsin.core.records.submission import Admitted, Envelope, Failure, Hints
from tocsin.core.topics import SINGLE_PARTITION, TopicNames
from tocsin.ports import Claims, Clock, Known, Publish, RecordTooLarge, Text, Verdict, Verdicts
from tocsin.telemetry import SubmissionEnded, Telemetry

# The dead topic takes 16 MiB (contract); its headers and framing must fit beside the value.
DEAD_VALUE_BYTES_MAX = 16 * 1024 * 1024 - 64 * 1024
EXCEPTION_MESSAGE_MAX = 2_000
# Far above the handlers at work in a worker; what is forgotten is published twice.
HALFWAY_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a submission when it ends; `url` and `host` are null where it could not be read."""

    envelope: Envelope
    url: str | None = None
    canonical_url: str | None = None
    host: str | None = None
    attributes: Attributes
    hints: Hints
    attempts: int = 0
    first_failure: Failure | None = None
    # The raw key and value: from the submitted record itself, or from what the admitted record carries.
    key: bytes | None
    value: bytes | None

    @classmethod
    def of(cls, admitted: Admitted) -> "Case":
        """Gives the case of an admitted record, with its submission's own bytes."""
        original = admitted.envelope.original
        return cls(
            envelope=admitted.envelope,
            url=admitted.url,
            canonical_url=admitted.canonical_url,
            host=admitted.host,
            attributes=admitted.attributes,
            hints=admitted.hints,
            attempts=admitted.attempts,
            first_failure=admitted.first_failure,
            key=_unbase64(original.key),
            value=_unbase64(original.value),
        )


class Endings:
    """Lets submissions out. One for each stage."""

    def __init__(
        self,
        stage: StageName,
        *,
        memory_verdicts: Verdicts,
        memory_claims: Claims,
        clock: Clock,
        topics: TopicNames,
        telemetry: Telemetry,
    ) -> None:
        self._stage = stage
        self._verdicts = memory_verdicts
        self._claims = memory_claims
        self._clock = clock
        self._topics = topics
        self._telemetry = telemetry
        # Whose article is acknowledged and whose outcome is not, by submission and round; the oldest are forgotten.
        self._halfway: dict[tuple[str, int], None] = {}

    async def recall(self, envelope: Envelope) -> Verdict | None:
        """Gives the verdict of a submission that ended before in this round."""
        return await self._verdicts.recall(envelope.submission_id, envelope.round)

    async def end(self, case: Case, ended: Ended, publish: Publish, url_keys: tuple[str, ...] = ()) -> None:
        """Ends a submission: stores the verdict, publishes what stands, settles or releases its claims."""
        standing = await self.conclude(case, ended, url_keys)
        await self.repeat(case, standing, publish, url_keys)

    async def conclude(
        self, case: Case, ended: Ended, url_keys: tuple[str, ...] = (), text: Text | None = None
    ) -> Verdict:
        """Stores the verdict and gives the one that stands; nothing is published yet. Raises NotOurs and Overtaken."""
        return await self._verdicts.conclude(self._verdict(case, ended), url_keys, text)

    async def repeat(self, case: Case, verdict: Verdict, publish: Publish, url_keys: tuple[str, ...] = ()) -> None:
        """Publishes a stored verdict, for the first time or again; the bytes are the same but for wall clocks.

        Where the store went away halfway, what was acknowledged is not published once more.
        """
        article = codec.read_article(verdict.article) if verdict.article is not None else None
        owner = case.envelope.submission_id
        place = owner, case.envelope.round
        if article is not None:
            if place not in self._halfway:
                await publish(*self._articles(case, article))
                self._halfway[place] = None
                if len(self._halfway) > HALFWAY_MAX:
                    del self._halfway[next(iter(self._halfway))]
            await self._claims.settle(_claimed(case, article, url_keys), owner, _known(article, case))
        elif url_keys:
            await self._claims.release(url_keys, owner)
        await self._tell(case, verdict, article, publish)
        self._halfway.pop(place, None)

    def _verdict(self, case: Case, ended: Ended) -> Verdict:
        envelope = case.envelope
        base = Verdict(
            submission_id=envelope.submission_id,
            round=envelope.round,
            door="enriched",
            reason=None,
            detail=None,
            stage=self._stage,
            http_status=None,
            article_id=None,
            attempts=case.attempts,
        )
        article: Article | None = None
        if isinstance(ended, Enriched):
            article = ended.article
            status = article.http.status if article.http else None
            verdict = replace(base, article_id=article.id, article=codec.dump(article), http_status=status)
        else:
            verdict = _closed(base, ended)
        return replace(verdict, outcome=codec.dump(self._outcome(case, verdict, article)))

    def _articles(self, case: Case, article: Article) -> tuple[Output, Output]:
        timed = replace(article, timings_ms=replace(article.timings_ms, queue=self._queue_ms(article)))
        key = article.id.encode()
        event = self._cloud_event(case, article, identity.revision_id(article.id, article.revision), key.decode())
        return (
            Output(
                topic=self._topics.enriched,
                key=key,
                value=codec.dump(timed),
                headers=replace(event, schema=codec.SCHEMA_NAMES[Article]).headers(),
            ),
            Output(
                topic=self._topics.signals,
                key=key,
                value=codec.dump_signals(article),
                headers=replace(event, schema=codec.SIGNALS_SCHEMA).headers(),
                partition=SINGLE_PARTITION,
            ),
        )

    def _queue_ms(self, article: Article) -> int:
        return max(self._clock.now_ms() - (times.parse(article.submitted_at) or 0), 0)

    async def _tell(self, case: Case, verdict: Verdict, article: Article | None, publish: Publish) -> None:
        record = codec.read_outcome(verdict.outcome) if verdict.outcome else self._outcome(case, verdict, article)
        letters = (self._dead_letter(case, verdict, record),) if verdict.door == "dead" else ()
        outcome = self._told(case, replace(record, finished_at=times.text_of(self._clock.now_ms())), article)
        try:
            await publish(*letters, outcome)
        except RecordTooLarge:
            if not letters:
                raise
            await publish(self._dead_letter(case, verdict, record, without_value=True), outcome)
        self._telemetry.emit(SubmissionEnded(self._stage, verdict.door, verdict.reason, verdict.submission_id))

    def _outcome(self, case: Case, verdict: Verdict, article: Article | None) -> Outcome:
        envelope = case.envelope
        return Outcome(
            id=identity.outcome_id(envelope.submission_id, envelope.round),
            submission_id=envelope.submission_id,
            submission=envelope.submission,
            round=envelope.round,
            door=verdict.door,
            reason=verdict.reason,
            reason_detail=verdict.detail,
            stage=verdict.stage,
            http_status=verdict.http_status,
            article_id=verdict.article_id,
            url=case.url,
            host=case.host,
            attempts=verdict.attempts,
            submitted_at=envelope.submitted_at,
            finished_at=times.text_of(self._clock.now_ms()),
            attributes=case.attributes,
            mode=article.mode if article else _mode(case),
        )

    def _told(self, case: Case, record: Outcome, article: Article | None) -> Output:
        event = self._cloud_event(case, article or record, record.id, record.submission_id)
        return Output(
            topic=self._topics.outcome,
            key=record.submission_id.encode(),
            value=codec.dump(record),
            headers=replace(event, schema=codec.SCHEMA_NAMES[Outcome]).headers(),
        )

    def _dead_letter(self, case: Case, verdict: Verdict, record: Outcome, *, without_value: bool = False) -> Output:
        value = case.value
        left_out: Headers = ()
        if value is not None and (without_value or len(value) > DEAD_VALUE_BYTES_MAX):
            digest = hashlib.sha256(value).hexdigest()
            left_out = (
                ("tocsin-original-bytes", str(len(value)).encode()),
                ("tocsin-original-sha256", digest.encode()),
            )
            value = None
        event = self._cloud_event(case, record, verdict.submission_id, verdict.submission_id)
        dead = replace(event, schema=codec.DEAD_SCHEMA, content_type="application/octet-stream").headers()
        return Output(
            topic=self._topics.dead,
            key=case.key,
            value=value,
            headers=(*dead, *_error_headers(case, verdict), *left_out),
        )

    def _cloud_event(self, case: Case, about: Article | Outcome, own_id: str, subject: str) -> codec.CloudEvent:
        """Gives the context of a record of the end; an outcome's time and mode are those that were said first."""
        if isinstance(about, Article):
            stage, time = "enrichment", about.event_time
        else:
            stage, time = about.stage, _event_time(case, about.submitted_at)
        return codec.CloudEvent(
            id=own_id,
            stage=stage,
            schema="",
            subject=subject,
            time=time,
            recorded=times.text_of(self._clock.now_ms()),
            mode=about.mode,
            traceparent=case.envelope.traceparent,
        )


def _closed(base: Verdict, ended: Duplicate | Rejected | Dead) -> Verdict:
    door = type(ended).__name__.lower()
    return replace(
        base,
        door=door,  # type: ignore[arg-type]  # the classes of Ended are named after the doors
        reason=str(ended.reason),
        detail=ended.detail,
        http_status=ended.http_status,
        article_id=ended.article_id if isinstance(ended, Duplicate) else None,
    )


def _event_time(case: Case, submitted_at: str) -> str:
    return articles.event_time(case.hints.published_at, "second", submitted_at)


def _mode(case: Case) -> Mode:
    submitted_at = case.envelope.submitted_at
    return articles.mode_of(case.envelope.mode, _event_time(case, submitted_at), submitted_at)


def _error_headers(case: Case, verdict: Verdict) -> Headers:
    """Kafka Connect's names for a dead letter (KIP-298), then our own."""
    envelope = case.envelope
    place = envelope.original.place
    first = case.first_failure
    named: dict[str, str | None] = {
        "__connect.errors.topic": place.topic,
        "__connect.errors.partition": str(place.partition),
        "__connect.errors.offset": str(place.offset),
        "__connect.errors.stage": verdict.stage.upper(),
        "__connect.errors.class.name": f"tocsin.{verdict.reason}",
        "__connect.errors.exception.message": (verdict.detail or verdict.reason or "")[:EXCEPTION_MESSAGE_MAX],
        "tocsin-reason": verdict.reason,
        "tocsin-attempt": str(verdict.attempts),
        "tocsin-first-failure": first.at if first else envelope.submitted_at,
        "tocsin-submission": envelope.submission_id,
        "tocsin-round": str(envelope.round),
        # A replay repeats the wire's own name for it.
        "tocsin-wire-source": envelope.submission.source,
        "tocsin-wire-id": envelope.submission.id,
        "tocsin-host": urlsplit(case.canonical_url).netloc if case.canonical_url else None,
    }
    return tuple((name, text.encode("utf-8", "replace")) for name, text in named.items() if text is not None)


def _claimed(case: Case, article: Article, url_keys: tuple[str, ...]) -> tuple[str, ...]:
    """Gives the URLs to mark as done; a verdict that is repeated works them out again from the article."""
    urls = (case.canonical_url, article.canonical_url)
    return tuple(dict.fromkeys((*url_keys, *(identity.url_key(url) for url in urls if url))))


def _known(article: Article, case: Case) -> Known:
    return Known(
        article_id=article.id,
        submission_id=case.envelope.submission_id,
        revision=article.revision,
        sha256=article.fingerprint.sha256,
        etag=article.http.etag if article.http else None,
        last_modified=article.http.last_modified if article.http else None,
        enriched_ms=times.parse(article.submitted_at) or 0,
    )


def _unbase64(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
