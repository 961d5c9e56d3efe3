"""The store in one SQLite file, which all workers of a machine share; each has a process of its own that opens it.

A verdict (its text with it) and a settled claim are flushed to the disk before they are acknowledged; a claim, which
dies with its owner, is not. All of it survives the end of a process, however it ends.
"""

from pathlib import Path
from typing import Any

from tocsin.core.records.page import Shingles
from tocsin.ports import Claim, Known, Relatives, Text, Verdict
from tocsin.stores.claiming import Asked
from tocsin.stores.machine import Machine, ThisMachine
from tocsin.stores.sqlite_file import BUSY_S
from tocsin.stores.sqlite_process import StoreProcess


class SqliteMemory:
    """Verdicts, claims and likeness in one file. Raises StoreUnavailable where it cannot be opened or used."""

    def __init__(
        self, path: Path, *, lease_s: float, machine: Machine | None = None, busy_s: float = BUSY_S, wait: bool = True
    ) -> None:
        """`lease_s` is how long a claim holds; `busy_s` how long another process's transaction is waited for.

        Blocks until the file is open; without `wait` that is left to `await_opened`, which must be called then.
        """
        self._lease_ms = int(lease_s * 1000)
        self._machine = machine or ThisMachine()
        self._process = StoreProcess(path, busy_s=busy_s, wait=wait)

    def await_opened(self) -> None:
        """Blocks until the file is open, at most a minute. Raises StoreUnavailable with the reason."""
        self._process.await_opened()

    async def recall(self, submission_id: str, round_: int) -> Verdict | None:
        """See ports.Verdicts."""
        found: Verdict | None = await self._ask("recall", submission_id, round_)
        return found

    async def conclude(self, verdict: Verdict, url_keys: tuple[str, ...] = (), text: Text | None = None) -> Verdict:
        """See ports.Verdicts."""
        stands: Verdict = await self._ask("conclude", verdict, url_keys, text)
        return stands

    async def claim(self, url_key: str, owner: str, *, refresh: bool, revisit_before_ms: int | None) -> Claim:
        """See ports.Claims."""
        asked = Asked(owner=owner, refresh=refresh, revisit_before_ms=revisit_before_ms)
        answer: Claim = await self._ask("claim", self._lease_ms, url_key, asked)
        return answer

    async def settle(self, url_keys: tuple[str, ...], owner: str, known: Known) -> None:
        """See ports.Claims."""
        await self._ask("settle", url_keys, owner, known)

    async def release(self, url_keys: tuple[str, ...], owner: str) -> None:
        """See ports.Claims."""
        await self._ask("release", url_keys, owner)

    async def relatives(self, shingles: Shingles, *, article_id: str, url_key: str) -> Relatives:
        """See ports.Likeness."""
        like: Relatives = await self._ask("relatives", shingles, article_id, url_key)
        return like

    async def remember(self, text: Text) -> None:
        """See ports.Likeness."""
        await self._ask("remember", text)

    async def close(self) -> None:
        """Does what was asked for, then closes the file."""
        await self._process.close()

    async def _ask(self, operation: str, *arguments: object) -> Any:
        return await self._process.ask(operation, self._machine.now(), *arguments)
