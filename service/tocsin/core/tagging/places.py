"""Where: the places of a sentence, each with its role for one match.

`where` the act happened or would, `origin` from where it came, `dateline` where the reporter sits. A state or a
capital that acts is no place; it is one behind "in", "near" or "from", or where the act falls on it.
"""

import re
from collections.abc import Sequence

from tocsin.core.records.signals import PlaceRole, SignalPlace
from tocsin.core.tagging.dateline import dateline_end
from tocsin.core.tagging.model import Match, Mention, PlaceMention, Sentence


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# More places than this in one sentence are a list.
PLACES_MAX = 12
# Code points looked back for the preposition.
_LOOK = 70

_QUALIFIER = (
    r"(?:(?:the|a|an|its|their|his|her|this|these|two|three|several|many|some|most|parts|much|all|both|occupied|disputed"
    r"|neighbou?ring|nearby|besieged|border|coastal|central|downtown|greater|war-torn|(?:north|south|east|west|mid)[\w-]*"
    r"|(?-i:[A-Z]\w+(?:an|ese|i|ian|ish|ch|'s|\u2019s)))\s+){0,5}"
)
_KIND = (
    r"(?:(?:city|cities|town|towns|village|villages|port|province|region|district|island|islands|peninsula|state|camp"
    r"|capital|capitals|area|areas|outskirts|suburbs?|coast|heart|borders?|north|south|east|west|centre|center|edge|base"
    r"|airport|governorate|county|oblast|airspace|territory|waters|skies|streets|hills|parts?|north-?east|north-?west"
    r"|south-?east|south-?west|northern|southern|eastern|western)\s+(?:of\s+)?" + _QUALIFIER + r"){0,3}"
)
_PREPOSITION = re.compile(
    r"\b(in|at|near|inside|outside|around|across|over|off|through|throughout|along|on|onto|within|into|toward|towards|to"
    r"|of|from|against|via|around|beyond|between|beneath|above|targeting|hitting)\s+" + _QUALIFIER + _KIND + r"$",
    re.IGNORECASE,
)
# Every word of that pattern, with each optional letter and without it; names with a capital come besides.
_PHRASE_WORDS = frozenset(
    word
    for source in (_PREPOSITION.pattern.replace("?", ""), re.sub(r"\w\?", "", _PREPOSITION.pattern))
    for word in re.findall(r"[a-z-]+", source)
)
_COMPASS = ("north", "south", "east", "west", "mid")
# "Some 300 km south-east of Zalambessa" is another place, which has no better name.
_DISTANT = re.compile(r"\b[\d,.]+ ?-?(?:km|kilomet(?:re|er)s?|miles?|mi)\b[^,;.\d]{0,40}\b(?:of|from) $", re.IGNORECASE)
# "Fighting spread on Thursday to Bure".
_SPREADS = re.compile(r"\b(?:spread|spreads|spreading|spilled|spilt|spills|moved on|shifted)\b(?: \w+){0,3} to $")
_LISTED = re.compile(
    r"(?:\s*,\s*|\s+(?:and|or|as well as)\s+|\s*,\s*(?:and|or)\s+)(?:perhaps |possibly |even |also |in |near |the )*$"
)
_WHERE = _set(
    "in at near inside outside around across over off through throughout along within between beneath above beyond via"
)
_IN_COUNTRY = _set("in near inside outside around across over off throughout within")
# The act falls on these: a place here was hit, whatever else it is.
_ONTO = frozenset("on onto into toward towards against of targeting hitting".split())
_ACTS_ON_PLACES = _set(
    "ATTACK_AIR ATTACK_MISSILE ATTACK_ARMED ATTACK_MARITIME ATTACK_DIPLOMATIC ATTACK_CYBER ASSASSINATION WAR_INVASION "
    "WMD_NUCLEAR",
)
_MOVES = frozenset(
    "FORCE_DEPLOYMENT EVACUATION WITHDRAWAL SHOW_OF_FORCE PROXY_MOBILISATION CONTACT ATTACK_PREPARATION".split()
)
_LEAVES = frozenset("WITHDRAWAL EVACUATION".split())
# Between an act and a place that belongs to another act.
_BREAK = re.compile(
    r";|:\s|\u2014|\b(?:after|before|while|whereas|following|since|because|although|which|who|when|if|but|amid)\b"
    r"|, (?:and|but) (?!\w+ ?(?:,|$))",
)
# "Officials in Yerevan said": where somebody speaks.
_SPEAKS = re.compile(r",?(?:\s+\w+){0,2}\s+(?:said|says|revealed|reported|told|announced|confirmed|added|tweeted)\b")


def assign(
    sentence: Sentence,
    match: Match,
    places: Sequence[PlaceMention],
    mentions: Sequence[Mention] = (),
) -> tuple[SignalPlace, ...]:
    """The places that belong to the match, in the order of the text; offsets are the field's."""
    del mentions
    dateline = dateline_end(sentence)
    roles: dict[int, PlaceRole | None] = {}
    last: PlaceMention | None = None
    for place in places[:PLACES_MAX]:
        roles[place.start] = _role(sentence, match, place, dateline, last, roles)
        last = place
    kept = [(place, role) for place in places[:PLACES_MAX] if (role := roles[place.start]) is not None]
    kept = [pair for pair in kept if pair[1] == "dateline" or not _is_beyond(sentence, match.end, pair[0].start)]
    near = [pair for pair in kept if pair[1] == "dateline" or not _is_beyond(sentence, pair[0].end, match.start)]
    return _distinct(near if any(role == "where" for _, role in near) else kept)


def _role(
    sentence: Sentence,
    match: Match,
    place: PlaceMention,
    dateline: int,
    last: PlaceMention | None,
    roles: dict[int, PlaceRole | None],
) -> PlaceRole | None:
    if place.end <= dateline:
        return "dateline"
    before = sentence.text[max(0, place.start - sentence.start - _LOOK) : place.start - sentence.start]
    if last is not None and _LISTED.fullmatch(sentence.text[last.end - sentence.start : place.start - sentence.start]):
        return roles[last.start]
    ending = before[-5:].lower()
    if ending.endswith(("of ", "from ")) and _DISTANT.search(before):
        return None
    if ending.endswith(" to ") and _SPREADS.search(before):
        return "where"
    found = _PREPOSITION.search(before, _phrase_start(before))
    role = _of_preposition(found.group(1).lower(), match, place) if found else _bare(sentence, match, place)
    if role is None or _SPEAKS.match(sentence.text, place.end - sentence.start):
        return None
    return None if _qualifies(sentence.text, place, sentence.start) else role


def _qualifies(text: str, place: PlaceMention, start: int) -> bool:
    """Whether a name that is an adjective too stands before its noun: "according to US media"."""
    return place.name in _ADJECTIVES and _NOUN_AFTER.match(text, place.end - start) is not None


_ADJECTIVES = frozenset(("US", "U.S.", "UK", "U.K.", "us"))
_NOUN_AFTER = re.compile(
    r" (?!(?:and|or|on|in|at|as|to|after|before|by|for|from|with|when|while|is|was|were|has|have|had|will|would|could"
    r"|early|late|this|last|next|over|under|during|since|said)\b)\w"
)


def _phrase_start(before: str) -> int:
    """Where the words begin, back from the end, that may stand between a preposition and its place, or be one."""
    at = len(before)
    if not before[-1:].isspace():
        return at
    while at > 0:
        first = before.rfind(" ", 0, at - 1) + 1
        word = before[first : at - 1]
        if not (word[:1].isupper() or word.lower() in _PHRASE_WORDS or word.lower().startswith(_COMPASS)):
            # What a bracket or a quote opens with may still be the preposition.
            return at if word.isalpha() else first
        at = first
    return 0


def _of_preposition(preposition: str, match: Match, place: PlaceMention) -> PlaceRole | None:
    if preposition == "from":
        return "where" if match.type in _LEAVES else "origin"
    if preposition in _WHERE:
        return "where" if preposition in _IN_COUNTRY or place.precision != "country" else None
    if preposition in _ONTO:
        falls = match.type in _ACTS_ON_PLACES | _MOVES or place.precision in ("site", "sea", "province")
        return "where" if falls and place.precision != "country" else None
    return "where" if match.type in _MOVES else None


def _bare(sentence: Sentence, match: Match, place: PlaceMention) -> PlaceRole | None:
    """A place without a preposition: hit ("shelled Goris"), or the act is called by it ("the Goris attack")."""
    if place.precision == "country" or match.type not in _ACTS_ON_PLACES:
        return None
    if match.end <= place.start:
        gap = sentence.text[match.end - sentence.start : place.start - sentence.start]
        return "where" if len(gap.split()) <= 4 and not _BREAK.search(gap) else None  # noqa: PLR2004 - "hit the port of"
    if place.start >= match.start:
        return "where" if place.start > match.cue_start else None
    gap = sentence.text[place.end - sentence.start : match.cue_start - sentence.start]
    return "where" if re.fullmatch(r"(?:\s+\w+)?\s+", gap) else None


def _is_beyond(sentence: Sentence, first: int, last: int) -> bool:
    """Whether another act's words stand between two offsets, the match's end and the place, or the place and it."""
    return first < last and _BREAK.search(sentence.text, first - sentence.start, last - sentence.start) is not None


def _distinct(pairs: Sequence[tuple[PlaceMention, PlaceRole]]) -> tuple[SignalPlace, ...]:
    """The places, the first of those that are called the same in the same role."""
    first: dict[tuple[str, PlaceRole], PlaceMention] = {}
    for place, role in pairs:
        first.setdefault((place.name.lower(), role), place)
    return tuple([_in_role(place, role) for (_, role), place in first.items()])


def _in_role(place: PlaceMention, role: PlaceRole) -> SignalPlace:
    return SignalPlace(
        name=place.name,
        country=place.country,
        geonames_id=place.geonames_id,
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
        role=role,
    )
