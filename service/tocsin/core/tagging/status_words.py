"""The words that say whether an act happened."""

import re

TOKEN = re.compile(r"\w+(?=n['’]t\b)|n['’]t\b|['’]\w+|\w+|[^\w\s]")
WINDOW = 400


def words_of(text: str, end: int) -> list[tuple[str, int, int]]:
    """Gives the last words before `end`, lower-cased, with their code points."""
    first = max(0, end - WINDOW)
    found = [(m.group().lower(), m.start(), m.end()) for m in TOKEN.finditer(text, first, max(first, end))]
    return found[-6:]


THREATENED = frozenset({"threatened", "threatens", "threaten", "vowed", "vows", "vow"})
DENIED = frozenset({"not", "n't", "no", "never", "denied", "denies", "without", "refused", "declined", "failed"})
ORDERED = frozenset({"ordered", "orders"})
POSSIBLE = frozenset({"may", "might", "could", "can", "should", "must", "if", "possible", "potential", "to", "unless"})
FUTURE = frozenset({"will", "would", "shall"})
TERMINATORS = frozenset({".", ";", ":", ",", "but", "said"})
