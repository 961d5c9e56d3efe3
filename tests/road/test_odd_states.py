"""What a person can get wrong before a worker runs: one line that names it, a code of its own, no traceback."""

import socket
import subprocess
from collections.abc import Iterator

import outside
import pytest
from outside import TOCSIN, clean

pytestmark = pytest.mark.timeout(120)
# name -> (what is set, exit code, words of the line); {folder} and {port} are the test's own.
STARTS: dict[str, tuple[dict[str, str], int, tuple[str, ...]]] = {
    "a port in use": ({"TOCSIN_HTTP": "127.0.0.1:{port}"}, 4, ("TOCSIN_HTTP", "cannot be listened on")),
    "no database": ({"TOCSIN_STATE": "sqlite:///{folder}/corrupt"}, 10, ("corrupt", "check TOCSIN_STATE")),
    "no folder": ({"TOCSIN_STATE": "sqlite:////proc/none/state"}, 10, ("/proc/none", "check TOCSIN_STATE")),
    "a store that is not built in": (
        {"TOCSIN_STATE": "redis://u:hunter2@127.0.0.1:9/0"},
        4,
        ("TOCSIN_STATE", "sqlite:///FILE"),
    ),
    "no place for archives": ({"TOCSIN_WARC": "/proc/none"}, 4, ("TOCSIN_WARC", "or none")),
    "a misspelt setting": ({"TOCSIN_FETCH_ALOW": "x"}, 4, ("did you mean TOCSIN_FETCH_ALLOW?",)),
    "no broker": ({"TOCSIN_KAFKA_BOOTSTRAP": "127.0.0.1:9"}, 6, ("no broker listens there",)),
    "encryption where there is none": (
        {"TOCSIN_KAFKA_SASL": "PLAIN", "TOCSIN_KAFKA_USERNAME": "u", "TOCSIN_KAFKA_PASSWORD": "hunter2"},
        7,
        ("TOCSIN_KAFKA_PLAINTEXT",),
    ),
}


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """All of them begin at once."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "corrupt").write_bytes(b"this is no database" * 1_000)
    with outside.broker(folder) as bootstrap, socket.create_server(("127.0.0.1", 0)) as taken:
        found = {}
        for name, (given, _, _) in STARTS.items():
            usual = {
                "TOCSIN_KAFKA_BOOTSTRAP": bootstrap,
                "TOCSIN_HTTP": "off",
                "TOCSIN_STATE": f"sqlite:///{folder}/{name}",
                "TOCSIN_PARSE_WORKERS": "1",
            }
            own = {key: text.format(folder=folder, port=taken.getsockname()[1]) for key, text in given.items()}
            found[name] = subprocess.Popen(
                [*TOCSIN, "worker"],
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=clean(**usual | own),
                cwd=folder,
            )
        yield found
        for process in found.values():
            process.kill()
            process.communicate()


@pytest.mark.parametrize("name", STARTS)
def test_a_worker_that_cannot_start_says_why_in_a_line(started: dict[str, subprocess.Popen[bytes]], name: str) -> None:
    _, code, words = STARTS[name]
    out, err = started[name].communicate(timeout=60)
    line = err.decode()
    assert started[name].returncode == code, line
    assert out == b""
    assert all(word in line for word in words), line
    assert len(line.splitlines()) == 1, line
    assert "hunter2" not in line
