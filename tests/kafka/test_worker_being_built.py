"""A worker that is being built already moves retries: nothing may hold its loop for long, and it must be able to start."""

import asyncio
import contextlib
import os
import signal
import socket
import threading

import pytest

from tocsin import starting
from tocsin.cli import worker as command
from tocsin.engines import Building, Exit, Mover, on_signals
from tocsin.ports import StoreUnavailable
from tocsin.probes import AddressTaken
from tocsin.settings import BadSetting, Settings
from tocsin.stores import Opening, begin_memory, open_memory


@pytest.fixture
def settings(embedded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = {"TOCSIN_KAFKA_BOOTSTRAP": embedded, "TOCSIN_STATE": "sqlite:///state.sqlite", "TOCSIN_HTTP": "off"}
    return Settings.read(given)


async def test_a_store_that_takes_long_to_open_does_not_hold_the_loop(settings):
    loop, turned = asyncio.get_running_loop(), threading.Event()

    def opens_once_the_loop_has_turned():
        loop.call_soon_threadsafe(turned.set)
        if not turned.wait(5):
            raise StoreUnavailable("the loop stands still")

    opening = Opening(open_memory(settings.state), is_new=False, wait=opens_once_the_loop_has_turned)
    async with command.built(settings, frozenset({"admit"}), opening) as worker:
        assert worker.engine.alive()


@pytest.fixture
def port_in_use():
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held.getsockname()[1]


@pytest.mark.parametrize(
    ("given", "raised"),
    [
        ({"TOCSIN_HTTP": "127.0.0.1:{port}"}, AddressTaken),
        ({"TOCSIN_WARC": "/proc/none"}, BadSetting),
        ({"TOCSIN_STATE": "sqlite:////proc/none/state"}, StoreUnavailable),
    ],
)
async def test_a_worker_that_cannot_start_joins_no_group(embedded, settings, monkeypatch, port_in_use, given, raised):
    begun = []
    monkeypatch.setattr(Mover, "begin", lambda mover: begun.append(mover.name))
    usual = {"TOCSIN_KAFKA_BOOTSTRAP": embedded, "TOCSIN_HTTP": "off"}
    own = {name: value.format(port=port_in_use) for name, value in given.items()}
    settings = Settings.read({**usual, **own})
    with pytest.raises(raised):
        async with command.built(settings, frozenset({"retry"}), begin_memory(settings.state)):
            pass
    assert begun == []


async def test_a_worker_told_to_stop_while_it_is_built_leaves_the_groups_of_its_movers(settings, monkeypatch):
    movers = []

    async def joined_and_told(_modules):
        await asyncio.gather(*(mover.joined.wait() for mover in movers))
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.Event().wait()

    made = starting._movers
    monkeypatch.setattr(starting, "_movers", lambda *given: movers.extend(made(*given)) or movers)
    monkeypatch.setattr(command, "_load", joined_and_told)
    assert await command._run(settings, frozenset({"retry"}), begin_memory(settings.state)) == Exit.STOPPED
    assert [(await mover.run()).code for mover in movers] == [Exit.STOPPED] * 3


async def test_what_takes_too_long_to_take_down_is_left_behind_and_the_code_says_so():
    taken_down = asyncio.Event()

    async def built():
        async with asyncio.timeout(None) as closing:
            building = Building(closing, 0.01)
            on_signals(building)
            try:
                os.kill(os.getpid(), signal.SIGINT)
                await asyncio.Event().wait()
            finally:
                try:
                    await taken_down.wait()
                finally:
                    codes.append(building.code)

    codes = []
    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(built())
    assert codes == [Exit.NOT_LEFT]


async def test_something_that_takes_too_long_to_build_is_not_taken_for_an_adapter_that_does_not_close(
    settings, monkeypatch
):
    @contextlib.asynccontextmanager
    async def slow(*_):
        raise TimeoutError("not built")
        yield

    monkeypatch.setattr(command, "built", slow)
    with pytest.raises(TimeoutError, match="not built"):
        await command._run(settings, frozenset({"retry"}), begin_memory("memory://"))
