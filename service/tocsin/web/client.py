"""The client: a page, its robots.txt and its redirects, within one deadline, at the pace of its host."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

from tocsin.core.endings import Detail
from tocsin.core.http import Head, page_kind, retry_after
from tocsin.core.outcomes import Dead, Parked, Reason, Rejected, Retry, answer_to_status
from tocsin.core.records.page import Fetched, HttpFacts
from tocsin.core.robots import ROBOTS_BYTES_MAX, ROBOTS_REDIRECTS_MAX, standing
from tocsin.core.urls import ScreenedUrl, redirected, screen
from tocsin.ports import Clock, NotModified, Validators
from tocsin.telemetry import FetchEnded, ProxyIsTheWayOut, Telemetry
from tocsin.web.exchange import BODY_BYTES_MAX, Answer, Asked, Body, Fault, exchange
from tocsin.web.guard import Guard
from tocsin.web.metering import Meter
from tocsin.web.pacing import Gates, PutOff, Visit
from tocsin.web.robots import RobotsFiles, Text
from tocsin.web.room import Room
from tocsin.web.warc import WarcArchive

REDIRECTS_MAX: Final = 10  # contract: over 10 are too many
PAGE_ACCEPT: Final = "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.1"
WIRE_SLACK: Final = 64 * 1024  # chunk sizes and trailers are no body

Ending = Rejected | Dead | Retry | Parked


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How we behave: who we say we are, seconds between two requests to a host, and how many at once."""

    user_agent: str
    interval_s: float = 1.0
    in_flight_max: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What kind of thing is read. `page`: robots.txt and the page types apply."""

    accept: str = PAGE_ACCEPT
    page: bool = True
    validators: Validators | None = None


@dataclass(slots=True, kw_only=True)
class Step:
    """One place of a trip: what robots.txt said, which address was dialled, and what came of it."""

    hop: ScreenedUrl
    robots: str | None = None
    peer: str | None = None
    status: int | None = None
    place: str | None = None


@dataclass(slots=True)
class Trip:
    """One fetch on its way: where it has been, and what is left of its deadline (waiting for a turn costs none)."""

    left_s: float
    wanted: Wanted
    steps: list[Step] = field(default_factory=list)
    spent_s: float = 0.0

    def visit(self, hop: ScreenedUrl) -> bool:
        """Notes the next place. Says False when it was visited before."""
        new = all(step.hop.href != hop.href for step in self.steps)
        self.steps.append(Step(hop=hop))
        return new


class GuardedWeb:
    """ports.Web, and feeds through the same guard."""

    def __init__(
        self,
        guard: Guard,
        manners: Manners,
        *,
        deadline_s: float,
        clock: Clock,
        random: Callable[[], float],
        archive: WarcArchive | None = None,
        telemetry: Telemetry,
    ) -> None:
        self._guard = guard
        self._manners = manners
        self._deadline_s = deadline_s
        self._clock = clock
        self._archive = archive
        self._telemetry = telemetry
        self._room = Room()
        self._gates = Gates(
            interval_s=manners.interval_s, in_flight_max=manners.in_flight_max, clock=clock, random=random
        )
        if guard.proxy is not None:
            telemetry.emit(ProxyIsTheWayOut(guard.proxy.rpartition("@")[2]))
        self._robots = RobotsFiles(user_agent=manners.user_agent, read=self._robots_text, clock=clock)

    async def fetch(
        self, url: str, validators: Validators | None = None
    ) -> Fetched | NotModified | Rejected | Dead | Retry | Parked:
        """Fetches one page, robots.txt, pace and redirects included."""
        return await self.read(url, Wanted(validators=validators))

    async def read(self, url: str, wanted: Wanted) -> Fetched | NotModified | Rejected | Dead | Retry | Parked:
        """Reads anything through the guard: for a feed, `Wanted(accept=..., page=False, validators=...)`."""
        ended, _ = await self.travel(url, wanted)
        return ended

    async def travel(
        self, url: str, wanted: Wanted
    ) -> tuple[Fetched | NotModified | Rejected | Dead | Retry | Parked, Trip]:
        """Reads like `read`, and tells the way there as well."""
        trip = Trip(self._deadline_s, wanted)
        try:
            hop = screen(url, allow=self._guard.allow)
            ended = hop if isinstance(hop, Rejected) else await self._follow(hop, trip)
        except PutOff as later:
            ended = later.parked
        except Fault as fault:
            ended = fault.ended
        self._telemetry.emit(_told(ended))
        return ended, trip

    async def close(self) -> None:
        """Ends what is under way."""
        self._robots.close()
        if self._archive is not None:
            self._archive.close()

    async def _follow(self, hop: ScreenedUrl, trip: Trip) -> Fetched | NotModified | Ending:
        for _ in range(REDIRECTS_MAX + 1):
            if not trip.visit(hop):
                return Dead(Reason.TOO_MANY_REDIRECTS, Detail.REDIRECT_LOOP)
            leave = await self._robots.leave(hop) if trip.wanted.page else "no_file"
            if not isinstance(leave, str):
                return leave
            trip.steps[-1].robots = leave if trip.wanted.page else None
            found = await self._hop(hop, trip, leave)
            if not isinstance(found, ScreenedUrl):
                return found
            hop = found
        return Dead(Reason.TOO_MANY_REDIRECTS, Detail.REDIRECTS_OVER)

    async def _hop(
        self, hop: ScreenedUrl, trip: Trip, leave: Literal["allowed", "no_file"]
    ) -> ScreenedUrl | Fetched | NotModified | Ending:
        """Asks one place: the next place, the page, or an ending."""
        meter = Meter(BODY_BYTES_MAX + WIRE_SLACK, keep=self._archive is not None)
        async with self._asked(hop, self._fields(trip.wanted), trip, meter) as answer:
            found = self._by_head(hop, trip.wanted, answer.head)
            body = await answer.body() if found is None else Body(b"", 0)
        whole = found is None
        record = None if self._archive is None else await self._archive.keep(hop, meter, whole=whole)
        if found is not None:
            return found
        return self._page(hop, trip, leave, answer.head, body, record)

    @asynccontextmanager
    async def _asked(
        self, hop: ScreenedUrl, fields: tuple[tuple[str, str], ...], trip: Trip, meter: Meter
    ) -> AsyncIterator[Answer]:
        """Waits for the host's turn, asks, and tells the gate how the host behaved."""
        async with self._gates.through(hop.host, self._robots.crawl_delay_s(hop)) as visit:
            meter.on_sent = visit.sent
            began = self._clock.steady_s()
            try:
                async with exchange(
                    self._guard,
                    self._room,
                    Asked(hop=hop, fields=fields),
                    limit_s=max(trip.left_s, 0.001),
                    meter=meter,
                ) as answer:
                    trip.steps[-1].status, trip.steps[-1].place = answer.head.status, answer.head.location
                    self._told(visit, answer.head)
                    yield answer
            except Fault as fault:
                if fault.unreached and isinstance(fault.ended, Retry):
                    visit.unreached()
                raise
            finally:
                trip.steps[-1].peer = meter.peer
                spent = self._clock.steady_s() - began
                trip.left_s -= spent
                trip.spent_s += spent

    def _told(self, visit: Visit, head: Head) -> None:
        visit.answered(head.status, retry_after(head.value("retry-after"), self._clock.now_ms()))

    def _fields(self, wanted: Wanted) -> tuple[tuple[str, str], ...]:
        fields = [("User-Agent", self._manners.user_agent), ("Accept", wanted.accept)]
        if wanted.validators is not None and wanted.validators.etag:
            fields.append(("If-None-Match", wanted.validators.etag))
        if wanted.validators is not None and wanted.validators.last_modified:
            fields.append(("If-Modified-Since", wanted.validators.last_modified))
        return tuple(fields)

    def _by_head(self, hop: ScreenedUrl, wanted: Wanted, head: Head) -> ScreenedUrl | NotModified | Ending | None:
        """Gives what the head alone decides: the next place or an ending; None where the body is to be read."""
        if head.location is not None:
            return redirected(hop, head.location, allow=self._guard.allow)
        if head.status == 304 and wanted.validators is not None:  # noqa: PLR2004 - RFC 9110, 15.4.5
            return NotModified(hop.href)
        return self._no_page(head, page=wanted.page)

    def _no_page(self, head: Head, *, page: bool) -> Ending | None:
        if head.status in {204, 205}:
            return Rejected(Reason.NOT_AN_ARTICLE, Detail.EMPTY, head.status)
        if head.status == 101:  # noqa: PLR2004 - RFC 9110, 15.2.2: nobody asked to switch protocols
            return Retry(Reason.CONNECTION, Detail.MALFORMED)
        if not 200 <= head.status < 300 or head.status == 206:  # noqa: PLR2004 - a part was not asked for (15.3.7)
            after = retry_after(head.value("retry-after"), self._clock.now_ms())
            return answer_to_status(head.status, after)
        if page and head.content_type is not None and page_kind(head.content_type, b"") is None:
            return Rejected(Reason.UNSUPPORTED_TYPE, Detail.CONTENT_TYPE, head.status)
        if head.coding is None:
            return Rejected(Reason.UNSUPPORTED_TYPE, Detail.CONTENT_CODING, head.status)
        if (head.length or 0) > BODY_BYTES_MAX:
            return Rejected(Reason.TOO_LARGE, Detail.WIRE_TOO_LARGE, head.status)
        return None

    @staticmethod
    def _page(
        hop: ScreenedUrl,
        trip: Trip,
        leave: Literal["allowed", "no_file"],
        head: Head,
        body: Body,
        record: str | None,
    ) -> Fetched | Rejected:
        if not body.data:
            return Rejected(Reason.NOT_AN_ARTICLE, Detail.EMPTY, head.status)
        if trip.wanted.page and page_kind(head.content_type, body.data) is None:
            return Rejected(Reason.UNSUPPORTED_TYPE, Detail.SNIFFED, head.status)
        return Fetched(
            body=body.data,
            final_url=hop.href,
            http=HttpFacts(
                status=head.status,
                content_type=head.content_type,
                bytes_wire=body.wire_bytes,
                bytes_body=len(body.data),
                etag=head.value("etag"),
                last_modified=head.value("last-modified"),
            ),
            robots=leave,
            header_meta_robots=", ".join(head.values("x-robots-tag")) or None,
            header_tdm=head.value("tdm-reservation"),
            warc_record_id=record,
            fetch_ms=round(trip.spent_s * 1000),
        )

    async def _robots_text(self, place: ScreenedUrl) -> Text:
        """Fetches an origin's robots.txt: its bytes, `no_file`, or the ending that kept it from us."""
        hop = screen(f"{place.scheme}://{place.authority}/robots.txt", allow=self._guard.allow)
        trip = Trip(self._deadline_s, Wanted(accept="text/plain,*/*;q=0.1", page=False))
        redirects = 0
        try:
            while isinstance(hop, ScreenedUrl) and redirects <= ROBOTS_REDIRECTS_MAX and trip.visit(hop):
                found = await self._robots_hop(hop, trip)
                if not isinstance(found, ScreenedUrl | Rejected):
                    return found
                hop = found
                redirects += 1
        except PutOff as later:
            return later.parked
        except Fault as fault:
            if isinstance(fault.ended, Rejected) and redirects:
                return "no_file"
            return fault.ended
        return "no_file"

    async def _robots_hop(self, hop: ScreenedUrl, trip: Trip) -> ScreenedUrl | Text:
        meter = Meter(BODY_BYTES_MAX + WIRE_SLACK)
        async with self._asked(hop, self._fields(trip.wanted), trip, meter) as answer:
            head = answer.head
            if head.location is not None:
                return redirected(hop, head.location, allow=self._guard.allow)
            stands = standing(head.status)
            if stands == "no_file":
                return "no_file"
            if stands == "unreachable" or head.coding is None:
                after = retry_after(head.value("retry-after"), self._clock.now_ms())
                return Retry(Reason.ROBOTS, Detail.ROBOTS_UNREACHABLE, head.status, after)
            return (await answer.body(cut_at=ROBOTS_BYTES_MAX)).data


def _told(ended: Fetched | NotModified | Ending) -> FetchEnded:
    kind = type(ended).__name__.lower()
    if isinstance(ended, Fetched):
        return FetchEnded(kind, "", "", ended.http.bytes_wire)
    if isinstance(ended, NotModified):
        return FetchEnded(kind, "", "", 0)
    detail = None if isinstance(ended, Parked) else ended.detail
    return FetchEnded(kind, ended.reason, detail or "", 0)
