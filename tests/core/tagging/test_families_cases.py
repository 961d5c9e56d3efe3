"""Every family's case file, every family's rules, and what no order or text may change."""

import os
import random
from pathlib import Path

import pytest
import yaml

from tocsin.core import tagging
from tocsin.core.tagging import matching, patterns, rules, tag
from tocsin.core.tagging.signals import FAMILIES
from tocsin.core.tagging.taxonomy import TYPES
from tocsin.core.times import parse

CASES = Path(__file__).parents[2] / "cases"
ANCHOR_MS = parse("2025-03-11T09:00:00Z")
TROUBLING = {"actual", "ordered", "threatened"}


def told(text):
    return tag(None, text, anchor_ms=ANCHOR_MS, language="en").signals


def named(text):
    return [f"{signal.type} {signal.status}" for signal in told(text)]


def cases(family):
    rows = yaml.safe_load((CASES / "signals" / f"{family}.yml").read_text(encoding="utf-8"))
    assert all(set(row) == {"text", "gives"} for row in rows)
    return rows


def rewritten(family, rows):
    path = CASES / "signals" / f"{family}.yml"
    head = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    body = [
        f"- text: {yaml.safe_dump(row['text'], width=10_000, allow_unicode=True, default_style=chr(34)).strip()}\n"
        f"  gives: [{', '.join(named(row['text']))}]"
        for row in rows
    ]
    path.write_text("\n".join([*head, *body]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_familys_sentences_give_what_its_case_file_says(family):
    rows = cases(family)
    if os.environ.get("UPDATE_CASES"):
        rewritten(family, rows)
    wrong = [
        (row["text"], row["gives"], given) for row in cases(family) if (given := named(row["text"])) != row["gives"]
    ]
    assert not wrong


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_family_has_at_least_forty_sentences_and_every_type_of_it_one(family):
    rows = cases(family)
    given = {entry.split()[0] for row in rows for entry in row["gives"]}
    assert len(rows) >= 40
    assert {rule.type for rule in FAMILIES[family]} <= given


def test_every_family_has_a_case_file_and_no_case_file_is_astray():
    assert {path.stem for path in (CASES / "signals").iterdir()} == set(FAMILIES)


def test_every_type_of_the_taxonomy_has_a_rule_and_every_rule_a_type():
    assert {rule.type for family in FAMILIES.values() for rule in family} == set(TYPES)


def test_a_rules_name_is_its_own():
    names = [rule.name for family in FAMILIES.values() for rule in family]
    assert len(names) == len(set(names))


def test_the_order_of_the_families_and_their_rules_changes_nothing():
    families = [list(family) for family in FAMILIES.values()]
    before = rules.index(families).rules
    for family in families:
        random.shuffle(family)
    random.shuffle(families)
    assert rules.index(families).rules == before


def test_words_that_only_sound_like_war_raise_nothing():
    sentences = yaml.safe_load((CASES / "not_our_war.yml").read_text(encoding="utf-8"))
    loud = [
        (text, signal.type, signal.rule)
        for text in sentences
        for signal in told(text)
        if signal.rung >= 3 and signal.status in TROUBLING and signal.freshness != "background"
    ]
    assert len(sentences) >= 200
    assert not loud


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_evidence_and_cue_are_exactly_the_words_at_their_offsets(family):
    text = "\n\n".join(row["text"] for row in cases(family))
    signals = told(text)
    spans = [span for signal in signals for span in (signal.evidence, signal.cue) if span]
    assert signals
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize("rule", [rule for family in FAMILIES.values() for rule in family], ids=lambda rule: rule.name)
def test_no_pattern_runs_away_on_its_own_words_repeated(rule):
    # A rule sees a window only: its own cue, written over the longest sentence, is its worst case. The limit that
    # fails a runaway is pytest's own timeout.
    text = (patterns.forms(rule.cue)[0] + " the new of in ") * 400
    field = rules.Field(patterns.plain(text), rules.index([[rule]]))
    for opened in field.open(tagging.sentences(text, "text")):
        matching.find(field, opened, lambda _rule, _match: True)
    assert field.text
