"""What the tagger's rooms hand to each other. Offsets are code points of the field's text, end exclusive."""

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, Literal, TypeVar

from msgspec import Struct

from tocsin.core.records.signals import ActorKind, FieldName, PlacePrecision


class Sentence(Struct, frozen=True, kw_only=True):
    """One sentence of the title or the text; `text == field_text[start:end]`. Paragraphs count from 0."""

    field: FieldName
    text: str
    start: int
    end: int
    paragraph: int
    # In a quotation that began in this or an earlier sentence.
    quoted: bool = False


class Match(Struct, frozen=True, kw_only=True):
    """A family's find in one sentence: the evidence's span, the word that made it, and the rule's name.

    `status` and `polarity` are set where the rule itself decides them (a vow is `threatened`), else None.
    """

    type: str
    start: int
    end: int
    rule: str
    cue_start: int
    cue_end: int
    status: str | None = None


class Mention(Struct, frozen=True, kw_only=True):
    """A name of a state, its people, its capital, leader or force, of a group, an alliance or an organisation.

    `how` says which: a `capital` may stand for its government, a `people` ("Iranian") qualifies what follows.
    """

    start: int
    end: int
    name: str
    code: str | None
    kind: ActorKind
    how: Literal["name", "people", "capital", "leader", "force", "group", "alliance", "organisation", "generic"]


class PlaceMention(Struct, frozen=True, kw_only=True):
    """A name of a place; country is ISO 3166-1 alpha-3."""

    start: int
    end: int
    name: str
    country: str | None
    geonames_id: int | None
    lat: float | None
    lon: float | None
    precision: PlacePrecision


_Named = TypeVar("_Named", Mention, PlaceMention)
_START: Final = attrgetter("start")


def within(names: Sequence[_Named], sentence: Sentence) -> Sequence[_Named]:
    """Gives those of a field's names, sorted by start, that begin in a sentence."""
    first = bisect_left(names, sentence.start, key=_START)
    return names[first : bisect_left(names, sentence.end, lo=first, key=_START)]
