"""A house seen from outside: broker, origin and worker as processes or sockets, and what the topics say.

Nothing of the product is imported: what a test knows of it is what its contract and its schemas say.
"""

import contextlib
import json
import os
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

from confluent_kafka import Consumer, KafkaException, Message, Producer, TopicPartition
from jsonschema import Draft202012Validator
from submissions import written

SCHEMAS = Path(__file__).parents[2] / "schemas"
SUBMITTED, ADMITTED = "news.url.submitted.v1", "news.url.admitted.v1"
RETRIES = ("news.url.retry.30s.v1", "news.url.retry.5m.v1", "news.url.retry.1h.v1")
ENRICHED, OUTCOME, DEAD = "news.article.enriched.v1", "news.url.outcome.v1", "news.url.dead.v1"
SIGNALS, THREAD = "news.internal.signals.v1", "news.internal.thread.v1"
ALERT, EVENT, MENTION = "news.escalation.alert.v1", "news.escalation.event.v1", "news.escalation.mention.v1"
INDEX, PROGRESS = "news.escalation.index.v1", "news.url.progress.v1"
OUTPUTS = (ADMITTED, *RETRIES, ENRICHED, OUTCOME, DEAD, SIGNALS, THREAD, ALERT, EVENT, MENTION, INDEX, PROGRESS)
PATIENCE_S = 25.0
# The embedded broker gives every topic so many.
PARTITIONS = 4
TOCSIN = (sys.executable, "-m", "tocsin")


def clean(**own: str) -> dict[str, str]:
    """Gives an environment in which nothing of Tocsin's is set but what is given."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")} | own


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None, timeout: float = 60, **own: str) -> Any:
    """Runs one command to its end; gives its code, standard output and standard error."""
    return subprocess.run(
        [*TOCSIN, *arguments], input=stdin, capture_output=True, check=False, env=clean(**own), cwd=cwd, timeout=timeout
    )


@contextlib.contextmanager
def process(*arguments: str, log: Path, **own: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Keeps one command running for as long as the block does; its standard error goes to `log`."""
    with log.open("ab") as written:
        child = subprocess.Popen(
            [*TOCSIN, *arguments], stdout=subprocess.PIPE, stderr=written, env=clean(**own), cwd=log.parent
        )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGCONT)
            child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if child.stdout:
            child.stdout.close()


def get(address: str) -> tuple[int, str]:
    """Asks a page of the worker's own; 0 where nobody listens."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the worker's own address
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(holds: Callable[[], Any], patience_s: float = PATIENCE_S, what: str = "it did not come true") -> Any:
    """Waits for something to become true and gives it."""
    end = time.monotonic() + patience_s
    while not (found := holds()):
        assert time.monotonic() < end, what
        time.sleep(0.05)
    return found


Answer = bytes | Callable[[socket.socket, "Asked"], None]


@dataclass(frozen=True)
class Asked:
    """One request as the origin read it."""

    host: str
    path: str
    headers: Mapping[str, str]
    count: int


def page(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Gives a whole answer; a header's name is written with `_` for `-`."""
    named = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


class Origin:
    """Serves answers by path on all loopback addresses, byte for byte, and counts what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: Counter[str] = Counter()
        self.requests: list[Asked] = []
        origin = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    origin._serve(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False
            request_queue_size = 128

        self._server = Server(("0.0.0.0", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        read = b""
        while b"\r\n\r\n" not in read:
            more = connection.recv(65_536)
            if not more:
                return
            read += more
            if read.startswith(b"\x16"):  # a TLS handshake (RFC 8446, 5.1)
                connection.sendall(page(b"", "400 Bad Request"))
                return
        first, *rest = read.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
        path = [*first.split(" "), "", ""][1]
        self.asked[path] += 1
        asked = Asked(headers.get("host", ""), path, headers, self.asked[path])
        self.requests.append(asked)
        missing = page(b"", "404 Not Found", Content_Type="")
        answer = self.answers.get(headers.get("host", "") + path) or self.answers.get(path, missing)
        if callable(answer):
            answer(connection, asked)
        else:
            connection.sendall(answer)


@dataclass(frozen=True)
class Record:
    """One record of a topic."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @property
    def json(self) -> Any:
        return json.loads(self.value or b"")

    @property
    def named(self) -> dict[str, str]:
        """Gives the headers as text."""
        return {name: value.decode() for name, value in self.headers}

    @property
    def place(self) -> str:
        return f"kafka://{self.topic}/{self.partition}/{self.offset}?t={self.timestamp}"


@dataclass
class Topics:
    """What stands in the topics, read as it comes."""

    bootstrap: str
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        common = {"bootstrap.servers": self.bootstrap, "log_level": 0}
        self.producer = Producer({**common, "partitioner": "murmur2_random", "message.max.bytes": 16_000_000})
        self._consumer = Consumer(
            {
                **common,
                "group.id": uuid4().hex,
                "enable.auto.commit": False,
                "allow.auto.create.topics": True,
                "fetch.message.max.bytes": 16_000_000,
                "auto.offset.reset": "earliest",
            }
        )
        self._consumer.assign([TopicPartition(name, number, 0) for name in OUTPUTS for number in range(PARTITIONS)])
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        self._thread.join()
        self._consumer.close()

    def _follow(self) -> None:
        while not self._ended.is_set():
            for message in self._consumer.consume(500, 0.1):
                if not message.error():
                    self._take(message)

    def _take(self, message: Message) -> None:
        place = (message.topic(), message.partition(), message.offset())
        headers = tuple(message.headers() or ())
        self.records[place[0]].append(Record(*place, message.timestamp()[1], message.key(), message.value(), headers))

    def send(self, topic: str, value: bytes | None, key: bytes | None, headers: Mapping[str, bytes]) -> Record:
        """Writes one record and gives where it stands."""
        told: list[Message] = []
        # The embedded broker's own answer names no useful moment, so we say one.
        now = time.time_ns() // 1_000_000
        self.producer.produce(
            topic,
            value,
            key,
            headers=list(headers.items()),
            timestamp=now,
            on_delivery=lambda _, message: told.append(message),
        )
        self.producer.flush(20)
        (message,) = told
        if message.error():
            raise KafkaException(message.error())
        place = (message.topic(), message.partition(), message.offset())
        return Record(*place, now, key, value, tuple(headers.items()))


@dataclass
class House:
    """A broker, an origin, and the topics between them."""

    bootstrap: str
    origin: Origin
    topics: Topics
    folder: Path
    probes: str = ""
    worker: Any = None

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.origin.port}{path}"

    def submit(self, value: bytes | str | dict[str, Any] | None, key: bytes | None = None, **headers: bytes) -> Record:
        """Submits one record; headers' names are written with `__` for `-`."""
        named = {name.replace("__", "-"): text for name, text in headers.items()}
        return self.topics.send(SUBMITTED, written(value), key, named)

    def outcomes(self, submission_id: str, round_: int = 0) -> list[Record]:
        """Gives every outcome of one submission and round."""
        found = (record for record in self.topics.records[OUTCOME] if record.key == submission_id.encode())
        return [record for record in found if record.json["round"] == round_]

    def end(self, submitted: Record | str, round_: int = 0, patience_s: float = PATIENCE_S) -> dict[str, Any]:
        """Waits for the end of one submission, and gives its outcome."""
        return self.end_record(submitted, round_, patience_s).json

    def end_record(self, submitted: Record | str, round_: int = 0, patience_s: float = PATIENCE_S) -> Record:
        own = submitted if isinstance(submitted, str) else submission_id(submitted)

        def look() -> list[Record]:
            return self.outcomes(own, round_)

        return until(look, patience_s, f"no outcome of {own}")[-1]

    def article(self, article_id: str) -> Record:
        """Gives the last record of one article."""
        return until(lambda: [one for one in self.topics.records[ENRICHED] if one.key == article_id.encode()])[-1]

    def letters(self, submission: str) -> list[Record]:
        """Gives the dead letters of one submission."""
        return [one for one in self.topics.records[DEAD] if one.named["tocsin-submission"] == submission]


def submission_id(record: Record) -> str:
    """Names a submission as the contract does."""
    named = dict(record.headers)
    given = named.get("ce_id") or b""
    if 1 <= len(given) <= 200 and all(0x20 <= byte < 0x7F for byte in given):
        source = (named.get("ce_source") or b"").decode("utf-8", "backslashreplace")
        return str(uuid5(NAMESPACE_URL, f"{source}#{given.decode()}"))
    return str(uuid5(NAMESPACE_URL, record.place))


@contextlib.contextmanager
def house(folder: Path, **own: str) -> Iterator[House]:
    """Runs a broker, an origin and one worker that has joined its groups."""
    with broker(folder) as bootstrap:
        origin, topics = Origin(), Topics(bootstrap)
        try:
            found = House(bootstrap, origin, topics, folder)
            with worker(found, **own):
                yield found
        finally:
            topics.close()
            origin.close()


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[str]:
    """Runs the embedded broker and gives its address."""
    with process("broker", "--json", log=folder / "broker.log") as child:
        yield json.loads(child.stdout.readline())["bootstrap"]


@contextlib.contextmanager
def worker(found: House, *arguments: str, **own: str) -> Iterator[Any]:
    """Runs one worker until it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "TOCSIN_KAFKA_BOOTSTRAP": found.bootstrap,
        "TOCSIN_FETCH_ALLOW": "127.0.0.0/8",
        "TOCSIN_HOST_INTERVAL_S": "0",
        "TOCSIN_HTTP": f"127.0.0.1:{port}",
        "TOCSIN_STATE": f"sqlite:///{found.folder}/state.sqlite",
    }
    found.probes = f"http://127.0.0.1:{port}"
    with process("worker", *arguments, log=found.folder / "worker.log", **(environment | own)) as child:
        until(lambda: get(f"{found.probes}/readyz")[0] == 200, 60, "the worker did not join its groups")
        found.worker = child
        yield child


def validator(name: str) -> Draft202012Validator:
    """Gives the committed schema of one record."""
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_bytes()))


WORDS = (
    "harbour ferry valley orchard teacher bakery museum garden lantern market bridge station library painter river "
    "farmer weaver carpenter singer village mountain meadow window letter clock copper silver winter summer autumn"
).split()


def story(number: int, extra: str = "") -> bytes:
    """Gives an article's page; every number has words of its own."""
    picked = [WORDS[(number * 7 + step * (number % 5 + 3)) % len(WORDS)] for step in range(200)]
    paragraphs = "".join(
        f"<p>The {picked[at]} near the old {picked[at + 1]} of house {number}{at} was repaired by a {picked[at + 2]} who had come "
        f"from the {picked[at + 3]} with {number + at} planks, and the people of the {picked[at + 4]} watched the work "
        f"until the {picked[at + 5]} was lit again on the {at + 2}nd evening of the week.</p>"
        for at in range(0, 60, 6)
    )
    return (
        f"<!doctype html><html lang=en><head><title>The {picked[0]} of {number} is repaired</title></head><body><article>"
        f"<h1>The {picked[0]} of {number} is repaired</h1>{paragraphs}{extra}</article></body></html>"
    ).encode()
