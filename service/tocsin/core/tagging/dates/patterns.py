"""The phrases that date an act, by the word that gives each away, and how each is resolved.

No pattern repeats a group that can match emptily or overlaps its neighbour: each is linear in its window.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from tocsin.core.tagging.dates.cue import RECENT_DAYS, DateCue, Nearness, Precision, nearness_of

_Match = re.Match[str]
Reader = Callable[[_Match, date, bool], DateCue | None]

_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "dozen": 12, "several": 4, "few": 3, "couple": 2, "many": 6, "some": 4,
}  # fmt: skip
_YEARS: Final = {"year": 1, "decade": 10, "century": 100, "centurie": 100}
# "on Friday" looks ahead where one of these stands shortly before it.
_AHEAD: Final = re.compile(
    r"\b(?:will|would|shall|due|scheduled|set|plans?|planned|expected|going|to (?:meet|hold|begin|start|resume|take|be))\b[^.;:]*$"
    r"|\b(?:until|by|before|ahead of)(?: the| early| late| midnight on)? ?$",
    re.IGNORECASE,
)
# "Will never forget the 11 September attacks": a deed that has a day for its name has been done.
_DEED: Final = re.compile(
    r"(?:['\u2019]s)? (?:\w+ )?(?:attacks?|bombings?|strikes?|raids?|massacres?|hijackings?|shootings?|assaults?|killings?|clash(?:es)?|blasts?"
    r"|explosions?|ambush(?:es)?|invasion|coup|crash|disaster|atrocit(?:y|ies))\b",
    re.IGNORECASE,
)
_AHEAD_REACH: Final = 60


# ---- reading a match


def _cue(
    match: _Match, nearness: Nearness, latest: date | None = None, precision: Precision | None = None, *, lasting: bool = False,
) -> DateCue:  # fmt: skip
    start, end = match.span("words") if "words" in match.re.groupindex else match.span()
    return DateCue(
        start=start, end=end, words=match.string[start:end], nearness=nearness, latest=latest, precision=precision, lasting=lasting
    )  # fmt: skip


def _dated(match: _Match, today: date, latest: date, precision: Precision = "day") -> DateCue:
    return _cue(match, nearness_of(latest, today), latest, precision)


def _days_before(days: int) -> Reader:
    return lambda match, today, _late: _dated(match, today, today - timedelta(days=days))


def _always(nearness: Nearness, *, lasting: bool = False) -> Reader:
    return lambda match, _today, _late: _cue(match, nearness, lasting=lasting)


def _weekday(match: _Match, today: date, late: bool) -> DateCue:  # noqa: FBT001 - a Reader's third argument
    back = (today.weekday() - _WEEKDAYS.index(match["day"].lower())) % 7
    before = (match["which"] or "").lower()
    if before in {"next", "coming", "this coming"} or _AHEAD.search(
        match.string, max(0, match.start() - _AHEAD_REACH), match.start()
    ):
        return _dated_ahead(match, today + timedelta(days=7 - back if back else 0 if before == "" else 7))
    if before in {"last", "previous"} and back == 0:
        back = 7
    if late and back == 6 and not before:  # noqa: PLR2004 - six days back is tomorrow's name
        back = -1
    return _dated(match, today, today - timedelta(days=back))


def _weekday_of_last_week(match: _Match, today: date, _late: bool) -> DateCue:  # noqa: FBT001 - a Reader's third argument
    monday = _before(today, today.weekday() + 7)
    return _dated(match, today, monday + timedelta(days=_WEEKDAYS.index(match["day"].lower())))


def _dated_ahead(match: _Match, latest: date) -> DateCue:
    return _cue(match, "future", latest, "day")


def _ago(match: _Match, today: date, _late: bool) -> DateCue:  # noqa: FBT001 - a Reader's third argument
    count = _number(match["count"])
    unit = match["unit"].lower().rstrip("s")
    if unit in {"minute", "hour", "moment"}:
        return _cue(match, "present")
    if unit == "day":
        return _dated(match, today, _before(today, count))
    if unit == "week":
        return _dated(match, today, _before(today, 7 * count), "day" if count == 1 else "month")
    if unit == "month":
        return _cue(match, "past", _month_before(today, count), "month")
    years = count * _YEARS[unit]
    return _cue(match, "past", date(today.year - years, 1, 1), "year") if years < today.year else _cue(match, "past")


def _number(words: str) -> int:
    if words[:4].isdigit():
        return int(words[:4])
    return next((_NUMBERS[word] for word in reversed(words.lower().split()) if word in _NUMBERS), 3)


def _before(today: date, days: int) -> date:
    return date.fromordinal(max(1, today.toordinal() - days))


def _month_before(today: date, count: int) -> date:
    months = max(today.year * 12 + today.month - 1 - count, 12)
    return date(months // 12, months % 12 + 1, 1)


def _month_and_day(match: _Match, today: date, _late: bool) -> DateCue | None:  # noqa: FBT001 - a Reader's third argument
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    day, year = int(match["day"]), match["year"]
    if year:
        latest = _day(int(year), month, day)
        return _dated(match, today, latest) if latest else None
    comes = not _DEED.match(match.string, match.end())
    if comes and _AHEAD.search(match.string, max(0, match.start() - _AHEAD_REACH), match.start()):
        ahead = next(
            (d for d in (_day(today.year, month, day), _day(today.year + 1, month, day)) if d and d >= today), None
        )
        return _dated_ahead(match, ahead) if ahead else None
    latest = _latest_before(today, month, day)
    return _dated(match, today, latest) if latest else None


def _latest_before(today: date, month: int, day: int) -> date | None:
    """Gives the last such day; tomorrow still counts, for a day that began further east. Leap days come every 4 or 8 years."""
    days = (_day(today.year - back, month, day) for back in range(9))
    return next((found for found in days if found and (found - today).days <= 1), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _iso(match: _Match, today: date, _late: bool) -> DateCue | None:  # noqa: FBT001 - a Reader's third argument
    latest = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _dated(match, today, latest) if latest else None


def _month(match: _Match, today: date, _late: bool) -> DateCue | None:  # noqa: FBT001 - a Reader's third argument
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    before = (match["before"] or "").lower()
    if before.startswith(("next", "by", "until")):
        return _cue(match, "future")
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    if not match["year"] and month == today.month and before.startswith("last"):
        year -= 1
    if (year, month) == (today.year, today.month):
        return _within(match, today, date(year, month, 1), today)
    if (year, month) > (today.year, today.month):
        return _cue(match, "future")
    end = _month_before(date(year, month, 1), -1) - timedelta(days=1)
    late_in = match["words"].lower().startswith(("late", "the end"))
    return _within(match, today, date(year, month, 1), end if late_in else date.min)


def _within(match: _Match, today: date, first: date, end: date) -> DateCue:
    """A month: near when it can hardly mean more than a week ago."""
    start_is_near = (today - first).days <= RECENT_DAYS
    near = start_is_near or (end != today and (today - end).days <= RECENT_DAYS)
    return _cue(match, "near" if near else "past", first, "month")


def _year(match: _Match, today: date, _late: bool) -> DateCue | None:  # noqa: FBT001 - a Reader's third argument
    year = int(match["year"])
    return _cue(match, "future") if year > today.year else _cue(match, "past", date(year, 1, 1), "year")


def _this_month(match: _Match, today: date, _late: bool) -> DateCue:  # noqa: FBT001 - a Reader's third argument
    return _within(match, today, today.replace(day=1), today)


def _months_before(count: int) -> Reader:
    return lambda match, today, _late: _cue(match, "past", _month_before(today, count), "month")


def _years_before(count: int) -> Reader:
    return lambda match, today, _late: _cue(match, "past", date(max(today.year - count, 1), 1, 1), "year")


# ---- the phrases

_WEEKDAY: Final = "(?P<day>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_MONTH: Final = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_SMALL: Final = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_COUNT: Final = (
    rf"(?P<count>\d{{1,4}}|an?|{_SMALL}|several|some|many|few|a few|a couple of|a couple|a dozen|(?:more than|over|nearly|almost|about|around) "
    rf"(?:an?|\d{{1,4}}|{_SMALL}))"
)
_DAY: Final = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FULL_YEAR: Final = r"(?P<year>1[5-9]\d\d|20\d\d)"
_PART: Final = "early |late |mid-|mid |the (?:start|beginning|end|middle) of "
_UNITS: Final = "moment|minute|hour|day|week|month|year|decade|century|centurie"
_FEW: Final = rf"(?:few |couple of |several |{_SMALL} |\d{{1,2}} )?"

_IN: Final = re.IGNORECASE
_TABLE: Final[tuple[tuple[str, str, int, Reader], ...]] = (
    ("today tonight", r"\b(?:(?:earlier|later|early|late) )?(?:today|tonight)\b", _IN, _days_before(0)),
    ("morning afternoon evening", r"\b(?:early |late |earlier )?this (?:morning|afternoon|evening)\b", _IN, _days_before(0)),
    ("overnight now currently presently moment present", r"\b(?:overnight|now|currently|presently|at (?:the|this) moment|at present|right now)\b", _IN, _always("present")),
    ("hours minutes day", rf"\b(?:in|during|over|within) the (?:past|last) {_FEW}(?:hours|minutes|day)\b|\b(?:earlier|later) (?:in|that) the day\b|\bhours (?:after|later|earlier|ago)\b", _IN, _always("present")),
    ("yesterday night day evening", r"\b(?:yesterday|last night|(?:the|a) day (?:before|earlier)|the previous (?:day|night|evening))\b", _IN, _days_before(1)),
    ("tomorrow week month year hours days weeks months years future", r"\b(?:tomorrow|next (?:week|month|year)|in the (?:coming|next) (?:few )?(?:hours|days|weeks|months|years)|in the near future|later this (?:week|month|year))\b", _IN, _always("future")),
    (" ".join(_WEEKDAYS), rf"\b(?:(?P<which>last|next|this coming|coming|previous|past|this) )?{_WEEKDAY}\b", _IN, _weekday),
    (" ".join(_WEEKDAYS), rf"\b{_WEEKDAY},? (?:of )?last week\b", _IN, _weekday_of_last_week),
    ("moment moments minute minutes hour hours day days week weeks month months year years decade decades century centuries", rf"\b{_COUNT} (?P<unit>(?:{_UNITS})s?) (?:ago|earlier|before|previously)\b", _IN, _ago),
    ("days", rf"\b(?:in recent days|(?:in|over|during|for|within) the (?:past|last) {_FEW}days|(?:days|a few days) (?:ago|earlier|before))\b", _IN, _always("near")),
    ("week", r"\b(?:(?:earlier |later )?this week|(?:in|over|during|for) the (?:past|last) week|earlier in the week)\b", _IN, _always("near")),
    ("recently lately", r"\b(?:recently|lately)\b", _IN, _always("near", lasting=True)),
    ("earlier previously", r"^\W{0,3}(?:earlier|previously)\b", _IN, _always("near", lasting=True)),
    ("weeks", rf"\b(?:in recent weeks|(?:in|over|during|for) the (?:past|last) {_FEW}weeks)\b", _IN, _always("near", lasting=True)),
    ("weeks months years decades centuries", rf"\b(?:in recent (?:months|years|decades)|(?:for|over|during|in) the (?:past|last) {_FEW}(?:months|years|decades|centuries)|for (?:{_FEW}|many |more than \w{{1,9}} )(?:months|years|decades|centuries))\b", _IN, _always("past", lasting=True)),
    ("weeks months years decades centuries", r"\b(?:weeks|months|years|decades|centuries) (?:ago|earlier|before|on)\b", _IN, _always("past")),
    ("years", r"\b[\w-]{3,20} years (?:on|later|since)\b", _IN, _always("past")),
    ("week weekend", r"\b(?:the )?(?:last|previous) (?:week|weekend)\b", _IN, _always("past")),
    ("month", r"\b(?:(?:earlier |late |early )?this month|earlier in the month)\b", _IN, _this_month),
    ("month", r"\b(?:late |early |earlier )?(?:last|the previous) month\b", _IN, _months_before(1)),
    ("year", r"\b(?:(?:earlier |early |late |later )?this year|(?:at |from )?the (?:beginning|start) of (?:the|this) year|earlier in the year)\b", _IN, _years_before(0)),
    ("year spring summer autumn fall winter", r"\b(?:late |early |the end of |the start of )?last (?:year|spring|summer|autumn|fall|winter)\b|\bthe previous year\b", _IN, _years_before(1)),
    ("decade century", r"\b(?:(?:last|previous) (?:decade|century)|(?:(?:19|20|18)th|nineteenth|twentieth|eighteenth) century)\b", _IN, _always("past")),
    ("jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december", rf"\b{_MONTH} {_DAY}\b(?:,? {_FULL_YEAR}\b)?(?![\d-])", 0, _month_and_day),
    ("jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december", rf"\b{_DAY}(?: of)? {_MONTH}(?:,? {_FULL_YEAR}\b)?", 0, _month_and_day),
    ("jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov november dec december", rf"\b(?P<before>[Ll]ast |[Nn]ext |[Ii]n |[Ss]ince |[Dd]uring |[Uu]ntil |[Bb]y |[Oo]f |[Ff]rom |[Tt]his )?(?P<words>(?:{_PART})?{_MONTH}(?:,?(?: of)? {_FULL_YEAR}\b)?)(?! ?\d)", 0, lambda m, t, late: _named_month(m, t, late)),  # noqa: PLW0108 - it is defined further down
    ("#", r"\b(?P<year>\d{4})-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b", 0, _iso),
    ("#", rf"\b{_FULL_YEAR}\b(?![-,.]\d| ?%)(?! (?:\w+ )?(?:soldiers|troops|people|men|women|dead|killed|rockets|missiles|drones|dollars|civilians|tons|tonnes|km|kilometers|kilometres|miles|homes|houses|prisoners|points|euros|children|others)\b)", 0, _year),
    ("#", r"\b(?:1[5-9]|20)\d0s\b", 0, _always("past")),
    ("long old", r"\b[A-Za-z0-9]{1,12}-(?:week|month|year|decade)s?-(?:long\b|old(?= (?:\w+ )?(?:war|conflict|insurgency|blockade|siege|feud|truce|rebellion|occupation)\b))", _IN, _always("past", lasting=True)),
    ("war", r"\b(?:world war (?:ii|i|two|one)|(?:first|second) world war|the cold war)\b", _IN, _always("past")),
)  # fmt: skip


def _named_month(match: _Match, today: date, late: bool) -> DateCue | None:  # noqa: FBT001 - a Reader's third argument
    """A bare month needs a word that makes it one ("in May", "May 2019"): "may" and "March" are other words too."""
    part = match["words"][: match.start("month") - match.start("words")]
    if not (match["before"] or match["year"] or part):
        return None
    return _month(match, today, late)


def _by_word() -> dict[str, tuple[tuple[re.Pattern[str], Reader], ...]]:
    table: dict[str, tuple[tuple[re.Pattern[str], Reader], ...]] = {}
    for words, pattern, flags, read in _TABLE:
        compiled = re.compile(pattern, flags)
        for word in words.split():
            table[word] = (*table.get(word, ()), (compiled, read))
    return table


READERS: Final = _by_word()
