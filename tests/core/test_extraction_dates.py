"""When a page was published: the first believable source, never invented, never in the future."""

import pytest
from extraction_pages import TITLE, html, job, ld, page, paragraphs, read

from tocsin.core.extraction import dates

PLAIN_URL = "https://www.example.org/news/drones"


def when(head: str = "", inner: str | None = None, **fields: object):
    got = read(html(inner, head), **{"url": PLAIN_URL, **fields})
    return got.published_at, got.published_at_precision, got.published_at_source


@pytest.mark.parametrize(
    ("text", "at", "precision"),
    [
        ("2023-11-14T07:05:09+02:00", "2023-11-14T05:05:09.000Z", "second"),
        ("2023-11-14T07:05:09.123Z", "2023-11-14T07:05:09.000Z", "second"),
        ("2023-11-14T07:05-0330", "2023-11-14T10:35:00.000Z", "minute"),
        ("2023-11-14 07:05", "2023-11-14T07:05:00.000Z", "minute"),
        ("2023-11-14T07:05:60Z", "2023-11-14T07:05:59.000Z", "second"),
        ("2023-11-14", "2023-11-14T00:00:00.000Z", "day"),
        ("2023-11-14T00:00:00+01:00", "2023-11-14T00:00:00.000Z", "day"),
        ("20231114T070509Z", "2023-11-14T07:05:09.000Z", "second"),
        ("1699945509", "2023-11-14T07:05:09.000Z", "second"),
        ("1699945509000", "2023-11-14T07:05:09.000Z", "second"),
        ("Tue, 14 Nov 2023 09:05:09 +0200", "2023-11-14T07:05:09.000Z", "second"),
        ("Tue, 14 Nov 2023 07:05:09 -0000", "2023-11-14T07:05:09.000Z", "second"),
        ("14.11.2023", "2023-11-14T00:00:00.000Z", "day"),
        ("11/14/2023", "2023-11-14T00:00:00.000Z", "day"),
        ("14.11.23", "2023-11-14T00:00:00.000Z", "day"),
        ("14.11.2023, 07.05 Uhr", "2023-11-14T07:05:00.000Z", "minute"),
        ("2023年11月14日", "2023-11-14T00:00:00.000Z", "day"),
        ("November 14, 2023", "2023-11-14T00:00:00.000Z", "day"),
        ("14 November 2023 at 07:05", "2023-11-14T07:05:00.000Z", "minute"),
        ("14 November 2023 at 7:05 pm", "2023-11-14T00:00:00.000Z", "day"),
    ],
)
def test_dates_are_read_as_pages_write_them(text, at, precision):
    assert when(ld(**{"@type": "NewsArticle", "datePublished": text})) == (at, precision, "json-ld")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2023-13-45",
        "99/99/2023",
        "03/04/2023",
        "1970-01-01",
        "1890-01-01",
        "x" * 500,
        "Zzz 14, 2023",
        "Tue, 99 Nov 2023 07:05:09 +0000",
        "1:30",
    ],
)
def test_what_is_no_date_or_could_be_two_is_null(text):
    assert when(ld(**{"@type": "NewsArticle", "datePublished": text})) == (None, None, None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "14. März 2023"),
        ("fr", "14 mars 2023"),
        ("es", "14 de marzo de 2023"),
        ("ru", "14 марта 2023"),
        ("xx", "14 March 2023"),
        (None, "March 14, 2023"),
    ],
)
def test_months_in_words_are_read_in_the_pages_language(language, text):
    assert dates.read(text, language).moment.strftime("%Y-%m-%d") == "2023-03-14"


def test_slashes_are_day_first_where_english_is_not_written():
    assert dates.read("03/04/2023", "fr").moment.strftime("%Y-%m-%d") == "2023-04-03"
    assert dates.read("04/04/2023", "en").moment.strftime("%Y-%m-%d") == "2023-04-04"


def test_a_meta_tag_comes_after_json_ld():
    meta = '<meta property="article:published_time" content="2023-11-13T08:00:00Z">'
    assert when(meta) == ("2023-11-13T08:00:00.000Z", "second", "meta")
    assert when(meta + ld(**{"@type": "NewsArticle", "datePublished": "2023-11-12"}))[2] == "json-ld"


@pytest.mark.parametrize(
    "stamp",
    [
        '<time datetime="2023-11-12T08:00:00Z">x</time>',
        '<span class="pub-date">12.11.2023 08:00</span>',
        '<span itemprop="datePublished" content="2023-11-12T08:00">x</span>',
        '<time datetime="2023-11-13" itemprop="dateModified">x</time><time itemprop="datePublished" datetime="2023-11-12T08:00">x</time>',
    ],
)
def test_a_time_element_or_its_relatives_are_believed(stamp):
    inner = f"<article><h1>{TITLE}</h1>{stamp}{paragraphs(*['The ministry said that nobody was hurt in the night. ' * 5] * 4)}</article>"
    assert when("", inner)[0] == "2023-11-12T08:00:00.000Z"


def test_a_date_printed_beside_the_headline_is_believed():
    inner = f"<article><h1>{TITLE}</h1><p>12. November 2023</p>{paragraphs(*['Das Ministerium sagte, dass in der Nacht niemand verletzt worden sei. ' * 5] * 4)}</article>"
    assert when("", inner) == ("2023-11-12T00:00:00.000Z", "day", "time")


def test_a_date_of_another_story_or_in_running_text_is_not():
    beside = '<div class="related"><span>12.11.2023</span></div>'
    inner = f"<article><h1>{TITLE}</h1>{beside}{paragraphs(*['On 12 November 2023 the ministry said that nobody was hurt in the night. ' * 5] * 4)}</article>"
    assert when("", inner) == (None, None, None)


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://example.org/2023/11/14/x", "2023-11-14"),
        ("https://example.org/x-20231114", "2023-11-14"),
        ("https://example.org/x_14.11.2023_y", "2023-11-14"),
        ("https://example.org/x-2023-11-14.html", "2023-11-14"),
        ("https://web.archive.org/web/20231113000000/https://example.org/2022/01/02/x", "2022-01-02"),
    ],
)
def test_the_url_says_the_day(url, day):
    assert when(url=url) == (f"{day}T00:00:00.000Z", "day", "url")


@pytest.mark.parametrize(
    "url",
    ["https://example.org/2023/02/31/x", "https://example.org/id/202311141234567", "https://example.org/?d=2023-11-14"],
)
def test_a_url_without_a_day_says_none(url):
    assert when(url=url) == (None, None, None)


def test_the_hint_of_the_wire_comes_before_the_url():
    hint = {"hint_published": "2023-11-10T10:00:00.000Z", "url": "https://example.org/2023/11/09/x"}
    assert when(**hint) == ("2023-11-10T10:00:00.000Z", "second", "wire")
    assert when(hint_source="feed", **hint)[2] == "feed"
    assert when(**{**hint, "hint_published": "never"})[2] == "url"


def test_nothing_later_than_the_submission_is_believed():
    assert when(ld(**{"@type": "NewsArticle", "datePublished": "2023-11-15T07:00:00Z"})) == (None, None, None)
    assert when(ld(**{"@type": "NewsArticle", "datePublished": "2023-12-15"})) == (None, None, None)


@pytest.mark.parametrize("text", ["2023-11-15", "2023-11-15 08:00"])
def test_a_day_that_began_in_the_east_is_the_day_of_submission(text):
    found = when(ld(**{"@type": "NewsArticle", "datePublished": text}))
    assert found == ("2023-11-14T00:00:00.000Z", "day", "json-ld")


def test_the_change_is_read_beside_the_publication():
    got = read(
        html(
            None,
            ld(**{"@type": "NewsArticle", "dateModified": "soon"})
            + '<meta name="lastmod" content="2023-11-13T10:00Z">',
        )
    )
    assert got.modified_at == "2023-11-13T10:00:00.000Z"


def test_lists_of_dates_are_bounded():
    many = page("<h1>x</h1>" + "<p>12.11.2023</p>" * 10 + "<time datetime='2023-11-12'>x</time>" * 20)
    assert sum(map(len, dates._marked_up(many.tree))) <= 8
    assert len(list(dates._printed(many.tree, many.tree.find(".//h1")))) <= 4


def test_a_hint_that_is_no_date_is_none():
    assert dates.hinted(job(b"", hint_published="x")) is None


def test_elements_without_end_are_bounded():
    many = "<p>x</p>" * 5_000
    inner = f"{many}<h1>{TITLE}</h1><p>12.11.2023</p>{paragraphs(*['The ministry said that nobody was hurt in the night. ' * 5] * 4)}"
    assert when("", inner) == (None, None, None)


def test_no_words_are_no_date():
    assert dates.read(" \n", None) is None
