"""What is no article is named, and an article is never taken for something else."""

import json

import pytest
from extraction_pages import BODY, TITLE, html, ld, paragraphs, read

from tocsin.core.outcomes import Reason, Rejected

LINKS = "".join(f'<div><h3><a href="/n/{i}">Another story of today, number {i}</a></h3></div>' for i in range(40))
WORDS = "Some words that stand on this page and say nothing much. "


def kind(markup: str, **fields: object) -> str | None:
    got = read(markup, **fields)
    if not isinstance(got, Rejected):
        return None
    assert got.reason == Reason.NOT_AN_ARTICLE
    return got.detail


@pytest.mark.parametrize(
    ("markup", "fields", "detail"),
    [
        ("", {}, "empty"),
        ("   ", {}, "empty"),
        ("<!-- -->", {}, "empty"),
        (html("<h1>Two drones shot down over the strait</h1>"), {}, "empty"),
        ('<html><body><div id="root"></div><script>boot()</script></body></html>', {}, "javascript_shell"),
        (html("<p>You need to enable JavaScript to run this app.</p>"), {}, "javascript_shell"),
        (html(paragraphs("Checking your browser before accessing."), title="Just a moment..."), {}, "javascript_shell"),
        (html(paragraphs(WORDS * 3), title="404 - Page not found"), {}, "soft_404"),
        (html(f"<h1>Seite nicht gefunden</h1>{paragraphs(WORDS * 3)}", title="Seite nicht gefunden"), {}, "soft_404"),
        (
            html(
                paragraphs(
                    "We and our 100 partners store cookies and process personal data. You may change your consent. See our privacy policy. "
                    * 2
                ),
                title="Before you continue",
            ),
            {},
            "consent_wall",
        ),
        (html(paragraphs("Please log in to go on."), '<input type="password">', title="Log in"), {}, "login"),
        (html(paragraphs("This article is for subscribers, as are all of the day."), title="A story"), {}, "paywall"),
        (
            html(paragraphs(WORDS * 2), '<meta property="og:type" content="video.other">', title="A film of it"),
            {},
            "video_shell",
        ),
        (html(LINKS, title="The Example Herald"), {"url": "https://www.example.org/"}, "section_front"),
        (html(LINKS, title="World"), {"url": "https://www.example.org/world/"}, "section_front"),
        (
            html(LINKS, ld(**{"@type": "CollectionPage"}), title="World"),
            {"url": "https://www.example.org/world-1234.html"},
            "section_front",
        ),
        (html(LINKS, title="Drones"), {"url": "https://www.example.org/tag/drones"}, "tag_page"),
        (html(LINKS, title="Live"), {"url": "https://www.example.org/live"}, "live_index"),
    ],
)
def test_what_is_no_article_is_named(markup, fields, detail):
    assert kind(markup, **fields) == detail


@pytest.mark.parametrize(
    ("markup", "fields"),
    [
        (html(), {}),
        (html(f"<h1>{TITLE}</h1><p>{BODY[0]}</p>"), {}),
        (
            html(
                paragraphs(WORDS * 3),
                '<meta property="og:type" content="article">',
                title="Error 404: the story of a number",
            ),
            {},
        ),
        (
            html(
                paragraphs(
                    "The new law on cookies asks for consent to tracking. Privacy policy is at its heart, the minister said of cookies. "
                    * 2
                ),
                ld(**{"@type": "NewsArticle"}),
                title="Cookie law passed",
            ),
            {},
        ),
        (html(paragraphs("Please log in to go on."), title="Log in"), {}),
        (html(paragraphs(*BODY) + LINKS), {"url": "https://www.example.org/"}),
        (
            html(LINKS, ld(**{"@type": "NewsArticle"}), title="A list"),
            {"url": "https://www.example.org/a-list-of-stories-here"},
        ),
        (html(LINKS, title="A list"), {"url": "https://www.example.org/a-list-of-stories-here"}),
        (
            html(
                paragraphs(WORDS * 3),
                '<meta property="article:published_time" content="2023-01-01">',
                title="Just a moment: a memoir",
            ),
            {},
        ),
        (html(paragraphs(WORDS * 3), title="A short note"), {"url": "no address"}),
    ],
)
def test_an_article_is_never_taken_for_something_else(markup, fields):
    assert kind(markup, **fields) is None


def rows(*texts: str) -> str:
    return "".join(f"<script>self.__next_f.push({json.dumps([1, text])})</script>" for text in texts)


def app(scripts: str) -> str:
    return f'<html lang="en"><head><title>{TITLE}</title></head><body><div id="__next"></div>{scripts}</body></html>'


def test_a_streamed_page_is_read_from_its_elements():
    tree = [
        "$",
        "article",
        None,
        {
            "children": [
                ["$", "h1", None, {"children": TITLE}],
                *[
                    ["$", "p", str(i), {"children": [p[:40], ["$", "b", None, {"children": p[40:]}], "$L7", 7]}]
                    for i, p in enumerate(BODY)
                ],
            ]
        },
    ]
    line = "2:" + json.dumps(tree) + "\n"
    got = read(
        app(
            rows('1:I["x"]\n', line[:500], line[500:])
            + "<script>self.__next_f.push([0])</script><script>window.__next_f.push(oops)</script>"
        )
    )
    assert got.text == "\n\n".join(BODY)
    assert got.title == TITLE


def test_a_streamed_page_is_read_from_its_text_rows():
    body = "".join(f"<p>{p}</p>" for p in BODY) + "<p>é</p>"
    row = f"3:T{len(body.encode()):x},{body}4:{json.dumps({'dangerouslySetInnerHTML': {'__html': f'<p>{BODY[0]}</p>'}, 'x': 1})}\n"
    assert read(app(rows(row))).text == "\n\n".join(BODY)


def test_a_pages_state_is_read():
    state = {
        "props": {
            "menu": ["Home", "World"],
            "post": {"title": TITLE, "blocks": [{"type": "p", "text": p} for p in BODY]},
            "n": 7,
        }
    }
    markup = app(f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(state)}</script>')
    assert read(markup).text == "\n\n".join(BODY)


def test_the_body_in_json_ld_stands_in_for_a_page_that_shows_none():
    got = read(app(ld(**{"@type": "NewsArticle", "headline": TITLE, "articleBody": "\n".join(BODY)})))
    assert got.text == "\n\n".join(BODY)


def test_a_state_without_prose_is_no_text():
    assert (
        kind(app('<script id="__NEXT_DATA__">{"a": ["x", {"b": "Home"}]}</script>' + rows("no row")))
        == "javascript_shell"
    )


def test_lists_of_scripts_and_nodes_are_bounded():
    many = ld(**{"@type": "NewsArticle", "headline": TITLE}) * 600
    assert read(html(None, many)).title == TITLE
    long = f"<script>self.__next_f.push({json.dumps([1, 'x' * 2_100_000])})</script>"
    assert kind(app(long)) == "javascript_shell"
    metas = '<meta name="x" content="y"><meta name="z">' * 500
    assert read(html(None, metas)).title == TITLE


def test_links_without_end_are_bounded():
    assert kind(html(LINKS * 100, title="World"), url="https://www.example.org/world/") == "section_front"


def test_json_that_is_none_or_too_deep_is_passed_over():
    odd = '<script type="application/ld+json">{"a":</script><script type="application/ld+json"></script>'
    nested = ld(**{"@graph": [[[[[[[[[[{"@type": "NewsArticle", "headline": "x"}]]]]]]]]]]})
    listed = '<script type="application/ld+json"><!-- [7, {"@type": "NewsArticle", "headline": "Two drones shot down over the strait"}] --></script>'
    assert read(html(None, odd + nested + listed)).title == TITLE


def test_a_state_that_is_too_deep_is_passed_over():
    tree: object = ["$", "p", None, {"children": BODY[0]}]
    for _ in range(80):
        tree = ["$", "div", None, {"children": tree}]
    leaf: object = BODY[0]
    for _ in range(80):
        leaf = {"children": leaf}
    stream = f"1:{json.dumps(tree)}\n2:{json.dumps(['$', 'p', None, leaf])}\n3:7"
    state: object = BODY
    for _ in range(80):
        state = {"a": state}
    assert kind(app(rows(stream) + f'<script id="__NEXT_DATA__">{json.dumps(state)}</script>')) == "javascript_shell"
