import re
from pathlib import Path

from tocsin.core.endings import ENDINGS, Detail, markdown
from tocsin.core.extraction import verdict
from tocsin.core.outcomes import Reason
from tocsin.core.urls import RULES


def test_every_detail_and_every_rule_of_screening_has_its_row():
    rows = {ending.detail for ending in ENDINGS}
    assert set(Detail) <= rows
    assert {name for name, _, _ in RULES} <= rows


def test_every_reason_has_its_row_and_every_row_stands_once():
    assert {ending.reason for ending in ENDINGS} == {*Reason, "http_<status>"}
    assert len({(ending.reason, ending.detail) for ending in ENDINGS}) == len(ENDINGS)


def test_every_way_of_being_no_article_has_its_row():
    source = Path(verdict.__file__).read_text("utf-8")
    named = set(re.findall(r'(?:return|else|if) "([a-z_0-9]+)"', source))
    rows = {ending.detail for ending in ENDINGS if ending.reason == Reason.NOT_AN_ARTICLE}
    assert "consent_wall" in named
    assert named <= rows


def test_the_docs_show_every_row():
    table = markdown()
    assert table.count("\n") == len(ENDINGS) + 2
    assert "| `tls` | `certificate_expired` | `dead` | yes |" in table
