"""Which of a page's JSON-LD nodes is the article itself."""

from tocsin.core.extraction.page import Node, Page, types

# schema.org's Article and its subtypes that carry running text; what ends in "Article" is one as well.
_TYPES = frozenset(
    [
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "DiscussionForumPosting",
        "PressRelease",
        "WebPage",
        "ItemPage",
        "AboutPage",
        "FAQPage",
        "CreativeWork",
        "Review",
        "Recipe",
        "HowTo",
        "PodcastEpisode",
        "VideoObject",
        "Event",
        "JobPosting",
    ]
)
_WEAK = frozenset(
    [
        "WebPage",
        "ItemPage",
        "AboutPage",
        "FAQPage",
        "CreativeWork",
        "VideoObject",
        "Event",
        "PodcastEpisode",
        "JobPosting",
    ]
)


def of_page(page: Page) -> Node:
    """Gives the article's node (an empty one when there is none): an article before a mere page, the first of each."""
    strong: Node | None = None
    weak: Node | None = None
    for node in page.nodes:
        names = types(node)
        if any(is_article(name) for name in names):
            strong = strong or node
        elif any(name in _WEAK for name in names):
            weak = weak or node
    return strong or weak or {}


def is_article(name: str) -> bool:
    """Tells whether a type is an article's."""
    return name.endswith("Article") or (name in _TYPES and name not in _WEAK)
