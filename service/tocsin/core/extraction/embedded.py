"""Text that a page carries as data: JSON-LD's `articleBody`, and the state of pages that scripts render (Next.js).

A streamed Next.js page has no text in its markup at all: its rows stand in `self.__next_f.push([1, "..."])` calls and
are React's flight format, a row a line: `id:JSON`, or `id:Tlength,text` where length is hexadecimal, in UTF-8 bytes.
"""

import re
from collections.abc import Iterator

from tocsin.core.extraction import words
from tocsin.core.extraction.page import Node, Page, read_json
from tocsin.core.extraction.text import one_line

_PUSH = re.compile(r"(?:self|window)\.__next_f\.push\((\[.*\])\)\s*;?\s*\Z", re.DOTALL)
_ROW = re.compile(rb"\n*[0-9a-f]+:(?:T([0-9a-f]{1,8}),)?")
_PROSE_MIN = 40
# A body must be this long to stand for the page.
_BODY_MIN = 250
_DEPTH_MAX, _VALUES_MAX = 60, 60_000
_MARKUP = re.compile(r"</?(?:p|br|h[1-6]|li|div|blockquote)\b[^<>]{0,2000}>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,5000}>")
# The elements of React's rows that are paragraphs of their own.
_BLOCKS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote"})


def body_of(page: Page, article: Node) -> list[str]:
    """Gives the paragraphs of the longest body that the page carries as data; none when there is no real one."""
    given = article.get("articleBody")
    bodies = [_split(given)] if isinstance(given, str) else []
    bodies.append(_of_rows(_stream(page.scripts)))
    bodies += [_of_state(read_json(text)) for text in page.scripts if "__next_f" not in text[:60]]
    best = max(bodies, key=_size)
    return best if _size(best) >= _BODY_MIN else []


def _size(paragraphs: list[str]) -> int:
    return sum(len(p) for p in paragraphs)


def _split(text: str) -> list[str]:
    """Splits a body, which may be markup, into paragraphs."""
    plain = _TAG.sub("", _MARKUP.sub("\n", text)) if "<" in text else text
    return [line for line in (one_line(part) for part in plain.split("\n")) if line]


def _stream(scripts: tuple[str, ...]) -> bytes:
    """Puts the pieces of a stream together."""
    pieces: list[str] = []
    for text in scripts:
        call = _PUSH.match(text.strip())
        pushed = read_json(call[1]) if call else None
        if isinstance(pushed, list) and len(pushed) > 1 and isinstance(pushed[1], str):
            pieces.append(pushed[1])
    return "".join(pieces).encode("utf-8", "replace")


def _of_rows(stream: bytes) -> list[str]:
    """Reads the rows of a stream: text rows as they stand, element rows by their paragraphs."""
    found: list[str] = []
    at = 0
    while at < len(stream):
        row = _ROW.match(stream, at)
        start = row.end() if row else at
        if row and row[1]:
            # A text row is as long as it says; the next one follows at once.
            at = start + int(row[1], 16)
            found += _split(stream[start:at].decode("utf-8", "replace"))
        else:
            at = stream.find(b"\n", start) + 1 or len(stream)
            found += _elements(read_json(stream[start:at].decode("utf-8", "replace")), _DEPTH_MAX)
    return [text for text in dict.fromkeys(found) if _is_prose(text)]


def _elements(value: object, depth: int) -> Iterator[str]:
    """Gives the text of React's block elements: `["$", tag, key, {"children": ...}]`."""
    if depth <= 0:
        return
    if isinstance(value, list):
        if len(value) == 4 and value[0] == "$" and value[1] in _BLOCKS:  # noqa: PLR2004 - the form of an element
            yield one_line(_TAG.sub("", "".join(_leaves(value[3], depth))))
        else:
            for item in value:
                yield from _elements(item, depth - 1)
    elif isinstance(value, dict):
        inner = value.get("dangerouslySetInnerHTML")
        if isinstance(inner, dict) and isinstance(inner.get("__html"), str):
            yield from _split(inner["__html"])
        for item in value.values():
            yield from _elements(item, depth - 1)


def _leaves(value: object, depth: int) -> Iterator[str]:
    if depth <= 0:
        return
    if isinstance(value, str):
        if not value.startswith("$"):
            yield value
    elif isinstance(value, list):
        is_element = len(value) == 4 and value[0] == "$"  # noqa: PLR2004 - the same
        for item in value[3:] if is_element else value:
            yield from _leaves(item, depth - 1)
    elif isinstance(value, dict):
        yield from _leaves(value.get("children"), depth - 1)


def _of_state(state: object) -> list[str]:
    """Gives the longest run of prose in a state: all strings that stand at one place, list positions aside."""
    places: dict[tuple[str, ...], list[str]] = {}
    left = _VALUES_MAX
    stack: list[tuple[object, tuple[str, ...]]] = [(state, ())]
    while stack and left:
        left -= 1
        value, path = stack.pop()
        if isinstance(value, str):
            if len(value) >= _PROSE_MIN:
                places.setdefault(path, []).extend(line for line in _split(value) if _is_prose(line))
        elif len(path) < _DEPTH_MAX:
            if isinstance(value, dict):
                stack += [(item, (*path, str(name))) for name, item in reversed(value.items())]
            elif isinstance(value, list):
                stack += [(item, path) for item in reversed(value)]
    return max((list(dict.fromkeys(lines)) for lines in places.values()), key=_size, default=[])


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE_MIN and words.PROSE.search(text) is not None
