"""Where title and text name different adversaries.

It is said, and never repaired: a machine's translation may have taken Iran for Iraq, or the editor may know better
than the writer. The signals stand as they were written.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from tocsin.core.escalation import contribution, dyads
from tocsin.core.records.signals import Signal

# States that translators and editors are known to confuse: neighbours in the alphabet or in the news.
_CONFUSABLE = frozenset(
    frozenset(pair.split("/"))
    for pair in (
        "IRN/IRQ PRK/KOR NER/NGA AUT/AUS SVK/SVN IND/IDN MLI/MWI COD/COG SDN/SSD LBY/LBN LBR/LBY LVA/LTU HUN/ROU "
        "GIN/GNB GIN/GNQ GIN/PNG DMA/DOM ZMB/ZWE ZMB/GMB GEO/USA PRY/URY SYR/SRB ARM/AZE CHN/TWN BLR/RUS SWE/CHE "
        "MRT/MUS NIC/NGA TUR/TKM UKR/RUS KEN/GHA TJK/TKM KGZ/KAZ ISR/PSE HEZBOLLAH/HAMAS HAMAS/PIJ ISIS/ALQAEDA"
    ).split()
)


def between(title: str | None, text: str, signals: Sequence[Signal]) -> tuple[str, str] | None:
    """The adversary that only the title names and the one that the text sets in its place, as written; or None.

    Both must stand against the same third. It is a conflict where the text never names the title's adversary, or
    where the two are easily confused and the text speaks of its own more gravely.
    """
    if not title:
        return None
    titled = [signal for signal in signals if signal.evidence.field == "title"]
    if not titled:
        return None
    told = [signal for signal in signals if signal.evidence.field == "text"]
    names = _names(told) | _names(titled)
    weights = _weights(told)
    for one, other in product(dyads(titled), dyads(told)):
        swapped = _swapped(one, other)
        if swapped is None or names[swapped[1]] in title:
            continue
        unnamed = names[swapped[0]] not in text
        confusable = frozenset(swapped) in _CONFUSABLE and weights.get(other, 0.0) > weights.get(one, 0.0)
        if unnamed or confusable:
            return names[swapped[0]], names[swapped[1]]
    return None


def _swapped(one: str, other: str) -> tuple[str, str] | None:
    """The two codes in which two dyads differ, when they share the other one."""
    mine, theirs = set(one.split("-")), set(other.split("-"))
    if len(mine & theirs) != 1:
        return None
    return (mine - theirs).pop(), (theirs - mine).pop()


def _names(signals: Iterable[Signal]) -> dict[str, str]:
    """Each party's name as first written, by code."""
    found: dict[str, str] = {}
    for signal in signals:
        for party in (*signal.actors, *signal.targets):
            if party.code:
                found.setdefault(party.code, party.name)
    return found


def _weights(signals: Sequence[Signal]) -> dict[str, float]:
    """How gravely the dyads are set against each other; talks and truces set nobody against anybody."""
    found: dict[str, float] = {}
    for signal in signals:
        if signal.polarity != "escalatory":
            continue
        for dyad in dyads([signal]):
            found[dyad] = found.get(dyad, 0.0) + contribution(signal)
    return found
