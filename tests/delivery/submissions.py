"""What is submitted on the road: a mix of all kinds, each with the doors that the contract leaves it."""

import json
import random
import uuid
from dataclasses import dataclass

HOSTS = 40
KINDS = {"good": 55, "story": 15, "copy": 10, "twice": 4, "bad": 3, "slow": 4, "gone": 4, "malformed": 5}
# Copies ask again for one of these pages.
COPIED = 50


@dataclass(frozen=True)
class Submission:
    """One submission, and what the contract says must become of it."""

    name: str
    value: bytes
    doors: frozenset[str]
    url: str | None = None

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"chaos#{self.name}"))

    @property
    def headers(self) -> dict[str, bytes]:
        return {"ce_source": b"chaos", "ce_id": self.name.encode()}


def written(value: bytes | str | dict[str, object] | None) -> bytes | None:
    """Gives a submission's value as a wire writes it: an object as JSON, text as UTF-8, all else as it is."""
    text = json.dumps(value) if isinstance(value, dict) else value
    return text.encode() if isinstance(text, str) else text


def mixed(count: int, port: int, chance: random.Random, first: int = 0) -> list[Submission]:
    """Makes a mix of all kinds, numbered from `first`."""
    drawn = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    return [_submission(first + number, kind, port, chance) for number, kind in enumerate(drawn)]


def _submission(number: int, kind: str, port: int, chance: random.Random) -> Submission:
    if kind == "malformed":
        return Submission(
            str(number), chance.choice([b"{", b"", b"\xff\xfe", b'{"link": 1}', b"[]"]), frozenset({"dead"})
        )
    # Copies ask again for a page that another submission asks for: one of them is enriched, the others are duplicates.
    page = number % COPIED if kind == "copy" else number
    # What fails has a host of its own: a host's breaker would make the others of it wait for minutes, as it should.
    own = f"127.1.{number // 250 % 250}.{number % 250 + 1}"
    host = own if kind in {"bad", "twice"} else f"127.0.0.{1 + page % HOSTS}"
    url = f"http://{host}:{port}/{'good' if kind == 'copy' else kind}/{page}"
    doors = {"bad": {"dead"}, "gone": {"rejected"}, "copy": {"enriched", "duplicate"}}.get(kind, {"enriched"})
    if kind == "good" and number < COPIED:
        doors = {"enriched", "duplicate"}
    return Submission(str(number), json.dumps({"url": url}).encode(), frozenset(doors), url)


def heavy(number: int, port: int) -> Submission:
    """A page that its reader hangs on: killed at its deadline, or read where there was time."""
    url = f"http://127.7.0.1:{port}/heavy/{number}"
    return Submission(f"heavy-{number}", json.dumps({"url": url}).encode(), frozenset({"dead", "enriched"}), url)
