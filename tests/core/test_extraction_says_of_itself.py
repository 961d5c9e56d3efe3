"""What a page says of itself: persons, canonical URL, site, terms, genre, credit, language."""

import pytest
from extraction_pages import ARTICLE, BODY, SITE, TITLE, URL, html, ld, read

from tocsin.core.extraction import language, people, rights, site, title
from tocsin.core.extraction.credits import wire_credit


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
        ("Saudi jets struck Sanaa.", None, None),
        ("Saudi jets struck Sanaa.", "fi", "fi"),
        ("Des avions ont bombard\u00e9 la ville.", None, "fr"),
        ("Ceasefire holds in the north.", None, "en"),
    ],
)
def test_the_language_is_detected_and_checked_with_the_declared_one(text, declared, name):
    assert language.detect(text, declared)[0] == name


def test_a_machine_translated_wire_is_split_and_said_to_be_one():
    spelled = " &lt; / P &gt; &lt; p &gt; ".join(BODY)
    got = read(html(f"<h1>{TITLE}</h1><p>{spelled}</p>"))
    assert got.text == "\n\n".join(BODY)
    assert got.machine_translated is True


def test_names_of_sites_without_a_suffix_are_compared_whole():
    assert site._registered("localhost") == "localhost"
    assert rights._reserved(None) is None
    assert title.likeness("“Krieg” – 1!") == "krieg1"


def test_names_of_authors_are_bounded():
    many = "".join(f"<p class='byline'>By Jane Roe</p><p class='byline'>{'x' * 200}</p>" for _ in range(50))
    assert read(html(f"<h1>{TITLE}</h1>{many}{ARTICLE}")).authors == ("Jane Roe",)


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
