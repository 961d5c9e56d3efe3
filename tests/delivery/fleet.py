"""Workers as a supervisor keeps them: real processes, started again whenever they end by themselves or are killed."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

RESTART_S = 0.1  # what systemd waits by default (RestartSec)


class Fleet:
    """Keeps `size` workers running. Slots are stable, so that a static member keeps its name through a restart."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path, size: int = 2) -> None:
        self.codes: list[int] = []
        self.sent: list[tuple[float, signal.Signals]] = []  # when, by the wall clock, and what
        self._command = list(command)
        self._environment = dict(environment)
        self._folder = folder
        self._workers: dict[int, subprocess.Popen[bytes]] = {}
        self._wanted: set[int] = set()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        for slot in range(size):
            self.add(slot)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def add(self, slot: int) -> None:
        """Starts a worker that is kept running."""
        with self._lock:
            self._wanted.add(slot)
            self._workers[slot] = self._spawn(slot)

    def remove(self, slot: int, patience_s: float = 60) -> int:
        """Ends a worker for good with SIGTERM, and gives its exit code."""
        with self._lock:
            self._wanted.discard(slot)
            worker = self._workers.pop(slot)
        worker.send_signal(signal.SIGTERM)
        code = self._ended(worker, patience_s)
        self.codes.append(code)
        return code

    def send(self, slot: int, number: signal.Signals) -> int:
        """Sends a signal to a worker, and gives its process id."""
        with self._lock:
            worker = self._workers[slot]
            self.sent.append((time.time(), number))
            with contextlib.suppress(ProcessLookupError):
                worker.send_signal(number)
            return worker.pid

    def pids(self) -> list[int]:
        with self._lock:
            return [worker.pid for worker in self._workers.values() if worker.poll() is None]

    def close(self, patience_s: float = 60) -> list[int]:
        """Drains all workers and gives their exit codes; what does not end is killed."""
        self._closed.set()
        self._keeper.join()
        with self._lock:
            workers = list(self._workers.values())
        for worker in workers:
            with contextlib.suppress(ProcessLookupError):
                worker.send_signal(signal.SIGTERM)
        return [self._ended(worker, patience_s) for worker in workers]

    def log(self) -> str:
        """Gives what all workers wrote."""
        return "".join(path.read_text(errors="replace") for path in sorted(self._folder.glob("worker-*.log")))

    def _spawn(self, slot: int) -> "subprocess.Popen[bytes]":
        with (self._folder / f"worker-{slot}.log").open("ab") as log:
            own = {name: value.replace("{slot}", str(slot)) for name, value in self._environment.items()}
            environment = {**os.environ, **own}
            return subprocess.Popen(
                self._command, env=environment, stdout=log, stderr=log, cwd=self._folder, start_new_session=True
            )

    def _keep(self) -> None:
        while not self._closed.wait(0.1):
            with self._lock:
                gone = [slot for slot in self._wanted if self._workers[slot].poll() is not None]
                for slot in gone:
                    self.codes.append(self._workers[slot].returncode)
            if gone:
                time.sleep(RESTART_S)
            with self._lock:
                for slot in gone:
                    if slot in self._wanted:
                        self._workers[slot] = self._spawn(slot)

    @staticmethod
    def _ended(worker: "subprocess.Popen[bytes]", patience_s: float) -> int:
        try:
            return worker.wait(timeout=patience_s)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()
            return -9
