"""Names of states, groups and places in a text, each with its code and its span.

One automaton over every name finds them in one pass; `context` drops those that mean something else there (a person
called Jordan, the turkey on the table, the Moscow in Idaho) and `generic` reads armed groups without a name of their
own ("Iranian-backed militias"). Time grows linearly with the text.
"""

from tocsin.core.tagging.gazetteer.automaton import Hit, hits
from tocsin.core.tagging.gazetteer.context import Context
from tocsin.core.tagging.gazetteer.generic import absorbed
from tocsin.core.tagging.model import Mention, PlaceMention

__all__ = ["mentions"]


def mentions(text: str) -> tuple[tuple[Mention, ...], tuple[PlaceMention, ...]]:
    """The parties and the places that a whole field names, each sorted by start; none overlaps another of its kind."""
    found = hits(text)
    context = Context(text, found)
    kept = [hit for hit in found if context.means_what_it_says(hit)]
    parties = absorbed(text, [_party(text, hit) for hit in kept if hit.entry.party is not None])
    return tuple(parties), tuple(_place(text, hit) for hit in kept if hit.entry.place is not None)


def _party(text: str, hit: Hit) -> Mention:
    code, kind, how = hit.entry.party  # type: ignore[misc]  # the caller has looked that it is there
    return Mention(start=hit.start, end=hit.end, name=text[hit.start : hit.end], code=code, kind=kind, how=how)


def _place(text: str, hit: Hit) -> PlaceMention:
    country, geonames_id, lat, lon, precision = hit.entry.place  # type: ignore[misc]  # the same
    return PlaceMention(
        start=hit.start,
        end=hit.end,
        name=text[hit.start : hit.end],
        country=country,
        geonames_id=geonames_id,
        lat=lat,
        lon=lon,
        precision=precision,
    )
