"""Articles -> threads of events -> alerts, by actors, class, place and time; never by likeness of text.

    thread    an unordered pair of adversaries and a family of acts, while reports come less than 72 h apart
    event     a place and a day of a thread
    alert     what a person who knows the thread would want to be told now: seven kinds (`kinds.py`)

Headlines of one event share .12 to .50 of their words, so no threshold tells two events apart. Everything hangs on
event time and on the order of the stream: the same articles in the same order give the same alerts, byte for byte.
"""

from tocsin.core.events.book import Book
from tocsin.core.events.decide import decide
from tocsin.core.events.state import Decision, ThreadState

__all__ = ["Book", "Decision", "ThreadState", "decide"]
