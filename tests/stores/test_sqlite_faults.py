"""The store's file under what can happen to one: locked, full, gone and back, replaced, broken, older, newer."""

import random
import sqlite3

import pytest

from tocsin.ports import NotOurs, StoreUnavailable, Verdict
from tocsin.stores import sqlite_operations
from tocsin.stores.claiming import Asked
from tocsin.stores.machine import Moment
from tocsin.stores.sqlite_file import Raised, StoreFile, unavailable
from tocsin.stores.sqlite_operations import MIGRATIONS, OPERATIONS, swept

ARTICLE = random.Random(1).randbytes(50_000)
NOW_MS = 1_800_000_000_000
LEASE_MS = 600_000
DAY_MS = 86_400_000


def verdict(name="s1", article=ARTICLE):
    return Verdict(
        submission_id=name,
        round=0,
        door="enriched",
        reason=None,
        detail=None,
        stage="enrichment",
        http_status=200,
        article_id="a1",
        attempts=0,
        article=article,
    )


class Opened:
    """A file and what is asked of it."""

    def __init__(self, path, migrations=MIGRATIONS, **options):
        self.file = StoreFile(path, migrations, **options)
        self.file.open(create=True)

    def ask(self, name, *arguments, wall_ms=NOW_MS):
        kind, operation = OPERATIONS[name]
        return self.do(kind, operation(Moment(wall_ms, 0, "boot"), *arguments))

    def do(self, kind, work):
        [result] = self.file.transact([(kind, work)])
        if isinstance(result, Raised):
            raise result.error
        return result

    def conclude(self, told, keys=(), wall_ms=NOW_MS):
        return self.ask("conclude", told, keys, None, wall_ms=wall_ms)

    def recall(self, name="s1"):
        return self.ask("recall", name, 0)

    def claim(self, key, owner):
        return self.ask("claim", LEASE_MS, key, Asked(owner=owner))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.sqlite"


@pytest.fixture
def store(path):
    opened = Opened(path)
    yield opened
    opened.file.close()


def test_a_locked_file_is_away_and_then_back(path, store):
    impatient = Opened(path, busy_s=0.05)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        impatient.conclude(verdict())
    assert impatient.recall() is None
    other.execute("ROLLBACK")
    other.close()
    assert impatient.conclude(verdict()) == verdict()
    impatient.file.close()


def test_on_a_full_disk_nothing_of_the_call_happened(store):
    pages = store.do("read", lambda c: c.execute("PRAGMA page_count").fetchone()[0])
    store.do("read", lambda c: c.execute(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(sqlite3.OperationalError, match="full"):
        store.conclude(verdict(), ("k",))
    assert store.recall() is None
    store.do("read", lambda c: c.execute("PRAGMA max_page_count = 1000000"))
    assert store.conclude(verdict(), ("k",)) == verdict()


def test_a_file_that_is_moved_away_is_not_forgotten_when_it_is_back(path, store):
    store.conclude(verdict())
    path.rename(path.with_name("elsewhere"))
    with pytest.raises(sqlite3.OperationalError, match="gone"):
        store.recall()
    assert not path.exists()
    path.with_name("elsewhere").rename(path)
    assert store.recall() == verdict()


def test_a_file_in_the_place_of_ours_is_opened(path, store, tmp_path):
    store.conclude(verdict())
    other = Opened(tmp_path / "other.sqlite")
    other.conclude(verdict("s2"))
    other.file.close()
    (tmp_path / "other.sqlite").replace(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink()
    assert store.recall("s2") == verdict("s2")
    assert store.recall("s1") is None


def test_a_file_that_breaks_while_open_never_says_unknown(store):
    store.do("write", lambda c: c.execute("DROP TABLE verdict") and None)
    for _ in range(2):
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            store.recall()


def test_a_later_version_leads_an_older_file_on(path):
    Opened(path, (("CREATE TABLE one(a)",),)).file.close()
    later = Opened(path, (("CREATE TABLE one(a)",), ("ALTER TABLE one ADD COLUMN b",)))
    columns = later.do("read", lambda c: [row[1] for row in c.execute("PRAGMA table_info(one)")])
    later.file.close()
    assert columns == ["a", "b"]


def test_work_that_fails_undoes_itself_and_spoils_nobody_elses(path):
    store = Opened(path, (("CREATE TABLE one(a)",),))

    def fails(connection):
        connection.execute("INSERT INTO one VALUES ('undone')")
        raise LookupError("mine alone")

    def works(connection):
        connection.execute("INSERT INTO one VALUES ('kept')")

    results = store.file.transact([("write", works), ("write", fails), ("write", works)])
    kept = store.do("read", lambda c: c.execute("SELECT a FROM one").fetchall())
    store.file.close()
    assert [type(result) for result in results] == [type(None), Raised, type(None)]
    assert kept == [("kept",), ("kept",)]


def test_a_verdict_that_is_refused_stores_nothing_beside_those_that_are_not(store):
    store.claim("k", "another")
    now = Moment(NOW_MS, 0, "boot")
    asked = [("s1", ("k",)), ("s2", ("own",))]
    works = [("promise", sqlite_operations.conclude(now, verdict(name), keys, None)) for name, keys in asked]
    refused, stands = store.file.transact(works)
    assert isinstance(refused.error, NotOurs)
    assert (store.recall("s1"), store.recall("s2")) == (None, stands)


def test_promises_are_flushed_to_the_disk_and_claims_are_not(store):
    def level(connection):
        return connection.execute("PRAGMA synchronous").fetchone()[0]

    store.claim("k", "s1")
    assert store.do("write", level) == 1
    store.conclude(verdict())
    assert store.do("promise", level) == 2
    assert {name for name, (kind, _) in OPERATIONS.items() if kind == "promise"} == {"conclude", "settle"}


def test_a_sweep_deletes_what_has_expired_a_bounded_part_at_a_time(store, monkeypatch):
    monkeypatch.setattr(sqlite_operations, "SWEPT_MAX", 3)
    for n in range(4):
        store.conclude(verdict(f"s{n}"), (f"k{n}",))
    later_ms = NOW_MS + 8 * DAY_MS
    store.conclude(verdict("fresh"), ("fresh",), wall_ms=later_ms)
    swept_more = [store.do("write", lambda c: swept(c, later_ms)) for _ in range(2)]
    count = "SELECT (SELECT count(*) FROM verdict), (SELECT count(*) FROM claim)"
    assert swept_more == [True, False]
    assert store.do("read", lambda c: c.execute(count).fetchone()) == (1, 1)


def test_only_what_a_mistake_of_ours_can_raise_is_no_store_that_is_away(path, store):
    with pytest.raises(sqlite3.ProgrammingError):
        store.do("read", lambda c: c.execute("SELECT ?", ()))
    with pytest.raises(sqlite3.OperationalError) as raised:
        store.do("read", lambda c: c.execute("SELECT * FROM nothing"))
    told = unavailable(path, raised.value)
    assert isinstance(told, StoreUnavailable)
    assert str(path) in str(told)
