"""Where a page's dates stand: which of them are the article's own."""

import pytest
from extraction_pages import TITLE, page, paragraphs

from tocsin.core.extraction import stamps

LONG = "The ministry said that nobody was hurt in the night and that ships had been told to keep clear. " * 3


def lines(below: str = "", above: str = "", *, far: bool = True) -> list[stamps.Line]:
    tree = page(f"<main>{above}<h1>{TITLE}</h1>{below}{paragraphs(LONG)}</main>").tree
    return stamps.printed(tree.find(".//h1"), far=far)


def texts(below: str = "", above: str = "") -> list[str]:
    return [line.text.strip() for line in lines(below, above)]


def story(inner: str, name: str = "", tag: str = "div") -> str:
    link = "<h3><a href='/x'>Another story with a long headline</a></h3>"
    return f"<p>{'x ' * 99}</p>" * 15 + f"<{tag} class='{name}'>{link}{inner}</{tag}>"


@pytest.mark.parametrize(
    "below",
    [
        "<p>12.11.2023</p>",
        "<p>by Ann Lee, 12 November 2023</p>",
        "<p>2023-11-12</p>",
        "<p>2023年11月12日</p>",
        '<div>By <a href="/ann">Ann</a> 12 November 2023 <span>about three minutes of reading, which is more than a line of a date holds</span></div>',
        "<aside><span>12.11.2023</span></aside>",
        '<div class="comments-line"><span>12.11.2023</span></div>',
    ],
)
def test_a_line_at_the_headline_that_is_a_date_is_the_articles(below):
    assert len(texts(below)) == 1


def test_the_nearest_line_comes_first_on_either_side():
    assert texts("<p>x</p><p>12.11.2023</p>", "<div><p>10.11.2023</p></div>") == ["10.11.2023", "12.11.2023"]


@pytest.mark.parametrize(
    "below",
    [
        "<p>Termin: 21.02.2023, 19 Uhr</p>",
        "<p>“He said so” 12.11.2023</p>",
        "<p>Hearing of 12.11.2023:</p>",
        "<p>09.-11. September 2023</p>",
        "<p>© Ann Lee, 12.11.2023</p>",
        "<p>@ann 12.11.2023</p>",
        "<dl><dt>Joined:</dt><dd>12.11.2023</dd></dl>",
        "<p><b>Registriert:</b> 12.11.2023</p>",
        "<div><p>x</p><p>x</p><p>x</p><p>x</p><p>12.11.2023 a</p><p>x</p></div>".replace("12.11.2023 a", "12 a"),
        '<div class="related"><span>12.11.2023</span></div>',
    ],
)
def test_dates_of_events_quotations_rights_members_and_other_stories_are_not(below):
    assert texts(below) == []


@pytest.mark.parametrize(
    ("name", "tag"),
    [("comments", "div"), ("sidebar", "div"), ("x", "aside"), ("x", "article")],
)
def test_away_from_the_headline_a_date_in_another_storys_box_is_not(name, tag):
    assert texts(story("<p>12.11.2023</p>", name, tag)) == []


def test_away_from_the_headline_a_box_without_stories_is_the_articles():
    box = f"<p>{'x ' * 99}</p>" * 15 + "<aside class='x'><p>12.11.2023</p></aside><article><p>11.11.2023</p></article>"
    assert texts(box) == ["12.11.2023", "11.11.2023"]
    assert lines(box, far=False) == []


@pytest.mark.parametrize(
    ("below", "update"),
    [
        ("<p>Updated 12.11.2023</p>", True),
        ("<p>10.11.2023, updated 12.11.2023</p>", False),
        ("<div><span>Updated:</span> <b>12.11.2023</b></div>", True),
        ("<div>Updated: <b>12.11.2023</b></div>", True),
        ("<div><b>Updated:</b> 12.11.2023</div>", True),
        ('<time class="updated" datetime="2023-11-12">12 Nov</time><p>x</p>', False),
        ('<time itemprop="dateModified">12.11.2023</time>', True),
        ('<p class="modified">12.11.2023</p>', True),
        ('<p class="published updated">12.11.2023</p>', False),
    ],
)
def test_an_update_is_known_by_its_mark_or_label(below, update):
    found = lines(below)
    assert [line.update for line in found[:1]] == ([update] if found else [])


def test_the_publication_is_known_by_its_label_and_is_at_hand_wherever_it_stands():
    far = f"<p>{'x ' * 99}</p>" * 15
    (line,) = lines(far + "<ul><li>Erscheinungsdatum 25.01.2022</li></ul>")[:1]
    assert line.named
    assert line.at_hand
    (stamp,) = lines(far + "<div><span>Published</span><time datetime='2022-01-25'>25 Jan</time></div>")
    assert stamp.named
    assert stamp.marked


def test_a_container_leaves_its_date_to_the_element_that_holds_it():
    assert texts("<div><span>Ann Lee</span><span>12.11.2023</span></div>") == ["12.11.2023"]


def test_without_a_headline_nothing_is_printed_at_it():
    assert stamps.printed(None) == []


def test_markup_that_says_published_is_firm_and_any_other_is_loose():
    inner = (
        f'<h1>{TITLE}</h1><i itemprop="datePublished" content="2023-11-12"></i>'
        '<time pubdate datetime="2023-11-11">x</time><time datetime="2023-11-10">x</time>'
        '<time class="updated" datetime="2023-11-09">x</time><time>soon</time><b class="date">x</b>'
        "<time>Updated on 12 November 2023</time>"
        '<div class="related"><time datetime="2023-11-08">x</time></div>'
    )
    tree = page(inner.replace("<i ", "<span ").replace("</i>", "</span>")).tree
    marked = stamps.marked_up(tree, tree.find(".//h1"))
    assert marked.all() == ("2023-11-12", "2023-11-11", "2023-11-10")


def test_lists_of_dates_are_bounded():
    tree = page("<h1>x</h1>" + "<p>12.11.2023</p>" * 100 + "<time datetime='2023-11-12'>x</time>" * 20).tree
    assert len(stamps.marked_up(tree, None).all()) <= 8
    assert len(stamps.printed(tree.find(".//h1"))) <= 4
    assert stamps.alone(tree) == []


def told(inner: str) -> list[stamps.Line]:
    tree = page(f"<main><h1>{TITLE}</h1>{paragraphs(LONG)}</main>{inner}").tree
    return list(stamps.labelled(tree, tree.find(".//h1")))


@pytest.mark.parametrize(
    ("inner", "day", "update"),
    [
        ("<p>Posted on 12 November 2023 by Ann</p>", "12 November 2023", False),
        ("<p>Veröffentlicht am Sonntag, 12.11.2023</p>", "12.11.2023", False),
        ("<ul><li><b>Date</b> 12.11.2023</li></ul>", "12.11.2023", False),
        ("<p>Dieser Beitrag wurde am 12. November 2023 um 23:03 Uhr gepostet.</p>", "12. November 2023", False),
        ("<p>Diese Seite wurde zuletzt am 12. November 2023 geändert.</p>", "12. November 2023", True),
        ("<p>Last updated: 12.11.2023</p>", "12.11.2023", True),
        (f"<div class='comments'><p>{TITLE} was posted on 12.11.2023</p></div>", "12.11.2023", False),
    ],
)
def test_a_line_that_names_its_date_is_found_anywhere(inner, day, update):
    assert [(line.text, line.update) for line in told(inner)][:1] == [(day, update)]


@pytest.mark.parametrize(
    "inner",
    [
        "<div class='comments'><p>Posted on 12.11.2023</p></div>",
        "<p>They met on 12.11.2023 in Geneva</p>",
        "<p>Posted by Ann</p>",
        f"<p>Posted on 12.11.2023 {LONG * 9}</p>",
    ],
)
def test_a_line_that_does_not_or_is_anothers_is_not(inner):
    assert told(inner) == []


def test_lines_are_found_without_a_headline():
    tree = page("<p>Posted on 12.11.2023</p><p>Updated 12.11.2023</p><div class='related'><p>11.11.2023</p></div>").tree
    assert len(list(stamps.labelled(tree, None))) == 2
    assert stamps.alone(page("<p>12.11.2023</p><p>Updated 12.11.2023</p>").tree) == ["12.11.2023"]
