"""The shim `faults.c`, compiled where it is needed: a wall clock that steps, and a disk that is full, for workers alone."""

import hashlib
import shutil
import struct
import subprocess
from pathlib import Path

from kafka_broker import CACHE

SOURCE = Path(__file__).parent / "faults.c"
COMPILERS = ("cc", "gcc", "clang")


def missing() -> str | None:
    """Says in a line why the shim cannot be made here, or nothing."""
    if any(shutil.which(name) for name in COMPILERS):
        return None
    return f"no C compiler ({', '.join(COMPILERS)}): a stepped clock and a full disk cannot be tried"


def library() -> Path:
    """Gives the compiled shim, made once for each state of its source."""
    made = CACHE / f"faults-{hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]}.so"
    if not made.exists():
        CACHE.mkdir(exist_ok=True)
        compiler = next(name for name in COMPILERS if shutil.which(name))
        fresh = made.with_suffix(".fresh")
        command = [compiler, "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", str(fresh), str(SOURCE), "-ldl"]
        subprocess.run(command, check=True, timeout=60)
        fresh.replace(made)
    return made


class Faults:
    """What the shim is told in one run."""

    def __init__(self, folder: Path, full: str) -> None:
        """`full` is the part of a path that writes are refused to."""
        self._file = folder / "faults"
        self._file.write_bytes(struct.pack("=qq", 0, 0))
        self._step_s, self._full = 0, False
        self.environment = {"LD_PRELOAD": str(library()), "ROAD_FAULTS": str(self._file), "ROAD_FULL": full}

    def step(self, seconds: int) -> None:
        """Sets the workers' wall clock this far from the true one."""
        self._step_s = seconds
        self._tell()

    def fill(self) -> None:
        """Fills the disk under the store."""
        self._full = True
        self._tell()

    def make_room(self) -> None:
        """There is room again."""
        self._full = False
        self._tell()

    def _tell(self) -> None:
        with self._file.open("r+b") as file:
            file.write(struct.pack("=qq", self._step_s, self._full))
