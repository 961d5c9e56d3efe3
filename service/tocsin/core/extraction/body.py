"""The page's text. The one place that knows trafilatura."""

from lxml.html import HtmlElement
from trafilatura import bare_extraction


def text_of(tree: HtmlElement) -> str:
    """Gives the main text of a page, a newline between paragraphs; empty when there is none."""
    found = bare_extraction(tree, include_comments=False)
    return found.text or "" if found else ""
