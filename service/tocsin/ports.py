"""The street: what the stages need from outside, as Protocols of one to four methods.

Adapters stand in `engines/`, `kafka/`, `web/`, `parsing/` and `stores/`; only `starting.py` and `wiring.py` name them.
Endings of a record are values (`core/outcomes.py`); the exceptions here are the edge's: the engine answers
StoreUnavailable, NotOurs and PublishFailed of whatever it runs, the stages answer Overtaken and RecordTooLarge.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from tocsin.core.outcomes import Dead, Parked, Rejected, Retry
from tocsin.core.records.delivery import Delivery, Output
from tocsin.core.records.outcome import Door, StageName
from tocsin.core.records.page import Fetched, Parsed, ParseJob, Shingles


class StoreUnavailable(Exception):  # noqa: N818 - a state of the edge, not a mistake
    """The store is away, locked or full: consumption pauses, no door, no attempt; the handler is run again."""


class NotOurs(Exception):  # noqa: N818 - the same
    """The partition went to another worker, or the lease ran out: nothing more may be published for this record."""


class Overtaken(Exception):  # noqa: N818 - the same
    """A text like this one was added to the index since its relatives were looked up: look again."""


class PublishFailed(Exception):  # noqa: N818 - the same
    """The broker did not acknowledge in time: the worker ends without committing past the record."""


class RecordTooLarge(Exception):  # noqa: N818 - the same
    """One output is larger than the producer or its topic takes; nothing of it was written."""


class Publish(Protocol):
    """Publishes for one record, as long as it is ours."""

    async def __call__(self, *outputs: Output) -> None:
        """Returns once every output is acknowledged (`acks=all`). Raises NotOurs, RecordTooLarge or PublishFailed."""


Handler = Callable[[Delivery, Publish], Awaitable[None]]
DefectHandler = Callable[[Delivery, Publish, BaseException], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One stage as an engine drives it: every record of `source` goes through `handle` once it is this group's.

    A record is done when `handle` returns. Whatever it raises beside StoreUnavailable, NotOurs and PublishFailed is a
    defect of ours, and `defect` names its end. `ordered` hops run one record at a time in offset order. `group` is the
    consumer group, `source` the topic's name.
    """

    stage: StageName
    group: str
    source: str
    handle: Handler
    defect: DefectHandler
    ordered: bool = False


class Publisher(Protocol):
    """An idempotent producer with `acks=all`."""

    async def publish(self, *outputs: Output) -> None:
        """Returns once every output is acknowledged. Raises RecordTooLarge or PublishFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an earlier exchange gave for a conditional GET (RFC 9110, 13.1)."""

    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the page is as it was."""

    final_url: str


class Web(Protocol):
    """The guarded client: no address is dialled that was not checked, no byte kept beyond its cap."""

    async def fetch(
        self, url: str, validators: Validators | None = None
    ) -> Fetched | NotModified | Rejected | Dead | Retry | Parked:
        """Fetches one page, robots.txt, pace and redirects included. `url` is as submitted and screened.

        Raises StoreUnavailable when the exchange cannot be archived where it must be.
        """


class Parser(Protocol):
    """The killable pool: bytes -> (extracted, tagged, fingerprint)."""

    async def parse(self, job: ParseJob) -> Parsed | Rejected | Dead:
        """Rejected is `not_an_article` (or an unreadable type), Dead `extraction_timeout` or `extraction_crash`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a submission ended in one round, and all that is needed to say so again.

    `article` is the enriched record's bytes as published (JSON), None for the other doors. `outcome` is the outcome's
    bytes: a wire may send the same id again in another record, and what is said again is what was said first.
    """

    submission_id: str
    round: int
    door: Door
    reason: str | None
    detail: str | None
    stage: StageName
    http_status: int | None
    article_id: str | None
    attempts: int
    article: bytes | None = None
    outcome: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest earlier article: its id, its family, and the share of the new text that stands in it (0-1)."""

    article_id: str
    family_id: str
    containment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatives:
    """What a text is like. `near`: the article that it copies, if any. `seen`: how far the index had come.

    `kin`: the family of an article that is no copy, but shares its text by half (a longer version, a follow-up): for
    counting independent sources alone.
    """

    near: Near | None
    kin: str | None
    seen: int

    def family_of(self, article_id: str) -> str:
        """Gives the family that an article is of: another's, or its own."""
        return self.near.family_id if self.near else self.kin or article_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as the index takes it. `seen` is that of the relatives on which `family_id` rests."""

    shingles: Shingles
    article_id: str
    url_key: str
    family_id: str
    seen: int = 0


class Verdicts(Protocol):
    """First word wins, and is kept 7 days."""

    async def recall(self, submission_id: str, round_: int) -> Verdict | None:
        """Gives the verdict of this round, or None. Raises StoreUnavailable."""

    async def conclude(self, verdict: Verdict, url_keys: tuple[str, ...] = (), text: Text | None = None) -> Verdict:
        """Stores a verdict durably and gives the one that stands: an earlier one of the same round wins.

        For `enriched` the claims `url_keys` of this owner no longer lapse while the verdict is kept, and `text` is
        added to the index in the same step. Stores nothing and raises NotOurs when a lease ran out and another has
        the URL by now: the handler is run again; Overtaken when a text like this one was added since `text.seen`: the
        article says of itself what no longer holds. Raises StoreUnavailable.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What an earlier submission made of a URL; remembered 30 days.

    `sha256` is of the text's words, in hex. `enriched_ms` is event-side time: when that submission was submitted, in
    milliseconds since the epoch (UTC). `etag` and `last_modified` are the page's validators, as it sent them.
    """

    article_id: str
    submission_id: str
    revision: int
    sha256: str
    etag: str | None
    last_modified: str | None
    enriched_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """`mine`: go on (`known` is set when the URL is read again); `done`: enriched before; `elsewhere`: park."""

    standing: Literal["mine", "done", "elsewhere"]
    known: Known | None


class Claims(Protocol):
    """Who works on a URL. Keys are `identity.url_key(canonical URL)`, owners are submission ids."""

    async def claim(self, url_key: str, owner: str, *, refresh: bool, revisit_before_ms: int | None) -> Claim:
        """Takes a URL: new, my own, or with a dead lease -> `mine`.

        Done by another submission -> `done`, but `mine` with `known` when `refresh` is asked or it was enriched
        before `revisit_before_ms` (milliseconds since the epoch; None: never). A claim whose owner concluded
        `enriched` does not lapse. Raises StoreUnavailable.
        """

    async def settle(self, url_keys: tuple[str, ...], owner: str, known: Known) -> None:
        """Marks the owner's claims as done, after the article is acknowledged. Raises StoreUnavailable."""

    async def release(self, url_keys: tuple[str, ...], owner: str) -> None:
        """Gives the owner's pending claims back; one that stood on a known URL goes back to done.

        Raises StoreUnavailable.
        """


class Likeness(Protocol):
    """The index of the last 7 days' texts."""

    async def relatives(self, shingles: Shingles, *, article_id: str, url_key: str) -> Relatives:
        """Gives what this text is like. Its own id and URL never count. Raises StoreUnavailable."""

    async def remember(self, text: Text) -> None:
        """Adds an article to the index, in place of its earlier revision, whatever was added since `text.seen`.

        Raises StoreUnavailable.
        """


class Memory(Verdicts, Claims, Likeness, Protocol):
    """The whole store."""

    async def close(self) -> None:
        """Ends it; nothing acknowledged is lost."""


class ThreadLog(Protocol):
    """The compacted topic of thread states."""

    async def load(self) -> list[bytes]:
        """Gives the last state of every thread that was not deleted, oldest first, up to the topic's present end.

        Raises StoreUnavailable.
        """


class SignalsLog(Protocol):
    """The topic that alerting follows, looked back at."""

    async def before(self, delivery: Delivery) -> tuple[str, ...]:
        """Names (`codec.decided_as`) what came within a quarter of an hour of the stream before a record, oldest first.

        Raises StoreUnavailable.
        """


class Clock(Protocol):
    """Wall and steady time."""

    def now_ms(self) -> int:
        """Milliseconds since the epoch (UTC); may step."""

    def steady_s(self) -> float:
        """Seconds that never step, for durations."""
