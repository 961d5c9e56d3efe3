"""The killable pool: bytes in, (extracted, tagged, fingerprint) out, and nothing that a page does reaches the worker.

    async with Pool(workers=4, deadline_s=10.0) as pool:    # or pool.start() and pool.close(), both awaited
        answer = await pool.parse(job)                      # Parsed | Rejected | Dead

    pool.parse(ParseJob(body=page, kind="html", url="https://example.org/a", content_type="text/html",
                        submitted_ms=1_700_000_000_000))

`pool.py` watches and kills, `child.py` is what a child does to itself before its first page, `job.py` is the one
function that runs in it, and `warmth.py` has the fork server read a first page. `start()` takes a second or two (every
child is forked warm); without it the first `parse` does so. `workers=0` is one a core.
"""
