"""When a page was published: the first believable source, never invented, never in the future."""

import pytest
from extraction_pages import TITLE, html, job, ld, paragraphs, read
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.extraction import dates
from tocsin.core.extraction.moments import of_day
from tocsin.core.extraction.moments import read as read_date

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
    assert read_date(text, language).moment.strftime("%Y-%m-%d") == "2023-03-14"


def test_slashes_are_day_first_where_english_is_not_written():
    assert read_date("03/04/2023", "fr").moment.strftime("%Y-%m-%d") == "2023-04-03"
    assert read_date("04/04/2023", "en").moment.strftime("%Y-%m-%d") == "2023-04-04"


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


def test_a_hint_that_is_no_date_is_none():
    assert dates.hinted(job(b"", hint_published="x")) is None


def test_no_words_are_no_date():
    assert read_date(" \n", None) is None


def test_a_day_that_is_not_in_the_calendar_is_none():
    assert of_day("2023", "02", "31") is None


LONG = "The ministry said that nobody was hurt in the night and that ships had been told to keep clear. " * 3


def article(above: str = "", below: str = "", opening: str = LONG) -> str:
    return f"<main>{above}<h1>{TITLE}</h1>{below}{paragraphs(opening, *[LONG] * 4)}</main>"


@pytest.mark.parametrize(
    ("name", "at"), [("article:published_time", "2023-11-12T08:00:00.000Z"), ("date", "2023-11-10T00:00:00.000Z")]
)
def test_what_is_printed_at_the_headline_corrects_a_meta_tag_of_a_general_name_alone(name, at):
    head = f'<meta property="{name}" content="2023-11-12T08:00:00Z">'
    assert when(head, article(below="<p>10.11.2023</p>"))[0] == at


def test_two_witnesses_outweigh_one():
    head = '<meta name="date" content="2023-11-12">'
    inner = article(below='<p>12.11.2023, 07.30 Uhr</p><i itemprop="datePublished" content="2023-11-10"></i>')
    assert when(head, inner) == ("2023-11-12T07:30:00.000Z", "minute", "time")
    assert when(head, article(below="<p>10.11.2023</p>"), url="https://www.example.org/2023/11/12/x")[0] == (
        "2023-11-12T00:00:00.000Z"
    )


def test_a_second_stated_date_is_right_when_readers_are_shown_it():
    head = ld(**{"@type": "NewsArticle", "datePublished": "2023-09-01T08:00:00Z"})
    head += '<meta property="article:published_time" content="2023-11-12T09:30:00Z">'
    assert when(head, article(below="<p>12.11.2023</p>")) == ("2023-11-12T09:30:00.000Z", "second", "meta")
    assert when(head, article())[0] == "2023-09-01T08:00:00.000Z"


def test_a_clock_without_a_zone_is_read_in_the_zone_of_the_pages_other_dates():
    node = {"@type": "NewsArticle", "datePublished": "2023-11-10T23:35:55"}
    changed = '<meta property="article:modified_time" content="{}">'
    assert when(ld(**node) + changed.format("2023-11-11T04:10:00-03:00"))[0] == "2023-11-11T02:35:55.000Z"
    assert when(ld(**node) + changed.format("2023-11-11"))[0] == "2023-11-10T23:35:55.000Z"
    assert when(ld(**{**node, "datePublished": "2023-11-10"}) + changed.format("2023-11-11T04:10:00-03:00"))[0] == (
        "2023-11-10T00:00:00.000Z"
    )


def test_a_zone_that_a_stamp_contradicts_gives_way_to_the_one_that_it_repeats():
    head = ld(**{"@type": "NewsArticle", "datePublished": "2023-11-07T17:10:46-07:00"})
    head += '<meta property="article:published_time" content="2023-11-07T17:10:46+00:00">'
    stamp = '<time datetime="2023-11-07T10:10:46-07:00">November 7, 2023</time>'
    assert when(head, article(below=stamp))[0] == "2023-11-07T17:10:46.000Z"
    assert when(head, article())[0] == "2023-11-08T00:10:46.000Z"


def test_a_moment_that_is_midnight_where_the_printed_day_began_is_that_day():
    head = '<meta property="article:published_time" content="2023-11-04T23:00Z">'
    shown = '<span class="date">5. November 2023</span>'
    assert when(head, article(below=shown)) == ("2023-11-05T00:00:00.000Z", "day", "meta")
    evening = head.replace("23:00Z", "23:10Z")
    assert when(evening, article(below=shown)) == ("2023-11-04T23:10:00.000Z", "minute", "meta")


def test_a_meta_tag_alone_gives_way_to_a_date_marked_at_the_headline_unless_that_is_the_change():
    head = '<meta property="article:published_time" content="2023-10-30T10:33:13Z">'
    shown = '<time datetime="2023-10-09">09.10.2023</time>'
    assert when(head, article(below=shown)) == ("2023-10-09T00:00:00.000Z", "day", "time")
    changed = head + '<meta property="article:modified_time" content="2023-10-09T08:00:00Z">'
    assert when(changed, article(below=shown))[2] == "meta"
    named = f"<div><span>Published:</span> {shown}</div>"
    assert when(changed, article(below=named))[2] == "time"
    node = ld(**{"@type": "NewsArticle", "datePublished": "2023-10-30T10:33:13Z"})
    assert when(node, article(below=shown))[2] == "json-ld"


@pytest.mark.parametrize(
    "below",
    ["<p>Updated November 6, 2023</p>", '<p class="date">Updated November 6, 2023</p>', "<p>November 6, 2023</p>"],
)
def test_an_old_page_that_shows_a_new_date_alone_was_issued_anew(below):
    head = ld(**{"@type": "NewsArticle", "datePublished": "2016-08-29T21:54:39Z"})
    assert when(head, article(below=below)) == ("2023-11-06T00:00:00.000Z", "day", "time")
    assert when(head, article(below=f"<p>August 29, 2016</p>{below}"))[2] == "json-ld"


def test_a_change_of_a_few_days_issues_nothing_anew():
    head = ld(**{"@type": "NewsArticle", "datePublished": "2023-11-04T21:54:39Z"})
    assert when(head, article(below="<p>Updated November 8, 2023</p>"))[2] == "json-ld"


def test_a_general_name_gives_way_to_a_much_later_change_wherever_it_is_told():
    head = '<meta itemprop="dateCreated" content="2004-01-01">'
    foot = f"<div><p>{LONG}</p></div>" * 20 + "<p>Last updated: November 6, 2023</p>"
    assert when(head, article() + foot)[0] == "2023-11-06T00:00:00.000Z"


def test_the_last_change_stands_for_the_date_where_a_page_tells_nothing_else():
    foot = "<footer><p>This page was last edited on 6 November 2023</p></footer>"
    assert when("", article() + foot) == ("2023-11-06T00:00:00.000Z", "day", "time")
    assert when("", article() + foot, url="https://www.example.org/2023/11/02/x")[2] == "url"
    assert when("", article(below="<p>Stand: 06.11.2023</p>"))[0] == "2023-11-06T00:00:00.000Z"


@pytest.mark.parametrize(
    "opening",
    [
        "Berlin, 12 November 2023 - ",
        "(12 November 2023) ",
        "12.11.2023 - ",
        "KIEL, 12.11.2023. ",
        "12. November 2023 – ",
    ],
)
def test_the_dateline_of_a_release_is_its_date(opening):
    assert when("", article(opening=opening + LONG)) == ("2023-11-12T00:00:00.000Z", "day", "time")


@pytest.mark.parametrize(
    "opening", ["12 November 2023 was a quiet day. ", "On 12 November 2023 - ", "12.11.2023 it rained. "]
)
def test_a_date_that_begins_a_sentence_is_no_dateline(opening):
    assert when("", article(opening=opening + LONG)) == (None, None, None)


def test_a_script_tells_the_date_where_nothing_else_does_and_it_names_one_day():
    state = '<script>window.state = {"published_at": "%s", "publishDate":"2023-11-12T10:00:00Z"}</script>'
    assert when(state % "2023-11-12T09:00:00Z", article()) == ("2023-11-12T09:00:00.000Z", "second", "meta")
    assert when(state % "2023-11-11T09:00:00Z", article()) == (None, None, None)


def test_json_ld_that_is_no_json_still_says_the_date():
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "A "big" one", "datePublished": "2023-11-12T09:00:00Z"}</script>'
    assert when(broken) == ("2023-11-12T09:00:00.000Z", "second", "json-ld")
    assert when(broken.replace("NewsArticle", "Thing"))[2] == "json-ld"
    assert when(broken.replace("datePublished", "x")) == (None, None, None)


def test_a_page_without_a_headline_is_dated_by_the_one_line_that_is_a_date():
    lines = f"<div>{paragraphs(LONG, LONG, LONG, LONG, LONG)}</div>"
    bare = "<html lang='en'><head></head><body>%s</body></html>"
    dated = read(bare % f"<div>Nov 7, 2023</div>{lines}", url=PLAIN_URL)
    assert dated.published_at == "2023-11-07T00:00:00.000Z"
    listed = "".join(f"<div>Nov {day}, 2023</div>" for day in (1, 2, 3, 4))
    assert read(bare % f"{listed}{lines}", url=PLAIN_URL).published_at is None


def test_an_eight_figure_day_first_date_in_a_url_is_read_where_it_can_be_told():
    assert when(url="https://example.org/14112023-x")[0] == "2023-11-14T00:00:00.000Z"
    assert when(url="https://example.org/08112023-x") == (None, None, None)


def test_a_zone_that_would_put_a_date_ahead_of_its_submission_is_not_taken_over():
    head = ld(**{"@type": "NewsArticle", "datePublished": "2023-11-14T21:00:00"})
    head += '<meta property="article:modified_time" content="2023-11-14T13:00:00-08:00">'
    assert when(head) == ("2023-11-14T21:00:00.000Z", "second", "json-ld")


@given(st.text(max_size=60) | st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-zäé]{1,9}[-/. ][0-9]{1,4}[ T,][0-9:apm+Z-]{0,14}"))
def test_any_text_is_read_or_is_no_date(text):
    found = read_date(text, "de")
    assert found is None or found.moment.tzinfo is not None


def test_the_day_on_which_a_page_is_read_stands_in_its_head_and_dates_nothing():
    today = '<div class="date">Tuesday, November 14, 2023</div>'
    assert when("", article(above=today)) == (None, None, None)
    old = ld(**{"@type": "NewsArticle", "datePublished": "2016-08-29T21:54:39Z"})
    assert when(old, article(above=today))[2] == "json-ld"
    head = '<meta property="article:published_time" content="2023-10-30T10:33:13Z">'
    assert when(head, article(above=today))[2] == "meta"


def test_an_earlier_day_above_the_headline_is_the_articles_when_it_stands_right_there():
    shown = '<span class="date">12.11.2023</span>'
    assert when("", article(above=shown))[0] == "2023-11-12T00:00:00.000Z"
    head = '<meta property="article:published_time" content="2023-10-30T10:33:13Z">'
    assert when(head, article(above=shown))[2] == "time"
    assert when(head, article(above=shown + "<p>x</p>" * 5))[2] == "meta"
