"""Whether an act is new, recent or background, from the text's own words alone.

An article's sentences are read in order. A date belongs to the clause that it stands in, or, at the sentence's head,
to all of it; "the 2015 deal" dates the deal alone, "said on Tuesday" the saying alone, "the worst since 2019" nothing.
A past date at the head of a paragraph dates what follows in it, until something of the present is told.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from tocsin.core.records.signals import ActTime, Freshness
from tocsin.core.tagging import dates, memory
from tocsin.core.tagging.backdrop import is_backdrop
from tocsin.core.tagging.dates import DateCue
from tocsin.core.tagging.in_general import is_in_general
from tocsin.core.tagging.known_war import is_known_war
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.sieve import Gate
from tocsin.core.tagging.talked_of import is_talked_of, is_tried
from tocsin.core.times import DAY_MS, EPOCH, HOUR_MS, SECOND_MS

Judged = tuple[Freshness, ActTime | None]

_FRESHNESS: Final[dict[dates.Nearness, Freshness]] = {
    "present": "new",
    "future": "new",
    "near": "recent",
    "past": "background",
}
# From here the day has turned at UTC+10 (Sydney, Vladivostok): "on Tuesday" may be tomorrow's name.
_NEXT_DAY_EAST_MS: Final = 14 * HOUR_MS
# A date that opens the sentence ("In late November, ...") dates all of it.
_HEAD: Final = 14
# A day of remembrance is told in the first sentences, or it is not what the story is about.
_OPENING: Final = 2
# Past narrative this many sentences long flows on into the next paragraph.
_NARRATIVE: Final = 3


class _Read(Struct, frozen=True):
    """A sentence's dates that can date an act, its clauses' bounds; `every` has those that only compare, too."""

    cues: tuple[DateCue, ...]
    bounds: tuple[int, ...]
    since: DateCue | None = None
    # The past date that it sets for the sentences after it, if it opens their paragraph.
    opening: DateCue | None = None
    every: tuple[DateCue, ...] = ()


class Timeline:
    """Reads one field's sentences in order and dates what they tell.

    `anchor_ms` is the article's own moment (milliseconds since the epoch); a moment in the last second of its day
    stands for a day without a time. `marks` are the places of the field where a date may stand, in order; None: anywhere.
    A sentence's dates are looked for only when an act's date hangs on them.
    """

    def __init__(self, anchor_ms: int, marks: Sequence[int] | None = None) -> None:
        self._today: date = date.fromordinal(EPOCH.toordinal() + anchor_ms // DAY_MS)
        of_day = anchor_ms % DAY_MS
        self._late = _NEXT_DAY_EAST_MS <= of_day < DAY_MS - SECOND_MS
        self._marks = marks
        self._sentences: list[Sentence] = []
        # By sentence, the one that opens its paragraph; and the first behind which narrative may flow on.
        self._openers: list[int] = []
        self._flows_from: int | None = None
        self._reads: dict[int, _Read] = {}
        # By sentence: the past date that those before set for it, and how many it has held for by then.
        self._carried: dict[int, tuple[DateCue | None, int]] = {}
        # The whole piece looks back: an anniversary, a page of history. So far so many sentences were asked.
        self._history = False
        self._asked = 0
        self._told: set[str] = set()

    def read(self, *sentences: Sentence) -> None:
        """Takes sentences in; every one may be given, with or without a match, in document order."""
        for number, sentence in enumerate(sentences, len(self._sentences)):
            follows = number > 0 and self._sentences[-1].paragraph == sentence.paragraph
            opener = self._openers[-1] if follows else number
            if number - opener >= _NARRATIVE and self._flows_from is None:
                self._flows_from = number
            self._sentences.append(sentence)
            self._openers.append(opener)

    def _of(self, at: int) -> _Read:
        """Gives the dates of a sentence by its number."""
        read = self._reads.get(at)
        if read is None:
            sentence = self._sentences[at]
            dated = self._marks is None or _stands_in(self._marks, sentence)
            read = self._reads[at] = _read(sentence.text, self._today, dated=dated, late=self._late)
        return read

    def _carried_to(self, last: int) -> DateCue | None:
        """Gives the past date that the sentences before set for this one: back to the last that has any, and on again."""
        first = last
        while first not in self._carried and self._hands_on(first):
            first -= 1
        self._carried.setdefault(first, (None, 0))
        for at in range(first, last):
            carried, over = self._carried[at]
            if self._openers[at + 1] > at:
                carried = carried if over >= _NARRATIVE else None
            elif carried is None:
                opening = self._of(at).opening
                carried = opening if opening and (self._openers[at] == at or opening.start <= _HEAD) else None
            self._carried[at + 1] = (carried, over + 1 if carried else 0)
        return self._carried[last][0]

    def _hands_on(self, at: int) -> bool:
        """Whether a past date that was set before may hold for this sentence: it has none, and tells of the past."""
        return self._may_be_set(at) and not self._of(at).cues and _PRESENT.search(self._sentences[at].text) is None

    def _may_be_set(self, at: int) -> bool:
        """Whether any date stands in the paragraph before this sentence, or further up where narrative may flow on."""
        opener = self._openers[at]
        if self._flows_from is not None and self._flows_from < opener:
            opener = 0
        if self._marks is None or opener == at:
            return opener < at
        before = bisect_left(self._marks, self._sentences[at].start)
        return before > 0 and self._marks[before - 1] >= self._sentences[opener].start

    def _is_history(self) -> bool:
        for number, sentence in enumerate(self._sentences[self._asked :], self._asked):
            text = sentence.text
            self._history |= number < _OPENING and memory.looks_back(text)
            if sentence.paragraph == 0 and _GATE_BACK.opens(text) and _LOOKS_BACK.search(text):
                self._history |= any(_long_ago(cue, self._today) for cue in dates.find(text, self._today))
        self._asked = len(self._sentences)
        return self._history

    def judge(self, sentence: Sentence, match: Match) -> Judged:
        """Gives how fresh the matched act is, and when it happened by the text's words (None if they do not say)."""
        if not self._sentences or self._sentences[-1] is not sentence:
            self.read(sentence)
        number, at = len(self._sentences) - 1, match.cue_start - sentence.start
        end, opens = match.cue_end - sentence.start, sentence.paragraph == 0
        if _is_recalled(sentence.text, at) or is_in_general(sentence.text, at, end, opens=opens):
            return "background", None
        read = self._of(number)
        cue = _own(read, sentence.text, at)
        if (cue is None or cue.nearness != "past") and is_known_war(sentence.text, at, end):
            return "background", None
        if cue:
            return _FRESHNESS[cue.nearness], _act_at(cue, sentence.text)
        carried = self._carried_to(number)
        if carried:
            return "background", _act_at(carried, sentence.text)
        if self._is_history() and not any(c.nearness == "present" for c in read.cues):
            return "background", None
        if match.type not in self._told and _presupposed(sentence.text, at):
            return "background", None
        if match.type == _ONCE and _THE.search(sentence.text, max(0, at - _THE_REACH), at):
            return "background", None
        self._told.add(match.type)
        return "new", None


def _stands_in(marks: Sequence[int], sentence: Sentence) -> bool:
    first = bisect_left(marks, sentence.start)
    return first < len(marks) and marks[first] < sentence.end


def _own(read: _Read, text: str, at: int) -> DateCue | None:
    """Gives the date of the act at `at`: its clause's nearest, the one that opens the sentence, or "since ..."."""
    cues, bounds = read.cues, read.bounds
    low, high = next(((a, b) for a, b in pairwise(bounds) if a <= at < b), (0, len(text)))
    named = dates.before_when(text, low, read.every)
    if named or not cues:
        return named or read.since
    inside = [cue for cue in cues if low <= cue.start < high and _dates(cue, text, at)]
    if inside:
        return min(inside, key=lambda cue: abs(cue.start - at))
    earlier = _before_what(read, text, low)
    if earlier:
        return earlier
    opening = cues[0]
    if opening.start <= _HEAD and not _attributive(opening, text):
        return opening
    if _AT_ONCE.search(text, 0, at + _AT_ONCE_REACH):
        return cues[-1]
    return read.since or _since_date(text, cues, at)


def _before_what(read: _Read, text: str, low: int) -> DateCue | None:
    """Gives the past date of what came after the act: "cut all ties last week after another raid, which ..."."""
    earlier = False
    for start, end in reversed([pair for pair in pairwise(read.bounds) if pair[1] <= low or pair[0] == low]):
        dated = [cue for cue in read.cues if start <= cue.start < end and cue.nearness == "past"]
        if earlier and dated:
            return replace(dated[-1], latest=None)
        opener = _OPENER.match(text, start)
        if opener is None:
            return None
        earlier = earlier or opener.lastgroup == "after"
    return None


# ---- a sentence's dates

_CLAUSE: Final = re.compile(
    r"[;:]|, (?:and|but|which|who|while|where|with)\b"
    r"|\b(?:which|who|whose|after|before|when|while|followed|follows|following|amid|despite|because|although|though|since|that|what (?=brought|caused|hit|struck|killed|happened|shot|downed|sank|destroyed)|carrying out)\b"
)
# What opens a clause that tells of an earlier act, and what only goes on about it.
_OPENER: Final = re.compile(r",? ?(?:(?P<after>after|following)|which|who|that|where)\b")
_SUPERLATIVE: Final = re.compile(
    r"\b(?:first|second|third|largest|biggest|deadliest|worst|heaviest|highest|lowest|strongest|fiercest|bloodiest|longest|most|least|best|greatest"
    r"|gravest|sharpest|closest|rare|only|anniversary|unprecedented)\b[^.,;:]{0,50}$"
)
_BACK_TO: Final = re.compile(r"\b(?:since|in|for|of|from)(?: the| early| late| a)? $")
_SAYING: Final = re.compile(
    r"\b(?:said|says|told|announced|reported|stated|added|declared|warned|confirmed|claimed|tweeted|posted|wrote|statement|briefing|conference|interview)"
    r"(?: \w+){0,3}?(?: late| early)?(?: on| in)? ?$"
)
_SINCE_EVENT: Final = re.compile(
    r"\bsince (?:\w+ ){0,4}(?:took office|taking office|came to power|coming to power|began|started|start|beginning|outbreak|independence|revolution|coup|invasion|war)\b",
    re.IGNORECASE,
)
_PERFECT: Final = re.compile(r"\b(?:has|have) (?!to\b)")
_PRESENT: Final = re.compile(r"\b(?:is|are|has|have|will|now|says|say)\b|['\u2019](?:s been|re|ve|ll)\b|[\"\u201c]")
_LOOKS_BACK: Final = re.compile(
    r"\b(?:anniversar(?:y|ies)|commemorat\w+|remember(?:s|ed|ing|ance)?|look(?:s|ing)? back|years on|memoirs?|memorial|veterans?|archives?|history pages"
    r"|retrospective|declassified|(?:documents?|papers|files|cables|transcripts|tapes) (?:\w+ ){0,4}(?:show|shows|showed|reveal|reveals|revealed|prove|proved)|wreaths?|marked|marks|marking|biography|historian\w*|museum)\b",
    re.IGNORECASE,
)
_GATE_BACK: Final = Gate(_LOOKS_BACK.pattern)
_AT_ONCE: Final = re.compile(r"\b(?:immediately|promptly|at once|swiftly|quickly)\b")
_AT_ONCE_REACH: Final = 30
# "for the killing of", "following its raid on": the act is taken as known.
_PRESUPPOSES: Final = re.compile(
    r"\b(?:(?:(?<!hours )(?<!minutes )after|following|followed|follows|since|despite|amid|for|(?<![Hh]and )(?<!handing )(?<!handed )(?<!take )(?<!took )(?<!taken )over|avenge|avenging|(?<!day )of|to|(?:prompted|triggered|sparked|spurred|shaken) by|because of|in the wake of) (?:the|its|their|his|her|last|this|that|these|those|(?:[A-Z]\w{1,30} )?\w{1,30}['\u2019]s?) (?:(?!(?:was|were|is|are|has|have|had|been|who|which|that|said|and|but)\b)[^\s,;:]{1,30} ){0,3}"
    r"|in the wake of (?!an? )(?:\S{1,30} ){0,3}"
    r"|(?:weekend|week|month|year|summer|winter|spring|autumn)['\u2019]s (?:\S{1,30} ){0,2}"
    r"|(?:following|after) (?:an? |\w{1,12} )?(?:series|string|wave|spate|successive)(?: of)? (?:\S{1,30} ){0,3}"
    r"|(?:stop|stops|stopped|stopping|halt|halts|halted|halting|cease|ceases|ceased|ceasing|end|ends|ended|ending|suspend|suspends|suspended"
    r"|suspending) (?!an? )(?:\S{1,30} ){0,4}"
    r"|(?:end|halt|stop) to (?:\S{1,30} ){0,8}|(?:condemn|condemns|condemned|condemning|denounced?|denounces|denouncing|deplored?|deplores|decried|decries) (?!(?:an?|the|this|that) )(?:\S{1,30} ){0,4}"
    r"|(?:war|conflict|insurgency|uprising|rebellion|campaign)(?:,? (?:that|which))?(?: has| have| had)?(?: already)? "
    r"|(?:that|which|who|where|whose) (?:\S{1,30} ){0,4}later "
    r"|whose (?:\S{1,30} ){0,3}"
    r"|(?:after|following|amid|despite) (?:\w+ )?(?:weeks|days) of (?:\S{1,30} ){0,3}"
    r"|(?:has|have|had) (?:\w+ly )?(?:carried out|launched|staged|made|mounted|conducted|fired|suffered|committed|claimed responsibility for) (?:numerous|countless|many|previous|similar|a number of|scores of (?:previous|similar)) (?:\S{1,30} ){0,3}"
    r"|(?:has|have|had) (?:repeatedly|regularly|routinely|often|frequently|periodically|long|sometimes|occasionally|previously|in the past) )$"
)
# "The damage of a month of bombing", whatever day it was counted.
_OF_MONTHS: Final = re.compile(
    r"(?<!begins )(?<!began )(?<!begun )(?<!starts )(?<!started )(?<!launched )(?<!announced )(?<!opened )(?<!declared )"
    r"(?<!launching )(?<!starting )(?<!beginning )(?<!launches )(?<!holding )(?<!staging )(?<!announcing )(?<!announces )"
    r"\b(?:years|months|decades|generations?|an? (?:month|year|decade)|(?:two|three|four|five|six|seven|eight|nine|ten|\d{1,3}) (?:days|weeks)) of (?:(?!(?:was|were|is|are|has|have|had|said)\b)\S{1,30} ){0,7}$"
)
_PRESUPPOSES_REACH: Final = 90
_SINCE_CLAUSE: Final = 60
# What is to stop is known, whatever day that was agreed on.
_STOPPED: Final = re.compile(
    r"(?<!refused )(?<!refuses )(?<!not )\b(?:to|will|would|must|should|and) (?:stop|halt|cease|end|suspend) (?!an? )(?:\S{1,30} ){0,3}$"
)
_STOPPED_REACH: Final = 60
# A killing of one person happens once: "the assassination" is one that is known.
_ONCE: Final = "ASSASSINATION"
_THE: Final = re.compile(
    r"(?:\b[Tt]he|['\u2019]s|\bsuccessive|\b(?:to|over|for|after|following)(?: [A-Z]\w{1,20}){1,3}) $"
)
_THE_REACH: Final = 60


def _read(text: str, today: date, *, dated: bool, late: bool) -> _Read:
    found = dates.find(text, today, late=late) if dated else ()
    cues = tuple(
        cue for cue in found if not _compares(cue, text) and not (cue.nearness == "present" and _says(cue, text))
    )
    since = _since(text) if " since " in text or text.startswith(("Since ", "since ")) else None
    if not found:
        return _Read((), (0, len(text)), since)
    marks = {match.start() for match in _CLAUSE.finditer(text)}
    bounds = tuple(sorted({0, *marks, len(text) + 1}))
    return _Read(cues, bounds, since, _opening(text, cues, bounds) if cues else None, found)


def _opening(text: str, cues: tuple[DateCue, ...], bounds: tuple[int, ...]) -> DateCue | None:
    """Gives the date of a sentence that tells of the past alone, in its main clause, and of no span up to the present."""
    first = cues[0]
    if first.end > bounds[1] or first.lasting or _attributive(first, text) or _PRESENT.search(text):
        return None
    return first if all(cue.nearness == "past" for cue in cues) else None


def _compares(cue: DateCue, text: str) -> bool:
    if cue.nearness != "past" or not (cue.lasting or _BACK_TO.search(text, max(0, cue.start - 12), cue.start)):
        return False
    return _SUPERLATIVE.search(text, max(0, cue.start - 80), cue.start) is not None


def _says(cue: DateCue, text: str) -> bool:
    return _SAYING.search(text, max(0, cue.start - 60), cue.start) is not None


def _since(text: str) -> DateCue | None:
    match = _SINCE_EVENT.search(text)
    if match is None or not _PERFECT.search(text) or _SUPERLATIVE.search(text, 0, match.start()):
        return None
    return DateCue(start=match.start(), end=match.end(), words=match.group(), nearness="past", lasting=True)


def _since_date(text: str, cues: tuple[DateCue, ...], at: int) -> DateCue | None:
    """Reads "They have fired rockets since the raid on 7 October": the date reaches back over what has been done since."""
    since = text.find(" since ", at)
    if since < 0 or not _PERFECT.search(text, 0, since):
        return None
    return next((cue for cue in cues if cue.start > since and cue.nearness == "past"), None)


def _attributive(cue: DateCue, text: str) -> bool:
    """Tells whether the date stands before a noun as its own: "Tuesday's strike", "the 2015 nuclear deal"."""
    if text[cue.end : cue.end + 2] in ("'s", "\u2019s") or cue.words.endswith("long"):
        return True
    before = text[max(0, cue.start - 6) : cue.start].rstrip().lower()
    follows = text[cue.end : cue.end + 2]
    return (
        (before.endswith((" the", "'s", "\u2019s", " a")) or before == "the")
        and follows[:1] == " "
        and follows[1:].islower()
    )


def _dates(cue: DateCue, text: str, at: int) -> bool:
    """Tells whether a date can date the act at `at`: an attributive one dates only the noun that it stands before."""
    if not _attributive(cue, text):
        return cue.nearness != "past" or cue.start < at or not _GOING_ON.search(text, max(0, at - _GOING_ON_REACH), at)
    between = text[cue.end : at]
    return cue.end <= at <= cue.end + _NOUN_PHRASE and not _BREAKS.search(between)


# What is under way is not what a date later in the clause dates.
_GOING_ON: Final = re.compile(
    r"\b(?:is|are|['\u2019]re)(?: \w+ly)? (?:\w+ing(?: (?:an?|the|its|their))?(?: \w+){0,2} )?$"
)
_GOING_ON_REACH: Final = 50
_NOUN_PHRASE: Final = 45
_BREAKS: Final = re.compile(
    r"[,;:]|\b(?:of|in|to|by|on|at|from|for|was|were|is|are|has|have|had|that|which|and|said)\b"
)


_GATE_STOPPED: Final = Gate(_STOPPED.pattern)


def _is_recalled(text: str, at: int) -> bool:
    """Tells whether the act is only what something else is told by, whatever its date."""
    return (
        memory.is_long_after(text, at)
        or _is_of_months(text, at)
        or is_tried(text, at)
        or _opens_since(text, at)
        or memory.is_mourned(text, at)
        or _is_stopped(text, at)
        or is_talked_of(text, at)
        or is_backdrop(text, at)
    )


def _is_stopped(text: str, at: int) -> bool:
    return _GATE_STOPPED.opens(text) and _STOPPED.search(text, max(0, at - _STOPPED_REACH), at) is not None


def _opens_since(text: str, at: int) -> bool:
    """Tells whether the act is one since which something is told: "Since rebels took the jail, thousands have come"."""
    return text.startswith("Since ") and at < _SINCE_CLAUSE and text.find(",", 0, at) < 0


def _is_of_months(text: str, at: int) -> bool:
    low = max(0, at - _PRESUPPOSES_REACH)
    return text.find(" of ", low, at) >= 0 and _OF_MONTHS.search(text, low, at) is not None


def _presupposed(text: str, at: int) -> bool:
    return _PRESUPPOSES.search(text, max(0, at - _PRESUPPOSES_REACH), at) is not None


def _long_ago(cue: DateCue, today: date) -> bool:
    return cue.nearness == "past" and (cue.latest is None or cue.latest.year < today.year)


def _act_at(cue: DateCue, text: str) -> ActTime | None:
    if cue.latest is None or cue.precision is None or _says(cue, text):
        return None
    width = {"day": 10, "month": 7, "year": 4}[cue.precision]
    return ActTime(date=cue.latest.isoformat()[:width], precision=cue.precision, words=cue.words)
