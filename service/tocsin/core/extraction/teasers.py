"""What stands within or under an article's text and is not of it: teasers, sign-up and share lines, credits.

Other stories' headlines under an article make a tagger see what the article never says. Rules look at whole
paragraphs, by the words that news sites begin such lines with; a sentence of the article is not to be lost to them.
"""

from tocsin.core.extraction import words
from tocsin.core.extraction.text import is_furniture

_TEASER_MAX = 300
_HEADING_MAX = 80
# From this share of the text on a heading may begin the foot.
_FOOT_FROM = 0.5
# A paragraph of the article, as against a headline of another: longer, and it ends like a sentence.
_SENTENCE_MIN = 160

_APPEAL_MAX = 350
_CREDIT_MAX = 220


def own(paragraphs: list[str]) -> list[str]:
    """Gives a text's paragraphs without those of the site and of other stories, the foot cut off."""
    return [p for p in _without_foot(paragraphs) if not is_foreign(p)]


def is_foreign(paragraph: str) -> bool:
    """Tells whether a whole paragraph is a teaser, an appeal to the reader, a credit or furniture."""
    line = paragraph.strip()
    return (
        is_furniture(line)
        or (len(line) <= _TEASER_MAX and words.TEASER.fullmatch(line) is not None)
        or (
            len(line) <= _APPEAL_MAX and words.APPEAL.match(line) is not None and words.CHANNEL.search(line) is not None
        )
        or (len(line) <= _CREDIT_MAX and words.CREDIT_LINE.fullmatch(line) is not None)
    )


def _without_foot(paragraphs: list[str]) -> list[str]:
    """Cuts from a heading of other stories on, where nothing but headlines follows it; then headings that are left."""
    total = sum(len(p) for p in paragraphs)
    seen = 0
    for at, paragraph in enumerate(paragraphs):
        if seen >= total * _FOOT_FROM and _is_heading(paragraph) and not any(map(_is_running, paragraphs[at + 1 :])):
            return _without_foot(paragraphs[:at])
        seen += len(paragraph)
    while len(paragraphs) > 1 and (paragraphs[-1].endswith(":") and len(paragraphs[-1]) <= _HEADING_MAX):
        paragraphs = paragraphs[:-1]
    return paragraphs


def _is_heading(paragraph: str) -> bool:
    return len(paragraph) <= _HEADING_MAX and words.TEASER_HEADING.fullmatch(paragraph.strip()) is not None


def _is_running(paragraph: str) -> bool:
    return len(paragraph) >= _SENTENCE_MIN and words.SENTENCE_END.search(paragraph) is not None
