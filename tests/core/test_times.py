import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core import times


@given(st.integers(min_value=0, max_value=times.LATEST_MS))
def test_a_moment_written_is_the_moment_read(moment: int) -> None:
    assert times.parse(times.text_of(moment)) == moment


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01T12:00:00+03:00", "2026-03-01T09:00:00.000Z"),
        (" 2026-03-01T12:00:00.1239Z ", "2026-03-01T12:00:00.123Z"),
    ],
)
def test_iso_times_are_read_as_utc(text: str, written: str) -> None:
    moment = times.parse(text)
    assert moment is not None
    assert times.text_of(moment) == written


@pytest.mark.parametrize(
    "text", ["", "yesterday", "1959-01-01", "9999-12-31T23:00:00-05:00", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_moment_of_ours_is_none(text: str) -> None:
    assert times.parse(text) is None


def test_moments_out_of_range_are_clamped() -> None:
    assert times.text_of(-5) == "1970-01-01T00:00:00.000Z"
    assert times.text_of(times.LATEST_MS + 5) == times.text_of(times.LATEST_MS)
