"""What the pool's children are given to run in its tests: each does what its job's URL says."""

import os
import signal
import time
from pathlib import Path

from tocsin.core.outcomes import Rejected
from tocsin.core.records.page import ParseJob


def job(url: str, body: bytes = b"") -> ParseJob:
    return ParseJob(body=body, kind="html", url=url, content_type=None, submitted_ms=0)


def act(job: ParseJob) -> Rejected:
    match job.url:
        case "hang":
            if job.body:
                # A named pipe: it holds the child here until the test has read its pid.
                Path(job.body.decode()).write_text(str(os.getpid()))
            while True:
                pass
        case "exit":
            os._exit(3)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "memory":
            bytearray(64 * 1024**3)
        case "raise":
            raise ValueError("a page's own crash")
        case "import":
            import no_such_module_of_ours  # noqa: F401
        case "nice":
            return Rejected("nice", str(os.nice(0)))
        case "signals":
            return Rejected("signals", f"{signal.getsignal(signal.SIGINT)!r} {signal.getsignal(signal.SIGTERM)!r}")
        case "slow":
            time.sleep(0.6)
        case "pid":
            return Rejected("pid", str(os.getpid()))
    return Rejected("read", str(len(job.body)))
