"""A real broker for tests: Apache Kafka in KRaft mode, from Maven's jars; it can be stopped, killed, frozen.

A `Broker` is one node with all roles; a `Cluster` is three of them.

    python tests/delivery/kafka_broker.py            starts one, prints its address, and stops it on Ctrl-C

Java 17 and Maven are the machine's; jars go to the user's ~/.m2, the resolved class path to .cache/.
"""

import argparse
import base64
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
POM = HERE / "pom.xml"
CACHE = HERE.parent.parent / ".cache"
RESOLVE = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
READY_S = 60.0
# One node: every internal topic has one replica; small ones start faster.
SINGLE = {
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "8",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "share.coordinator.state.topic.num.partitions": "1",
    "group.initial.rebalance.delay.ms": "0",
    "auto.create.topics.enable": "false",
    "num.partitions": "4",
    "log.retention.check.interval.ms": "5000",
}
LOGGING = """
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c: %m%n
"""


def missing() -> list[str]:
    """Names the tools that a broker needs and this machine lacks."""
    return [tool for tool in ("java", "mvn") if shutil.which(tool) is None]


def class_path() -> str:
    """Gives the broker's class path, resolved by Maven once for each pom.xml."""
    digest = hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    cached = CACHE / f"kafka-{digest}.classpath"
    if cached.exists() and all(Path(jar).exists() for jar in cached.read_text().split(":")):
        return cached.read_text()
    CACHE.mkdir(exist_ok=True)
    fresh = CACHE / f"kafka-{digest}.{os.getpid()}"
    subprocess.run(
        ["mvn", "-B", "-q", "-f", str(POM), RESOLVE, f"-Dmdep.outputFile={fresh}"],
        check=True,
        timeout=600,
        stdout=sys.stderr,
    )
    fresh.replace(cached)
    return cached.read_text()


def free_port() -> int:
    """Gives a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Broker:
    """One broker in a folder of its own. Data and port stay through stop, kill and start."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None, *, port: int = 0) -> None:
        """`settings` go before its own; 0 is any free port."""
        self.folder = folder
        self.port = port or free_port()
        self.bootstrap = f"127.0.0.1:{self.port}"
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._class_path = class_path()
        self._format()

    @property
    def pid(self) -> int:
        assert self._process is not None, "the broker is not running"
        return self._process.pid

    def start(self, *, wait: bool = True) -> "Broker":
        """Starts it, and by default waits until it serves."""
        log = (self.folder / "broker.log").open("ab")
        self._process = subprocess.Popen(
            self._java("kafka.Kafka", str(self.folder / "server.properties")),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        if wait:
            self.wait()
        return self

    def wait(self) -> None:
        """Waits until it answers with its topics' metadata."""
        from confluent_kafka.admin import AdminClient

        until = time.monotonic() + READY_S
        while time.monotonic() < until:
            if self._process is not None and self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    pass
                admin = AdminClient({"bootstrap.servers": self.bootstrap, "log_level": 0})
                if admin.list_topics(timeout=2).brokers:
                    return
            except Exception:  # noqa: BLE001 - not yet
                time.sleep(0.1)
        tail = (self.folder / "broker.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"the broker did not start; the end of its log:\n{tail}")

    def stop(self) -> None:
        """Stops it in an orderly way."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kills it on the spot; its registration lapses after some seconds only."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Holds the whole process."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Lets it go on."""
        os.kill(self.pid, signal.SIGCONT)

    def run_tool(self, main: str, *arguments: str) -> str:
        """Runs one of Kafka's own command-line classes and gives what it printed."""
        done = subprocess.run(self._java(main, *arguments), capture_output=True, text=True, timeout=60, check=False)
        if done.returncode:
            raise RuntimeError(f"{main}: {done.stdout}{done.stderr}")
        return done.stdout

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _format(self) -> None:
        controller = free_port()
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{controller}",
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{controller}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
            "controller.listener.names": "CONTROLLER",
            "log.dirs": str(self.folder / "data"),
            **SINGLE,
            **self._settings,
        }
        if "controller.quorum.voters" in settings:
            del settings["controller.quorum.bootstrap.servers"]
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "log4j2.properties").write_text(LOGGING)
        properties = self.folder / "server.properties"
        properties.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        arguments = ["format", "-t", self._cluster_id(), "-c", str(properties)]
        alone = [] if "controller.quorum.voters" in settings else ["--standalone"]
        self.run_tool("kafka.tools.StorageTool", *arguments, *alone)

    def _cluster_id(self) -> str:
        return _cluster()

    def _java(self, main: str, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return ["java", "-Xmx768m", "-Xms256m", "-XX:+UseSerialGC", logging, "-cp", self._class_path, main, *arguments]


class Cluster:
    """Three nodes, each broker and controller; every topic has three copies, of which two must have a record."""

    SIZE = 3

    def __init__(self, folder: Path) -> None:
        ports = {node: (free_port(), free_port()) for node in range(1, self.SIZE + 1)}
        voters = ",".join(f"{node}@127.0.0.1:{controller}" for node, (_, controller) in ports.items())
        cluster = _cluster()
        self.nodes = {
            node: _Node(folder / str(node), node, own, voters=voters, cluster=cluster) for node, own in ports.items()
        }
        self.bootstrap = ",".join(broker.bootstrap for broker in self.nodes.values())

    def start(self) -> "Cluster":
        """Starts all, and waits until each serves: alone none would."""
        for broker in self.nodes.values():
            broker.start(wait=False)
        for broker in self.nodes.values():
            broker.wait()
        return self

    def stop(self) -> None:
        """Stops all. A node that waits for the others to take its partitions over is killed in the end."""
        for broker in self.nodes.values():
            broker.kill()


class _Node(Broker):
    """One of a cluster."""

    def __init__(self, folder: Path, node: int, ports: tuple[int, int], *, voters: str, cluster: str) -> None:
        self._cluster = cluster
        port, controller = ports
        copies = {
            "offsets.topic.replication.factor": "3",
            "transaction.state.log.replication.factor": "3",
            "transaction.state.log.min.isr": "2",
            "default.replication.factor": "3",
            "min.insync.replicas": "2",
        }
        own = {
            "node.id": str(node),
            "controller.quorum.voters": voters,
            "listeners": f"PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}",
        }
        super().__init__(folder, own | copies, port=port)

    def _cluster_id(self) -> str:
        return self._cluster


def _cluster() -> str:
    """Gives an id as Kafka makes them: 16 random bytes in base64, none that looks like an option."""
    return base64.urlsafe_b64encode(b"T" + uuid.uuid4().bytes[1:]).decode().rstrip("=")


def main() -> None:
    """Runs a broker in the foreground."""
    parser = argparse.ArgumentParser(description="Runs a real Kafka broker until Ctrl-C.")
    parser.add_argument("--folder", type=Path, help="where its data goes; default: a temporary one, removed afterwards")
    chosen = parser.parse_args()
    lacking = missing()
    if lacking:
        sys.exit(f"a real broker needs {' and '.join(lacking)}")
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="tocsin-kafka-"))
    broker = Broker(folder).start()
    try:
        print(broker.bootstrap, flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        broker.stop()
        if chosen.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
