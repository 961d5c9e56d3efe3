"""A page becomes a record: its title and its text."""

import pytest
from extraction_pages import ARTICLE, BODY, SITE, TITLE, html, ld, paragraphs, read

from tocsin.core.extraction import language, teasers
from tocsin.core.outcomes import Reason, Rejected


def test_a_plain_article_is_read():
    got = read(html())
    assert got.title == TITLE
    assert got.text == "\n\n".join(BODY)
    assert got.text_complete
    assert (got.language, got.machine_translated) == ("en", None)
    assert got.language_confidence > 0.8
    assert (got.authors, got.publisher_name, got.canonical_url) == ((), None, None)


@pytest.mark.parametrize(
    ("inner", "head", "wanted"),
    [
        (f"<h1>The Example Herald</h1><h2>{TITLE}</h2>{ARTICLE}", SITE, TITLE),
        (f"<h1><span class='kicker'>Strait</span>{TITLE}</h1>{ARTICLE}", "", TITLE),
        (f"<h1>Navies: {TITLE}</h1>{ARTICLE}", f'<meta property="og:title" content="{TITLE}">', TITLE),
        (f"<h1><style>.a{{}}</style>{TITLE}</h1>{ARTICLE}", "", TITLE),
        (f"<h1>Two drones<br>shot down</h1>{ARTICLE}", "", "Two drones shot down"),
        (
            f"<h1>Drones shot down over the strait</h1>{ARTICLE}",
            f'<meta property="og:title" content="{TITLE}">',
            "Drones shot down over the strait",
        ),
        (f"<h1>An unlike printed headline</h1>{ARTICLE}", "", "An unlike printed headline"),
        (f'<h1><a href="/">The front of it all</a></h1>{ARTICLE}', "", TITLE),
        (f"<h1>One unlike headline</h1><h1>Another unlike headline</h1>{ARTICLE}", "", TITLE),
        (f"<div class='entry-title'>{TITLE}</div>{ARTICLE}", "", TITLE),
        (f"<div class='entry-title'>{'x' * 3_000}</div>{ARTICLE}", "", TITLE),
        (ARTICLE, SITE, TITLE),
    ],
)
def test_the_title_is_the_one_that_is_printed(inner, head, wanted):
    assert read(html(inner, head)).title == wanted


@pytest.mark.parametrize(
    "head_title",
    [
        f"{TITLE} | The Example Herald",
        f"The Example Herald: {TITLE}".replace(": ", " - "),
        f"{TITLE} - example.org",
        f"{TITLE} | World | Any Other Site",
    ],
)
def test_the_sites_name_is_no_part_of_the_title(head_title):
    assert read(html(ARTICLE, SITE, title=head_title)).title == TITLE


def test_a_page_without_a_title_takes_the_wires():
    markup = f"<html><body>{ARTICLE}</body></html>"
    assert read(markup, hint_title=" From the\nwire ").title == "From the wire"
    assert read(markup).title is None


def test_the_headline_in_json_ld_is_one_of_the_heads_titles():
    node = ld(**{"@graph": [{"@type": "WebPage", "name": "Front"}, {"@type": ["NewsArticle"], "headline": TITLE}]})
    assert read(f"<html><head>{node}</head><body>{ARTICLE}</body></html>").title == TITLE


def test_a_standfirst_that_the_extractor_drops_is_put_back():
    standfirst = "It was the third such incident since the spring, and the first one in which shots were fired."
    inner = f"<h1>{TITLE}</h1><div class='standfirst'>{standfirst}</div><div class='article-body'>{ARTICLE}</div>"
    assert read(html(inner)).text.split("\n\n")[:2] == [standfirst, BODY[0]]
    described = f'<meta name="description" content="{standfirst}">'
    inner = f"<h1>{TITLE}</h1><div><span>{standfirst}</span></div><div class='article-body'>{ARTICLE}</div>"
    assert read(html(inner, described)).text.startswith(standfirst)


@pytest.mark.parametrize(
    "box",
    [
        "<div class='author-bio description'>Jane Roe has reported on the navies of the region for more than twenty years.</div>",
        "<div class='standfirst'>Short.</div>",
        "<div class='standfirst'><a href='/x'>Another story of the day that is nothing but a link to it, long as it is</a></div>",
        "<nav><div class='standfirst'>It was the third such incident since the spring, they said in the evening.</div></nav>",
        "<div>It was the third such incident since the spring, they said in the evening, unmarked.</div>",
    ],
)
def test_what_is_no_standfirst_is_left_out(box):
    inner = f"<h1>{TITLE}</h1>{box}<div class='article-body'>{ARTICLE}</div>"
    assert read(html(inner)).text.startswith(BODY[0])


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Five things to know about the strait",
        "Lesen Sie auch: Was über die Meerenge bekannt ist",
        "VEA TAMBIÉN: Cinco cosas sobre el estrecho",
        "Читайте также: Что известно о проливе",
        "Sign up for our newsletter to get the day's news in your inbox.",
        "Follow The Example Herald on Twitter and Facebook.",
        "© 2023 The Example Herald",
        "Photo: Jane Roe / Getty Images",
        "Getty Images",
        "Advertisement",
    ],
)
def test_lines_of_the_site_and_of_other_stories_are_cut(line):
    assert teasers.is_foreign(line)
    assert teasers.own([BODY[0], line, BODY[1]]) == [BODY[0], BODY[1]]


@pytest.mark.parametrize(
    "line",
    [
        "Read the minister's statement as a warning, said one diplomat who was in the room at the time.",
        "Follow-up talks are planned for Thursday.",
        "More than forty ships were turned back by the coast guard in the course of the day.",
        "Related attacks killed two people in March.",
        BODY[0],
    ],
)
def test_sentences_of_the_article_are_kept(line):
    assert not teasers.is_foreign(line)


def test_the_foot_is_cut_from_a_heading_of_other_stories_on():
    assert teasers.own([*BODY, "Related stories", "Ships turned back", "Talks fail again"]) == BODY
    assert teasers.own([*BODY, "Documents of the case:"]) == BODY


def test_a_heading_with_running_text_under_it_is_no_foot():
    running = f"{BODY[4]} {BODY[5]}"
    assert teasers.own([*BODY[:4], "Related topics", running]) == [*BODY[:4], running]


def test_old_tags_are_spelled_as_today():
    assert [language.primary(tag) for tag in ("iw", "EN-us", "x", "", None)] == ["he", "en", None, None, None]


def test_a_lone_surrogate_reaches_no_field():
    node = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"War \\ud83d ends","author":{"name":"J\\udc00 Roe"}}</script>'
    got = read(f"<html><head>{node}</head><body>{ARTICLE}</body></html>")
    assert (got.title, got.authors) == ("War \ufffd ends", ("J\ufffd Roe",))


def test_a_tag_that_xml_does_not_know_loses_no_article():
    odd = "<ul><li>One <o€p^š>two</o€p^š> three and some more words.</li></ul>"
    assert read(html(f"<article><h1>{TITLE}</h1>{ARTICLE}{odd}</article>")).text.startswith(BODY[0])


def test_what_is_no_text_is_refused_by_type():
    assert read(b"%PDF-1.7\n%x") == Rejected(Reason.UNSUPPORTED_TYPE, "binary")


def test_paragraphs_of_links_do_not_count_as_text():
    links = paragraphs(*[f'<a href="/{i}">{BODY[i % 6]}</a>' for i in range(60)])
    assert read(html(f"<h1>{TITLE}</h1>{ARTICLE}<div>{links}</div>")).text.startswith(BODY[0])


def test_headings_without_end_are_bounded():
    many = "".join(f"<h2>Heading number {i}</h2>" for i in range(100))
    assert read(html(f"{many}<h1>{TITLE}</h1>{ARTICLE}")).title == TITLE


def test_a_head_title_within_the_body_counts():
    assert read(f"<html><body><svg></svg><title>{TITLE}</title>{ARTICLE}</body></html>").title == TITLE


def test_a_heading_beside_the_article_stays_with_it():
    assert read(html(f"<nav><h1>{TITLE}</h1></nav><article>{ARTICLE}</article>")).text.startswith(BODY[0])


def test_blocks_without_end_are_bounded():
    many = "<div>Some label of it</div>" * 600
    inner = f"<h1>{TITLE}</h1>{many}<div class='standfirst'>It was the third such incident since the spring, they said in the evening.</div>"
    assert read(html(f"{inner}<div class='article-body'>{ARTICLE}</div>")).text.startswith(BODY[0])


def test_a_part_of_the_heads_title_is_the_one_that_a_heading_prints():
    got = read(
        html(
            f"<h2>A</h2><h2>{TITLE}</h2>{ARTICLE}",
            ld(**{"@type": "WebPage", "name": "x"}),
            title=f"World - {TITLE} - Some long name of a site",
        )
    )
    assert got.title == TITLE


def test_a_long_article_stands_though_the_readers_wrote_ten_times_as_much():
    story = paragraphs(*(f"{sentence} {number}" for number in range(4) for sentence in BODY))
    letters = paragraphs(
        *(f"I for one never believed a word of what was said about the strait, {n}. " * 3 for n in range(200))
    )
    inner = f"<article><h1>{TITLE}</h1>{story}</article><div class='readers-say'>{letters}</div>"
    got = read(html(inner))
    assert got.text.count("\n\n") == len(BODY) * 4 - 1
    assert "never believed" not in got.text


def test_a_headline_in_a_navigation_bar_is_still_the_headline():
    got = read(html(f"<nav><h1>{TITLE}</h1></nav><div>{ARTICLE}</div><footer>Imprint</footer>"))
    assert (got.title, got.text) == (TITLE, "\n\n".join(BODY))


def test_a_frame_of_comments_leaves_the_page_to_be_read_as_a_whole():
    got = read(
        html(f"<section class='post-body post-comments'><p>I never believed it.</p></section><div>{ARTICLE}</div>")
    )
    assert got.text == "\n\n".join(BODY)


def test_where_the_surest_frame_is_empty_the_next_is_read():
    got = read(html(f"<div class='post-body'><b></b></div><article><h1>{TITLE}</h1>{ARTICLE}</article>"))
    assert got.text == "\n\n".join(BODY)


def test_a_short_article_is_read_beside_longer_prose():
    short = paragraphs(*BODY[:3])
    got = read(html(f"<article><h1>{TITLE}</h1>{short}</article><div><p>{'It was a quiet day. ' * 20}</p></div>"))
    assert got.text == "\n\n".join(BODY[:3])
