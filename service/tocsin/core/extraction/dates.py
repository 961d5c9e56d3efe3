"""When a page was published, and how it is known: null rather than invented, never in the future.

JSON-LD, meta tags, `<time>` and the URL are believed, in this order (measured precision .89 to 1.0); a date that
merely stands in running text is not (.44 to .77, and one was found on 158 of 173 pages that have none).
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from dateparser import DateDataParser
from dateparser.data.languages_info import language_order
from lxml.html import HtmlElement

from tocsin.core import times
from tocsin.core.extraction import words
from tocsin.core.extraction.page import Node, Page, string
from tocsin.core.extraction.text import one_line
from tocsin.core.records.common import Timestamp
from tocsin.core.records.page import DateSource, ParseJob, Precision

_PUBLISHED_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "article.published", "published_time", "published-date",
    "publish-date", "publish_date", "publishdate", "pubdate", "publication_date", "publication-date", "dateposted",
    "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dc.created", "dc:created", "datecreated",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "citation_publication_date", "citation_date",
    "rnews:datepublished", "bt:pubdate", "vr:published_time", "shareaholic:article_published_time", "og:pubdate",
    "date", "dc.date", "dc:date", "dcterms.date", "article_date_original", "originalpublicationdate", "created",
    "search_date", "displaydate", "timestamp", "release_date", "og:release_date",
)  # fmt: skip
_MODIFIED_METAS = (
    "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "last-modified",
    "lastmod", "article.updated", "updated_time",
)  # fmt: skip
_ISO = re.compile(
    r"(?P<day>(?P<y>\d{4})[-/.]?(?P<m>\d\d?)[-/.]?(?P<d>\d\d?))(?!\d)"
    r"(?:[T ,]+(?:- )?(?P<time>\d\d?:\d\d(?P<seconds>:\d\d(?:[.,]\d+)?)?)? ?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)[T ]?(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d:?\d\d)?\Z", re.IGNORECASE)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?\Z")
# 2019年6月24日 and its Korean form.
_CJK = re.compile(r"(\d{4}) ?[年년] ?(\d\d?) ?[月월] ?(\d\d?) ?[日일]")
MONTHS = 12
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.h]([0-5]\d)(?!\d)\s?([ap]\.?m)?", re.IGNORECASE)
_HAS_DATE = re.compile(r"\d{4}.{0,6}\d\d?|\d\d?.{1,25}\d{4}|\D{3,12}\d\d?,? \d{4}|\d\.\d\d?\.\d\d", re.DOTALL)
_URL_DAYS = (
    re.compile(r"(?<!\d)(?P<y>19[89]\d|20[0-4]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(
        r"(?<![\d.])(?P<y>19[89]\d|20[0-4]\d)[/_.-](?P<m>0?[1-9]|1[0-2])[/_.-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d|\.\d)"
    ),
    re.compile(r"(?<![\d.])(?P<d>0[1-9]|[12]\d|3[01])(?P<s>[_.-])(?P<m>0[1-9]|1[0-2])(?P=s)(?P<y>20[0-4]\d)(?!\d)"),
)
# An archive's own stamp stands before the address that it keeps.
_ARCHIVED = re.compile(r"\Ahttps?://web\.archive\.org/web/\d+\w*/")
# The widest offset from UTC in use (Kiribati): a day may begin that much earlier than it does in UTC.
_EAST = timedelta(hours=14)
# A date that systems write where they know none.
_NONE_DAYS = frozenset({"1970-01-01", "0001-01-01", "1900-01-01", "1969-12-31"})
_TEXT_MAX = 80
_ELEMENTS_MAX = 4_000


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it was written: `moment` is aware (UTC); `zoned` tells whether its zone was given."""

    moment: datetime
    precision: Precision
    zoned: bool = True


@dataclass(frozen=True, slots=True)
class Published:
    """The article's date for the record; all None when no source says it."""

    at: Timestamp | None = None
    precision: Precision | None = None
    source: DateSource | None = None


def published(
    page: Page, article: Node, job: ParseJob, *, language: str | None, heading: HtmlElement | None
) -> Published:
    """Gives the first believable date in the order JSON-LD, meta, `<time>`, the submission's hint, the URL.

    `heading` prints the title, `language` is the page's.
    """
    for source, text in _candidates(page, article, heading):
        if (when := read(text, language)) and (found := _settled(when, source, job.submitted_ms)):
            return found
    return hinted(job) or _from_url(page.url, job.submitted_ms) or Published()


_NEAR_BEFORE, _NEAR_AFTER = 30, 50
_OTHERS = re.compile(
    r"comment|related|teaser|sidebar|widget|footer|recommend|most-?read|ticker|calendar|event", re.IGNORECASE
)


def _printed(tree: HtmlElement, heading: HtmlElement | None) -> Iterator[str]:
    """Gives the dates printed nearest to the headline, each alone in a short line of its own."""
    if heading is None:
        return
    lines: list[tuple[int, str]] = []
    at: int | None = None
    for seen, element in enumerate(tree.iter(*_LINES, "h1")):
        if seen >= _ELEMENTS_MAX:
            break
        if element is heading:
            at = seen
        elif at is not None and seen > at + _NEAR_AFTER:
            break
        elif len(element) <= 4 and (text := _stamp(element) or _date_line(element)):  # noqa: PLR2004 - a line, with its label and icons
            lines.append((seen, text))
    near = [(abs(seen - at), text) for seen, text in lines if at is not None and seen >= at - _NEAR_BEFORE]
    yield from (text for _, text in sorted(near)[:4])


_LINES = (
    "time",
    "span",
    "div",
    "p",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "small",
    "strong",
    "b",
    "i",
    "dd",
    "td",
    "font",
    "a",
)


def _date_line(element: HtmlElement) -> str | None:
    text = one_line(element.text_content()[: _TEXT_MAX * 2])
    if len(text) > _TEXT_MAX or not (
        words.YEAR_LAST.search(text) or words.WORDED_DATE.search(text) or _CJK.search(text)
    ):
        return None
    above = itertools.islice(element.iterancestors(), 6)
    return (
        None
        if any(_OTHERS.search(e.get("class") or "") or e.tag in {"aside", "nav", "footer"} for e in (element, *above))
        else text
    )


def hinted(job: ParseJob) -> Published | None:
    """Gives the date that came with the submission or from its feed."""
    if not job.hint_published or not (when := read(job.hint_published, None)):
        return None
    return _settled(when, job.hint_source, job.submitted_ms)


def modified(page: Page, article: Node, submitted_ms: int) -> Timestamp | None:
    """Gives when the page says it was last changed."""
    for text in (string(article.get("dateModified")), *(page.first(name) for name in _MODIFIED_METAS)):
        if text and (when := read(text, None)) and (found := _settled(when, "meta", submitted_ms)):
            return found.at
    return None


def read(text: str, language: str | None) -> When | None:
    """Reads a date as pages write it: ISO 8601 and its relatives, RFC 5322, epoch numbers, day.month.year, words."""
    line = one_line(text[: _TEXT_MAX * 4])
    if not line:
        return None
    try:
        return _numbers(line, language) or _mail(line) or _words(line, language)
    except (ValueError, OverflowError):
        return None


def _candidates(page: Page, article: Node, heading: HtmlElement | None) -> Iterator[tuple[DateSource, str]]:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if text := string(article.get(name)):
            yield "json-ld", text
    for name in _PUBLISHED_METAS:
        for content in page.meta.get(name, ())[:2]:
            yield "meta", content
    firm, loose = _marked_up(page.tree)
    for text in (*firm, *_printed(page.tree, heading), *loose):
        yield "time", text


def _marked_up(tree: HtmlElement) -> tuple[list[str], list[str]]:
    """Gives what `<time>` and its older relatives say: what names itself the publication, and the rest by place."""
    firm: list[str] = []
    loose: list[str] = []
    for seen, element in enumerate(
        tree.iter("time", "abbr", "span", "div", "p", "li", "meta", "em", "strong", "small", "dd", "a")
    ):
        if seen >= _ELEMENTS_MAX:
            break
        text = _stamp(element)
        if not text:
            continue
        published_here = "datePublished" in (element.get("itemprop") or "") or element.get("pubdate") is not None
        (firm if published_here else loose).append(text)
    return firm[:3], loose[:5]


def _stamp(element: HtmlElement) -> str | None:
    """Gives an element's own date: an attribute for machines, else its text when its class or tag says it is one."""
    itemprop = element.get("itemprop") or element.get("property") or ""
    if "dateModified" in itemprop:
        return None
    named = element.tag == "time" or "datePublished" in itemprop or words.DATE_CLASS.search(element.get("class") or "")
    if not named:
        return None
    for attribute in ("datetime", "content", "title", "data-datetime"):
        value: str | None = element.get(attribute)
        if value and _HAS_DATE.search(value):
            return value
    text = one_line(element.text_content()[: _TEXT_MAX * 4])
    return text if len(text) <= _TEXT_MAX and _HAS_DATE.search(text) else None


def _numbers(line: str, language: str | None) -> When | None:
    if found := _CJK.search(line):
        return _when(found[1], found[2], found[3], None, None)
    if found := _COMPACT.match(line):
        return _when(found[1], found[2], found[3], f"{found[4]}:{found[5]}:{found[6]}", found[7])
    if _EPOCH.match(line):
        return When(datetime.fromtimestamp(int(line[:10]), UTC), "second")
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
    return _when(year, str(month), str(day), (found["time"] or "").replace(".", ":") or None, None)


def _when(year: str, month: str, day: str, time: str | None, zone: str | None) -> When:
    """Builds a moment; midnight to the second in its own zone stands for the day, which keeps its local date."""
    date = datetime(int(year), int(month), int(day), tzinfo=UTC)
    parts = [int(part.partition(".")[0].partition(",")[0]) for part in time.split(":")] if time else []
    if not any(parts):
        return When(date, "day", zoned=zone is not None)
    moment = date.replace(hour=parts[0], minute=parts[1], second=min(parts[2], 59) if len(parts) > 2 else 0)  # noqa: PLR2004
    return When(moment - _offset(zone), "second" if len(parts) > 2 else "minute", zoned=zone is not None)  # noqa: PLR2004


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
    return When(aware.astimezone(UTC), "second", zoned=moment.tzinfo is not None)


def _words(line: str, language: str | None) -> When | None:
    """Reads a date with a month in words, in the page's language or English; day, month and year must all be there."""
    written = words.WORDED_DATE.search(line) if len(line) <= _TEXT_MAX * 2 else None
    if not written:
        return None
    moment = _word_parser(language).get_date_data(written[0]).date_obj
    if moment is None:
        return None
    clock = _CLOCK.search(line, written.end())
    if not clock or clock[3]:
        # A clock of twelve hours needs more words than a date line is sure to hold.
        return _when(str(moment.year), str(moment.month), str(moment.day), None, None)
    return _when(str(moment.year), str(moment.month), str(moment.day), f"{clock[1]}:{clock[2]}", None)


_PARSERS: dict[str, DateDataParser] = {}
_LANGUAGES = frozenset(language_order)


def _word_parser(language: str | None) -> DateDataParser:
    known = language if language and language in _LANGUAGES else "en"
    if known not in _PARSERS:
        settings = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month", "year"], "DATE_ORDER": "DMY"}
        _PARSERS[known] = DateDataParser(languages=list(dict.fromkeys((known, "en"))), settings=settings)
    return _PARSERS[known]


def _from_url(url: str, submitted_ms: int) -> Published | None:
    path = _ARCHIVED.sub("", url).partition("?")[0]
    found = next((match for form in _URL_DAYS if (match := form.search(path))), None)
    if not found:
        return None
    try:
        when = _when(found["y"], found["m"], found["d"], None, None)
    except ValueError:
        return None
    return _settled(when, "url", submitted_ms)


def _settled(when: When, source: DateSource, submitted_ms: int) -> Published | None:
    """Gives a date for the record, or None: nothing later than the submission is believed.

    A day, or a time without a zone, may seem to lie ahead because its zone is east of UTC; then its day is kept, as
    the day on which it was submitted.
    """
    if when.moment.strftime("%Y-%m-%d") in _NONE_DAYS or when.moment.year < 1970:  # noqa: PLR2004 - no earlier moment has a text
        return None
    moment_ms = times.ms_of(when.moment)
    if moment_ms <= submitted_ms:
        return Published(times.text_of(moment_ms), when.precision, source)
    local = when.precision == "day" or not when.zoned
    if local and moment_ms <= submitted_ms + _EAST // timedelta(milliseconds=1):
        day_ms = submitted_ms - submitted_ms % times.DAY_MS
        return Published(times.text_of(day_ms), "day", source)
    return None
