import asyncio
import contextlib

import aiohttp
from prometheus_client import CollectorRegistry, Gauge

from tocsin import probes
from tocsin.probes import Probes


@contextlib.asynccontextmanager
async def served(*, live=lambda: (True, "alive"), ready=lambda: (True, "ready"), registry=None, refresh=None):
    server = Probes(live=live, ready=ready, registry=registry or CollectorRegistry(), refresh=refresh)
    host, port = await server.start("127.0.0.1", 0)
    try:
        async with aiohttp.ClientSession(f"http://{host}:{port}") as session:
            yield session
    finally:
        await server.stop()


async def get(session, path):
    async with session.get(path) as response:
        return response.status, await response.text(), response.headers["Content-Type"]


async def test_a_probe_says_yes_or_no_and_why():
    state = {"live": (True, "all is well"), "ready": (False, "waiting for the group tocsin-admit")}
    async with served(live=lambda: state["live"], ready=lambda: state["ready"]) as session:
        assert (await get(session, "/livez"))[:2] == (200, "all is well\n")
        assert (await get(session, "/readyz"))[:2] == (503, "waiting for the group tocsin-admit\n")
        state["ready"] = (True, "4 partitions")
        assert (await get(session, "/readyz"))[:2] == (200, "4 partitions\n")


async def test_metrics_are_refreshed_before_they_are_shown():
    registry = CollectorRegistry()
    lag = Gauge("tocsin_lag_messages", "lag", registry=registry)

    async def refresh():
        lag.set(7)

    async with served(registry=registry, refresh=refresh) as session:
        status, page, kind = await get(session, "/metrics")
    assert status == 200
    assert "tocsin_lag_messages 7.0" in page
    assert kind.startswith("text/plain; version=")


async def test_a_refresh_that_hangs_does_not_hold_the_metrics(monkeypatch):
    monkeypatch.setattr(probes, "REFRESH_S", 0.05)
    hung = asyncio.Event()
    async with served(refresh=hung.wait) as session:
        status, _, _ = await get(session, "/metrics")
    assert status == 200


async def test_nothing_else_is_served_and_nothing_asked_for_is_repeated():
    async with served() as session:
        for path in ("/", "/table", "/metrics/../etc/passwd", "/readyz/x"):
            status, page, _ = await get(session, path)
            assert status == 404
            assert "passwd" not in page
        async with session.post("/livez") as refused:
            assert refused.status == 405
