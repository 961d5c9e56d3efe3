"""What a story is about, by where it says it: news stands in the title and the lead, and what comes in passing later.

A report puts its newest and gravest act first (the inverted pyramid). Where neither title nor lead tells of an act
that would wake anybody, the force that turns up further down ("the war, in which shells fell on the port") is what
the reader is reminded of, unless its own sentence says that it is of these days.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Final

from tocsin.core.records.signals import Signal
from tocsin.core.tagging import standing_down
from tocsin.core.tagging.model import Sentence
from tocsin.core.tagging.newly_told import is_newly_told
from tocsin.core.tagging.sieve import Gate

# The lead is the first paragraph; of one that goes on, and of texts without paragraphs, so many sentences.
SENTENCES_OF_LEAD: Final = 3
# A first paragraph that is shorter, or no sentence, is a dateline, a caption or a site's name; the lead comes after it.
_SHORT: Final = 100
# A threat that was made before, or that is made again and again.
_THREATENED_BEFORE: Final = re.compile(
    r"\b(?:has|have|had|repeatedly|earlier|previously|often|last (?:week|month|year)|in the past)\b", re.IGNORECASE
)
# "12.40 A soldier has stepped on a mine."
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d\d\b")
_TIMES_OF_LIVE: Final = 2
_RUNG_OF_ALERTS: Final = 3
_RUNG_OF_FORCE: Final = 5
_PREPARATION: Final = "ATTACK_PREPARATION"
# A lead that only fears force, asks about it or would do it, tells of none, nor does one that denies it or looks back;
# an answer that both sides await is news, though nobody has given it yet.
_TOLD: Final = frozenset(("actual", "ordered", "threatened"))
_AWAITED: Final = frozenset(("RETALIATION", "THREAT_FORCE", "ATTACK_PREPARATION"))

_DAY: Final = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_THESE_DAYS: Final = re.compile(
    rf"\b(?:on {_DAY}|{_DAY} (?:morning|evening|night|afternoon)|today|yesterday|tonight|overnight|last night|at dawn"
    r"|this (?:morning|afternoon|evening)|before dawn|in the early hours|hours (?:earlier|ago)|(?:at|over) the weekend"
    r")\b",
    re.IGNORECASE,
)
_GATE_THESE_DAYS: Final = Gate(_THESE_DAYS.pattern)


def end_of(sentences: Sequence[Sentence]) -> int:
    """Gives the code point at which the text's lead ends."""
    paragraphs = (list(paragraph) for _, paragraph in groupby(sentences, key=attrgetter("paragraph")))
    opening = next(filter(_is_prose, paragraphs), list(sentences))
    return max((sentence.end for sentence in opening[:SENTENCES_OF_LEAD]), default=0)


def _is_prose(paragraph: Sequence[Sentence]) -> bool:
    long = paragraph[-1].end - paragraph[0].start >= _SHORT
    return long and paragraph[-1].text.endswith((".", "!", "?", '."', ".\u201d", ".'", ".\u2019"))


def settled(signals: Iterable[Signal], sentences: Sequence[Sentence], title: str | None = None) -> list[Signal]:
    """Gives the signals, with what is told in passing, or retold because it has stopped, put back to the background."""
    found = list(signals)
    if standing_down.is_told(title, sentences):
        found = [_put_back(signal) if _is_retold(signal, sentences) else signal for signal in found]
    end = end_of(sentences)
    if any(_leads(signal, end) for signal in found) or _is_live(sentences):
        return found
    return [_put_back(signal) if _in_passing(signal, end, sentences) else signal for signal in found]


def _is_live(sentences: Sequence[Sentence]) -> bool:
    """Whether the text is told by the clock: each paragraph of a live page is as new as the first."""
    opened = [sentence.text for sentence in sentences if sentence.text[0].isdigit()]
    return sum(_CLOCK.match(text) is not None for text in opened) >= _TIMES_OF_LIVE


def _alerting(signal: Signal) -> bool:
    return signal.polarity == "escalatory" and signal.rung >= _RUNG_OF_ALERTS and signal.freshness != "background"


def _leads(signal: Signal, end: int) -> bool:
    placed = signal.evidence.field == "title" or signal.evidence.start < end
    if not placed or not _alerting(signal):
        return False
    return signal.status in _TOLD or (signal.status == "possible" and signal.type in _AWAITED)


def _is_retold(signal: Signal, sentences: Sequence[Sentence]) -> bool:
    """Whether force is told as what somebody did before he stopped."""
    force = signal.rung >= _RUNG_OF_FORCE or signal.type == _PREPARATION
    if not force or not _alerting(signal) or signal.status != "actual":
        return False
    if signal.evidence.field == "title" or signal.act_at is not None:
        return False
    return standing_down.retells(sentences[_number(signal, sentences)].text)


def _number(signal: Signal, sentences: Sequence[Sentence]) -> int:
    return bisect_right(sentences, signal.evidence.start, key=attrgetter("start")) - 1


def _in_passing(signal: Signal, end: int, sentences: Sequence[Sentence]) -> bool:
    if not _alerting(signal) or signal.evidence.field == "title" or signal.evidence.start < end:
        return False
    number = _number(signal, sentences)
    text = sentences[number].text
    if signal.status == "threatened" and _THREATENED_BEFORE.search(text) is None:
        # Who threatens does so in the very words that are reported, wherever they stand.
        return False
    if signal.freshness == "recent":
        # Of last week: whoever tells it now, as the news, leads with it.
        return True
    if signal.act_at is not None:
        # "Monday's attacks" are known already, what was done "on Monday" is told now.
        return f"{signal.act_at.words}'s " in text.replace("\u2019", "'")
    if is_newly_told(sentences, number, signal.evidence.end):
        return False
    return not _GATE_THESE_DAYS.opens(text) or _THESE_DAYS.search(text) is None


def _put_back(signal: Signal) -> Signal:
    status = "historical" if signal.status == "actual" else signal.status
    return replace(signal, freshness="background", status=status)
