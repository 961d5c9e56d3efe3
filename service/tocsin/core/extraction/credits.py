"""The news agency that a text comes from, as the text itself credits it."""

from tocsin.core.extraction import words

_PARAGRAPHS = 3


def wire_credit(text: str, authors: tuple[str, ...]) -> str | None:
    """Gives the agency that the by-line, the dateline or the last line credits; None when none does."""
    for author in authors:
        if author in words.AGENCIES:
            return words.AGENCIES[author]
    paragraphs = text.split("\n\n")
    for paragraph in paragraphs[:_PARAGRAPHS]:
        if found := words.CREDIT_DATELINE.match(paragraph[:200]) or words.CREDIT_LEAD.match(paragraph[:200]):
            return words.AGENCIES[found[1]]
    last = paragraphs[-1]
    if len(paragraphs) > 1 and len(last) <= 60 and (found := words.CREDIT_LAST.match(last)):  # noqa: PLR2004 - a credit, not a sentence
        return words.AGENCIES[found[1]]
    return None
