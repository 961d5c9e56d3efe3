"""A denial that reaches an act over "any": "denied that there had been any attack", "have not launched any strikes"."""

from tocsin.core.tagging.status import words as cues

# Words between the two; what is longer is another clause.
_REACH = 8


def denial_before(words: list[str], any_at: int) -> int | None:
    """Gives the index of the word that denies, where only auxiliaries and light verbs stand between it and "any"."""
    for index in range(any_at - 1, max(-1, any_at - _REACH), -1):
        if words[index] in cues.NEGATIONS or words[index] in cues.CLAUSE_DENIED:
            return index
        if words[index] not in cues.BEFORE_ANY:
            break
    return None
