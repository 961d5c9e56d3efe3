"""What a page is when it is no article. Precision first: each rule needs several signs, and doubt is an article.

| detail | signs |
|---|---|
| `empty` | no text, or none but the headline |
| `consent_wall` | short text that speaks of cookies and consent, in a page that is not about them |
| `javascript_shell` | hardly any text, and the page asks for JavaScript or is an application's empty frame |
| `login` | a password field and hardly any text |
| `paywall` | hardly any text, and it asks to subscribe |
| `soft_404` | short text under a headline that says "not found" |
| `video_shell` | a video by its own account, and hardly any text |
| `section_front`, `tag_page`, `live_index` | links to many stories, no running text, nothing that names an article |
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from tocsin.core.extraction import words
from tocsin.core.extraction.articles import is_article
from tocsin.core.extraction.page import Node, Page, types
from tocsin.core.extraction.title import likeness

# Characters of text: none to speak of, hardly any, short.
_NO_TEXT, _HARDLY_ANY, _SHORT = 20, 350, 1_500
_HEADLINE_WORDS = 4
_HEADLINE_TIMES = 4
_LINKS_SEEN_MAX = 3_000
# A front links to many stories, and most of its text is links.
_FRONT_LINKS, _TAG_LINKS, _LINKED_SHARE = 20, 10, 0.5
_RUNNING_CHARS, _RUNNING_FEW = 120, 3
_CONSENT_WORDS_MIN = 4

_LIVE_PATH = re.compile(r"/(?:live|live-?blogs?|live-?ticker)/?$", re.IGNORECASE)
# An article's own address: a number or several words in its last part.
_SLUG = re.compile(r"\d{4,}|(?:[^\W_]+[-_]){3}|\.(?:html?|php|aspx?)$")
_LISTS = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"})


@dataclass(frozen=True, slots=True)
class _Links:
    """Links to stories in a page, the characters in all links, and those in the page."""

    stories: int
    linked_chars: int
    chars: int


def not_an_article(page: Page, article: Node, title: str | None, text: str) -> str | None:
    """Gives what kind of page it is when it is no article, else None. The tree may be stripped of scripts."""
    if len(text) < _NO_TEXT or _is_headline(text, title or ""):
        return "javascript_shell" if _asks_for_script(page.tree) else "empty"
    if len(text) <= _SHORT and (found := _short(page, article, title or "", text)):
        return found
    return _listing(page, article, text)


def _is_headline(text: str, title: str) -> bool:
    # Marks and spaces make a headline no longer than this; a whole text need not be spelled out to see it.
    return len(text) <= max(len(title) * _HEADLINE_TIMES, _HARDLY_ANY) and likeness(text) == likeness(title)


def _short(page: Page, article: Node, title: str, text: str) -> str | None:
    """Judges a page of little text. What names itself an article is only doubted when there is hardly any."""
    if words.NOT_FOUND.search(title) and not _named_article(page, article):
        return "soft_404"
    if (
        len(words.CONSENT.findall(text)) >= _CONSENT_WORDS_MIN
        and (not title or words.CONSENT_TITLE.search(title))
        and not _named_article(page, article)
    ):
        return "consent_wall"
    if len(text) > _HARDLY_ANY:
        return None
    if words.NEEDS_SCRIPT.search(text) or (words.NEEDS_SCRIPT.search(title) and not _named_article(page, article)):
        return "javascript_shell"
    if words.SUBSCRIBE.search(text):
        return "paywall"
    if page.asks_password and (words.LOGIN.search(title) or words.LOGIN.search(text)):
        return "login"
    if _is_video(page, article):
        return "video_shell"
    return None


def _asks_for_script(tree: HtmlElement) -> bool:
    """Tells whether a page is the empty frame of an application, by the names that frameworks give it."""
    return any(tree.find(f".//div[@id='{name}']") is not None for name in ("root", "app", "__next", "__nuxt"))


def _is_video(page: Page, article: Node) -> bool:
    return (page.first("og:type") or "").startswith("video") or "VideoObject" in types(article)


def _named_article(page: Page, article: Node) -> bool:
    """Tells whether the page calls itself an article."""
    return (
        any(is_article(name) for name in types(article))
        or (page.first("og:type") or "").lower() == "article"
        or page.first("article:published_time") is not None
    )


def _listing(page: Page, article: Node, text: str) -> str | None:
    """Judges a page of links to stories: only where no running text and nothing in its head says article."""
    running = sum(1 for p in text.split("\n\n") if len(p) >= _RUNNING_CHARS)
    path = urlsplit(page.url).path if "//" in page.url else "-"
    front = path in {"", "/"}
    if running >= _RUNNING_FEW or (_named_article(page, article) and not front):
        return None
    links = _links(page.tree)
    if links.linked_chars < links.chars * _LINKED_SHARE:
        return None
    if words.TAG_PATH.search(path) and links.stories >= _TAG_LINKS:
        return "tag_page"
    if _LIVE_PATH.search(path) and links.stories >= _TAG_LINKS:
        return "live_index"
    listed = any(name in _LISTS for node in page.nodes for name in types(node))
    if links.stories >= _FRONT_LINKS and (front or listed or not _SLUG.search(path.rstrip("/").rpartition("/")[2])):
        return "section_front"
    return None


def _links(tree: HtmlElement) -> _Links:
    stories = linked = 0
    for seen, link in enumerate(tree.iter("a")):
        if seen >= _LINKS_SEEN_MAX:
            break
        text = " ".join(link.text_content().split())
        linked += len(text)
        stories += len(text.split()) >= _HEADLINE_WORDS
    return _Links(stories, linked, len(" ".join(tree.text_content().split())))
