"""A date cue, and how near a day is."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from msgspec import Struct

Precision = Literal["day", "month", "year"]
Nearness = Literal["present", "near", "past", "future"]

# The limits of "new" and "recent": to two days before the article's own day, and to less than a week.
NEW_DAYS: Final = 2
RECENT_DAYS: Final = 6


class DateCue(Struct, frozen=True, kw_only=True):
    """Words that date an act, in the sentence's code points.

    `latest` is the day (or the first day of the month or year) that they name, None where they name none;
    `precision` says how exactly. `lasting` words ("for months", "in recent weeks") tell a span up to the present.
    """

    start: int
    end: int
    words: str
    nearness: Nearness
    latest: date | None = None
    precision: Precision | None = None
    lasting: bool = False


def nearness_of(latest: date, today: date) -> Nearness:
    """Gives how near a day is to the article's own."""
    days = (today - latest).days
    if days < -1:
        return "future"
    if days <= NEW_DAYS:
        return "present"
    return "near" if days <= RECENT_DAYS else "past"


def before_when(text: str, at: int, cues: Iterable[DateCue]) -> DateCue | None:
    """Gives the date right before the clause at `at`, if that opens with "when": "the first since May, when it fell"."""
    if not text.startswith("when ", at):
        return None
    return next((cue for cue in cues if cue.end < at and not text[cue.end : at].strip(" ,")), None)
