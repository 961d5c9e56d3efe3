import json
import subprocess
import sys
from ipaddress import ip_network

import pytest

from tocsin.web.explaining import Script, explained, scripted

PUBLIC, OTHER = "93.184.216.34", "93.184.216.35"


class NoTime:
    def now_ms(self):
        return 0

    def steady_s(self):
        return 0.0


async def told(url, dns=None, redirects=None, allow=()):
    script = Script(dns=dns or {"a.example": [[PUBLIC]]}, redirects=redirects or {})
    row = await scripted(url, script, allow=allow, clock=NoTime())
    return row["verdict"], row["rule"], row["dialled"]


@pytest.mark.parametrize(
    ("url", "dns", "redirects", "expected"),
    [
        ("http://a.example/", None, None, ("allow", None, [PUBLIC])),
        ("https://A.example./", None, None, ("allow", None, [PUBLIC])),
        ("http://b.example/", None, None, ("block", "dns/nxdomain", [])),
        ("http://a.example/", {"a.example": [["!gaierror"]]}, None, ("block", "dns/nxdomain", [])),
        ("http://a.example/", {"a.example": [["!sleep"]]}, None, ("block", "dns/dns_timeout", [])),
        ("http://a.example/", {"a.example": [[]]}, None, ("block", "dns/no_address", [])),
        (
            "http://a.example/",
            {"a.example": [["64:ff9b::1"]]},
            None,
            ("block", "private_address/not_global_unicast", []),
        ),
        ("http://a.example/", {"a.example": [[PUBLIC], ["10.0.0.1"]]}, None, ("allow", None, [PUBLIC])),
        (
            "http://a.example/1",
            {"a.example": [[PUBLIC], ["10.0.0.1"]]},
            {"http://a.example/1": "/2"},
            ("block", "private_address/private", [PUBLIC]),
        ),
        (
            "http://a.example/1",
            {"a.example": [[PUBLIC]], "b.example": [[OTHER, PUBLIC]]},
            {"http://A.example:80/1#x": "http://b.example/"},
            ("allow", None, [PUBLIC, OTHER]),
        ),
        (
            "https://a.example/1",
            None,
            {"https://a.example/1": "http://a.example/2"},
            ("block", "bad_redirect/https_to_http", [PUBLIC]),
        ),
        ("http://a.example/1", None, {"http://a.example/1": "/1"}, ("block", "too_many_redirects/loop", [PUBLIC])),
        (
            "http://a.example/1",
            None,
            {"http://a.example/1": "x\r\ny"},
            ("block", "bad_redirect/unsafe_character", [PUBLIC]),
        ),
        ("http://a.example:25/", None, None, ("block", "port_not_allowed/port", [])),
    ],
)
async def test_the_real_guard_runs_over_a_scripted_net(url, dns, redirects, expected):
    assert await told(url, dns, redirects) == expected


async def test_allowed_networks_are_open_in_a_script_too():
    allow = (ip_network("10.0.0.0/8"),)
    assert await told("http://10.0.0.1:9092/", allow=allow) == ("allow", None, ["10.0.0.1"])


async def test_a_fetch_is_told_hop_by_hop(origin, open_web):
    async def away(visit):
        await visit.send(b"HTTP/1.1 302 Found\r\nLocation: /goal?utm_source=x\r\n\r\n")

    origin.extra = {"away": away}
    row = await explained(open_web(), origin.url("told", "away"), allow=(ip_network("127.0.0.0/8"),))
    assert (row["verdict"], row["rule"], row["key"]) == ("allow", None, f"told.localhost:{origin.port}")
    assert [(hop["status"], hop["dialled"], hop["robots"]) for hop in row["hops"]] == [
        (302, "127.0.0.1", "no_file"),
        (200, "127.0.0.1", "no_file"),
    ]
    astray = await explained(open_web(), origin.url("to_a_private_address"), allow=(ip_network("127.0.0.0/8"),))
    assert [(hop["url"], hop["verdict"], hop["rule"]) for hop in astray["hops"]] == [
        (origin.url("to_a_private_address"), "allow", None),
        ("http://10.0.0.1/", "block", "private_address/private_literal"),
    ]
    missing = await explained(open_web(), origin.url("not_found"), allow=(ip_network("127.0.0.0/8"),))
    assert [(hop["verdict"], hop["rule"]) for hop in missing["hops"]] == [("block", "http_404")]
    refused = await explained(open_web(), "http://me@a.example/", allow=())
    assert (refused["verdict"], refused["rule"], refused["key"], refused["hops"]) == (
        "block",
        "bad_url/user_info",
        None,
        [],
    )


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tocsin", "explain", *arguments],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_answers_each_line_and_ends_with_0_whatever_the_verdicts(tmp_path):
    lines = [
        {"id": "one", "url": "http://a.example/", "dns": {"a.example": [[PUBLIC]]}},
        {"id": 2, "url": "http://127.1/"},
        {"url": ""},
    ]
    file = tmp_path / "cases.jsonl"
    file.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n{broken\n[]\n")
    done = run("--jsonl", str(file))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [(row["id"], row["verdict"], row["rule"]) for row in rows] == [
        ("one", "allow", None),
        (2, "block", "private_address/private_literal"),
        (None, "block", "bad_url/scheme"),
        (None, "block", "malformed"),
        (None, "block", "malformed"),
    ]


def test_a_line_of_another_form_is_blocked_by_name_and_the_run_goes_on():
    lines = [
        {"id": 1, "url": 5},
        {"id": 2, "url": "http://a.example/", "dns": []},
        {"id": 3, "url": "http://a.example/", "dns": {"a.example": [PUBLIC]}},
        {"id": 4, "url": "http://a.example/", "dns": {"a.example": [[5]]}},
        {"id": 5, "url": "http://a.example/", "dns": {"a.example": [[PUBLIC]]}, "redirects": {"http://a.example/": 5}},
        {"id": 6},
    ]
    more = [
        "7",
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "[" * 5_000,
        '{"id": 8, "url": "\\ud800"}',
    ]
    good = json.dumps({"id": 9, "url": "http://a.example/", "dns": {"a.example": [[PUBLIC]]}, "redirects": None})
    done = run("--jsonl", "-", given="\ufeff" + "\n".join([*map(json.dumps, lines), *more, good]))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [row["id"] for row in rows] == [1, 2, 3, 4, 5, 6, None, None, None, None, 9]
    assert {row["rule"] for row in rows[:-1]} == {"malformed"}
    assert rows[-1]["verdict"] == "allow"


async def test_a_place_that_breaks_its_header_is_no_way_in():
    for place in ("http://a.example/\r\nX: y", "http://a.example/\x00", "\r\n\r\nhttp://10.0.0.1/", " "):
        verdict, _, dialled = await told("http://a.example/1", None, {"http://a.example/1": place})
        assert (verdict, dialled) == ("block", [PUBLIC]), place


def test_the_command_wants_a_url_or_a_file():
    assert run().returncode == 2
    assert run("http://a.example/", "--jsonl", "-").returncode == 2


def test_the_command_shows_a_url_to_a_reader():
    done = run("http://169.254.169.254/latest")
    assert done.returncode == 0
    assert "private_address/private_literal" in done.stdout
