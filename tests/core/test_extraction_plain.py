"""Text without markup is an article as it stands."""

from extraction_pages import BODY, TITLE, job

from tocsin.core.extraction import extract
from tocsin.core.extraction.limits import TEXT_BYTES_MAX
from tocsin.core.outcomes import Reason, Rejected

TEXT = "\n\n".join([TITLE, *BODY])


def read(text: str, **fields: object):
    return extract(job(text, **{"kind": "text", "content_type": None, **fields}))


def test_the_first_line_of_a_file_is_its_title_and_stays():
    got = read(TEXT, hint_title="Not this one")
    assert (got.title, got.text) == (TITLE, TEXT)
    assert (got.language, got.published_at, got.canonical_url) == ("en", None, None)


def test_text_given_as_clean_may_bring_its_title():
    assert read("\n\n".join(BODY), kind="clean", hint_title=TITLE).title == TITLE
    assert read(TEXT, kind="clean").title == TITLE
    assert read("", kind="clean").title is None


def test_the_hints_of_the_wire_are_kept():
    got = read(
        TEXT, kind="clean", hint_published="2023-11-10T10:00:00.000Z", header_tdm="1", header_meta_robots="noindex"
    )
    assert (got.published_at, got.published_at_source) == ("2023-11-10T10:00:00.000Z", "wire")
    assert (got.tdm_reservation, got.meta_robots) == (True, "noindex")


def test_only_the_webs_text_of_no_words_is_no_article():
    assert read(" \n", content_type="text/plain") == Rejected(Reason.NOT_AN_ARTICLE, "empty")
    assert read(" \n").text == ""
    assert read(" \n", kind="clean", content_type="text/plain").text == ""


def test_a_long_text_is_cut_and_says_so():
    got = read("\n\n".join(BODY * 2_000))
    assert not got.text_complete
    assert len(got.text.encode()) <= TEXT_BYTES_MAX
    assert got.text.endswith(tuple(BODY))


def test_spelled_markup_marks_a_machine_translation():
    got = read("One sentence of it. < / P > < p > Another sentence of it.")
    assert (got.machine_translated, got.text) == (True, "One sentence of it.\n\nAnother sentence of it.")
