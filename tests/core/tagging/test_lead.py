"""Whole articles: the level that they reach, and what is put back because it is told in passing."""

from pathlib import Path

import pytest
import yaml

from tocsin.core.escalation import escalation
from tocsin.core.tagging import lead, tag
from tocsin.core.tagging.segment import sentences
from tocsin.core.times import parse

ARTICLES = Path(__file__).parents[2] / "cases" / "articles"
ANCHOR_MS = parse("2025-03-11T18:00:00Z")


def cases(name):
    rows = yaml.safe_load((ARTICLES / f"{name}.yml").read_text(encoding="utf-8"))
    assert all({"title", "text"} <= set(row) <= {"title", "text", "date"} for row in rows)
    return [pytest.param(row["title"], row["text"], row.get("date", "2025-03-11"), id=row["title"]) for row in rows]


def level(title, text, date="2025-03-11"):
    anchor_ms = parse(f"{date}T18:00:00Z")
    return escalation(tag(title, text, anchor_ms=anchor_ms, language="en").signals).level


@pytest.mark.parametrize(("title", "text", "date"), cases("due"))
def test_an_article_that_an_alert_is_due_for_reaches_level_three(title, text, date):
    assert level(title, text, date) >= 3


@pytest.mark.parametrize(("title", "text", "date"), cases("quiet"))
def test_an_article_that_wakes_nobody_stays_below_level_three(title, text, date):
    assert level(title, text, date) < 3


def test_the_lead_is_the_first_paragraph_that_is_prose():
    text = (
        "The Daily Wire\n\nBy our correspondents in the region and in the capital, with photographs from the archive "
        "of the agency\n\nTroops of both states faced each other on the bridge over the river on Monday, officials "
        "said. Second. Third. Fourth.\n\nMore."
    )
    assert text[: lead.end_of(sentences(text, "text"))].endswith("Third.")


def test_a_text_without_a_paragraph_of_prose_leads_with_its_first_sentences():
    assert lead.end_of(sentences("Short.\nShorter.\nThird.\nFourth.", "text")) == len("Short.\nShorter.\nThird.")
    assert lead.end_of([]) == 0


def test_what_is_told_in_passing_goes_back_and_what_is_of_these_days_stays():
    talks = "The foreign ministers of Sudan and Chad met in Ndjamena to talk about trade and roads between the two."
    passing = "\n\nSudanese jets bombed the border town of Tine in the course of the war."
    [signal] = [s for s in tag(None, talks + passing, anchor_ms=ANCHOR_MS, language="en").signals if s.rung >= 3][:1]
    assert (signal.freshness, signal.status) == ("background", "historical")
    assert level(None, talks + passing) == 0
    assert level(None, talks + passing.replace("in the course of the war", "overnight")) == 6


def test_what_is_threatened_in_passing_keeps_its_status():
    talks = "The foreign ministers of Sudan and Chad met in Ndjamena to talk about trade and roads between the two."
    passing = "\n\nSudan's army has vowed to strike Chadian airports that arm the rebels."
    signals = tag(None, talks + passing, anchor_ms=ANCHOR_MS, language="en").signals
    assert {(s.freshness, s.status) for s in signals if s.rung >= 3} == {("background", "threatened")}


def test_a_threat_made_now_wakes_wherever_it_stands_and_monday_s_attacks_do_not():
    talks = "The foreign ministers of Sudan and Chad met in Ndjamena to talk about trade and roads between the two."
    assert level(None, talks + "\n\nSudan's army vowed to strike Chadian airports that arm the rebels.") == 3
    assert level(None, talks + "\n\nThey spoke of Monday's air strikes by Sudanese jets on Tine.") == 0
    assert level(None, talks + "\n\nSudanese jets bombed Tine on Monday.") == 6


def test_every_paragraph_of_a_live_page_is_as_new_as_its_first():
    text = "9.10 Ministers of Sudan and Chad have met.\n\n9.40 They shook hands.\n\n9.55 Sudanese jets bombed Tine."
    assert level("Live: Sudan and Chad", text) == 6


def test_a_rocket_into_space_is_no_missile():
    text = "The rocket launched from Florida by an American firm put four satellites into orbit; its booster landed."
    assert level(None, text) < 3
