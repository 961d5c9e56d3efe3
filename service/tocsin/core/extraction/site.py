"""Whose page it is: the publisher's name, the section, and the URL that the page gives as its own."""

import re
from urllib.parse import SplitResult, parse_qsl, urljoin, urlsplit

from publicsuffixlist import PublicSuffixList

from tocsin.core.extraction.limits import NAME_CHARS_MAX, URL_CHARS_MAX
from tocsin.core.extraction.page import Node, Page, string
from tocsin.core.extraction.text import one_line

_suffixes = PublicSuffixList()
# Query parameters that only tell where a reader came from.
_TRACKING = re.compile(
    r"utm_|ga_|mc_|pk_|fb|gcl|dcl|msclkid|igsh|ref|source|src|cmp|ns_|at_|xtor|share|amp|outputtype|output|print|rss|from|via|s$|t$",
    re.IGNORECASE,
)
_SLUG = re.compile(r"\d{4,}|(?:[^/-]+-){3}")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)


def publisher_of(page: Page, article: Node) -> str | None:
    """Gives the publisher's name as JSON-LD or OpenGraph says it; None when neither does."""
    given = article.get("publisher")
    if isinstance(given, list):
        given = given[0] if given else None
    name = string(given.get("name")) if isinstance(given, dict) else None
    for candidate in (
        name,
        page.first("og:site_name", "application-name", "dc.publisher", "apple-mobile-web-app-title"),
    ):
        plain = one_line(candidate)[:NAME_CHARS_MAX] if candidate else ""
        if plain and not _ADDRESS.match(plain):
            return plain
    return None


def section_of(page: Page, article: Node) -> str | None:
    """Gives the section as the page names it."""
    for candidate in (
        page.first("article:section", "section", "parsely-section", "cxenseparse:recs:category"),
        string(article.get("articleSection")),
    ):
        plain = one_line(candidate)[:NAME_CHARS_MAX] if candidate else ""
        if plain and not _ADDRESS.match(plain):
            return plain
    return None


def canonical_of(page: Page) -> str | None:
    """Gives the URL that the page calls its own, where that can be believed.

    A wrong one merges two articles into one id. So it must be the one that the head gives, on the same registered
    domain, and must not lead up from an article to a front page or a section, nor drop what tells two articles apart.
    """
    given = {link.get("href") or "" for link in page.tree.iterfind(".//head/link[@rel='canonical']")} - {""}
    if len(given) > 1:
        return None
    candidate = next(iter(given), None) or page.first("og:url")
    if not candidate or len(candidate) > URL_CHARS_MAX:
        return None
    try:
        absolute = urljoin(page.url, candidate.strip())
        own, named = urlsplit(page.url), urlsplit(absolute)
        good = _believable(own, named)
    except ValueError:
        return None
    return absolute if good else None


def _believable(own: SplitResult, named: SplitResult) -> bool:
    if (
        named.scheme not in {"http", "https"}
        or not named.hostname
        or named.username
        or named.port not in {None, 80, 443, own.port}
    ):
        return False
    if own.hostname and _registered(own.hostname) != _registered(named.hostname):
        return False
    here, there = own.path.rstrip("/"), named.path.rstrip("/")
    if here == there:
        return _keeps_query(own, named)
    if not there:
        return False
    return not here.startswith(there + "/") or _SLUG.search(there.rpartition("/")[2]) is not None


def _keeps_query(own: SplitResult, named: SplitResult) -> bool:
    """Tells whether the same page is meant when both have one path: `?id=7` must not be lost."""
    kept = set(parse_qsl(named.query))
    return all(pair in kept for pair in parse_qsl(own.query) if not _TRACKING.match(pair[0]))


def _registered(host: str) -> str:
    return _suffixes.privatesuffix(host.lower().rstrip(".")) or host.lower()
