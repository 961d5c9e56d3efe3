import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.robots import ROBOTS_BYTES_MAX, Cut, Rules, product, standing


def rules(text: str | bytes, agent: str = "Tocsin") -> Rules:
    cut = Cut(agent)
    for _ in cut.steps(text if isinstance(text, bytes) else text.encode()):
        pass
    return Rules(cut.text, agent, present=True)


def may(text: str | bytes, path: str = "/a", agent: str = "Tocsin") -> bool:
    return rules(text, agent).allow(f"https://news.example{path}")


@pytest.mark.parametrize(
    ("status", "stands"),
    [(200, "rules"), (206, "rules"), (404, "no_file"), (401, "no_file"), (429, "no_file"), (500, "unreachable")],
)
def test_a_status_says_whether_there_is_a_file(status, stands):
    assert standing(status) == stands


def test_the_product_token_is_what_stands_before_the_version():
    assert product("Tocsin/0.1 (+mailto:desk@example.org)") == "Tocsin"
    assert product("Tocsin") == "Tocsin"


@pytest.mark.parametrize(
    "text",
    [
        "User-agent: *\nDisallow: /a",
        "USER-AGENT:tocsin\nDISALLOW:/",
        "\ufeffUser-agent: *\nDisallow: /",
        "User-agent: Tocsin/2.0\nDisallow: /",
        "User-agent: other\nUser-agent: Tocsin\nDisallow: /",
        "User-agent: Tocsin # the crisis reader\r\nDisallow: /a # all of it\r",
        "User-agent: other\nDisallow:\nUser-agent: *\nDisallow: /",
        "User-agent: *\nAllow: /\n\nUser-agent: tocsin\nDisallow: /",
        "User-agent: *\nCrawl-delay: 1\nDisallow: /a$",
        "User-agent: *\nSitemap: https://x/\nDisallow: /*a",
        "User-agent: tocsin\nUnknown: x\nUser-agent: other\nDisallow: /",
        "User-agent *\nDisalow: /",
    ],
)
def test_what_forbids_us_is_heard(text):
    assert not may(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>not found</html>",
        "Disallow: /",
        "User-agent: other\nDisallow: /",
        "User-agent: tocsinbot\nDisallow: /",
        "User-agent: toc\nDisallow: /",
        "User-agent: *\nDisallow: /\n\nUser-agent: Tocsin\nAllow: /",
        "User-agent: *\nDisallow: /\nAllow: /a",
        "User-agent: *\nDisallow:",
        "User-agent: *\nDisallow: /a/",
    ],
)
def test_what_does_not_forbid_us_is_not_heard_as_if_it_did(text):
    assert may(text)


def test_a_file_of_every_agent_is_cut_to_the_lines_that_speak_to_us():
    text = "".join(f"User-agent: bot{n}\n" for n in range(5000)) + "Disallow: /\n" * 5000
    cut = Cut("Tocsin")
    pauses = sum(1 for _ in cut.steps(text.encode()))
    assert cut.text == ""
    assert pauses >= 4


def test_at_most_500_kib_are_read():
    padding = b"#" * 99 + b"\n"
    text = padding * (ROBOTS_BYTES_MAX // len(padding) + 1) + b"User-agent: *\nDisallow: /\n"
    assert may(text)


def test_bytes_that_are_no_utf_8_are_no_reason_to_stop_reading():
    assert not may(b"# caf\xe9\nUser-agent: *\nDisallow: /\n")


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Crawl-delay: 10", 10.0),
        ("Crawl-delay: 0.5", 0.5),
        ("Crawl-delay: 1e9", 3600.0),
        ("Crawl-delay: -1", None),
        ("Crawl-delay: nan", None),
        ("Crawl-delay: soon", None),
        ("Request-rate: 1/30", 30.0),
        ("Disallow: /x", None),
    ],
)
def test_the_pace_that_a_file_asks_for_is_clamped_to_an_hour(line, seconds):
    assert rules(f"User-agent: *\n{line}\n").crawl_delay_s == seconds


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body):
    assert may(body, "/") in {True, False}
