"""A worker that ends while a page hangs in its pool: started by the test with (how it ends, a named pipe)."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from pool_jobs import act, job

from tocsin.parsing.pool import Pool


async def main(ending: str, told: Path) -> None:
    pool = Pool(workers=1, deadline_s=600, run=act)
    await pool.start()
    hanging = asyncio.create_task(pool.parse(job("hang", str(told).encode())))
    print(await asyncio.to_thread(told.read_text), flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    match ending:
        case "SIGKILL":
            os.kill(os.getpid(), signal.SIGKILL)
        case "SIGTERM":
            os.kill(os.getpid(), signal.SIGTERM)
        case "_exit":
            os._exit(0)
        case "exit":
            sys.exit(0)
        case "close":
            await pool.close()
    await asyncio.wait({hanging})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
