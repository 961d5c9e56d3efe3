"""The one normalisation of text, for pages, text files and text given as clean alike.

What the tagger may rely on: NFC; paragraphs split by exactly one blank line and holding no newline; no control,
zero-width or bidirectional control characters but the joiners that Persian and Indic scripts spell with; every
space is U+0020 and none stands at an edge; no lone surrogate.
"""

import html
import itertools
import re
import unicodedata

from tocsin.core.extraction import words

# Machine-translated wires spell paragraph markup out, spaces and all: "< / P > < p >". Spaces are single by then.
_SPELLED_MARKUP = re.compile(r"(?:< ?/? ?(?:p|br) ?/? ?> ?)+", re.IGNORECASE)
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Every other white space of Unicode, the no-break ones among them.
_SPACES = re.compile(r"[^\S\n]+")
# Cc but tab and newline; soft hyphen, zero-width space, word joiner, BOM; the bidirectional controls (UAX #9); the
# annotation controls. ZWNJ and ZWJ (U+200C, U+200D) spell words and stay.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
# Entities that a wire left escaped once too often; "&lt;" stays, it spells what the author wrote.
_ENTITIES = re.compile(r"&(?:nbsp|amp|quot|apos|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n(?: ?\n)+")

_FURNITURE_MAX = 100
# A block of lines was wrapped by a machine at a column when all but its last line are about as long as the longest.
_COLUMN_MIN, _COLUMN_MAX, _COLUMN_FILL = 50, 110, 0.65


def normalise(text: str) -> str:
    """Gives text as every later stage sees it (see above); of no words, the empty string."""
    plain = one_line_ends(text)
    blocks = _BLANK_LINES.split(plain)
    paragraphs = (line for block in blocks for line in _unwrapped(block))
    kept = [p for p in (line.strip() for line in paragraphs) if p and not is_furniture(p)]
    return unicodedata.normalize("NFC", "\n\n".join(kept))


def one_line(text: str) -> str:
    """Gives a title, a name or a credit on one line, cleaned as text is."""
    joined = " ".join(text.split())
    if joined.isprintable() and "&" not in joined and "<" not in joined:
        # Nothing in it is to be cleaned, as in nearly every line of a page.
        return joined if joined.isascii() else unicodedata.normalize("NFC", joined)
    return unicodedata.normalize("NFC", " ".join(one_line_ends(text).split()))


def one_line_ends(text: str) -> str:
    """Cleans characters and spells every paragraph and line end as a newline."""
    if _SURROGATES.search(text):
        # A pair in two halves is one character; a half alone is none (U+FFFD).
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _ENTITIES.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    text = _SPACES.sub(" ", text)
    return _SPELLED_MARKUP.sub("\n\n", text) if "<" in text else text


def is_furniture(line: str) -> bool:
    """Tells whether a whole line is a site's and not the article's."""
    return len(line) <= _FURNITURE_MAX and words.FURNITURE.fullmatch(line.strip(" \t:|>»…")) is not None


def cut(text: str, bytes_max: int) -> tuple[str, bool]:
    """Cuts normalised text after the last paragraph that fits; gives (text, whether it is complete).

    Bytes are those of JSON in UTF-8, where a newline and a quotation mark take two. A first paragraph that alone is
    too long is cut after its last whole word, and a word that is too long anywhere.
    """
    if json_bytes(text) <= bytes_max:
        return text, True
    paragraphs = text.split("\n\n")
    # Behind each stands a blank line, of four bytes.
    ends = itertools.accumulate(json_bytes(paragraph) + 4 for paragraph in paragraphs)
    kept = [paragraph for paragraph, end in zip(paragraphs, ends, strict=True) if end <= bytes_max]
    if kept:
        return "\n\n".join(kept), False
    # No character takes more than six bytes in JSON.
    head = text[: bytes_max // 6]
    return head.rpartition(" ")[0] or head, False


def json_bytes(text: str) -> int:
    """Gives how many bytes a text takes within a JSON string in UTF-8, its own quotation marks aside."""
    return len(text.encode("utf-8", "replace")) + text.count("\n") + text.count('"') + text.count("\\")


def _unwrapped(block: str) -> list[str]:
    """Gives a block's paragraphs: its lines, or one paragraph where a machine wrapped it at a column."""
    lines = [line for line in (raw.strip() for raw in block.split("\n")) if line]
    if len(lines) < 3:  # noqa: PLR2004 - of two lines nothing can be told
        return lines
    full = [len(line) for line in lines[:-1]]
    longest = max(full)
    at_column = _COLUMN_MIN <= longest <= _COLUMN_MAX and min(full) >= longest * _COLUMN_FILL
    if at_column and not any(words.BULLET.match(line) for line in lines):
        return [" ".join(lines)]
    return lines


def is_spelled_out(text: str) -> bool:
    """Tells whether paragraph markup stands in a text as words, as machine translation of wires leaves it."""
    return "<" in text and re.search(r"< / P >|< p >", text, re.IGNORECASE) is not None
