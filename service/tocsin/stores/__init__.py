"""Stores: what must outlive a process (verdicts, claims, the likeness of recent texts).

memory = open_memory("sqlite:///.tocsin/state.sqlite")     # or "memory://" for tests and `tocsin enrich`
verdict = await memory.recall(submission_id, round_)        # None: not ended yet
claim = await memory.claim(url_key, submission_id, refresh=False, revisit_before_ms=None)
like = await memory.relatives(shingles, article_id=article_id, url_key=url_key)
text = Text(shingles=shingles, family_id=like.family_of(article_id), seen=like.seen, ...)
stands = await memory.conclude(verdict, (first_key, final_key), text)       # NotOurs: another has the URL now
                                                                            # Overtaken: look for relatives again
...publish what `stands` says...
await memory.settle((first_key, final_key), submission_id, known)           # the article is acknowledged
await memory.close()
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tocsin.ports import Memory
from tocsin.stores.memory import DictMemory
from tocsin.stores.sqlite import SqliteMemory

# Twice the time that a fetch (30 s) and a publish (2 min) may take, rounded up (facts: 10 minutes).
LEASE_S = 600.0


@dataclass(frozen=True, slots=True)
class Opening:
    """A store that is being opened; `is_new` says that there was none at its address."""

    memory: Memory
    is_new: bool
    wait: Callable[[], None]

    def opened(self) -> Memory:
        """Blocks until the store answers, at most a minute. Raises StoreUnavailable when it does not."""
        self.wait()
        return self.memory


def begin_memory(url: str, *, lease_s: float = LEASE_S) -> Opening:
    """Begins to open the store that an address names: `sqlite:///FILE` or `memory://`.

    FILE is relative to the working directory unless it begins with a slash; it and its folder are made when missing.
    Raises StoreUnavailable when no process can be started, ValueError when the address names no store that is built in.
    """
    scheme, _, rest = url.partition("://")
    if scheme == "memory":
        return Opening(DictMemory(lease_s=lease_s), is_new=False, wait=lambda: None)
    if scheme == "sqlite" and len(rest) > 1 and rest.startswith("/"):
        path = Path(rest[1:])
        is_new = not path.exists()
        memory = SqliteMemory(path, lease_s=lease_s, wait=False)
        return Opening(memory, is_new, memory.await_opened)
    if scheme in {"redis", "rediss"}:
        raise ValueError(f"{scheme}:// is not built in yet; use sqlite:///FILE, which the workers of a machine share")
    raise ValueError(f"{scheme}:// names no store; use sqlite:///FILE")


def open_memory(url: str, *, lease_s: float = LEASE_S) -> Memory:
    """Opens the store that an address names, and blocks until it answers. Raises as the two steps above do."""
    return begin_memory(url, lease_s=lease_s).opened()
