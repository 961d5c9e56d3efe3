"""robots.txt per origin: fetched through the guard, read in steps, kept a day in a bounded table."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from tocsin.core.endings import Detail
from tocsin.core.outcomes import Dead, Parked, Reason, Rejected, Retry
from tocsin.core.pacing import HELD_WAIT_MAX_S
from tocsin.core.robots import ROBOTS_AGE_MAX_S, Cut, Rules, product
from tocsin.core.urls import ScreenedUrl
from tocsin.ports import Clock
from tocsin.web.robots_child import RobotsChild

FILES_MAX = 10_000
FILE_BYTES_TOTAL_MAX = 16 * 1024 * 1024
UNREACHABLE_AGE_S = 1.0  # long enough for those who wait together, shorter than the first retry
SMALL_BYTES = 16 * 1024  # 11 ms or so to parse; what is greater is read in a process of its own

Said = Literal["allowed", "no_file"] | Rejected | Dead | Retry | Parked
Text = bytes | Literal["no_file"] | Rejected | Dead | Retry | Parked


@dataclass(frozen=True, slots=True)
class BigFile:
    """A file that is too big for the loop, as text."""

    text: str
    crawl_delay_s: float | None
    present: bool = True

    @property
    def bytes(self) -> int:
        """Its size, as far as the table is concerned."""
        return len(self.text)


UNREADABLE = Retry(Reason.ROBOTS, Detail.ROBOTS_UNREACHABLE)


@dataclass(frozen=True, slots=True)
class _Kept:
    rules: Rules | BigFile | Rejected | Dead | Retry | Parked
    until: float
    stale_from: float


class RobotsFiles:
    """The files known. `read` fetches one: its bytes, `no_file`, or the ending that kept it from us."""

    def __init__(self, *, user_agent: str, read: Callable[[ScreenedUrl], Awaitable[Text]], clock: Clock) -> None:
        self._agent = product(user_agent)
        self._read = read
        self._clock = clock
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._bytes = 0
        self._asking: dict[str, asyncio.Task[_Kept]] = {}
        self._child = RobotsChild()

    async def leave(self, hop: ScreenedUrl) -> Said:
        """Says whether a URL may be fetched; the file is fetched first when it is not known."""
        rules = await self._rules(hop)
        if isinstance(rules, BigFile):
            answer = await self._child.ask(rules.text, self._agent, hop.href)
            if answer is None:
                return UNREADABLE
            allowed = answer[0]
        elif not isinstance(rules, Rules):
            return rules
        elif not rules.present:
            return "no_file"
        else:
            allowed = rules.allow(hop.href)
        return "allowed" if allowed else Rejected(Reason.ROBOTS, Detail.ROBOTS_FORBIDS)

    def crawl_delay_s(self, hop: ScreenedUrl) -> float | None:
        """Gives the Crawl-delay of a file that is known, in seconds."""
        kept = self._kept.get(_origin(hop))
        return kept.rules.crawl_delay_s if kept and isinstance(kept.rules, Rules | BigFile) else None

    def close(self) -> None:
        """Ends what is under way."""
        for task in self._asking.values():
            task.cancel()

    async def _rules(self, hop: ScreenedUrl) -> Rules | BigFile | Rejected | Dead | Retry | Parked:
        origin = _origin(hop)
        kept = self._kept.get(origin)
        if kept and self._clock.steady_s() < kept.until:
            self._kept.move_to_end(origin)
            return kept.rules
        asking = self._asking.get(origin)
        if asking is None:
            asking = self._asking[origin] = asyncio.create_task(self._ask(hop, kept))
            asking.add_done_callback(lambda _: self._asking.pop(origin, None))
            return (await asyncio.shield(asking)).rules
        done, _ = await asyncio.wait({asking}, timeout=HELD_WAIT_MAX_S)
        return (await asking).rules if done else Parked("robots", HELD_WAIT_MAX_S)

    async def _ask(self, hop: ScreenedUrl, before: _Kept | None) -> _Kept:
        text = await self._read(hop)
        now = self._clock.steady_s()
        rules: Rules | BigFile | Rejected | Dead | Retry | Parked
        if isinstance(text, bytes):
            rules = await self._parsed(text, hop)
            if rules == UNREADABLE:
                return self._keep(_origin(hop), _Kept(rules, now + UNREACHABLE_AGE_S, now))
        elif text == "no_file":
            rules = Rules("", self._agent, present=False)
        elif before is not None and isinstance(before.rules, Rules | BigFile):
            # RFC 9309, 2.4: an old copy stands in while the file cannot be reached.
            rules = before.rules
            return self._keep(_origin(hop), _Kept(rules, now + UNREACHABLE_AGE_S, before.stale_from))
        else:
            return self._keep(_origin(hop), _Kept(text, now + UNREACHABLE_AGE_S, now))
        return self._keep(_origin(hop), _Kept(rules, now + ROBOTS_AGE_MAX_S, now))

    async def _parsed(self, body: bytes, hop: ScreenedUrl) -> Rules | BigFile | Retry:
        cut = Cut(self._agent)
        for _ in cut.steps(body):
            await asyncio.sleep(0)
        text = cut.text
        if len(text) <= SMALL_BYTES:
            return Rules(text, self._agent, present=True)
        answer = await self._child.ask(text, self._agent, hop.href)
        return UNREADABLE if answer is None else BigFile(text, answer[1])

    def _keep(self, origin: str, kept: _Kept) -> _Kept:
        self._drop(origin)
        self._kept[origin] = kept
        self._bytes += _size(kept)
        while len(self._kept) > FILES_MAX or self._bytes > FILE_BYTES_TOTAL_MAX:
            self._drop(next(iter(self._kept)))
        return kept

    def _drop(self, origin: str) -> None:
        gone = self._kept.pop(origin, None)
        self._bytes -= _size(gone) if gone else 0


def _size(kept: _Kept) -> int:
    return kept.rules.bytes if isinstance(kept.rules, Rules | BigFile) else 0


def _origin(hop: ScreenedUrl) -> str:
    return f"{hop.scheme}://{hop.host}"
