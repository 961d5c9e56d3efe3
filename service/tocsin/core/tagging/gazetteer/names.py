"""The tables as one map from a name, as it may stand in a text, to what it means."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from tocsin.core.records.signals import ActorKind, PlacePrecision
from tocsin.core.tagging.data import table

How = Literal["name", "people", "capital", "leader", "force", "group", "alliance", "organisation", "generic"]


class Party(NamedTuple):
    """As in `Mention`."""

    code: str | None
    kind: ActorKind
    how: How


class Place(NamedTuple):
    """As in `PlaceMention`."""

    country: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision


class Entry(NamedTuple):
    """A name may be a party, a place, both (Israel, Beirut), or neither: "The Moscow Times" hides "Moscow"."""

    party: Party | None
    place: Place | None


_HOW_OF_KIND: dict[str, How] = {"group": "group", "alliance": "alliance", "igo": "organisation"}

# Armed people without a name of their own; "gunmen" may be anybody, "rebels" are a group.
_NAMELESS_GROUPS = (
    "rebel|rebels|militant|militants|insurgent|insurgents|separatist|separatists|jihadist|jihadists|jihadi|jihadis"
    "|militia|militias|militiamen|militia members|guerrilla|guerrillas|guerillas|terrorist|terrorists|Islamists"
    "|paramilitary|paramilitaries|mercenaries|pirates|armed group|armed groups|extremists|proxies|armed factions"
    "|Rebels|Militants|Insurgents|Separatists|Jihadists|Militias|Militiamen|Guerrillas|Terrorists|Pirates|Mercenaries"
    "|Paramilitaries|Extremists|resistance groups|resistance factions|proxy forces|proxy groups|bandits|Bandits"
)
_NAMELESS = (
    "gunmen|gunman|Gunmen|Gunman|armed men|Armed men|attackers|Attackers|assailants|Assailants|protesters|protestors"
    "|demonstrators|Protesters|Demonstrators|settlers|Settlers|suicide bomber|Suicide bomber|suicide bombers"
    "|unidentified gunmen|unknown gunmen|masked gunmen|hackers|Hackers"
)


def entries() -> dict[str, Entry]:
    """Every name and its meaning. A party's first meaning stands: a state's name before a city's, a force's before."""
    parties: dict[str, Party] = {}
    for name, party in _parties():
        for form in _forms(name):
            parties.setdefault(form, party)
    places: dict[str, Place] = {}
    for name, place in _places():
        for form in _forms(name):
            places.setdefault(form, place)
    found = {name: Entry(parties.get(name), places.get(name)) for name in parties.keys() | places.keys()}
    found |= {name: Entry(None, None) for (name,) in table("hiding")}
    return dict(sorted(found.items()))


def _parties() -> Iterator[tuple[str, Party]]:
    for code, names, people, capitals in table("states"):
        yield from ((name, Party(code, "state", "name")) for name in _cells(names))
        yield from ((form, Party(code, "state", "people")) for name in _cells(people) for form in _peoples(name))
        yield from ((name, Party(code, "state", "capital")) for name in _cells(capitals))
    for code, kind, _cameo, _wikidata, names in table("groups"):
        yield from ((name, Party(code, kind, _HOW_OF_KIND[kind])) for name in _cells(names))  # type: ignore[arg-type]  # the table's kinds are ActorKinds, a test says so
    for code, names in table("forces"):
        yield from ((name, Party(code, "state", "force")) for name in _cells(names))
    kinds = kind_of_code()
    for code, _office, _years, names in table("leaders"):
        for both in _cells(names):
            yield from ((name, Party(code, kinds[code], "leader")) for name in both.split("~"))
    yield from _regions()
    yield from ((name, Party(None, "group", "generic")) for name in _cells(_NAMELESS_GROUPS))
    yield from ((name, Party(None, "unknown", "generic")) for name in _cells(_NAMELESS))


def _regions() -> Iterator[tuple[str, Party]]:
    """Parts of a state that are named by it: rockets at "northern Israel" are fired at Israel."""
    codes = {name: code for code, names, _people, _capitals in table("states") for name in _cells(names)}
    for names, country, _lat, _lon, precision in table("sites"):
        for name in _cells(names):
            whole = name.rpartition(" ")[2]
            if precision == "province" and codes.get(whole) == country:
                yield name, Party(country, "state", "name")


def kind_of_code() -> dict[str, ActorKind]:
    """The kind of every code in the tables."""
    kinds: dict[str, ActorKind] = {row[0]: "state" for row in table("states")}
    kinds.update((row[0], row[1]) for row in table("groups"))  # type: ignore[misc]  # the table's kinds are ActorKinds, a test says so
    return kinds


def _places() -> Iterator[tuple[str, Place]]:
    for code, names, _people, _capitals in table("states"):
        yield from ((name, Place(code, None, None, None, "country")) for name in _cells(names))
    cities = dict(_cities())
    for names, country, lat, lon, precision in table("sites"):
        site = Place(country or None, None, float(lat), float(lon), precision)  # type: ignore[arg-type]  # a test says so
        for name in _cells(names):
            city = cities.get(name)
            yield name, city if city and city.country == site.country and precision == "city" else site
    yield from cities.items()


def _cities() -> Iterator[tuple[str, Place]]:
    for names, geonames_id, lat, lon, country, _people in table("cities"):
        place = Place(country, int(geonames_id), float(lat), float(lon), "city")
        yield from ((name, place) for name in _cells(names))


def _cells(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _peoples(name: str) -> tuple[str, ...]:
    """The demonym and its plural, where it takes an s: Israelis, but not Chinese or French."""
    return (name,) if name.endswith(("s", "ese", "sh", "ch", "men", "man")) else (name, name + "s")


# Below this length capitals are as often an abbreviation (MALE, NICE), so that only a mixed-case name counts.
_CAPITALS_MIN = 4


def _forms(name: str) -> tuple[str, ...]:
    """The name, with either apostrophe, and in capitals as datelines and headlines print it."""
    forms = [name, name.replace("'", "\u2019")] if "'" in name else [name]
    if len(name) >= _CAPITALS_MIN and not name.islower():
        forms += [form.upper() for form in forms]
    return tuple(forms)
