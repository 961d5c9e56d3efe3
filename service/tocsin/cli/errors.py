"""Exit codes, and the one line that a user gets for each error that a user can make."""

import sys
from dataclasses import dataclass
from enum import IntEnum


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


# Not frozen: context managers set the traceback of what passes through them.
@dataclass(eq=False)
class Failed(Exception):  # noqa: N818 - an ending, carried to the edge
    """A command ends with this code and this line."""

    code: ExitCode
    line: str


# By name, so that no command imports what another one fails with.
_CODES = {
    "tocsin.settings.BadSetting": ExitCode.SETTING,
    "tocsin.kafka.errors.BadAccess": ExitCode.SETTING,
    "tocsin.probes.AddressTaken": ExitCode.SETTING,
    "tocsin.kafka.errors.BrokerAway": ExitCode.AWAY,
    "tocsin.kafka.errors.BrokerRefused": ExitCode.REFUSED,
    "tocsin.kafka.errors.UnknownTopic": ExitCode.TOPIC,
    "tocsin.kafka.errors.Unconfirmed": ExitCode.UNCONFIRMED,
    "tocsin.ports.StoreUnavailable": ExitCode.STORE,
}


def explained(error: BaseException) -> Failed | None:
    """Gives code and line for an error that a user can make, None for a defect of ours."""
    if isinstance(error, Failed):
        return error
    code = _CODES.get(f"{type(error).__module__}.{type(error).__qualname__}")
    if code is not None:
        return Failed(code, str(error))
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
