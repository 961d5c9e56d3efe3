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
    assert all(set(row) == {"title", "text"} for row in rows)
    return [pytest.param(row["title"], row["text"], id=row["title"]) for row in rows]


def level(title, text):
    return escalation(tag(title, text, anchor_ms=ANCHOR_MS, language="en").signals).level


@pytest.mark.parametrize(("title", "text"), cases("due"))
def test_an_article_that_an_alert_is_due_for_reaches_level_three(title, text):
    assert level(title, text) >= 3


@pytest.mark.parametrize(("title", "text"), cases("quiet"))
def test_an_article_that_wakes_nobody_stays_below_level_three(title, text):
    assert level(title, text) < 3


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
