"""The rules of the library that are read in one walk: they choose what its own expressions choose."""

from copy import copy

import pytest
from extraction_pages import page, paragraphs
from hypothesis import given
from hypothesis import strategies as st
from trafilatura.htmlprocessing import prune_unwanted_nodes
from trafilatura.xml import delete_element
from trafilatura.xpaths import BODY_XPATH, RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from tocsin.core.extraction import frame

LONG = "The ministry said that nobody was hurt in the night and that ships had been told to keep clear. " * 9
NAMES = (
    "", "x", "post", "entry", "text", "cell", "story", "content", "main", "main-x", "page-content", "Page-Content",
    "Main-Content", "main-content", "post-body", "article__content", "article-body", "articleBody", "articleContent",
    "entry-content", "body-text", "primary", "story-body", "fulltext", "FullText", "article x", "article", "field-body",
    "content-main", "content_body", "contentBody", "comments", "commentary", "Comment-list", "post-comments", "comol",
    "disqus_thread", "dsq-comments", "x comments", "mvp-post-add-box", "infinite-scroll", "infinitescroll x",
    "elementor-share-buttons--x", "single-post", "postarea", "xarticle",
)  # fmt: skip
TAGS = ("div", "section", "article", "main", "aside", "ol", "ul", "details", "p", "span")

name = st.sampled_from(NAMES)
elements = st.lists(st.tuples(st.sampled_from(TAGS), name, name, name, name, st.booleans()), max_size=6)


def tree_of(parts):
    """Nests elements, and puts text and sometimes a headline between them."""
    inner = ""
    for number, (tag, id_, names, role, itemprop, headed) in enumerate(parts):
        heading = "<h1>x</h1>" if headed else ""
        marks = "".join(
            f' {key}="{value}"'
            for key, value in zip(("id", "class", "role", "itemprop"), (id_, names, role, itemprop), strict=True)
            if value
        )
        inner = f"<{tag} data-n='{number}'{marks}>{heading}{number}{inner}</{tag}>after"
        if number % 3 == 2:
            inner += "<div class='x'>between</div>"
    return page(f"<html><body>{inner or 'x'}</body></html>").tree


@given(elements)
def test_comments_and_appended_articles_are_those_of_the_library(parts):
    ours = tree_of(parts)
    theirs = copy(ours)
    frame.drop_comments(ours)
    prune_unwanted_nodes(theirs, [*RAW_TREE_PRUNE_XPATH, *REMOVE_COMMENTS_AND_LISTS_XPATH])
    assert ours.text_content() == theirs.text_content()


@given(elements)
def test_the_surest_frame_is_the_one_that_the_library_tries_first(parts):
    tree = tree_of(parts)
    left = prune_unwanted_nodes(copy(tree), [*RAW_TREE_PRUNE_XPATH, *REMOVE_COMMENTS_AND_LISTS_XPATH])
    for aside in list(left.iter("aside")):
        delete_element(aside)
    theirs = [found[0].get("data-n") for found in (expression(left) for expression in BODY_XPATH) if found]
    ours = [element.get("data-n") for element in frame.frames(tree)]
    assert ours[:1] == theirs[:1]


def test_a_frame_comes_alone_in_a_page_of_its_own():
    tree = page(f"<div><p>x</p><article>{paragraphs(LONG)}</article>tail</div><footer>y</footer>").tree
    copied = frame.alone(tree.find(".//article"))
    assert [element.tag for element in copied.getroottree().iter()] == ["html", "body", "div", "article", "p"]
    assert (copied.text_content(), copied.tail) == (LONG, None)
    assert tree.find(".//article").tail == "tail"
    bare = frame.alone(page(f"<main><article>{paragraphs(LONG)}</article></main>").tree.find(".//article"))
    assert [element.tag for element in bare.getroottree().iter()] == ["html", "body", "article", "p"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<div>{paragraphs(LONG)}</div>",
        f"<form><article>{paragraphs(LONG)}</article></form>",
        f"<nav><article>{paragraphs(LONG)}</article></nav>",
        f"<div id='comments'><article>{paragraphs(LONG)}</article></div>",
        f"<section class='infinite-scroll'><article>{paragraphs(LONG)}</article></section>",
    ],
)
def test_what_the_library_takes_out_or_may_take_out_frames_nothing(markup):
    assert frame.frames(page(markup).tree) == []


@pytest.mark.parametrize(("names", "left"), [("infinite-scroll", "x"), ("mvp-post-add-wrap", "")])
def test_an_appended_box_goes_with_its_headline_and_a_scroller_does_not(names, left):
    tree = page(f"<html><body><div class='{names}'><h1>x</h1></div></body></html>").tree
    frame.drop_comments(tree)
    assert tree.text_content() == left


def test_share_buttons_and_thread_ids_go_and_lists_that_only_share_a_threads_id_stay():
    inner = "<div class='elementor-share-buttons--x'>a</div><div id='disqus_thread'>b</div><ul id='disqus_thread'><li>c</ul>"
    tree = page(f"<html><body>{inner}<section class='infinite-scroll'>d</section></body></html>").tree
    frame.drop_comments(tree)
    assert tree.text_content() == "c"
