"""The store gate: while the store is away no handler starts, then one tries first, then all."""

import asyncio
from collections.abc import Callable


class StoreGate:
    """Closed when a handler found the store away; half open after a while; open once a record has ended.

    `reopened` is called when handlers may start again.
    """

    def __init__(self, retry_s: float, retry_max_s: float, reopened: Callable[[], None]) -> None:
        self._retry_s = retry_s
        self._retry_max_s = retry_max_s
        self._reopened = reopened
        self._wait_s = retry_s
        self._timer: asyncio.TimerHandle | None = None
        self.closed = False
        self.trying = False

    def allowed(self, most: int) -> int:
        """How many handlers may run at once now."""
        if self.closed:
            return 0
        return 1 if self.trying else most

    def close(self) -> None:
        """A handler could not go on: none starts for a while, longer each time."""
        self.trying = True
        if self.closed:
            return
        self.closed = True
        self._timer = asyncio.get_running_loop().call_later(self._wait_s, self._reopen)
        self._wait_s = min(self._wait_s * 2, self._retry_max_s)

    def _reopen(self) -> None:
        self.closed = False
        self._reopened()

    def open(self) -> None:
        """A record has ended: the store is back."""
        if self.trying and not self.closed:
            self.trying = False
            self._wait_s = self._retry_s
