"""Dead, injured, captured, missing: how many, by the sentence's own words.

Each number of the sentence is tied to the word that says what became of the persons: the verb that takes them
("killing 12"), what is said of them ("12 were killed"), or a toll. Numbers joined under one such word are added;
those that only break another one down ("including three children", "two of whom") are left out.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from ahocorasick_rs import AhoCorasick, Implementation
from msgspec import Struct

from tocsin.core.records.signals import Casualties, Count
from tocsin.core.tagging import status
from tocsin.core.tagging.casualties.figures import Expression, expressions, total
from tocsin.core.tagging.model import Match, Sentence
from tocsin.core.tagging.patterns import folded, lower
from tocsin.core.tagging.sieve import Gate

Fate = Literal["dead", "injured", "captured", "missing"]

# A longer sentence is a list or a table; its head is read.
_TEXT_MAX: Final = 3_000
_WORDS_MAX: Final = 200


def find(sentence: Sentence, match: Match | None = None) -> Casualties | None:
    """Gives the sentence's figures, or those that belong to the matched act; None where there are none."""
    text = sentence.text[:_TEXT_MAX]
    read = _read(text)
    if not read:
        return None
    at = None if match is None else match.cue_start - sentence.start
    counts = read if isinstance(read, dict) else _counts(text, read, at)
    return Casualties(**counts) if counts else None


# A sentence without one of these tells of nobody harmed: most are never looked at again.
_GATE: Final = Gate(
    "kill|dead|died|dies|dying|death|wound|injur|hurt|casualt|captur|hostage|missing|abduct|kidnap|toll|lives|slain"
    "|perish|fatal|murder|bodies|prisoner|unaccounted|assassinat|massacr|gunned|maimed"
)


@lru_cache(maxsize=4)
def _read(text: str) -> "dict[Fate, Count] | tuple[_Tied, ...] | None":
    """What a sentence tells, whatever act it is asked for: that nobody was harmed, or the numbers with their fates."""
    if not _GATE.opens(text):
        return None
    return _none_harmed(text) or tuple(_tied(text))


# ---- nobody harmed

_UNKNOWN: Final = re.compile(
    r"\bno (?:\w{1,20} ){0,2}(?:reports?|word|details|information|figures|news|confirmation)\b", re.IGNORECASE
)
_NO_CASUALTIES: Final = re.compile(
    r"\b(?:no|without(?: causing)?(?: any)?|zero|not cause any|not any|not caused any) (?:\w{1,20} ){0,2}?(?P<what>casualties|casualty|deaths|fatalities|injuries|victims|one hurt|one injured)\b"
    r"|\b(?:no one|nobody|none)(?: \w{1,20}){0,4}? (?:was|were|is|has been|had been|have been|got) (?:\w{1,20} )?(?P<fate>killed|hurt|injured|wounded|harmed)\b"
    r"|\b(?:no one|nobody) (?P<died>died)\b",
    re.IGNORECASE,
)


def _none_harmed(text: str) -> dict[Fate, Count] | None:
    match = _NO_CASUALTIES.search(text)
    if match is None or _UNKNOWN.search(text):
        return None
    nobody = Count(best=0, low=0, high=0, words=match.group()[:_WORDS_MAX])
    what = folded(match["what"] or match["fate"] or match["died"])
    if what in {"deaths", "fatalities", "died", "killed"}:
        return {"dead": nobody}
    return {"injured": nobody} if what == "injuries" else {"dead": nobody, "injured": nobody}


# ---- numbers and what became of the persons

_FATES: Final[dict[str, Fate]] = {
    **dict.fromkeys(
        (
            "killed killing kills kill dead died die dies deaths death slain perished murdered murdering executed massacred assassinated assassinating "
            "fatalities fatality toll lives bodies shot"
        ).split(),
        "dead",
    ),
    **dict.fromkeys("wounded wounding wounds wound injured injuring injures injure injuries hurt hurting maimed maiming".split(), "injured"),
    **dict.fromkeys("captured capturing captures capture hostage hostages abducted abducting abducts kidnapped kidnapping kidnaps prisoner prisoners".split(), "captured"),
    **dict.fromkeys("missing unaccounted".split(), "missing"),
}  # fmt: skip
_FATE_WORD: Final = re.compile(rf"\b(?:{'|'.join(sorted(_FATES, key=len, reverse=True))})\b", re.IGNORECASE)

_ACTIVE: Final = (
    "killed|killing|kills|kill|murdered|murdering|executed|massacred|wounded|wounding|wounds|injured|injuring|injures|injure|hurt|hurting"
    "|captured|capturing|captures|abducted|abducting|kidnapped|kidnapping|assassinated|shot dead|taking hostage|took hostage|maiming"
)
# The verb stands right before the number; "lives of", "the deaths of", a toll's "to".
_TAKES: Final = re.compile(
    rf"\b(?:(?P<verb>{_ACTIVE})(?: also| all| another| a total of| a further)?|(?P<of>deaths?|killings?|lives|bodies|abductions?|murders?|capture|loss) of(?: another)?"
    r"|(?:death )?(?P<toll>toll)(?: \S{1,30}){0,8}? (?:to|at|of|is|was|passes|passed|reached|reaches|hits|tops|topped)(?: (?:now|reach))?"
    r"|number of (?:\S{1,30} ){0,4}?(?P<number>killed|dead|deaths|wounded|injured|missing|captured|hostages|fatalities)(?: \S{1,30}){0,8}? (?:to|at|is|was|reached|passed))"
    r" (?:the |its |their )?$",
    re.IGNORECASE,
)
_TAKES_REACH: Final = 110
# What is said of the persons: "12 soldiers were killed", "12 dead", "12 people lost their lives".
_WORD: Final = r"(?:[^\s,;:()\"\u201c\u201d]{0,29}[^\s,;:.()\"\u201c\u201d]|(?:[A-Z]\.){1,4})"
_SUFFERS: Final = re.compile(
    rf"(?P<who>(?:(?! (?:and|or) (?:{_ACTIVE})\b) {_WORD}){{0,8}}?)(?:,[^,.;:]{{1,50}},)?"
    r"(?P<be> (?:were|was|are|is|have been|has been|had been|being|be|have|has|had|lay|lie|left|reported|feared|confirmed|believed|now|also|reportedly|taken|remain(?:ed)?|lost|went|go)){0,4}"
    r"(?: their)? (?P<fate>killed|dead|died|deaths|slain|perished|murdered|executed|massacred|assassinated|fatalities|lives|bodies|shot dead|gunned down"
    r"|wounded|injured|hurt|injuries|maimed|captured|hostages?|abducted|kidnapped|prisoners?|missing|unaccounted)\b",
    re.IGNORECASE,
)
_SUFFERS_REACH: Final = 120
# Words that show that the number counts no persons, or that another verb begins.
_NOT_PERSONS: Final = re.compile(
    r"(?<![-\w])(?:rockets?|missiles?|drones?|shells?|strikes?|attacks?|raids?|days?|hours?|weeks?|months?|years?|minutes?|times|vehicles?|homes|houses|tanks?|km|kilomet(?:er|re)s|miles"
    r"|percent|per|countries|states|bombs?|explosions?|blasts?|sites|targets|bases|villages|towns|cities|ships|boats|aircraft|jets|planes|dollars|million|billion|tons|tonnes"
    r"|that|which|who|when|after|before|because|while|if|fired|launched|attacked|ago|o'clock|degrees|votes|seats|points|rounds|buildings|schools|hospitals|cars|fled|\w{2,20}(?<!wound)(?<!arm)(?<!mask)(?<!displac)ed(?= .* and )|others?['\u2019]s)(?![-\w])",
    re.IGNORECASE,
)
_ENDS_PASSIVE: Final = re.compile(
    r"(?:$|[.,;:)\u2014\u2013-]|[\"'\u201d]| (?:in|by|when|as|and|after|near|on|at|overnight|during|while|since|this|last|today|yesterday|so|over|amid|outside|inside|across|following|early|late|or"
    r"|before|were|was|for|from|with|within|alone|according|there|here|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|to|along|around|among|between|under|than|through|until)\b)"
)
_BREAKDOWN_AFTER: Final = re.compile(
    r"(?: others?| more)? (?:of|among) (?:whom|them|those|the (?:dead|wounded|injured|victims|killed|missing|captives|hostages))\b",
    re.IGNORECASE,
)
_BREAKDOWN_BEFORE: Final = re.compile(
    r"\b(?:includ(?:ing|es|ed)|among (?:them|those|whom|the (?:dead|wounded|injured|victims))(?: (?:is|are|was|were))?|mostly|of (?:whom|them))\b[^.;:]{0,80}$",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\b(?:another|further|additional)\b|\bmore\b(?! than)", re.IGNORECASE)


class _Tied(Struct, frozen=True):
    """A number, the fate of the persons, and the word that says it."""

    part: Expression
    fate: Fate
    word: int
    end: int
    toll: bool = False


def _tied(text: str) -> Iterator[_Tied]:
    for part in (*expressions(text), *_singles(text)):
        found = _tie(text, part)
        if found and _happened(text, found):
            yield found


def _counts(text: str, tied: Sequence[_Tied], at: int | None) -> dict[Fate, Count]:
    if at is not None:
        tied = [found for found in tied if _belongs(text, found.word, at)]
    counts: dict[Fate, Count] = {}
    for fate in ("dead", "injured", "captured", "missing"):
        group = _chosen([found for found in tied if found.fate == fate])
        if group:
            counts[fate] = total([found.part for found in group], _words(text, group))
    return counts


def _happened(text: str, found: _Tied) -> bool:
    """What may kill, or is denied to have killed, has killed nobody yet."""
    between = text[min(found.part.start, found.word) : max(found.part.end, found.end)]
    return "feared" in between or status.classify(text, found.word, found.word + 1) not in _UNREAL


_UNREAL: Final = frozenset({"possible", "denied", "threatened", "ordered"})


def _tie(text: str, part: Expression) -> _Tied | None:
    if _BREAKDOWN_AFTER.match(text, part.end) or _breaks_down(text, part.start) or _is_year(text, part):
        return None
    before = _TAKES.search(text, max(0, part.start - _TAKES_REACH), part.start)
    if before and not _counts_things(text, part.end):
        return _taken(before, part)
    after = _SUFFERS.match(text, part.end, min(len(text), part.end + _SUFFERS_REACH))
    if after and not _NOT_PERSONS.search(after["who"]) and (after["be"] or _ENDS_PASSIVE.match(text, after.end())):
        return _Tied(
            part, _FATES[folded(after["fate"]).split()[0].replace("gunned", "killed")], after.start("fate"), after.end()
        )
    return _joined(text, part)


def _taken(before: re.Match[str], part: Expression) -> _Tied | None:
    name = next(name for name in ("verb", "of", "toll", "number") if before[name])
    word = folded(before[name]).split()[0]
    fate = _FATES.get(word) or _FATES.get(word.rstrip("s")) or _TAKEN.get(word.rstrip("s"))
    return _Tied(part, fate, before.start(name), part.end, name in ("toll", "number")) if fate else None


_TAKEN: Final[dict[str, Fate]] = {
    "taking": "captured",
    "took": "captured",
    "abduction": "captured",
    "los": "dead",
    "murder": "dead",
}


def _counts_things(text: str, end: int) -> bool:
    following = _THREE_WORDS.match(text, end)
    return following is not None and _THINGS.search(following.group()) is not None


_THREE_WORDS: Final = re.compile(rf"(?: {_WORD}){{0,3}}")
_THINGS: Final = re.compile(
    r"^ (?:of the |of its |\w+ )?(?:rockets?|missiles?|drones?|days?|hours?|weeks?|months?|years?|villages?|towns?|tanks?|vehicles?|bases|ships|boats|positions|cities|homes|houses|buildings|km|miles|per ?cent|times)\b",
    re.IGNORECASE,
)


def _joined(text: str, part: Expression) -> _Tied | None:
    """Reads "killed two soldiers and five civilians": the second number has the first one's verb."""
    window = max(0, part.start - _JOINED_REACH)
    verbs = list(_VERB.finditer(text, window, part.start))
    if not verbs or _counts_things(text, part.end):
        return None
    verb = verbs[-1]
    if not _LIST.fullmatch(text, verb.end(), part.start):
        return None
    return _Tied(part, _FATES[folded(verb.group()).split()[0]], verb.start(), part.end)


_JOINED_REACH: Final = 90
_VERB: Final = re.compile(rf"\b(?:{_ACTIVE})\b", re.IGNORECASE)
_LIST: Final = re.compile(
    r" (?!in |by |at |on |near |after |when |with |from |and )(?:(?!in |by |at |on |near |after |when |with |from |during |as |destroy|damag|burn)[\w'\u2019-]{1,30},? ){1,6}?(?:and |as well as )?",
    re.IGNORECASE,
)


def _breaks_down(text: str, start: int) -> bool:
    match = _BREAKDOWN_BEFORE.search(text, max(0, start - 110), start)
    return match is not None and not _FATE_WORD.search(text, match.start(), start)


# Numbers that may be a year where the words before them say so.
_YEARS: Final = (1500, 2100)


def _is_year(text: str, part: Expression) -> bool:
    words = text[part.start : part.end]
    if not (words.isdigit() and _YEARS[0] <= int(words) <= _YEARS[1]):
        return False
    return bool(_YEAR_BEFORE.search(text, max(0, part.start - 12), part.start))


_YEAR_BEFORE: Final = re.compile(r"\b(?:in|since|of|by|the|until|from|early|late|\w+ \d{1,2},) $", re.IGNORECASE)


def _chosen(tied: Sequence[_Tied]) -> list[_Tied]:
    """A toll counts all; else the numbers under one word are added, and of several words the greatest counts."""
    tolls = [found for found in tied if found.toll]
    if tolls:
        return tolls[-1:]
    groups: dict[int, list[_Tied]] = {}
    for found in tied:
        groups.setdefault(found.word, []).append(found)
    return max(groups.values(), key=lambda group: sum(found.part.best or 0 for found in group), default=[])


def _words(text: str, group: list[_Tied]) -> str:
    start = min(min(found.part.start, found.word) for found in group)
    end = max(max(found.part.end, found.end) for found in group)
    noun = _NOUN.match(text, end)
    return text[start : noun.end() if noun else end][:_WORDS_MAX]


_NOUN: Final = re.compile(
    r"(?: (?!in |by |at |on |near |and |when |after |as |to |from |over |with |during )[\w'\u2019-]{1,20}){1,2}(?=[ ,.;:]|$)"
)


# ---- one person

_PERSON: Final = (
    "soldier|officer|policeman|policewoman|man|woman|boy|girl|child|civilian|farmer|commander|general|guard|worker|journalist|person|fighter|militant|leader"
    "|engineer|pilot|citizen|teenager|driver|contractor|medic|doctor|nurse|student|teacher|minister|official|resident|villager|marine|sailor|peacekeeper"
    "|colonel|major|scientist|diplomat|ambassador|envoy|baby|infant|toddler|fisherman|shepherd|reporter|photographer|cameraman|gunman|rebel|conscript|reservist"
    "|sergeant|lieutenant|captain|mayor|governor|judge|priest|imam|cleric|settler|tourist|trooper|paramedic|airman|serviceman|hostage|passenger|bystander|passer-by"
    "|American|Israeli|Palestinian|Russian|Ukrainian|Iranian|Briton|operative|member|chief|deputy|adviser|aide|negotiator|pensioner|mother|father|son|daughter|brother|sister"
)
_ONE: Final = re.compile(
    rf"\b(?P<one>an?|its|their|the|his|her|one)(?= (?:[\w'\u2019.-]{{1,20}} ){{0,4}}?(?:{_PERSON})\b)", re.IGNORECASE
)
_PERSONS: Final = AhoCorasick(
    [f" {person.lower()}" for person in _PERSON.split("|")], implementation=Implementation.DFA
)
_ONE_HARMED: Final = re.compile(
    rf"(?: [\w'\u2019.-]{{1,20}}){{0,4}}? (?:{_PERSON})(?: of (?:the |an? )?\w{{1,20}})?(?: (?:was|is|has been|had been|reported|also|later|reportedly|went|remains))+ (?:killed|dead|murdered|executed|assassinated|wounded|injured|hurt|captured|abducted|kidnapped|missing|shot dead|gunned down|taken hostage|taken prisoner)\b"
    rf"|(?: [\w'\u2019.-]{{1,20}}){{0,4}}? (?:{_PERSON})(?: later)? died\b",
    re.IGNORECASE,
)
_ONE_TAKEN: Final = re.compile(
    rf"\b(?:{_ACTIVE}|deaths? of|murder of|killing of|assassination of|capture of|abduction of) $", re.IGNORECASE
)


def _singles(text: str) -> list[Expression]:
    """Finds "a soldier was killed", "killing its commander": one person without a number."""
    if not _names_person(text):
        return []
    return [
        Expression(start=match.start(), end=match.end(), best=1, low=1, high=1)
        for match in _ONE.finditer(text)
        if match["one"].lower() != "one"
        and (_ONE_TAKEN.search(text, max(0, match.start() - 24), match.start()) or _ONE_HARMED.match(text, match.end()))
    ]


def _names_person(text: str) -> bool:
    """Whether such a person's word stands behind a space; most sentences speak of several."""
    low = lower(text)
    hits = _PERSONS.find_matches_as_indexes(low, overlapping=True)
    return any(not (low[end : end + 1].isalnum() or low.startswith("_", end)) for _, _, end in hits)


# ---- whose casualties

_CAUSE: Final = re.compile(
    r";|\b(?:after|following|in (?:reply|response) to|in (?:retaliation|revenge) for|to avenge|since|while|whereas|days earlier)\b",
    re.IGNORECASE,
)
_RELATIVE: Final = re.compile(r"\b(?:that|which) (?:\w{1,20} ){0,2}$", re.IGNORECASE)
_RELATIVE_REACH: Final = 60


def _belongs(text: str, word: int, at: int) -> bool:
    """Tells whether the casualties told at `word` are those of the act at `at`."""
    if word > at and _CAUSE.search(text, at, word):
        return False
    relative = _RELATIVE.search(text, max(0, word - _RELATIVE_REACH), word)
    return relative is None or at >= relative.start() - _RELATIVE_REACH
