"""Exit codes, and the one line that a user gets for each error that a user can make."""

import sys
from dataclasses import dataclass
from enum import IntEnum

from tocsin.kafka.errors import BadAccess, BrokerAway, BrokerRefused, Unconfirmed, UnknownTopic
from tocsin.settings import BadSetting


class ExitCode(IntEnum):
    """How a command ends. 70 to 79 belong to `tocsin worker`."""

    OK = 0
    STRICT = 1
    USAGE = 2
    DRIFT = 3
    SETTING = 4
    FILE = 5
    AWAY = 6
    REFUSED = 7
    TOPIC = 8
    DEFECT = 9
    STORE = 10
    UNCONFIRMED = 11
    NOT_FOUND = 12
    UNFINISHED = 13
    INTERRUPTED = 130


MEANING = {
    ExitCode.OK: "done",
    ExitCode.STRICT: "with --strict: at least one record did not come out",
    ExitCode.USAGE: "the command was written in a way it does not know; --help shows how",
    ExitCode.DRIFT: "the topics are not as they should be",
    ExitCode.SETTING: "a setting is unknown or cannot be used",
    ExitCode.FILE: "a file or standard input cannot be read, or a place cannot be written",
    ExitCode.AWAY: "no broker answers",
    ExitCode.REFUSED: "the broker refuses: encryption, credentials or rights",
    ExitCode.TOPIC: "the broker has no such topic",
    ExitCode.DEFECT: "a defect of ours, with its traceback",
    ExitCode.STORE: "the state store cannot be reached",
    ExitCode.UNCONFIRMED: "the broker did not confirm what was sent",
    ExitCode.NOT_FOUND: "nothing was found that fits",
    ExitCode.UNFINISHED: "something that was waited for did not end in time",
    ExitCode.INTERRUPTED: "interrupted from the keyboard",
}
# Every command can end so.
EVERYWHERE = (ExitCode.OK, ExitCode.USAGE, ExitCode.SETTING, ExitCode.DEFECT, ExitCode.INTERRUPTED)
# Every command that speaks to Kafka can end so beside.
WITH_BROKER = (ExitCode.AWAY, ExitCode.REFUSED)


@dataclass(frozen=True, slots=True)
class Failed(Exception):  # noqa: N818 - an ending, carried to the edge
    """A command ends with this code and this line."""

    code: ExitCode
    line: str


_CODES: dict[type[BaseException], ExitCode] = {
    BadSetting: ExitCode.SETTING,
    BadAccess: ExitCode.SETTING,
    BrokerAway: ExitCode.AWAY,
    BrokerRefused: ExitCode.REFUSED,
    UnknownTopic: ExitCode.TOPIC,
    Unconfirmed: ExitCode.UNCONFIRMED,
}


def explained(error: BaseException) -> Failed | None:
    """Gives code and line for an error that a user can make, None for a defect of ours."""
    if isinstance(error, Failed):
        return error
    if type(error) in _CODES:
        return Failed(_CODES[type(error)], str(error))
    # Files are the only other thing of the outside that commands touch by themselves.
    if isinstance(error, OSError) and error.filename is not None:
        return Failed(ExitCode.FILE, f"{error.filename}: {error.strerror or type(error).__name__}")
    return None


def say(failed: Failed) -> None:
    """Writes the line to standard error."""
    sys.stderr.write(f"tocsin: {failed.line}\n")


def epilog(*codes: ExitCode) -> str:
    """Gives the exit codes of one command for its `--help`."""
    listed = sorted({*EVERYWHERE, *codes})
    return "Exit codes: " + "; ".join(f"{code.value} {MEANING[code]}" for code in listed) + "."


def markdown() -> str:
    """Gives the table of exit codes for the README."""
    rows = "\n".join(f"| {code.value} | {MEANING[code]} |" for code in ExitCode)
    return f"| code | meaning |\n|---|---|\n{rows}\n| 70-79 | `tocsin worker` ended itself; its `--help` says why |\n"
