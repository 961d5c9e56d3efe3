"""Loaded into the fork server: one page is read there, so that every child starts with the tables and models in it.

The first page of a process costs 0.7 s of processor time, every later one 0.005. A child that is started after a
hostile page would take that from its first good page's deadline; forked from a warm server it has paid already.
"""

from tocsin.core.records.page import ParseJob
from tocsin.parsing.job import run

_TEXT = "On Tuesday the defence ministry said that two drones had been shot down over the strait before dawn. " * 12
_PAGE = f'<html lang="en"><body><h1>Two drones shot down</h1><p>4 May 2021</p><p>{_TEXT}</p></body></html>'

run(
    ParseJob(
        body=_PAGE.encode(),
        kind="html",
        url="https://example.org/warm",
        content_type="text/html",
        submitted_ms=1_700_000_000_000,
    )
)
