"""The tagger: a title and a text in, signals with their evidence out. Pure, and linear in the text's length.

`segment` splits sentences, `signals` finds what is said, `context` says whether it is meant, `status` and `freshness`
whether and when it happened, `gazetteer`, `parties` and `places` who and where; here they are put together.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from msgspec import Struct

from tocsin.core.records.page import Coverage, Tagged
from tocsin.core.records.signals import (
    Actor,
    Attribution,
    Casualties,
    Evidence,
    FieldName,
    Freshness,
    Signal,
    SignalPlace,
    Status,
)
from tocsin.core.tagging import (
    attribution,
    casualties,
    conflict,
    context,
    dates,
    gazetteer,
    lead,
    lexicon,
    mentioned,
    opposed,
    parties,
    places,
    status,
    weigh,
)
from tocsin.core.tagging.casualties import later
from tocsin.core.tagging.context import Context
from tocsin.core.tagging.freshness import Judged, Timeline
from tocsin.core.tagging.matching import LIGHT_VERBS, find, telling
from tocsin.core.tagging.model import Match, Mention, PlaceMention, Sentence
from tocsin.core.tagging.patterns import plain
from tocsin.core.tagging.rules import Field, Index, Rule, index
from tocsin.core.tagging.segment import sentences
from tocsin.core.tagging.signals import FAMILIES
from tocsin.core.tagging.status import corrections
from tocsin.core.tagging.taxonomy import TYPES
from tocsin.core.tagging.trades import TRADES_OF
from tocsin.core.versions import TAGGER_VERSION, TAXONOMY_VERSION

__all__ = ["TAGGER_VERSION", "TAXONOMY_VERSION", "tag"]

# The records' own limits: an article carries at most 200 signals, evidence at most 500 code points.
SIGNALS_MAX: Final = 200
EVIDENCE_MAX: Final = 500
# Without parties to a conflict, violence is crime or accident: it is told, and wakes nobody.
RUNG_WITHOUT_PARTIES: Final = 2
RUNG_OF_ALERTS: Final = 3
# From here on a type is a use of force, which may have its dead and wounded.
RUNG_OF_FORCE: Final = 5

_RULES: Final[Index] = index(FAMILIES.values(), also=(*TRADES_OF, *dates.WORDS, *LIGHT_VERBS))


@dataclass(frozen=True, slots=True)
class _Page:
    """One field, read once: sentences, names and the kind of story."""

    name: FieldName
    raw: str
    plain: Field
    sentences: list[Sentence]
    # Where each sentence begins.
    starts: list[int]
    mentions: tuple[Mention, ...]
    places: tuple[PlaceMention, ...]


class _Found(Struct, frozen=True):
    """A match that is believed, with its field and sentence."""

    page: _Page
    sentence: Sentence
    rule: Rule
    match: Match
    weight: float


def tag(title: str | None, text: str, *, anchor_ms: int, language: str | None) -> Tagged:
    """Gives an article's signals, at most 200, in the order of the text (the title's first).

    `anchor_ms` is the article's own moment, in milliseconds since the epoch: its words for time are read against it.
    Signals carry no id; `identity.named` gives it once the article's own is known.
    """
    coverage = coverage_of(language)
    if coverage == "lexicon":
        return lexicon.tag(title, text, language=language or "")
    if coverage == "none":
        return Tagged(signals=(), signals_omitted=0, coverage="none", actor_conflict=None)
    pages = [_page("title", title)] if title else []
    pages.append(_page("text", text))
    about = _about(pages)
    found = [match for page in pages for match in _matches(page, about)]
    kept, omitted = _limited(found)
    signals = _without_repeats(lead.settled(_signals(kept, pages, about, anchor_ms), pages[-1].sentences, title))
    rivals = conflict.between(title, text, signals)
    return Tagged(signals=signals, signals_omitted=omitted, coverage="full", actor_conflict=rivals)


def coverage_of(language: str | None) -> Coverage:
    """Says how far a language is served; where none is known the text is read as English."""
    primary = (language or "en").lower().partition("-")[0]
    if primary in {"en", "und"}:
        return "full"
    return "lexicon" if primary in lexicon.LANGUAGES else "none"


def _page(name: FieldName, raw: str) -> _Page:
    mentions, found = gazetteer.mentions(raw)
    split = sentences(raw, name)
    starts = [sentence.start for sentence in split]
    return _Page(name, raw, Field(plain(raw), _RULES), split, starts, mentions, found)


def _about(pages: Sequence[_Page]) -> Context:
    """The whole article's context: the title's words count with the text's."""
    return context.survey([context.Part(page.name, page.plain, page.mentions, page.places) for page in pages])


def _matches(page: _Page, about: Context) -> list[_Found]:
    found: list[_Found] = []
    for opened in page.plain.open(page.sentences):
        sentence = opened.sentence
        told = find(page.plain, opened, partial(context.believed, about, page.plain, sentence))
        if told:
            heavy = weigh.weights(page.plain, sentence, told)
            found += [
                _Found(page, sentence, rule, match, weight) for (rule, match), weight in zip(told, heavy, strict=True)
            ]
    return found


def _limited(found: list[_Found]) -> tuple[list[_Found], int]:
    """Of too many the gravest stay, in the order of the text."""
    if len(found) <= SIGNALS_MAX:
        return found, 0
    order = sorted(range(len(found)), key=lambda at: (-abs(found[at].weight), at))
    kept = sorted(order[:SIGNALS_MAX])
    return [found[at] for at in kept], len(found) - SIGNALS_MAX


def _signals(found: list[_Found], pages: Sequence[_Page], about: Context, anchor_ms: int) -> list[Signal]:
    reads = [
        read for page in pages for read in _read(page, [each for each in found if each.page is page], about, anchor_ms)
    ]
    signals = [_signal(read, about) for read in reads]
    return mentioned.settled(signals, [_is_mention(read, signal) for read, signal in zip(reads, signals, strict=True)])


class _Read(Struct, frozen=True):
    """What each room reads of a find."""

    found: _Found
    judged: Judged
    status: status.Found
    sides: tuple[tuple[Actor, ...], tuple[Actor, ...]]
    places: tuple[SignalPlace, ...]
    casualties: Casualties | None
    attribution: Attribution | None


def _is_mention(read: _Read, signal: Signal) -> bool:
    opening = read.found.page.sentences[0].text
    return mentioned.is_mention(signal, read.found.sentence, read.found.match, opening)


def _read(page: _Page, found: list[_Found], about: Context, anchor_ms: int) -> Iterator[_Read]:
    """Gives one field's finds as the rooms read them: room by room, which is faster by a tenth than find by find."""
    counts = [about.counts(each.sentence) for each in found]
    both = [(each, inside.names) for each, inside in zip(found, counts, strict=True)]
    told = [
        status.of(
            each.sentence,
            telling(page.plain, each.sentence, each.match),
            inside,
            partial(corrections.in_correction, each.sentence, about.title, page.sentences),
        )
        for each, inside in both
    ]
    return map(
        _Read,
        found,
        _judged(page, found, anchor_ms),
        told,
        [_sides(each, inside) for each, inside in both],
        [
            places.assign(each.sentence, each.match, inside.places) if inside.placed else ()
            for each, inside in zip(found, counts, strict=True)
        ],
        _casualties(page, found, told),
        [attribution.find(each.sentence, inside) for each, inside in both],
    )


def _casualties(page: _Page, found: list[_Found], told: list[status.Found]) -> list[Casualties | None]:
    """Gives each find's casualties, by its own sentence or, for force that was used, by what is told right after it."""
    of_force = {each.sentence.start for each in found if TYPES[each.rule.type].rung >= RUNG_OF_FORCE}
    return [
        casualties.find(each.sentence, each.match)
        or (
            later.told(each.sentence, _following(page, each.sentence, of_force))
            if how in _DONE and TYPES[each.rule.type].rung >= RUNG_OF_FORCE
            else None
        )
        for each, (how, _) in zip(found, told, strict=True)
    ]


# What has happened can have its dead.
_DONE: Final = frozenset(("actual", "historical"))


def _following(page: _Page, sentence: Sentence, of_force: set[int]) -> Iterator[Sentence]:
    """The next sentences, up to one that tells of force itself."""
    first = bisect_right(page.starts, sentence.start)
    for after in page.sentences[first : first + later.REACH]:
        if after.start in of_force:
            return
        yield after


def _sides(found: _Found, names: Sequence[Mention]) -> tuple[tuple[Actor, ...], tuple[Actor, ...]]:
    actors, targets = parties.assign(found.sentence, found.match, names)
    return actors, opposed.of(found.sentence, found.match, names, actors, targets)


def _judged(page: _Page, found: list[_Found], anchor_ms: int) -> list[Judged]:
    """Dates the finds; the sentences are read in order up to the last find, and no further."""
    if not found:
        return []
    timeline = Timeline(anchor_ms, dates.marks(page.raw, page.plain.hits))
    judged: list[Judged] = []
    taken = 0
    for each in found:
        last = bisect_right(page.starts, each.sentence.start, lo=taken)
        timeline.read(*page.sentences[taken:last])
        taken = last
        judged.append(timeline.judge(each.sentence, each.match))
    return judged


def _signal(read: _Read, about: Context) -> Signal:
    found, (freshness, act_at), (told, cue) = read.found, read.judged, read.status
    kind = TYPES[found.match.type]
    if about.of_the_past and (about.looks_back or act_at is None):
        freshness = "background"
    settled = _settled(found.rule, told, freshness)
    actors, targets = read.sides
    return Signal(
        id="",
        type=kind.name,
        polarity=kind.polarity,
        status=settled,
        freshness=freshness,
        act_at=act_at,
        rung=_rung(found, about),
        # What is denied weighs on neither side.
        weight=0.0 if settled == "denied" else found.weight,
        actors=actors,
        targets=targets,
        places=read.places,
        casualties=read.casualties,
        attribution=read.attribution,
        evidence=_evidence(found.page, found.match.start, found.match.end),
        cue=None if cue is None else _evidence(found.page, *cue),
        rule=found.rule.name,
    )


def _settled(rule: Rule, told: Status, freshness: Freshness) -> Status:
    """A rule that knows its status has it, but that a threat may be denied; what is done and long past is history."""
    if rule.status is not None and (told != "denied" or rule.status == "actual"):
        told = rule.status
    return "historical" if told == "actual" and freshness == "background" else told


def _rung(found: _Found, about: Context) -> int:
    """A rule's own rung, else its type's; what is no matter between parties wakes nobody."""
    rung = TYPES[found.rule.type].rung if found.rule.rung is None else found.rule.rung
    if rung < RUNG_OF_ALERTS or context.grave(about, found.sentence, found.rule):
        return rung
    return RUNG_WITHOUT_PARTIES


def _evidence(page: _Page, start: int, end: int) -> Evidence:
    words = page.raw[start : min(end, start + EVIDENCE_MAX)]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Evidence(field=page.name, text=words, start=start, end=start + len(words))


def _without_repeats(signals: list[Signal]) -> tuple[Signal, ...]:
    """Where the text tells the same act as the title (type and parties), only the text's signal stays."""
    if not signals or signals[0].evidence.field == "text":
        # The title's come first: there are none.
        return tuple(signals)
    told = [(signal.type, _codes(signal)) for signal in signals if signal.evidence.field == "text"]
    return tuple(
        signal
        for signal in signals
        if signal.evidence.field == "text"
        or not any(signal.type == kind and _codes(signal) <= codes for kind, codes in told)
    )


def _codes(signal: Signal) -> frozenset[str]:
    return frozenset(actor.code or actor.name for actor in (*signal.actors, *signal.targets))
