import os

import pytest

from tocsin.cli.app import run
from tocsin.demo.broker import embedded_broker


@pytest.fixture(scope="session")
def embedded():
    with embedded_broker() as broker:
        yield broker.bootstrap


@pytest.fixture
def tocsin(capsys, monkeypatch):
    """Runs a command line in an environment of its own; gives (exit code, standard output, standard error)."""

    def command(*arguments, **environment):
        for name in [name for name in os.environ if name.startswith("TOCSIN_")]:
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        code = run(arguments)
        written = capsys.readouterr()
        return int(code), written.out, written.err

    return command
