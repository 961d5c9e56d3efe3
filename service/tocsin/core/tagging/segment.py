"""Text into sentences, in linear time and without a model.

Paragraphs are split by a blank line, lines by a newline, and where a machine translation left its markup
(`< / P > < p >`) the text is split there too. A sentence ends at `.`, `!`, `?` or `…` when what follows begins
a sentence and what precedes is no abbreviation or initial.
"""

import re
from collections.abc import Iterable, Iterator

from tocsin.core.records.signals import FieldName
from tocsin.core.tagging.model import Sentence

# A longer run without an end is no sentence; the bound keeps every later step linear.
SENTENCE_MAX = 1_500

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
# The same for a text without the rarer ends, in a fifth of the time.
_RARE_ENDS = ("\r", "\u2028", "\u2029")
_LINE_TO_NEWLINE = re.compile(r".+")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
# Left by machine translation between paragraphs.
_MARKUP = re.compile(r"(?:<\s{0,3}/?\s{0,3}[pP]\s{0,3}/?\s{0,3}>\s{0,3})+")
# An end: the stop, what closes with it, then space; or a stop of Chinese or Japanese, which needs none.
# The alternatives begin with what they share, one character out of a set, which is sought many times as fast.
_END = re.compile(
    r"""[.!?…。！？؟۔।](?:(?<=[.!?…])[.!?…]{0,5}["'”’»)\]]{0,4}(?=\s)|(?<=[。！？])["”」』]?|(?<=[؟۔।])(?=\s))"""
)
_OPENER = re.compile(r"""\s{1,8}["'“‘«(\[•·▪–—*-]{0,3}\s?(\w)""")
_BEFORE_WORD = re.compile(r"[^\w.&-]")
# A picture's credit belongs to the caption before it.
_CREDIT = re.compile(r"\s{1,4}\([^()\n]{1,60}\)\s{0,8}$")
_BULLET = re.compile(r"\s*[•·▪●◦*–—-]{1,3}\s+")
_NEXT_WORD = re.compile(r"\W{0,6}(\w{1,20})")

# Titles and shortenings that are followed by a name or a figure, so that no capital after them begins a sentence.
_ALWAYS_INSIDE = frozenset(
    (
        "mr mrs ms dr prof rev hon st sr fr gen lt col maj capt cmdr cpl sgt pte adm brig gov sen rep pres supt "
        "insp det messrs mme mlle sec amb min vs v cf e.g i.e eg ie viz approx ca no nos art fig vol pp ed eds al "
        "mt ft"
    ).split(),
)
# Shortenings that may also end a sentence: they do when the next word commonly begins one.
_SOMETIMES_INSIDE = frozenset(
    (
        "u.s u.k u.n e.u u.a.e u.s.s.r d.c a.m p.m jr inc ltd co corp llc plc etc jan feb mar apr jun jul aug sep "
        "sept oct nov dec mon tue tues wed thu thurs fri sat sun ave blvd dept ph.d b.a m.a b.c a.d"
    ).split(),
)
_BEGINNERS = frozenset(
    (
        "the a an in on at it he she they we i you this that these those but and however as after before since "
        "when while if for from there its his her their our some many most several all both another other one two "
        "three four five according earlier later meanwhile also yet still so then now no not with by to of about "
        "more last next what who why how where officials analysts sources experts iran israel russia china"
    ).split(),
)


def sentences(text: str, field: FieldName) -> list[Sentence]:
    """Gives the sentences in order: `text[s.start:s.end] == s.text`, with only space and markup between them."""
    found: list[Sentence] = []
    paragraph, quoted, edge = 0, False, 0
    quotes = any(mark in text for mark in '"“”')
    breaks = [match.end() for match in _BLANK.finditer(text)]
    for start, end in _lines(text):
        while edge < len(breaks) and start >= breaks[edge]:
            edge, paragraph, quoted = edge + 1, paragraph + 1, False
        for first, last in _split(text, start, end):
            words = text[first:last]
            found.append(Sentence(field=field, text=words, start=first, end=last, paragraph=paragraph, quoted=quoted))
            if quotes:
                quoted = _still_quoted(words, open_before=quoted)
    return found


def _lines(text: str) -> Iterator[tuple[int, int]]:
    translated = "<" in text
    pattern = _LINE if any(end in text for end in _RARE_ENDS) else _LINE_TO_NEWLINE
    for line in pattern.finditer(text):
        start, end = line.span()
        for mark in _MARKUP.finditer(text, start, end) if translated else ():
            yield _after_bullet(text, start, mark.start())
            start = mark.end()
        yield _after_bullet(text, start, end)


def _after_bullet(text: str, start: int, end: int) -> tuple[int, int]:
    bullet = _BULLET.match(text, start, end)
    return (bullet.end() if bullet else start), end


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    first = start
    for match in _END.finditer(text, start, end):
        if _ends_here(text, first, match, end):
            found += _bounded(text, first, match.end())
            first = match.end()
    found += _bounded(text, first, end)
    return found


def _ends_here(text: str, first: int, match: re.Match[str], end: int) -> bool:
    stop, after = match.span()
    if after + 1 < end and text[after] == " " and text[after + 1].isalpha():
        # One space and a letter: most sentences part like this, and no pattern is needed to see it.
        begins = not text[after + 1].islower()
    else:
        following = _OPENER.match(text, after, end)
        begins = following is None or not following.group(1).islower()
        if following is None or text[stop] not in ".…":
            return begins
        if "(" in following.group() and _CREDIT.match(text, after, min(end, after + 80)):
            return False
    return begins and (match.group() != "." or not _abbreviated(text, max(first, stop - 24), stop, end))


def _abbreviated(text: str, first: int, stop: int, end: int) -> bool:
    word = text[first:stop].rpartition(" ")[2]
    word = (word if word.replace(".", "").isalpha() else _BEFORE_WORD.split(text[first:stop])[-1]).lower()
    if word in _ALWAYS_INSIDE or (len(word) == 1 and word.isalpha()):
        return True
    if word not in _SOMETIMES_INSIDE:
        return False
    following = _NEXT_WORD.match(text, stop + 1, end)
    return following is None or following.group(1).lower() not in _BEGINNERS


def _bounded(text: str, first: int, last: int) -> Iterable[tuple[int, int]]:
    words = text[first:last]
    bare = words.lstrip()
    first += len(words) - len(bare)
    last = first + len(bare.rstrip())
    if last - first > SENTENCE_MAX:
        return _cut(text, first, last)
    return _kept(text, first, last)


def _cut(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    while last - first > SENTENCE_MAX:
        cut = text.rfind(" ", first + SENTENCE_MAX // 2, first + SENTENCE_MAX)
        cut = cut if cut > 0 else first + SENTENCE_MAX
        yield first, cut
        first = cut + 1 if text[cut] == " " else cut
    yield from _kept(text, first, last)


def _kept(text: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """A stop alone is no sentence."""
    return ((first, last),) if last - first > 1 or (first < last and text[first] not in ".!?…") else ()


def _still_quoted(words: str, *, open_before: bool) -> bool:
    opened, closed = words.rfind("“"), words.rfind("”")
    if opened != closed:
        return opened > closed
    return open_before ^ (words.count('"') % 2 == 1)
