"""The worker's three pages for machines: `/livez`, `/readyz`, `/metrics`. No page names a URL or a host."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

# What a probe shows to anybody who reaches the port: whether it is well, and in words of ours why.
Probe = Callable[[], tuple[bool, str]]
# Work to be done before the metrics are read, such as asking the broker for the lag; never more than this.
REFRESH_S = 5.0
SHUTDOWN_S = 1.0


class AddressTaken(Exception):  # noqa: N818 - it is the operator's to mend, and the message says how
    """The probes' address cannot be listened on."""


def taken(host: str, port: int, error: OSError) -> AddressTaken:
    """Says why an address cannot be listened on, and what to do."""
    told = f"TOCSIN_HTTP={host}:{port} cannot be listened on ({error.strerror}); name another, or port 0, or off"
    return AddressTaken(told)


class Probes:
    """A small server beside the worker, in its event loop: when the loop is blocked, nothing answers."""

    def __init__(
        self,
        *,
        live: Probe,
        ready: Probe,
        registry: CollectorRegistry,
        refresh: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._live, self._ready, self._registry, self._refresh = live, ready, registry, refresh
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listens, and gives the address taken (port 0: any free one). Raises AddressTaken."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/livez", self._answer(self._live)),
                web.get("/readyz", self._answer(self._ready)),
                web.get("/metrics", self._metrics),
            ]
        )
        # No access log: it would hold what a scanner asks for, at a line a request.
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_S)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self.stop()
            raise taken(host, port, error) from error
        at = self._runner.addresses[0]
        return str(at[0]), int(at[1])

    async def stop(self) -> None:
        """Stops listening; an answer under way may end."""
        if self._runner is not None:
            await self._runner.cleanup()

    @staticmethod
    def _answer(probe: Probe) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(_request: web.Request) -> web.Response:
            well, words = probe()
            return web.Response(status=200 if well else 503, text=words + "\n")

        return answer

    async def _metrics(self, _request: web.Request) -> web.Response:
        if self._refresh is not None:
            # Old figures beside their own age say more than no page.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._refresh(), REFRESH_S)
        page = generate_latest(self._registry)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})
