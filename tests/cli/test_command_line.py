import subprocess
import sys
from importlib import import_module

import pytest

from tocsin.cli import errors
from tocsin.cli.app import COMMANDS
from tocsin.cli.errors import MEANING, ExitCode, markdown

NAMES = [command.name for command in COMMANDS]


def test_help_lists_every_command_and_imports_none_of_what_they_need():
    asked = (
        "import sys; from tocsin.cli.app import run; run(['--help']);"
        "heavy = {'aiokafka', 'confluent_kafka', 'faust', 'trafilatura', 'httpx', 'tocsin.cli.submit'};"
        "print('LOADED', sorted(heavy & set(sys.modules)))"
    )
    written = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert all(name in written for name in NAMES)
    assert "LOADED []" in written


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_and_its_exit_codes(tocsin, name):
    code, out, _ = tocsin(name, "--help")
    assert code == ExitCode.OK
    # A group of commands names the codes at each of them.
    assert "Exit codes:" in out or "COMMAND" in out


def test_a_misspelt_command_is_answered_with_the_right_one(tocsin):
    code, _, err = tocsin("setings")
    assert code == ExitCode.USAGE
    assert "settings" in err


def test_no_command_at_all_shows_the_commands(tocsin):
    _, out, err = tocsin()
    assert "settings" in out + err


@pytest.mark.parametrize(
    ("environment", "expected", "words"),
    [
        ({"TOCSIN_KAFKA_BOOTSTRAP": "127.0.0.1:1"}, ExitCode.AWAY, "no broker listens there"),
        ({"TOCSIN_KAFKA_BOOTSTRAP": "no-such-host.invalid:9092"}, ExitCode.AWAY, "no such host"),
        ({"TOCSIN_KAFKA_BOOTSTRAP": "kafka://x:9092"}, ExitCode.SETTING, "HOST:PORT"),
        ({"TOCSIN_KAFKA_BOOTSTRP": "x"}, ExitCode.SETTING, "did you mean TOCSIN_KAFKA_BOOTSTRAP?"),
        ({"TOCSIN_KAFKA_SASL": "KERBEROS"}, ExitCode.SETTING, "OAUTHBEARER"),
        ({"TOCSIN_KAFKA_SASL": "PLAIN"}, ExitCode.SETTING, "TOCSIN_KAFKA_USERNAME"),
        ({"TOCSIN_KAFKA_CA": "/no/such/file.pem"}, ExitCode.SETTING, "readable PEM"),
        ({"TOCSIN_KAFKA_KEY": "key.pem"}, ExitCode.SETTING, "TOCSIN_KAFKA_CERTIFICATE"),
        ({"TOCSIN_TOPICS": "dead.partition=3"}, ExitCode.SETTING, "fields: name, partitions"),
        ({"TOCSIN_TOPICS": "signals.partitions=3"}, ExitCode.SETTING, "one partition"),
    ],
)
def test_a_user_error_is_one_line_that_says_what_to_do(tocsin, environment, expected, words):
    code, out, err = tocsin("tail", "outcomes", **environment)
    assert code == expected
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_every_error_with_a_code_is_one_that_there_is():
    for name in errors._CODES:
        module, _, kind = name.rpartition(".")
        assert issubclass(getattr(import_module(module), kind), Exception)


def test_a_defect_shows_its_traceback_and_has_a_code_of_its_own(tocsin, monkeypatch):
    def broken(_environment):
        raise RuntimeError("a defect")

    monkeypatch.setattr("tocsin.settings.Settings.read", broken)
    code, _, err = tocsin("tail")
    assert code == ExitCode.DEFECT
    assert "Traceback" in err
    assert "a defect" in err


def test_every_exit_code_has_its_meaning_in_the_table():
    assert set(MEANING) == set(ExitCode)
    assert all(f"| {code.value} | {MEANING[code]} |" in markdown() for code in ExitCode)
    assert not any(70 <= code <= 79 for code in ExitCode)


def test_a_reader_that_has_had_enough_ends_the_command_quietly():
    asked = f"{sys.executable} -m tocsin settings | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""
