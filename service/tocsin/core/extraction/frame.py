"""Which elements hold readers' comments, and which one frames the article, by the rules of trafilatura.

They are its own expressions (`trafilatura.xpaths`, 2.3.1: `RAW_TREE_PRUNE_XPATH`, `REMOVE_COMMENTS_AND_LISTS_XPATH`,
`BODY_XPATH`), read in one walk. As XPath each asks a regular expression through a callback for every
element of the page, three or four times over: a sixth of the time of a page. Tests hold both to the same answers.
"""

import re
from copy import copy

from lxml.etree import ElementDefaultClassLookup, HTMLParser, SubElement
from lxml.html import HtmlElement
from trafilatura.xml import delete_element

_COMMENTS_ID = re.compile(r"(?:[Cc]omment(?!ary)|comol)")
_THREAD_ID = re.compile(r"(?:disqus_thread|dsq-comments)")
_COMMENTS_CLASS = re.compile(r"^[Cc]omment(?!ary)|(?:article|post)-comments")
_COMMENTS = ("div", "list", "section", "details", "ol", "ul")
_LISTS = frozenset({"ol", "ul"})

_APPENDED_BOX = re.compile(r"mvp-post-add-(?:box|wrap)")
_APPENDED = re.compile(r"mvp-post-add-(?:box|wrap)|infinite-?scroll")
_APPENDABLE = ("div", "section", "aside")

_FRAMES = ("article", "div", "main", "section")
_ARTICLE_NAMES = frozenset({"post", "entry"})
_ARTICLE_ID = re.compile(r"(?:entry|article|art)-content|article__content|article(?:-|__)?body|articleBody|body-text")
_ARTICLE_CLASS = re.compile(
    r"post[-_]text|post-body|post-?entry|post[-_]?content|postContent|post_inner_wrapper|article-?text|articleText"
    r"|(?:entry|page|text|article|art)-content|article__content|article(?:-|__)?body|articleBody|ArticleContent"
    r"|body-text|article__container"
)
_STORY_NAMES = frozenset({"postarea", "art-postcontent", "text", "cell", "story"})
_STORY_ID = re.compile(r"\A(?:article|story)\Z|^primary|story-body")
_STORY_CLASS = re.compile(
    r"^article |post-bodycopy|story-?content|(?:theme|blog|section|single)-content|single-post|main-column"
    r"|wpb_text_column|story-body|field-body|(?i:fulltext)"
)
_CONTENT_ID = re.compile(r"\Acontent\Z|content-main|content-body|contentBody|[Mm]ain-[Cc]ontent")
_CONTENT_CLASS = re.compile(r"\Acontent\Z|content[-_]main|content(?:-|__)body|[Mm]ain-[Cc]ontent|[Pp]age-[Cc]ontent")
# What the library takes out of a page before it looks for the frame.
_TAKEN_OUT = frozenset([
    "aside", "footer", "head", "menu", "figure", "picture", "blink", "fieldset", "label", "legend", "marquee",
    "menuitem", "nav", "rp", "rt", "rtc", "time",
])  # fmt: skip

# One class for every element, as in `page.py`: lxml.html's own look-up goes through Python for each.
_maker = HTMLParser()
_maker.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))


def drop_comments(tree: HtmlElement) -> None:
    """Takes readers' comments and appended articles out of a tree, in place."""
    for element in [e for e in tree.iter(*_APPENDABLE) if _is_appended(e)]:
        delete_element(element)
    for element in [e for e in tree.iter(*_COMMENTS) if _holds_comments(e)]:
        delete_element(element)


def frames(tree: HtmlElement) -> list[HtmlElement]:
    """Gives the elements that may frame the article, surest first: the first of each kind that the library tries.

    None where one stands in a form: whether that is kept, the library decides by the whole page.
    """
    found: dict[int, HtmlElement] = {}
    for element in tree.iter(*_FRAMES):
        rank = _rank(element)
        if rank is not None and rank not in found and not _is_taken_out(element):
            found[rank] = element
    best = [found[rank] for rank in sorted(found)]
    return [] if any(next(frame.iterancestors("form"), None) is not None for frame in best) else best


def alone(frame: HtmlElement) -> HtmlElement:
    """Gives a copy of a frame, in a page of its own."""
    within = next(frame.iterancestors("div", "li", "p", "table"), None) is not None
    copied = copy(frame)
    copied.tail = None
    body = SubElement(_maker.makeelement("html"), "body")
    # A link in a container is handled otherwise than one without.
    (SubElement(body, "div") if within else body).append(copied)
    return copied


def _is_taken_out(element: HtmlElement) -> bool:
    return any(
        e.tag in _TAKEN_OUT or _holds_comments(e) or _is_appended(e) for e in (element, *element.iterancestors())
    )


def _holds_comments(element: HtmlElement) -> bool:
    if element.tag not in _COMMENTS:
        return False
    id_, names = element.get("id"), element.get("class")
    if names and _COMMENTS_CLASS.search(names):
        return True
    return bool(id_) and bool(_COMMENTS_ID.match(id_) or (element.tag not in _LISTS and _THREAD_ID.match(id_)))


def _is_appended(element: HtmlElement) -> bool:
    if element.tag not in _APPENDABLE:
        return False
    id_, names = element.get("id") or "", element.get("class") or ""
    if "elementor-share-buttons" in names:
        return True
    if not (_APPENDED.search(id_) or _APPENDED.search(names)):
        return False
    boxed = _APPENDED_BOX.search(id_) or _APPENDED_BOX.search(names)
    return boxed is not None or element.find(".//h1") is None


def _rank(element: HtmlElement) -> int | None:
    """Gives how surely an element frames the article: 0 is surest."""
    names, id_, role = element.get("class") or "", element.get("id") or "", element.get("role") or ""
    if names in _ARTICLE_NAMES or _ARTICLE_CLASS.search(names) or element.get("itemprop") == "articleBody":
        return 0
    if id_ == "articleContent" or _ARTICLE_ID.search(id_):
        return 0
    if element.tag == "article":
        return 1
    if role == "article" or names in _STORY_NAMES or _STORY_ID.search(id_) or _STORY_CLASS.search(names):
        return 2
    if _CONTENT_ID.search(id_) or _CONTENT_CLASS.search(names):
        return 3
    return 4 if element.tag == "main" or any(text.startswith("main") for text in (names, id_, role)) else None
