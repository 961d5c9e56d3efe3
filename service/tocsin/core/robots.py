"""robots.txt by RFC 9309: what a status means, and the file cut to the lines that speak to us.

Protego reads and matches the rules. It keeps a rule set for every agent that a file names, each with every rule that
follows, so 10,000 names before 20,000 rules would be 200 million: hence the cut before it sees the file.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from protego import Protego

ROBOTS_BYTES_MAX: Final = 500 * 1024  # RFC 9309, 2.5: at least this much is read; the rest is left
ROBOTS_REDIRECTS_MAX: Final = 5  # RFC 9309, 2.3.1.2: at least five; beyond, the file counts as unavailable
ROBOTS_AGE_MAX_S: Final = 24 * 3600  # RFC 9309, 2.4
CRAWL_DELAY_MAX_S: Final = 3600.0  # the longest tier
LINES_A_STEP: Final = 500  # a millisecond or so of work

_AGENT = re.compile(r"user[- ]?agent\s*:?\s*(.*)", re.IGNORECASE)
# The spellings that Protego knows, too: a publisher's slip of the pen is still a no.
_RULE = re.compile(
    r"(allow|dis+al+[ao]w|dissalow|disalow|diasllow|disallaw|crawl[- ]delay|request[- ]rate)\b", re.IGNORECASE
)

Standing = Literal["rules", "no_file", "unreachable"]


def standing(status: int) -> Standing:
    """Says what an answer's status means (RFC 9309, 2.3.1): 2xx has rules, 4xx has none, all else forbids for now."""
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110 names the classes by these numbers
        return "rules"
    return "no_file" if 400 <= status < 500 else "unreachable"  # noqa: PLR2004 - the same


def product(user_agent: str) -> str:
    """Gives the product token that robots.txt files name us by: `Tocsin` of `Tocsin/0.1 (+...)`."""
    return re.split(r"[/\s(;]", user_agent.strip(), maxsplit=1)[0]


class Cut:
    """Keeps the groups that name the agent, and those for everyone; fed line by line, so that it can be interrupted."""

    def __init__(self, agent: str) -> None:
        self._names = {agent.lower(), "*"}
        self.kept: list[str] = []
        self._ours = False
        self._naming = False

    def steps(self, body: bytes) -> Iterator[None]:
        """Reads a file, with a pause every `LINES_A_STEP` lines. Afterwards `text` holds what speaks to the agent."""
        text = body[:ROBOTS_BYTES_MAX].decode("utf-8-sig", "replace")
        for number, line in enumerate(re.finditer(r"[^\r\n]+", text), 1):
            self._read(line[0].split("#", 1)[0].strip())
            if number % LINES_A_STEP == 0:
                yield

    @property
    def text(self) -> str:
        """The lines kept, as a file of its own."""
        return "\n".join(self.kept)

    def _read(self, line: str) -> None:
        named = _AGENT.match(line)
        if named:
            name = named[1].strip().lower()
            name = name if name == "*" else product(name.replace("*", ""))
            ours = name in self._names
            if not self._naming:
                self._ours = False
            self._naming = True
            self._ours = self._ours or ours
            if ours:
                self.kept.append(f"User-agent: {name}")
        elif _RULE.match(line):
            self._naming = False
            if self._ours:
                self.kept.append(line)


class Rules:
    """What one robots.txt says to one agent. `present` is False where there was no file."""

    def __init__(self, text: str, agent: str, *, present: bool) -> None:
        self._rules = Protego.parse(text)
        self._agent = agent
        self.present = present
        self.bytes = len(text)

    def allow(self, href: str) -> bool:
        """Says whether a URL (WHATWG form) may be fetched."""
        return bool(self._rules.can_fetch(href, self._agent))

    @property
    def crawl_delay_s(self) -> float | None:
        """Seconds between two requests that the file asks for, clamped to an hour; None where it asks for none."""
        asked = self._rules.crawl_delay(self._agent)
        rate = self._rules.request_rate(self._agent)
        wanted = max(asked or 0.0, rate.seconds / rate.requests if rate else 0.0)
        return min(wanted, CRAWL_DELAY_MAX_S) or None
