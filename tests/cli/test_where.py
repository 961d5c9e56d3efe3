import pytest
import typer

from tocsin.cli.rows import KINDS
from tocsin.cli.where import conditions, moment

ARTICLE = KINDS["enriched"]
RECORD = {
    "title": "Shelling in the border town",
    "escalation": {"level": 5, "score": 61.5},
    "countries": ["IRQ", "SYR"],
    "signals": [{"type": "shelling", "status": "actual"}, {"type": "talks", "status": "possible"}],
    "text_complete": True,
    "section": None,
    "event_time": "2026-03-01T12:00:00.000Z",
}


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("level>=4,country=IRQ", True),
        ("level>=4,country=UKR", False),
        ("level>5", False),
        ("level<=5", True),
        ("level=5", True),
        ("score<61.5", False),
        ("country!=UKR", True),
        ("country!=IRQ", False),
        ("status=possible", True),
        ("type=SHELLING", True),
        ("text_complete=true", True),
        ("text_complete=false", False),
        ("section=front", False),
        ("section!=front", True),
        ("event_time>=2026-03-01", True),
        ("event_time<2026-03-01", False),
        ("escalation.level>=5", True),
        ("level=high", False),
        ("escalation=5", False),
        ("", True),
    ],
)
def test_a_record_fits_when_every_condition_holds(text, fits):
    wanted = conditions(text, ARTICLE.fields, ARTICLE.aliases)
    assert all(condition.fits(RECORD) for condition in wanted) is fits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("level", "FIELD>=VALUE"),
        ("levl>3", "level"),
        ("a b=c", "FIELD>=VALUE"),
        ("level>>4", "FIELD>=VALUE"),
        ("level==4", "FIELD>=VALUE"),
    ],
)
def test_a_condition_that_cannot_be_read_says_what_could_be(text, words):
    with pytest.raises(typer.BadParameter, match=words):
        conditions(text, ARTICLE.fields, ARTICLE.aliases)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("escalation.levl>=3", "because, level, score"),
        ("signals.places.countri=IRQ", "country"),
        ("level>=high", "'high' is none"),
        ("level=high", "'high' is none"),
        ("signals.casualties.dead.best>many", "is a number"),
        ("title.words=x", "no field 'title.words'"),
    ],
)
def test_a_path_that_leads_nowhere_and_a_number_that_is_none_are_refused(text, words):
    with pytest.raises(typer.BadParameter, match=words):
        conditions(text, ARTICLE.fields, ARTICLE.aliases, ARTICLE.record)


@pytest.mark.parametrize(
    "text",
    ["signals.places.country=IRQ", "attributes.desk.name=mena", "level>=4,score>61.5", "event_time>2026"],
)
def test_a_path_through_lists_and_a_wire_s_own_fields_is_followed(text):
    assert conditions(text, ARTICLE.fields, ARTICLE.aliases, ARTICLE.record)


def test_every_short_name_fits_its_record():
    for kind in KINDS.values():
        for name in kind.aliases:
            assert conditions(f"{name}=1", kind.fields, kind.aliases, kind.record)


def test_every_short_name_leads_to_a_field_of_its_record():
    for kind in KINDS.values():
        assert {path.split(".")[0] for path in kind.aliases.values()} <= kind.fields


@pytest.mark.parametrize(
    ("text", "found"),
    [("now", None), ("", None), ("beginning", 0), ("1970-01-01T00:00:05Z", 5_000), ("1970-01-01", 1)],
)
def test_a_moment_is_read_in_several_spellings(text, found):
    assert moment(text, "--since") == found


def test_a_moment_ago_lies_before_a_shorter_one():
    long, short = moment("2h", "--since"), moment("30m", "--since")
    assert long is not None
    assert short is not None
    assert 5_390_000 < short - long <= 5_400_000


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(typer.BadParameter, match="ISO 8601"):
        moment("yesterday", "--since")
