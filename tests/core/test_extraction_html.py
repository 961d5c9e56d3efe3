"""A page becomes a record: title, text, persons, site, rights."""

import pytest
from extraction_pages import BODY, TITLE, URL, html, ld, paragraphs, read

from tocsin.core.extraction import language, people, rights, site, teasers, title
from tocsin.core.extraction.credits import wire_credit
from tocsin.core.outcomes import Reason, Rejected

SITE = '<meta property="og:site_name" content="The Example Herald">'
ARTICLE = "".join(f"<p>{p}</p>" for p in BODY)


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


@pytest.mark.parametrize(
    ("head", "inner", "wanted"),
    [
        (
            ld(
                **{
                    "@type": "NewsArticle",
                    "author": [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Organization", "name": "AFP"}],
                }
            ),
            None,
            ("Jane Roe",),
        ),
        (ld(**{"@type": "NewsArticle", "author": "By Jane Roe and John Doe"}), None, ("Jane Roe", "John Doe")),
        (ld(**{"@type": "NewsArticle", "creator": {"name": ["Jane Roe", 7]}}), None, ("Jane Roe",)),
        ('<meta name="author" content="Von Jana Roth, Redaktion">', None, ("Jana Roth",)),
        (f'<meta name="author" content="The Example Herald">{SITE}', None, ()),
        (
            "",
            f"<h1>{TITLE}</h1><p class='byline'>By <a rel='author' href='/j'>Jane Roe</a></p>{ARTICLE}",
            ("Jane Roe",),
        ),
        ("", f"<h1>{TITLE}</h1><p class='byline'>By Jane Roe</p>{ARTICLE}", ("Jane Roe",)),
        ('<meta name="author" content="jane@example.org">', None, ()),
        ('<meta name="author" content="https://facebook.com/x">', None, ()),
    ],
)
def test_authors_are_persons(head, inner, wanted):
    assert read(html(inner, head)).authors == wanted


@pytest.mark.parametrize(
    "name", ["", "x", "admin", "Desk 7", "a name in small letters", "One Two Three Four Five Six Seven", "N" * 80]
)
def test_what_is_no_name_is_no_person(name):
    assert not people.is_person(name)


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        (URL, URL),
        ("/news/2023/11/14/drones-shot-down-over-the-strait", URL),
        (
            "https://m.example.org/news/2023/11/14/drones-shot-down-over-the-strait",
            "https://m.example.org/news/2023/11/14/drones-shot-down-over-the-strait",
        ),
        ("https://www.example.org/x/2023-other-slug-here", "https://www.example.org/x/2023-other-slug-here"),
        ("https://www.example.org/", None),
        ("https://www.example.org/news/", None),
        ("https://other.example.net/news/a", None),
        ("ftp://www.example.org/x", None),
        ("https://user@www.example.org/x", None),
        ("https://www.example.org:99/x", None),
        ("http://[::1:x]/", None),
        ("", None),
        (f"https://www.example.org/{'x' * 3_000}", None),
    ],
)
def test_a_canonical_url_is_believed_only_where_it_cannot_merge_two_articles(href, wanted):
    assert read(html(None, f'<link rel="canonical" href="{href}">')).canonical_url == wanted


def test_a_canonical_url_must_keep_what_tells_two_articles_apart():
    url = "https://www.example.org/article.php?id=7&utm_source=x"
    for href, wanted in (
        ("https://www.example.org/article.php", None),
        ("https://www.example.org/article.php?id=7", "https://www.example.org/article.php?id=7"),
    ):
        assert read(html(None, f'<link rel="canonical" href="{href}">'), url=url).canonical_url == wanted


def test_two_canonical_urls_are_none_and_open_graph_stands_in():
    two = f'<link rel="canonical" href="{URL}"><link rel="canonical" href="{URL}/2">'
    assert read(html(None, two)).canonical_url is None
    assert read(html(None, f'<meta property="og:url" content="{URL}">')).canonical_url == URL


def test_an_id_longer_than_its_canonical_is_the_same_article():
    head = '<link rel="canonical" href="https://www.example.org/a/12345">'
    assert (
        read(html(None, head), url="https://www.example.org/a/12345/drones").canonical_url
        == "https://www.example.org/a/12345"
    )


def test_publisher_and_section_are_named():
    node = ld(**{"@type": "NewsArticle", "publisher": [{"name": "The Example Herald"}], "articleSection": ["World"]})
    got = read(html(None, node))
    assert (got.publisher_name, got.section) == ("The Example Herald", "World")
    assert read(html(None, '<meta property="og:site_name" content="https://example.org">')).publisher_name is None
    assert read(html(None, '<meta name="section" content="https://example.org">')).section is None
    assert read(html(None, ld(**{"@type": "NewsArticle", "publisher": []}))).publisher_name is None


def test_terms_are_read():
    head = (
        '<meta name="robots" content="noarchive"><meta name="tdm-reservation" content="1"><link rel="license" href="https://l.example/">'
        + ld(**{"@type": "NewsArticle", "isAccessibleForFree": "False"})
    )
    got = read(html(None, head), header_meta_robots="noindex")
    assert (got.meta_robots, got.tdm_reservation, got.licence, got.free_access) == (
        "noindex, noarchive",
        True,
        "https://l.example/",
        False,
    )
    assert read(html(None, head), header_tdm="0").tdm_reservation is False
    assert read(html(None, '<meta name="tdm-reservation" content="x">')).tdm_reservation is None
    assert (
        read(html(None, ld(**{"@type": "NewsArticle", "isAccessibleForFree": True, "license": "CC"}))).free_access
        is True
    )
    assert read(html(None, '<meta name="article:content_tier" content="metered">')).free_access is False
    assert read(html(None, '<meta name="article:content_tier" content="odd">')).free_access is None
    assert read(html()).free_access is None


@pytest.mark.parametrize(
    ("head", "url", "genre"),
    [
        (ld(**{"@type": "OpinionNewsArticle"}), URL, "opinion"),
        (ld(**{"@type": "LiveBlogPosting"}), URL, "live"),
        (ld(**{"@type": "https://schema.org/ReportageNewsArticle"}), URL, "report"),
        ("", "https://example.org/opinion/x", "opinion"),
        ("", "https://example.org/world/analysis/x", "analysis"),
        ('<meta property="article:section" content="Kommentar">', URL, "opinion"),
        (ld(**{"@type": "NewsArticle"}), URL, None),
    ],
)
def test_the_genre_is_what_the_page_calls_itself(head, url, genre):
    assert read(html(None, head), url=url).genre == genre


@pytest.mark.parametrize(
    ("text", "authors", "credit"),
    [
        ("BEIRUT, Dec 4 (Reuters) - Two drones were shot down.", (), "Reuters"),
        ("Paris (AFP) – Two drones were shot down.", (), "AFP"),
        ("Berlin/dpa - Zwei Drohnen wurden abgeschossen.", (), "dpa"),
        ("Two drones were shot down.\n\n© 2023 Agence France-Presse", (), "AFP"),
        ("Two drones were shot down.", ("Jane Roe", "Associated Press"), "AP"),
        ("Reuters was told that two drones were shot down.", ("Jane Roe",), None),
        ("AFP", (), None),
    ],
)
def test_the_wire_is_credited_where_the_text_credits_it(text, authors, credit):
    assert wire_credit(text, authors) == credit


@pytest.mark.parametrize(
    ("text", "declared", "name"),
    [
        ("Zwei Drohnen wurden am Dienstag über der Meerenge abgeschossen, sagte das Ministerium.", "en", "de"),
        ("The ministry said that two drones had been shot down over the strait.", "en-GB", "en"),
        ("too short", "de_AT", "de"),
        ("too short", None, None),
        ("Forsvaret sier at to droner ble skutt ned over sundet tirsdag morgen.", "nb", "nb"),
        ("1234 5678 9012 3456 7890 1234 5678", "uk", "uk"),
    ],
)
def test_the_language_is_detected_and_checked_with_the_declared_one(text, declared, name):
    assert language.detect(text, declared)[0] == name


def test_old_tags_are_spelled_as_today():
    assert [language.primary(tag) for tag in ("iw", "EN-us", "x", "", None)] == ["he", "en", None, None, None]


def test_a_machine_translated_wire_is_split_and_said_to_be_one():
    spelled = " &lt; / P &gt; &lt; p &gt; ".join(BODY)
    got = read(html(f"<h1>{TITLE}</h1><p>{spelled}</p>"))
    assert got.text == "\n\n".join(BODY)
    assert got.machine_translated is True


def test_a_lone_surrogate_reaches_no_field():
    node = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"War \\ud83d ends","author":{"name":"J\\udc00 Roe"}}</script>'
    got = read(f"<html><head>{node}</head><body>{ARTICLE}</body></html>")
    assert (got.title, got.authors) == ("War \ufffd ends", ("J\ufffd Roe",))


def test_a_tag_that_xml_does_not_know_loses_no_article():
    odd = "<ul><li>One <o€p^š>two</o€p^š> three and some more words.</li></ul>"
    assert read(html(f"<article><h1>{TITLE}</h1>{ARTICLE}{odd}</article>")).text.startswith(BODY[0])


def test_what_is_no_text_is_refused_by_type():
    assert read(b"%PDF-1.7\n%x") == Rejected(Reason.UNSUPPORTED_TYPE, "binary")


def test_names_of_sites_without_a_suffix_are_compared_whole():
    assert site._registered("localhost") == "localhost"
    assert rights._reserved(None) is None
    assert title.likeness("“Krieg” – 1!") == "krieg1"


def test_paragraphs_of_links_do_not_count_as_text():
    links = paragraphs(*[f'<a href="/{i}">{BODY[i % 6]}</a>' for i in range(60)])
    assert read(html(f"<h1>{TITLE}</h1>{ARTICLE}<div>{links}</div>")).text.startswith(BODY[0])


def test_headings_without_end_are_bounded():
    many = "".join(f"<h2>Heading number {i}</h2>" for i in range(100))
    assert read(html(f"{many}<h1>{TITLE}</h1>{ARTICLE}")).title == TITLE


def test_names_of_authors_are_bounded():
    many = "".join(f"<p class='byline'>By Jane Roe</p><p class='byline'>{'x' * 200}</p>" for _ in range(50))
    assert read(html(f"<h1>{TITLE}</h1>{many}{ARTICLE}")).authors == ("Jane Roe",)


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


def test_an_empty_meta_tag_says_nothing():
    head = '<meta name="author" content=""><meta property="og:title" content=""><meta name="sailthru.author" content="Jane Roe">'
    assert read(html(None, head)).authors == ("Jane Roe",)


def test_values_of_json_ld_are_read_in_each_of_their_forms():
    node = ld(
        **{
            "@type": "NewsArticle",
            "headline": {"@value": TITLE},
            "articleSection": [{"name": "World"}],
            "publisher": {"name": " "},
        }
    )
    got = read(html(ARTICLE, node, title="x"))
    assert (got.title, got.section, got.publisher_name) == (TITLE, "World", None)


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
