"""What happens to the road, one function a fault, and the table of troubles that are made of them."""

import os
import signal
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import engine_figures as engine
import psutil
from confluent_kafka import ElectionType, KafkaException, Producer
from faults import Faults
from judging import ADMITTED, OUTCOME, SUBMITTED, Ends
from refusing_proxy import COORDINATOR_NOT_AVAILABLE, GROUP_AUTHORIZATION_FAILED, REBALANCE_IN_PROGRESS, RefusingProxy
from submissions import Submission, heavy

REFUSALS = {COORDINATOR_NOT_AVAILABLE: 0.45, GROUP_AUTHORIZATION_FAILED: 0.45, REBALANCE_IN_PROGRESS: 0.1}
NO_PROCESS_LEFT_S = 15.0
CAUGHT_UP_S = 60.0
HOUR_S = 3600


@dataclass
class Road(engine.Run):
    """One run on the road, for troubles to work on."""

    ends: Ends | None = None
    port: int = 0  # the origin's
    faults: Faults | None = None
    proxy: RefusingProxy | None = None
    feed: Callable[[list[Submission]], None] = lambda _: None
    feed_rest: Callable[[], None] = lambda: None
    create_topics: Callable[[], None] = lambda: None
    breaches: list[str] = field(default_factory=list)
    sure: bool = True  # that each fault finds something to trouble; in a soak it may find all workers dead

    def happened(self, *, shown: bool, otherwise: str) -> None:
        """A trouble that did not happen proves nothing."""
        if self.sure and not shown and not self.restless.is_set():
            self.breaches.append(f"{otherwise}: the trouble did not happen")

    @property
    def store(self) -> Path:
        return self.folder / "state.sqlite"

    def rest(self, seconds: float) -> None:
        """Waits, but not beyond the end of the run."""
        self.restless.wait(seconds)


# --- the store ------------------------------------------------------------------------------------------------


def store_locked(run: Road, seconds: float = 20.0) -> None:
    """Holds the store's write lock from another process, as a backup or a stray shell would."""
    holder = sqlite3.connect(run.store, timeout=60, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    run.rest(seconds)
    holder.execute("ROLLBACK")
    holder.close()


def store_gone(run: Road, seconds: float = 15.0) -> None:
    """Moves the store's files away, and back."""
    away = run.folder / "away"
    away.mkdir(exist_ok=True)
    files = [path for path in run.folder.glob("state.sqlite*") if path.is_file()]
    for path in files:
        path.rename(away / path.name)
    run.rest(seconds)
    for path in files:
        (away / path.name).rename(path)


def disk_full(run: Road, seconds: float = 15.0) -> None:
    """Lets no write to the store find space."""
    run.faults.fill()
    run.rest(seconds)
    run.faults.make_room()


# --- the clock ------------------------------------------------------------------------------------------------


def clock_stepped(run: Road, step_s: int, seconds: float) -> None:
    """Steps the workers' wall clock, kills one so that a fresh process meets it as well, and steps it back."""
    run.faults.step(step_s)
    run.rest(seconds / 2)
    run.fleet.send(0, signal.SIGTERM)
    run.rest(seconds / 2)
    run.faults.step(0)


def either_way(run: Road) -> None:
    for share, step_s in ((0.2, HOUR_S), (0.5, -HOUR_S)):
        run.at(share)
        clock_stepped(run, step_s, 8)


# --- the broker -----------------------------------------------------------------------------------------------


def commits_refused(run: Road, seconds: float = 21.0) -> None:
    """Refuses every commit, first as a coordinator that loads, then for want of rights, at last in mid-rebalance.

    The last for a short time only: each such answer makes the member join anew, and no broker says it for long.
    """
    before = run.proxy.refused
    for error, share in REFUSALS.items():
        run.proxy.refuse(error)
        run.rest(seconds * share)
    run.proxy.refuse(None)
    run.happened(shown=run.proxy.refused > before, otherwise="not one commit was refused")


def partitions_added(run: Road) -> None:
    """Adds partitions to the first two topics, and feeds what was held back into all of them."""
    run.at(0.2)
    run.topics.grow(SUBMITTED, 36)
    run.topics.grow(ADMITTED, 36)
    run.feed_rest()


def output_made_again(run: Road) -> None:
    """Deletes the outcomes' topic and makes it again, with the workers at work but for the moment of the deletion.

    What was acknowledged before is lost with the topic, so all of it is read first; what is acknowledged later is not.
    """
    run.at(0.3)
    with _frozen(run):
        run.rest(1.0)
        read_by = run.ends.looks + 10
        while run.ends.looks < read_by and not run.restless.wait(0.1):
            pass
        run.topics.remove(OUTCOME)
    run.rest(5.0)
    run.create_topics()
    run.ends.begin_anew()


@contextmanager
def _frozen(run: Road) -> Iterator[None]:
    pids = run.fleet.pids()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    yield
    for pid in pids:
        os.kill(pid, signal.SIGCONT)


def leader_moved_and_one_lost(run: Road) -> None:
    """Three brokers: one is stopped and comes back, the leaders are moved to it again; another is lost, and comes back.

    It counts as back once it has every record again: each partition's three copies are in step.
    """
    run.at(0.2)
    run.broker.nodes[1].stop()
    run.rest(5)
    run.broker.nodes[1].start()
    run.at(0.4)
    run.topics.admin.elect_leaders(ElectionType.PREFERRED).result()
    run.at(0.6)
    run.broker.nodes[2].kill()
    run.happened(shown=engine.until(lambda: _copies(run) == {2}, 30), otherwise="no copy was missed")
    run.rest(5)
    run.broker.nodes[2].start()
    if not engine.until(lambda: _copies(run) == {3}, CAUGHT_UP_S):
        run.breaches.append(f"the broker that came back has not caught up within {CAUGHT_UP_S:g} s")


def _copies(run: Road) -> set[int]:
    """Gives how many copies in step the partitions have; nothing while the client asks the broker that is gone."""
    try:
        topics = run.topics.admin.list_topics(timeout=5).topics.values()
    except KafkaException:
        return set()
    return {len(partition.isrs) for topic in topics for partition in topic.partitions.values()}


# --- the input ------------------------------------------------------------------------------------------------


def aborted(run: Road, records: int = 50) -> None:
    """Writes submissions in a transaction that is aborted: they are none, and no outcome may name one."""
    producer = transactional(run.topics.bootstrap, "aborted")
    producer.begin_transaction()
    for number in range(records):
        headers = {"ce_source": b"chaos", "ce_id": b"aborted-%d" % number}
        producer.produce(SUBMITTED, value=b"http://127.0.0.1:1/never", headers=headers)
    producer.flush(30)
    producer.abort_transaction(30)


def transactional(bootstrap: str, name: str) -> Producer:
    """Gives a producer that is ready for its first transaction."""
    producer = Producer({"bootstrap.servers": bootstrap, "transactional.id": name, "log_level": 0})
    producer.init_transactions(60)
    return producer


def in_transactions(run: Road) -> None:
    """Feeds what was held back in transactions of fifty, every fourth of them after one that is aborted."""
    run.at(0.1)
    run.feed_rest()


# --- the pages ------------------------------------------------------------------------------------------------


def hanging_page(run: Road, turn: int) -> None:
    """Kills every worker while pages hang in their children; on odd turns the children are stopped: they hang for ever."""
    asked = _heavy_asked(run)
    run.feed([heavy(2 * turn + each, run.port) for each in range(2)])
    while _heavy_asked(run) == asked and not run.restless.wait(0.2):
        pass
    family = _family(run)
    run.happened(shown=engine.until(lambda: _one_is_busy(family), 30), otherwise="no page was being read")
    if turn % 2:
        for child in family:
            # Python's own tracker of semaphores ends by itself; a stopped one could not.
            if child.is_running() and not child.children() and "resource_tracker" not in " ".join(child.cmdline()):
                child.suspend()
    for slot in (0, 1):
        run.fleet.send(slot, signal.SIGKILL)
    _, left = psutil.wait_procs(family, NO_PROCESS_LEFT_S)
    run.breaches.extend(f"{each} outlived its worker by {NO_PROCESS_LEFT_S:g} s" for each in left)


def _family(run: Road) -> list[psutil.Process]:
    workers = [psutil.Process(pid) for pid in run.fleet.pids()]
    return [child for worker in workers for child in worker.children(recursive=True)]


def _one_is_busy(family: list[psutil.Process], seconds: float = 1.5) -> bool:
    """Says whether a child works without a pause; between two ordinary pages it waits for the next."""
    before = {child: seen for child in family if (seen := _worked(child))}
    time.sleep(seconds)
    return any(
        (now := _worked(child)) and now[1] > used and now[0] == pauses for child, (pauses, used) in before.items()
    )


def _worked(child: psutil.Process) -> tuple[int, float] | None:
    try:
        return child.num_ctx_switches().voluntary, child.cpu_times().user
    except psutil.NoSuchProcess:
        return None


def _heavy_asked(run: Road) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port}/asked/heavy", timeout=10) as answer:
        return int(answer.read())


def hanging_pages(run: Road) -> None:
    for turn, share in enumerate((0.1, 0.5)):
        run.at(share)
        hanging_page(run, turn)


# --- the table ------------------------------------------------------------------------------------------------

# What may come twice: nothing; what was confirmed just before a kill or a freeze; anything, because none is promised.
Repeats = Literal["none", "near", "any"]


@dataclass(frozen=True)
class Trouble:
    """A row of the table: what happens, under which settings, and what it may repeat."""

    name: str
    act: Callable[[Road], None]
    repeats: Repeats = "none"
    environment: dict[str, str] = field(default_factory=dict)
    needs: frozenset[Literal["faults", "proxy", "cluster"]] = frozenset()
    held_back: float = 0.0  # share of the submissions that the trouble itself feeds
    transactions: bool = False


def _at(share: float, fault: Callable[[Road], None]) -> Callable[[Road], None]:
    def act(run: Road) -> None:
        run.at(share)
        fault(run)

    return act


FAULTS, PROXY, CLUSTER = frozenset({"faults"}), frozenset({"proxy"}), frozenset({"cluster"})
STATIC = {"TOCSIN_INSTANCE": "w{slot}"}

# The product's session is its own (no setting shortens it), so what must outlast it is longer here than for the engine.
TROUBLES = {
    "calm": Trouble("none", engine.nothing),
    "sigkill": Trouble("SIGKILL x4", engine.sigkill, "near"),
    "sigkill-static": Trouble("SIGKILL x4, static members", engine.sigkill, "near", STATIC),
    "sigterm": Trouble("SIGTERM x4", engine.sigterm),
    "joining": Trouble("a worker joins and leaves, x4", engine.joining),
    "storm": Trouble("a worker joins, then another gets SIGTERM, x4", engine.joining_into_sigterm),
    "freeze": Trouble("SIGSTOP 45 s, SIGCONT", lambda run: engine.freeze(run, 1, 45), "near"),
    "broker-stopped": Trouble("broker stopped 20 s", engine.broker_stopped),
    "broker-killed": Trouble("broker kill -9 x2", engine.broker_killed),
    "sigterm-alone": Trouble("SIGTERM while the broker is stopped 30 s", engine.sigterm_without_broker, "any"),
    "store-locked": Trouble("store locked 20 s", _at(0.4, store_locked)),
    "store-gone": Trouble("store's files moved away for 15 s", _at(0.4, store_gone)),
    "disk-full": Trouble("store's disk full for 15 s", _at(0.4, disk_full), needs=FAULTS),
    "clock": Trouble("wall clock +1 h and back, -1 h and back, SIGTERM in each", either_way, needs=FAULTS),
    "commits-refused": Trouble("commits refused 21 s, three ways", _at(0.3, commits_refused), "any", needs=PROXY),
    "partitions": Trouble("partitions added, 24 to 36", partitions_added, held_back=0.5),
    "output-again": Trouble("outcome topic deleted and made again", output_made_again),
    "cluster": Trouble("three brokers: leaders moved, one lost and back", leader_moved_and_one_lost, needs=CLUSTER),
    "transactions": Trouble(
        "input in transactions, every fifth aborted", in_transactions, held_back=0.9, transactions=True
    ),
    "hanging": Trouble("hanging pages, all workers SIGKILLed, x2", hanging_pages, "near"),
}


def soak(run: Road, until_s: float) -> Iterator[str]:
    """Does one fault after the other, drawn at random, until the steady clock says `until_s`; names each."""
    turn = 0
    while time.monotonic() < until_s and not run.restless.is_set():
        name = run.chance.choice(sorted(SOAKED))
        yield name
        SOAKED[name](run, turn)
        turn += 1
        run.rest(run.chance.uniform(2, 12))


def _joins_and_leaves(run: Road, _: int) -> None:
    run.fleet.add(2)
    run.rest(run.chance.uniform(1, 15))
    run.fleet.remove(2)


def _frozen_a_while(run: Road, _: int) -> None:
    slot = run.chance.randrange(2)
    pid = run.fleet.send(slot, signal.SIGSTOP)
    run.rest(run.chance.choice([2, 10, 40]))
    if pid in run.fleet.pids():
        run.fleet.send(slot, signal.SIGCONT)


def _broker_away(run: Road, _: int) -> None:
    run.chance.choice([run.broker.stop, run.broker.kill])()
    run.rest(run.chance.uniform(1, 20))
    run.broker.start()


def _store_gone_under_all(run: Road, _: int) -> None:
    """A worker that starts without a store makes one, as at its first start: none may start meanwhile."""
    pids: list[int] = []
    while pids != (pids := run.fleet.pids()) and not run.restless.is_set():
        run.rest(6)
    store_gone(run, run.chance.uniform(1, 15))


def _signalled(number: signal.Signals) -> Callable[[Road, int], None]:
    def act(run: Road, _: int) -> None:
        run.fleet.send(run.chance.randrange(2), number)

    return act


SOAKED: dict[str, Callable[[Road, int], None]] = {
    "SIGKILL": _signalled(signal.SIGKILL),
    "SIGTERM": _signalled(signal.SIGTERM),
    "a worker joins and leaves": _joins_and_leaves,
    "a worker is frozen": _frozen_a_while,
    "the broker is away": _broker_away,
    "the store is locked": lambda run, _: store_locked(run, run.chance.uniform(1, 15)),
    "the store is gone": _store_gone_under_all,
    "the disk is full": lambda run, _: disk_full(run, run.chance.uniform(1, 15)),
    "the clock steps": lambda run, _: clock_stepped(run, run.chance.choice([HOUR_S, -HOUR_S]), 8),
    "commits are refused": lambda run, _: commits_refused(run, run.chance.uniform(3, 15)),
    "a transaction is aborted": lambda run, _: aborted(run),
    "pages hang, all are killed": hanging_page,
}
