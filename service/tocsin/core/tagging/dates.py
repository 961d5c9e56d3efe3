"""The words that say when: found in a sentence, resolved against the day the article came out.

A cue is found by one pattern per kind. Every pattern is a fixed sequence of short alternatives without nested
repeats, so a hostile text costs time in proportion to its length.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]
Nearness = Literal["present", "near", "past", "future"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "several": 4, "few": 3, "couple": 2, "many": 6, "some": 4,
}  # fmt: skip
# The limits of "new" and "recent": two days and seven before the article's own day.
NEW_DAYS = 2
RECENT_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class DateCue:
    """Words that date an act, in the sentence's code points: the latest day they allow, and how exactly they say it.

    `latest` is None for what lies ahead or cannot be dated; `precision` is None where the words name no calendar date.
    """

    start: int
    end: int
    words: str
    nearness: Nearness
    latest: date | None = None
    precision: Precision | None = None


def find(text: str, today: date, *, late: bool = False) -> tuple[DateCue, ...]:
    """Gives the sentence's date cues in order, the longest where two overlap.

    `late`: the article came out so late in its UTC day that further east the next day had begun.
    """
    if not _GATE.search(text):
        return ()
    found = sorted(_all(text, today, late), key=lambda cue: (cue.start, -cue.end))
    kept: list[DateCue] = []
    for cue in found:
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return tuple(kept)


def _all(text: str, today: date, late: bool) -> Iterator[DateCue]:  # noqa: FBT001 - passed on from find by position
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            cue = read(match, today, late)
            if cue:
                yield cue


def nearness_of(latest: date, today: date) -> Nearness:
    """Gives how near a day is to the article's own: two days are the present, seven are near."""
    days = (today - latest).days
    if days < -1:
        return "future"
    if days <= NEW_DAYS:
        return "present"
    return "near" if days <= RECENT_DAYS else "past"


def _cue(
    match: re.Match[str], nearness: Nearness, latest: date | None = None, precision: Precision | None = None
) -> DateCue:
    return DateCue(
        start=match.start(), end=match.end(), words=match.group(), nearness=nearness, latest=latest, precision=precision
    )


def _dated(match: re.Match[str], today: date, latest: date, precision: Precision = "day") -> DateCue:
    return _cue(match, nearness_of(latest, today), latest, precision)


def _present(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _dated(match, today, today)


def _now(match: re.Match[str], _today: date, _late: bool) -> DateCue:
    return _cue(match, "present")


def _yesterday(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _dated(match, today, today - timedelta(days=1))


def _ahead(match: re.Match[str], _today: date, _late: bool) -> DateCue:
    return _cue(match, "future")


def _near(match: re.Match[str], _today: date, _late: bool) -> DateCue:
    return _cue(match, "near")


def _past(match: re.Match[str], _today: date, _late: bool) -> DateCue:
    return _cue(match, "past")


def _weekday(match: re.Match[str], today: date, late: bool) -> DateCue:
    which = WEEKDAYS.index(match["day"].lower())
    back = (today.weekday() - which) % 7
    before = (match["which"] or "").lower()
    if before in {"next", "coming", "this coming"}:
        return _cue(match, "future")
    if before in {"last", "previous"} and back == 0:
        back = 7
    if late and back == 6 and not before:  # noqa: PLR2004 - six days back is tomorrow's name
        back = -1
    return _dated(match, today, today - timedelta(days=back))


def _ago(match: re.Match[str], today: date, _late: bool) -> DateCue:
    count = _number(match["count"])
    unit = match["unit"].lower().rstrip("s")
    if unit in {"minute", "hour", "moment"}:
        return _cue(match, "present")
    if unit == "day":
        return _dated(match, today, today - timedelta(days=count))
    if unit == "week":
        return _dated(match, today, today - timedelta(days=7 * count + (count > 1)), "day" if count == 1 else "month")
    if unit == "month":
        return _cue(match, "past", _months_back(today, count), "month")
    years = count * (10 if unit == "decade" else 100 if unit == "century" or unit == "centurie" else 1)
    if years >= today.year:
        return _cue(match, "past")
    return _cue(match, "past", date(today.year - years, 1, 1), "year")


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    return next((_NUMBERS[word] for word in reversed(words.lower().split()) if word in _NUMBERS), 3)


def _months_back(today: date, count: int) -> date:
    months = max(today.year * 12 + today.month - 1 - count, 12)
    return date(months // 12, months % 12 + 1, 1)


def _month_and_day(match: re.Match[str], today: date, _late: bool) -> DateCue | None:
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    day, year = int(match["day"]), match["year"]
    latest = _day(int(year), month, day) if year else _latest_before(today, month, day)
    return _dated(match, today, latest) if latest else None


def _latest_before(today: date, month: int, day: int) -> date | None:
    for year in (today.year, today.year - 1, today.year - 2, today.year - 3, today.year - 4):
        found = _day(year, month, day)
        if found and (found - today).days <= 1:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: re.Match[str], today: date, _late: bool) -> DateCue | None:
    latest = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _dated(match, today, latest) if latest else None


def _month(match: re.Match[str], today: date, _late: bool) -> DateCue | None:
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    if (match["before"] or "").lower().startswith("next"):
        return _cue(match, "future")
    if match["year"]:
        year = int(match["year"])
    else:
        year = today.year if month <= today.month else today.year - 1
        if month == today.month and (match["before"] or "").lower().startswith("last"):
            year -= 1
    if not 1 <= year <= today.year + 1:
        return None
    first = date(year, month, 1)
    if (first.year, first.month) == (today.year, today.month):
        return _cue(match, "near" if today.day <= RECENT_DAYS else "past", first, "month")
    if first > today:
        return _cue(match, "future")
    end = _months_back(first, -1) - timedelta(days=1)
    late_in = re.search(r"\b(?:late|end of)\b", match.group(), re.IGNORECASE)
    near = late_in and (today - end).days <= RECENT_DAYS
    return _cue(match, "near" if near else "past", first, "month")


def _year(match: re.Match[str], today: date, _late: bool) -> DateCue | None:
    year = int(match["year"])
    if year > today.year:
        return _cue(match, "future")
    return _cue(match, "past", date(year, 1, 1), "year") if year else None


def _this_month(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _cue(match, "near" if today.day <= RECENT_DAYS else "past", today.replace(day=1), "month")


def _last_month(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _cue(match, "past", _months_back(today, 1), "month")


def _this_year(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _cue(match, "past", today.replace(month=1, day=1), "year")


def _last_year(match: re.Match[str], today: date, _late: bool) -> DateCue:
    return _cue(match, "past", date(max(today.year - 1, 1), 1, 1), "year")


_WEEKDAY = "(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_MONTH = (
    "(?P<month>Jan(?:uary|\\.)?|Feb(?:ruary|\\.)?|Mar(?:ch|\\.)?|Apr(?:il|\\.)?|May|June?|July?|Aug(?:ust|\\.)?"
    "|Sept?(?:ember|\\.)?|Oct(?:ober|\\.)?|Nov(?:ember|\\.)?|Dec(?:ember|\\.)?)"
)
_COUNT = r"(?P<count>\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|some|many|a few|a couple of|a couple|a dozen|more than a|over a|nearly a|almost a|about a|few)"
_DAY_NUMBER = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_PART = "(?:early|late|mid|the (?:start|beginning|end|middle) of)"

_Reader = Callable[[re.Match[str], date, bool], DateCue | None]
_READERS: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern, flags), read)
    for pattern, flags, read in (
        (r"\b(?:earlier |later )?(?:today|tonight)\b|\b(?:early |late |earlier )?this (?:morning|afternoon|evening)\b", re.I, _present),
        (r"\b(?:in|during|over) the (?:past|last) (?:few |several |\d{1,2} |24 )?(?:hours|minutes)\b|\bovernight\b|\b(?:earlier|later) in the day\b", re.I, _now),
        (r"\b(?:now|currently|at present|at the moment|right now|presently)\b", re.I, _now),
        (r"\b(?:yesterday|last night|the day before|a day earlier|a day ago|the previous (?:day|night|evening))\b", re.I, _yesterday),
        (r"\b(?:tomorrow|next (?:week|month|year)|in the coming (?:hours|days|weeks|months)|in the near future|later this (?:week|month|year))\b", re.I, _ahead),
        (r"\b(?:(?P<which>last|next|this coming|coming|previous|past|this) )?" + _WEEKDAY + r"s?\b", re.I, _weekday),
        (r"\b" + _COUNT + r" (?P<unit>moment|minute|hour|day|week|month|year|decade|centur(?:y|ie))s? (?:ago|earlier|before|previously|on)\b", re.I, _ago),
        (r"\b(?:in recent (?:days|hours)|(?:in|over|during) the (?:past|last) (?:few |several |two |three |four |five |six |seven |\d )?(?:days|week)|(?:earlier |later )?this week|recently|in the past week|the other day|days ago|days earlier|lately)\b", re.I, _near),
        (r"\bin recent (?:weeks|months|years|decades)\b|\b(?:for|over|during|in) (?:the (?:past|last) )?(?:\w+ )?(?:weeks|months|years|decades|centuries)\b|\b(?:weeks|months|years|decades|centuries) (?:ago|earlier|before)\b", re.I, _past),
        (r"\b(?:the )?(?:last|previous) (?:week|weekend)\b", re.I, _past),
        (r"\b(?:earlier )?this month\b|\bearlier in the month\b", re.I, _this_month),
        (r"\b(?:late |early )?last month\b", re.I, _last_month),
        (r"\b(?:earlier this year|(?:at )?the (?:beginning|start) of (?:the|this) year|early this year|this year|earlier in the year)\b", re.I, _this_year),
        (r"\b(?:late |early )?last (?:year|spring|summer|autumn|fall|winter)\b|\blast (?:decade|century)\b", re.I, _last_year),
        (r"\b" + _MONTH + " " + _DAY_NUMBER + r"\b(?:,? " + _YEAR + r"\b)?(?!\d)", 0, _month_and_day),
        (r"\b" + _DAY_NUMBER + r"(?: of)? " + _MONTH + r"(?![a-z])(?:,? " + _YEAR + r"\b)?", 0, _month_and_day),
        (r"\b(?P<year>\d{4})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b", 0, _iso),
        (r"\b(?:[Ii]n|[Ss]ince|[Ll]ast|[Nn]ext|[Uu]ntil|[Bb]y|[Dd]uring|[Oo]f|[Aa]t|[Ee]nded)? ?(?P<before>last |next |[Ii]n |[Ss]ince |[Dd]uring |[Bb]ack in |early |late |mid-|" + _PART + r" )" + _MONTH + r"(?![a-z])(?:,? " + _YEAR + r"\b)?(?! ?\d)", 0, _month),
        (r"\b(?P<before>)" + _MONTH + r" (?:of )?" + _YEAR + r"\b", 0, _month),
        (r"\b" + _YEAR + r"(?!-?\d|,\d| (?:soldiers|troops|people|men|dead|killed|rockets|missiles|dollars|civilians|tons|km|kilometers|kilometres|miles|homes|houses))\b", 0, _year),
        (r"\b(?:in|during) the (?:1[5-9]|20)\d0s\b|\bin the (?:last|nineteenth|twentieth|19th|20th|18th) century\b|\b(?:World War (?:II|I|Two|One)|(?:First|Second) World War|the Cold War)\b", re.I, _past),
    )
)  # fmt: skip
_GATE = re.compile(
    r"\d\d|[a-z]day\b|\b(?:ago|last|past|recent|today|tonight|this|now|current|earlier|before|previous|overnight|next|tomorrow"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|for|over|moment|present|coming|later|lately|year|[Ww]ar)"
)
