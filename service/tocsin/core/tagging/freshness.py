"""Whether an act is new, recent or background, from the text's own words alone.

The article's words are read in order. A date at the head of a paragraph dates the sentences after it, until the
paragraph ends or something of today is told.
"""

import re
from datetime import date

from tocsin.core.records.signals import ActTime, Freshness
from tocsin.core.tagging import dates
from tocsin.core.tagging.dates import DateCue
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.times import DAY_MS, EPOCH, HOUR_MS, SECOND_MS

_FRESHNESS: dict[dates.Nearness, Freshness] = {
    "present": "new",
    "future": "new",
    "near": "recent",
    "past": "background",
}
Judged = tuple[Freshness, ActTime | None]


class Timeline:
    """Reads one article's sentences in order and dates what they tell.

    `anchor_ms` is the article's own moment (milliseconds since the epoch); a moment in the last second of its day
    stands for a day without a time.
    """

    def __init__(self, anchor_ms: int) -> None:
        self._today: date = date.fromordinal(EPOCH.toordinal() + anchor_ms // DAY_MS)
        of_day = anchor_ms % DAY_MS
        self._late = of_day >= _NEXT_DAY_EAST_MS and of_day < DAY_MS - SECOND_MS
        self._sentence: Sentence | None = None
        self._cues: tuple[DateCue, ...] = ()
        self._carried: DateCue | None = None
        self._paragraph = -1

    def read(self, sentence: Sentence) -> None:
        """Takes in a sentence's dates; every sentence may be given, with or without a match, in document order."""
        if sentence is self._sentence:
            return
        if (sentence.field, sentence.paragraph) != self._place():
            self._carried = None
        elif self._sentence is not None:
            self._carried = self._carry()
        self._sentence = sentence
        self._cues = dates.find(sentence.text, self._today, late=self._late)

    def judge(self, sentence: Sentence, match: Match) -> Judged:
        """Gives how fresh the matched act is, and when it happened by the text's own words (None if it does not say)."""
        self.read(sentence)
        cue = _cue_of(sentence.text, self._cues, match.cue_start - sentence.start) or self._carried
        if cue is None:
            return "new", None
        return _FRESHNESS[cue.nearness], _act_at(cue)

    def _place(self) -> tuple[str, int] | None:
        return None if self._sentence is None else (self._sentence.field, self._sentence.paragraph)

    def _carry(self) -> DateCue | None:
        if not self._cues:
            return self._carried
        last = self._cues[-1]
        return (
            last
            if last.nearness == "past"
            and self._sentence
            and not _SUBORDINATE.search(self._sentence.text, 0, last.start)
            else None
        )


# From here the day has turned at UTC+10 (Sydney, Vladivostok): "on Tuesday" may be tomorrow's name.
_NEXT_DAY_EAST_MS = 14 * HOUR_MS
_SUBORDINATE = re.compile(r"\b(?:which|who|whose|where|after|before|when|while|since|following|amid|despite)\b")
_CLAUSE = re.compile(
    r"[;:]|, (?:and|but|which|who|while|where)\b|\b(?:which|who|after|before|when|while|following|amid|despite)\b"
)


def _cue_of(text: str, cues: tuple[DateCue, ...], at: int) -> DateCue | None:
    if not cues:
        return None
    bounds = [0, *(m.start() for m in _CLAUSE.finditer(text)), len(text) + 1]
    low = max(bound for bound in bounds if bound <= at)
    high = min(bound for bound in bounds if bound > at)
    inside = [cue for cue in cues if low <= cue.start < high]
    if inside:
        return min(inside, key=lambda cue: abs(cue.start - at))
    return cues[0] if cues[0].start <= _HEAD else None


# A date that opens the sentence ("In late November, ...") dates all of it.
_HEAD = 12


def _act_at(cue: DateCue) -> ActTime | None:
    if cue.latest is None or cue.precision is None:
        return None
    width = {"day": 10, "month": 7, "year": 4}[cue.precision]
    return ActTime(date=cue.latest.isoformat()[:width], precision=cue.precision, words=cue.words)
