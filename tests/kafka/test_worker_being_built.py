"""A worker that is being built already moves retries, so nothing may hold its loop for long."""

import asyncio
import threading

import pytest

from tocsin import wiring
from tocsin.ports import StoreUnavailable
from tocsin.settings import Settings
from tocsin.stores import open_memory


@pytest.fixture
def settings(embedded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"TOCSIN_KAFKA_BOOTSTRAP": embedded, "TOCSIN_STATE": "sqlite:///state.sqlite", "TOCSIN_HTTP": "off"}
    return Settings.read(given)


async def test_a_store_that_takes_long_to_open_does_not_hold_the_loop(settings, monkeypatch):
    loop, turned = asyncio.get_running_loop(), threading.Event()

    def opens_once_the_loop_has_turned(url):
        loop.call_soon_threadsafe(turned.set)
        if not turned.wait(5):
            raise StoreUnavailable("the loop stands still")
        return open_memory(url)

    monkeypatch.setattr(wiring, "open_memory", opens_once_the_loop_has_turned)
    async with wiring.worker(settings, frozenset({"admit"})) as worker:
        assert worker.engine.alive()
