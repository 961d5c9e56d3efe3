"""Places of events: when two reports speak of one place, and which place an article's act happened at."""

import functools
import math
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tocsin.core.records.signals import Signal, SignalPlace

# Farther apart, two named places are two events; nearer, one may be the other's outskirts.
NEAR_KM: Final = 50.0
# A headline that names a place this far from all others speaks of another place, be it of the same event.
APART_KM: Final = 5.0
_EARTH_KM: Final = 6371.0
_PRECISE: Final = frozenset({"site", "city", "sea"})
_FINENESS: Final = {"site": 0.4, "city": 0.3, "sea": 0.3, "province": 0.1, "country": 0.0}
_TITLE_VOTE: Final = 2.0
_OTHER_SIDE_VOTE: Final = 0.6
_OWN_SIDE_VOTE: Final = -0.5
NOWHERE: Final = "-"


def same(one: SignalPlace, other: SignalPlace) -> bool:
    """Whether two names can be one place. A province or a country holds every place of that country."""
    if named_alike(one, other):
        return True
    if one.precision in _PRECISE and other.precision in _PRECISE:
        apart = distance_km(one, other)
        return apart is not None and apart <= NEAR_KM
    return one.country is not None and one.country == other.country


def distinct(one: SignalPlace, other: SignalPlace) -> bool:
    """Whether a report of one place is none of the other: two points apart, or places in two countries."""
    if named_alike(one, other):
        return False
    if one.precision in _PRECISE and other.precision in _PRECISE:
        apart = distance_km(one, other)
        return apart is None or apart > APART_KM
    return None not in {one.country, other.country} and one.country != other.country


def named_alike(one: SignalPlace, other: SignalPlace) -> bool:
    """Whether two places have one name, or one number in the gazetteer."""
    if one.geonames_id is not None and one.geonames_id == other.geonames_id:
        return True
    return _slug(one.name) == _slug(other.name) and one.country == other.country


def distance_km(one: SignalPlace, other: SignalPlace) -> float | None:
    """Great-circle distance (haversine); None where a place has no coordinates."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    north, east = math.radians(other.lat - one.lat), math.radians(other.lon - one.lon)
    chord = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(one.lat)) * math.cos(math.radians(other.lat)) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))


def is_precise(place: SignalPlace | None) -> bool:
    """Whether a place is a point on the map rather than an area."""
    return place is not None and place.precision in _PRECISE


def key_of(place: SignalPlace | None) -> str:
    """Gives a place as event keys write it: `ARM.GORIS`, or `-` where none is named."""
    if place is None:
        return NOWHERE
    slug = _slug(place.name).upper() or NOWHERE
    return f"{place.country}.{slug}" if place.country else slug


def scenes(signal: Signal) -> list[SignalPlace]:
    """The places where a signal's act may have happened; not where the reporter sits or a shot came from."""
    return [place for place in signal.places if place.role == "where"]


def is_in(place: SignalPlace, title: str | None) -> bool:
    """Whether a headline names the place. The headline's own signal is left out where the text tells the same act."""
    return f"-{_slug(place.name)}-" in f"-{_slug(title or '')}-"


def scene_of(
    signals: Iterable[Signal], own_side: str | None, other_sides: frozenset[str], title: str | None
) -> SignalPlace | None:
    """Gives the place that most of the signals' words point to, or None.

    A headline's place counts more, a name among many less, a place on the other side's soil more, on the actor's
    own less. Equal votes: the one named first.
    """
    votes: dict[str, float] = {}
    places: dict[str, SignalPlace] = {}
    for signal in signals:
        found = scenes(signal)
        for place in found:
            name = str(place.geonames_id or key_of(place))
            if name not in places:
                places[name] = place
                votes[name] = _standing(place, own_side, other_sides) + (_TITLE_VOTE if is_in(place, title) else 0.0)
            votes[name] += 1.0 / len(found)
    best = max(votes, key=lambda name: votes[name], default=None)
    return None if best is None else places[best]


def _standing(place: SignalPlace, own_side: str | None, other_sides: frozenset[str]) -> float:
    vote = _FINENESS[place.precision]
    if place.country in other_sides:
        return vote + _OTHER_SIDE_VOTE
    return vote + _OWN_SIDE_VOTE if place.country == own_side and own_side else vote


@functools.lru_cache(maxsize=8192)
def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^\w]+", "-", letters).strip("-")
