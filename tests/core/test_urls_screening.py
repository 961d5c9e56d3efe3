from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tocsin.core.addresses import literal, refusal
from tocsin.core.outcomes import Reason, Rejected
from tocsin.core.urls import RULES, URL_BYTES_MAX, ScreenedUrl, canonical, redirected, registered_domain, screen

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "urls.yml").read_text())
REASONS = {name: reason for name, reason, _ in RULES}


def test_the_cases_have_no_stray_keys():
    assert set(CASES) == {"screening", "canonical", "kept_apart", "registered_domain"}
    assert all(set(case) <= {"url", "rule", "allow"} and "rule" in case for case in CASES["screening"])
    assert {case["rule"] for case in CASES["screening"]} - {None} == set(REASONS) - {"url_too_long"}


@pytest.mark.parametrize("case", CASES["screening"], ids=lambda case: case["url"][:40] or "empty")
def test_the_first_broken_rule_names_the_end(case):
    allow = tuple(ip_network(text) for text in case.get("allow", ()))
    found = screen(case["url"], allow=allow)
    if case["rule"] is None:
        assert isinstance(found, ScreenedUrl), found
    else:
        assert found == Rejected(REASONS[case["rule"]], case["rule"])


def test_a_url_is_measured_in_bytes():
    start = "http://a.example/"
    longest = start + "a" * (URL_BYTES_MAX - len(start))
    assert isinstance(screen(longest), ScreenedUrl)
    assert screen(longest + "a") == Rejected(Reason.BAD_URL, "url_too_long")
    assert screen(start + "ü" * (URL_BYTES_MAX // 2)) == Rejected(Reason.BAD_URL, "url_too_long")


def test_a_name_that_no_lookup_can_find_is_refused_before_it():
    assert screen(f"http://{'a' * 64}.example/") == Rejected(Reason.BAD_URL, "host_name")
    assert screen("http://" + "a." * 130 + "example/") == Rejected(Reason.BAD_URL, "host_name")


def test_a_lone_surrogate_is_refused():
    assert screen("http://a.example/\ud800") == Rejected(Reason.BAD_URL, "unsafe_character")


def test_a_screened_url_says_what_is_asked_of_whom():
    found = screen("https://News.Example.:8443/a%20b?x=1?y#frag")
    assert isinstance(found, ScreenedUrl)
    assert (found.scheme, found.hostname, found.port, found.host) == (
        "https",
        "news.example",
        8443,
        "news.example:8443",
    )
    assert (found.authority, found.target) == ("news.example.:8443", "/a%20b?x=1?y")
    assert found.url == "https://News.Example.:8443/a%20b?x=1?y#frag"
    bare = screen("http://[2A00:1450::1]")
    assert isinstance(bare, ScreenedUrl)
    assert (bare.hostname, bare.host, bare.target, str(bare.address)) == (
        "2a00:1450::1",
        "[2a00:1450::1]",
        "/",
        "2a00:1450::1",
    )


def test_the_port_of_a_name_stays_open_to_question_where_networks_are_allowed():
    found = screen("http://wire.internal:9000/", allow=(ip_network("10.0.0.0/8"),))
    assert isinstance(found, ScreenedUrl)
    assert not found.port_open


@pytest.mark.parametrize("case", CASES["canonical"], ids=lambda case: case["url"])
def test_the_canonical_form_drops_what_never_chooses_a_page(case):
    assert canonical(case["url"]) == case["is"]


@pytest.mark.parametrize(("one", "other"), CASES["kept_apart"])
def test_two_articles_never_become_one(one, other):
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("case", CASES["registered_domain"], ids=lambda case: case["host"] or "empty")
def test_the_registered_domain_is_by_the_public_suffix_list(case):
    assert registered_domain(case["host"]) == case["is"]


TEXTS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_characters="\\"), max_size=40)


@given(TEXTS, TEXTS)
def test_the_canonical_form_is_its_own_canonical_form_and_stays_on_its_host(path, query):
    found = screen(f"https://news.example/{path}?{query}")
    if isinstance(found, Rejected):
        return
    assert canonical(found.canonical) == found.canonical
    again = screen(found.canonical)
    assert isinstance(again, ScreenedUrl)
    assert again.host == found.host


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_ipv4_address_gets_the_verdict_of_its_plain_form(number):
    plain = ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
    octal = ".".join(f"0{number >> shift & 255:o}" for shift in (24, 16, 8, 0))
    address = literal(plain)
    assert address is not None
    refused = refusal(address) is not None
    for spelling in (plain, str(number), hex(number), octal, plain + "."):
        assert isinstance(screen(f"http://{spelling}/"), Rejected) is refused


@given(st.integers(0, 2**128 - 1).filter(lambda n: n >> 125 != 1))
def test_no_ipv6_address_outside_of_global_unicast_is_dialled(number):
    address = literal(":".join(f"{number >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)))
    assert address is not None
    assert refusal(address) == "not_global_unicast"


def hop(place: str, origin: str = "https://news.example/a/b?c"):
    start = screen(origin)
    assert isinstance(start, ScreenedUrl)
    return redirected(start, place)


@pytest.mark.parametrize(
    ("place", "href"),
    [
        ("/x", "https://news.example/x"),
        ("x", "https://news.example/a/x"),
        ("?x", "https://news.example/a/b?x"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example:8443/ü", "https://other.example:8443/%C3%BC"),
    ],
)
def test_a_redirect_is_read_against_the_page_it_comes_from(place, href):
    found = hop(place)
    assert isinstance(found, ScreenedUrl)
    assert found.href == href


@pytest.mark.parametrize(
    ("place", "reason", "detail"),
    [
        ("http://news.example/x", Reason.BAD_REDIRECT, "https_to_http"),
        ("ftp://news.example/x", Reason.BAD_REDIRECT, "scheme"),
        ("data:text/html,x", Reason.BAD_REDIRECT, "scheme"),
        ("https://me@news.example/", Reason.BAD_REDIRECT, "user_info"),
        ("/a b", Reason.BAD_REDIRECT, "unsafe_character"),
        ("/" + "a" * URL_BYTES_MAX, Reason.BAD_REDIRECT, "url_too_long"),
        ("a" * (URL_BYTES_MAX - 5), Reason.BAD_REDIRECT, "url_too_long"),
        ("https://[", Reason.BAD_REDIRECT, "unreadable"),
        ("https://10.1.1.1/", Reason.PRIVATE_ADDRESS, "private_literal"),
        ("//localhost/", Reason.PRIVATE_ADDRESS, "private_literal"),
        ("https://news.example:6379/", Reason.PORT_NOT_ALLOWED, "port"),
    ],
)
def test_a_redirect_to_where_nobody_may_go_is_named(place, reason, detail):
    assert hop(place) == Rejected(reason, detail)


def test_a_way_from_http_to_https_is_followed():
    assert isinstance(hop("https://news.example/", "http://news.example/"), ScreenedUrl)
