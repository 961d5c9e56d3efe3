import re
from pathlib import Path

import pytest
import yaml

from tocsin.core.tagging import patterns, sieve
from tocsin.core.tagging.signals import FAMILIES
from tocsin.core.tagging.status import history

CASES = Path(__file__).parents[2] / "cases" / "signals"
SENTENCES = [
    patterns.plain(row["text"])
    for path in sorted(CASES.iterdir())
    for row in yaml.safe_load(path.read_text(encoding="utf-8"))[::4]
]


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_pattern_matches_a_sentence_that_the_sieve_keeps_from_it(family):
    used = {pattern for rule in FAMILIES[family] for pattern in rule.patterns()}
    sieved = sieve.Sieve(used)
    found = [sieved.found(sentence) for sentence in SENTENCES]
    kept_from = 0
    for pattern in used:
        needs, compiled = sieved.needs(pattern), re.compile(patterns.expand(pattern))
        for sentence, bits in zip(SENTENCES, found, strict=True):
            if not bits & needs:
                kept_from += 1
                assert compiled.search(sentence) is None
    assert kept_from > len(SENTENCES)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_no_match_holds_more_spaces_than_were_counted(family):
    for pattern in {pattern for rule in FAMILIES[family] for pattern in rule.patterns()}:
        compiled = re.compile(patterns.expand(pattern))
        longest = max((match.group().count(" ") for line in SENTENCES for match in compiled.finditer(line)), default=0)
        assert longest <= sieve.piece(pattern).spaces


@pytest.mark.parametrize(
    ("pattern", "needs"),
    [
        (r"(air strike|shell\w*)", {"air strike", "shell"}),
        (r"(?P<act>attacked) ~3troops", {"attacked"}),
        (r"<raid/v>", {"raid", "raids", "raided", "raiding"}),
        (r"(grenade)+", {"grenade"}),
        (r"(grenade){2}", {"grenade"}),
        (r"grenades{1,}", {"grenade"}),
        (r"(?<!no )grenade(?= in)", {"grenade"}),
        (r"[bg]un$", {"bun", "gun"}),
        (r"n\.a\.s\.a\.", {"n.a.s.a."}),
        (r"\bnavy@5", {"navy@5"}),
        (r"(grenade)?", None),
        (r"(grenade)*", None),
        (r"(grenade|of)", None),
        (r"(grenade){0,2}", None),
        (r"[a-z].", None),
        (r"[^ ]\s\W", None),
    ],
)
def test_a_pattern_needs_its_literals(pattern, needs):
    found = sieve.piece(pattern).needs
    assert (found and set(found)) == needs


def test_a_pattern_with_very_many_spellings_needs_its_best_piece():
    letters = "(" + "|".join("abcdefghijklmnopqrstuvwxyz") + ")"
    assert sieve.piece(f"{letters}{letters}grenade").needs == {"grenade"}


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("it began in 1999", True),
        ("They came on \u2014 then left", True),
        ("LAST YEAR it rained", True),
        ("a quiet day", False),
    ],
)
def test_a_gate_opens_for_a_text_that_may_match_whatever_its_case(text, opens):
    assert sieve.Gate(r"\b(?:in 19\d\d|on \u2014 then|last year)").opens(text) is opens


@pytest.mark.parametrize("text", ["two years ago", "IN 1998", "since mid-2003", "the Cold War", "earlier this year"])
def test_the_gate_of_history_opens_for_its_phrases(text):
    assert history.spans(text)


def test_a_gate_for_a_pattern_that_needs_nothing_is_an_error():
    with pytest.raises(ValueError, match="matches anywhere"):
        sieve.Gate(r"\w+ of")


def test_of_a_choice_only_the_alternatives_are_tried_whose_every_needed_literal_stands_there():
    choice = sieve.Choice(re.compile(r"(?P<first>denied) (?:\w+ )?reports|(?P<second>hoax) (?:of|by)", re.IGNORECASE))
    assert choice.open_to("He denied it") is None
    assert choice.open_to("a quiet day") is None
    both = choice.open_to("He denied the Reports, a hoax by rebels")
    assert both
    assert set(both.groupindex) == {"first", "second"}
    one = choice.open_to("HE DENIED REPORTS")
    assert one
    assert set(one.groupindex) == {"first"}
    assert one.search("HE DENIED REPORTS")


def test_a_choice_with_an_alternative_that_needs_nothing_is_an_error():
    with pytest.raises(ValueError, match=r"matches anywhere: \\w\+ of"):
        sieve.Choice(re.compile(r"denied reports|\w+ of"))
