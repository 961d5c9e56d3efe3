"""A page as its readers see it: one tree, its meta tags, its JSON-LD nodes; read once.

Every list here is bounded: a hostile page has a hundred thousand of each.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import ElementDefaultClassLookup, HTMLParser, _Element, fromstring
from lxml.html import HtmlElement

METAS_MAX = 400
META_CHARS_MAX = 4_000
JSON_CHARS_MAX = 2_000_000
NODES_MAX = 500
DEPTH_MAX = 8
# XML's own rule for what a tree may hold (XML 1.0, production 2); libxml2 stops reading at a NUL. The two that are
# no control characters are named in UTF-8.
_CONTROLS = bytes(set(range(ord(" "))) - set(b"\t\n\r"))
_XML_ONLY = bytes.maketrans(_CONTROLS, b" " * len(_CONTROLS))
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
# Where a page's own nodes stand in JSON-LD. Lists of other stories hang from other names ("itemListElement").
_OWN = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "subjectOf")
_WRAPPED = re.compile(
    r"\A\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/)?[\s;]*\Z"
)
_DATE_KEYS = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"]{8,40})"')
_ARTICLE_TYPE = re.compile(r'"@type"\s*:\s*"(\w{0,20}Article)"')
# The names under which scripts carry the publication's date: JSON-LD's own, and those of widespread systems.
_STATE_DATE = re.compile(
    r'"(?:datePublished|date_?published|publishe?d?_?(?:at|date|time)|publication_?(?:date|time)|pub_?date|first_?published)"\s?:\s?"(\d{4}-\d\d-\d\d[^"]{0,20})"',
    re.IGNORECASE,
)
STATE_DATES_MAX = 20

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """`meta`: contents by lower-case name, property, itemprop or http-equiv. `nodes`: JSON-LD, outermost first.

    `scripts`: those that hold the state of a page rendered by scripts. `asks_password`: it has a field for one.
    `state_dates`: what scripts name as the publication's date, read where JSON-LD names none.
    """

    tree: HtmlElement
    url: str
    meta: dict[str, list[str]] = field(default_factory=dict)
    nodes: tuple[Node, ...] = ()
    scripts: tuple[str, ...] = ()
    state_dates: tuple[str, ...] = ()
    asks_password: bool = False

    def first(self, *names: str) -> str | None:
        """Gives the first content that is not empty, in the order of the names."""
        for name in names:
            for content in self.meta.get(name, ()):
                if content:
                    return content
        return None


def parse(html: str, url: str) -> Page | None:
    """Parses a page; None when there is no element in it."""
    clean = html.encode("utf-8", "replace").translate(_XML_ONLY)
    for unread in _NOT_CHARACTERS:
        clean = clean.replace(unread, b" ")
    if not clean.strip():
        return None
    tree = fromstring(clean, _parser())
    if not isinstance(tree, HtmlElement):
        return None
    asks_password = tree.find(".//input[@type='password']") is not None
    nodes = tuple(_nodes(tree))
    dated = any("datePublished" in node for node in nodes)
    return Page(tree, url, _metas(tree), nodes, _states(tree), () if dated else _state_dates(tree), asks_password)


def _parser() -> HTMLParser:
    """Makes a parser of trees that trafilatura takes; `huge_tree` stays off, libxml2's own limits are wanted.

    One class for every element saves asking for it element by element: a third of the parsing time.
    """
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for seen, element in enumerate(tree.iter("meta")):
        if seen >= METAS_MAX:
            break
        content = element.get("content")
        if content is None:
            continue
        for attribute in ("name", "property", "itemprop", "http-equiv"):
            if name := element.get(attribute):
                found.setdefault(name.strip().lower()[:100], []).append(content[:META_CHARS_MAX].strip())
    return found


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    left = NODES_MAX
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script_text(script)
        for node in _walk(read_json(text) or _salvaged(text), DEPTH_MAX):
            if not left:
                return
            left -= 1
            yield node


def _salvaged(text: str) -> Node:
    """Gives the type and the dates that stand in JSON-LD which is no JSON (a quotation mark too many is enough)."""
    found = dict(_DATE_KEYS.findall(text[:JSON_CHARS_MAX]))
    name = _ARTICLE_TYPE.search(text[:JSON_CHARS_MAX])
    return {"@type": name[1] if name else "CreativeWork", **found} if found else {}


def _state_dates(tree: HtmlElement) -> tuple[str, ...]:
    found: dict[str, None] = {}
    left = JSON_CHARS_MAX
    for script in tree.iter("script"):
        text = (script.text or "")[:left]
        left -= len(text)
        found.update(dict.fromkeys(_STATE_DATE.findall(text)))
    return tuple(found)[:STATE_DATES_MAX]


def _states(tree: HtmlElement) -> tuple[str, ...]:
    """Gives the scripts that hold a Next.js page's state, whole or streamed (`embedded.py` reads them)."""
    found: list[str] = []
    size = 0
    for script in tree.iter("script"):
        text = script.text or ""
        if script.get("id") == "__NEXT_DATA__" or "__next_f" in text[:60]:
            size += len(text)
            if size > JSON_CHARS_MAX:
                break
            found.append(text)
    return tuple(found)


def script_text(script: _Element) -> str:
    """Gives a script's text, without the comment marks that old pages hide it in."""
    text = script.text or ""
    return text if len(text) > JSON_CHARS_MAX else _WRAPPED.sub("", text)


def read_json(text: str) -> object:
    """Reads JSON as pages write it (raw newlines in strings); None when it is none, or too long or deep to be read."""
    if not text or len(text) > JSON_CHARS_MAX:
        return None
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(value: object, depth: int) -> Iterator[Node]:
    if depth <= 0:
        return
    if isinstance(value, list):
        for item in value[:NODES_MAX]:
            yield from _walk(item, depth - 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for name in _OWN:
            if name in value:
                yield from _walk(value[name], depth - 1)


def types(node: Node) -> tuple[str, ...]:
    """Gives a node's types, without a schema.org prefix."""
    given = node.get("@type")
    names = given if isinstance(given, list) else [given]
    return tuple(name.rpartition("/")[2] for name in names if isinstance(name, str))


def string(value: object) -> str | None:
    """Gives a JSON-LD value as text: a string, the first of a list, or the `@value` or `name` of an object."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("@id") or value.get("url")
    return value.strip()[:META_CHARS_MAX] if isinstance(value, str) and value.strip() else None


def behind(element: HtmlElement) -> Iterator[HtmlElement]:
    """Walks from an element on, in document order: its own content is passed over."""
    at: HtmlElement | None = element
    while at is not None:
        after = at.getnext()
        if after is None:
            at = at.getparent()
        else:
            yield from after.iter()
            at = after
