"""A date as pages write it -> the moment it means: ISO 8601 and its kin, RFC 5322, epoch numbers, figures, words."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from importlib import import_module

from dateparser.data.languages_info import language_order

from tocsin.core.extraction import words
from tocsin.core.extraction.text import one_line
from tocsin.core.records.page import Precision

# A line that is longer says more than when.
LINE_MAX = 80
MONTHS = 12
_ISO = re.compile(
    r"(?P<day>(?P<y>\d{4})[-/.]?(?P<m>\d\d?)[-/.]?(?P<d>\d\d?))(?!\d)"
    r"(?:[T ,]+(?:- )?(?P<time>\d\d?:\d\d(?P<seconds>:\d\d(?:[.,]\d+)?)?)? ?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?\Z", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")
# 2019年6月24日 and its Korean form.
CJK_DATE = re.compile(r"(\d{4}) ?[年년] ?(\d\d?) ?[月월] ?(\d\d?) ?[日일]")
_FIGURES = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_ENGLISH = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LANGUAGES = frozenset(language_order)
# A page says its few dates many times.
_REMEMBERED = 512
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d)\s?([ap])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A date as it was written: `moment` is aware, in UTC; `day` is the day that stood there, in its own zone.

    `zoned` tells whether a zone was given; without one the figures are taken for UTC's.
    """

    moment: datetime
    precision: Precision
    day: str
    zoned: bool = True
    offset: timedelta = timedelta()

    def days(self) -> set[str]:
        """Gives the day in its own zone and in UTC."""
        return {self.day, _day_of(self.moment)}

    def shifted(self, offset: timedelta) -> "When":
        """Gives what a date without a zone means in one; a mere day means the same in every zone."""
        if self.zoned or self.precision == "day":
            return self
        return When(self.moment - offset, self.precision, self.day, zoned=True, offset=offset)


def read(text: str, language: str | None) -> When | None:
    """Reads a date; None when there is none or it could be two. `language` is the page's."""
    return _read(text[: LINE_MAX * 4], language)


@lru_cache(_REMEMBERED)
def _read(text: str, language: str | None) -> When | None:
    line = one_line(text)
    if not line:
        return None
    try:
        return _numbers(line, language) or _mail(line) or _words(line, language)
    except (ValueError, OverflowError):
        return None


def of_day(year: str, month: str, day: str) -> When | None:
    """Gives a day by its figures; None when there is no such day."""
    try:
        return _when(year, month, day, None, None)
    except ValueError:
        return None


def _numbers(line: str, language: str | None) -> When | None:
    if found := CJK_DATE.search(line):
        return _when(found[1], found[2], found[3], None, None)
    if found := _COMPACT.match(line):
        return _when(found[1], found[2], found[3], f"{found[4]}:{found[5]}:{found[6]}", found[7])
    if _EPOCH.match(line):
        moment = datetime.fromtimestamp(int(line[:10]), UTC)
        return When(moment, "second", _day_of(moment))
    if found := _ISO.match(line):
        return _when(found["y"], found["m"], found["d"], found["time"], found["zone"])
    found = words.YEAR_LAST.search(line)
    return _day_first(found, language) if found else None


def _day_first(found: re.Match[str], language: str | None) -> When | None:
    """Reads day, month, year in figures. With slashes English writes either first: what cannot be told is no date."""
    day, month = int(found["d"]), int(found["m"])
    if month > MONTHS:
        day, month = month, day
    elif found["s"] == "/" and language == "en" and day <= MONTHS and day != month:
        return None
    year = found["y"] if len(found["y"]) > 2 else f"20{found['y']}"  # noqa: PLR2004 - two figures
    clock = _clock(found.string, found.start("time")) if found["time"] else None
    return _when(year, str(month), str(day), clock, None)


def _clock(line: str, start: int) -> str | None:
    """Gives the clock that stands at or behind a place in a line; None without one.

    One of twelve hours is none: no zone stands with it, and the day is all that is sure.
    """
    found = _CLOCK.search(line, start)
    return f"{found[1]}:{found[2]}" if found and not found[3] else None


def _when(year: str, month: str, day: str, time: str | None, zone: str | None) -> When:
    """Builds a moment; midnight to the second in its own zone stands for the day, which keeps its local date."""
    date = datetime(int(year), int(month), int(day), tzinfo=UTC)
    parts = [int(part.partition(".")[0].partition(",")[0]) for part in time.split(":")] if time else []
    if not any(parts):
        return When(date, "day", _day_of(date), zoned=zone is not None)
    moment = date.replace(hour=parts[0], minute=parts[1], second=min(parts[2], 59) if len(parts) > 2 else 0)  # noqa: PLR2004 - seconds are the third
    offset = _offset(zone)
    precision: Precision = "second" if len(parts) > 2 else "minute"  # noqa: PLR2004 - the same
    return When(moment - offset, precision, _day_of(date), zoned=zone is not None, offset=offset)


def _offset(zone: str | None) -> timedelta:
    if not zone or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    found = timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return -found if zone[0] == "-" else found


def _mail(line: str) -> When | None:
    """Reads RFC 5322's form ("Fri, 04 Dec 2020 07:00:00 +0300")."""
    if "," not in line[:12] and ":" not in line:
        return None
    try:
        moment = parsedate_to_datetime(line)
    except (TypeError, ValueError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    zoned = moment.tzinfo is not None
    return When(aware.astimezone(UTC), "second", _day_of(moment), zoned=zoned, offset=aware.utcoffset() or timedelta())


def _words(line: str, language: str | None) -> When | None:
    """Reads a date with a month in words, in the page's language or English; day, month and year must all be there."""
    written = words.WORDED_DATE.search(line) if len(line) <= LINE_MAX * 2 else None
    if not written:
        return None
    figures = _FIGURES.findall(written[0])
    names = (name.casefold() for name in _LETTERS.findall(written[0]))
    known = _months(language if language in _LANGUAGES else "en")
    month = next((known[name] for name in names if name in known), None)
    if month is None:
        return None
    return _when(figures[-1], str(month), figures[0], _clock(line, written.end()), None)


@cache
def _months(language: str | None) -> dict[str, int]:
    """Gives the months by their names and abbreviations, in a language and in English, from dateparser's tables."""
    found: dict[str, int] = {}
    for tongue in (language, "en"):
        table = import_module(f"dateparser.data.date_translation_data.{tongue}").info
        for number, month in enumerate(_ENGLISH, 1):
            for name in (month, *table.get(month, ())):
                found.setdefault(name.casefold().rstrip("."), number)
    return found


def _day_of(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")
