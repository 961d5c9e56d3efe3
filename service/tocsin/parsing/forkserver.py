"""Loaded once into the fork server, so that a new child starts warm; importing it is its whole use.

The fork server must outlive a SIGTERM to the whole group: its end is the end of its children, and the worker still
drains. It ends by itself when the worker's pipe closes.
"""

import signal

import tocsin.parsing.child
import tocsin.parsing.job  # noqa: F401 - it is here to be loaded

signal.signal(signal.SIGTERM, signal.SIG_IGN)
