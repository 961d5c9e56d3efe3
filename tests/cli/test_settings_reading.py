"""Every setting refuses what it cannot use, with a line that names it and says what would be right."""

import pytest

from tocsin.settings import BadSetting, Settings

UNUSABLE = {
    "TOCSIN_KAFKA_BOOTSTRAP": ("", "http://h:1", "h:abc", "h:0", "h:65536", "h h", "[::1", "a:1,b:x"),
    "TOCSIN_KAFKA_PLAINTEXT": ("", "true", "YES"),
    "TOCSIN_KAFKA_SASL": ("GSSAPI", "plain", ""),
    "TOCSIN_TOPICS": ("x", "submitted.partitions=x", "nosuch.name=y"),
    "TOCSIN_TOPIC_REPLICATION": ("x", "1.5", "-2"),
    "TOCSIN_STATE": (
        "",
        "sqlite://",
        "sqlite:///",
        "sqlite://a/b",
        "postgres://x",
        "redis://",
        "redis://[x",
        "file.db",
    ),
    "TOCSIN_HTTP": ("", "8642", "h:x", "h:65536", "OFF"),
    "TOCSIN_FETCH_ALLOW": ("x", "10.0.0.1/8", "10.0.0.0/33"),
    "TOCSIN_FETCH_DEADLINE_S": ("", "x", "nan", "inf", "0", "-1"),
    "TOCSIN_FETCH_PROXY": ("", "socks5://h:1", "http://h:x", "http://h:99999", "http://h:0", "http://u:a b@h:1", "h:1"),
    "TOCSIN_FETCH_CA": ("no-such.pem", "pyproject.toml", "."),
    "TOCSIN_USER_AGENT": ("", " ", "a\nb", "agent \u00e9"),
    "TOCSIN_HOST_INTERVAL_S": ("", "-1", "nan"),
    "TOCSIN_HOST_IN_FLIGHT": ("0", "1.5"),
    "TOCSIN_RETRY_DELAYS_S": ("", "1,2", "1,2,3,4", "3,2,1", "a,b,c", "nan,1,2", "0,1,2", "1,2,inf"),
    "TOCSIN_INSTANCE": ("a b", "\u00e9", "a/b", "x" * 201),
    "TOCSIN_REVISIT_S": ("", "x", "nan", "inf", "-5", "Never"),
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in UNUSABLE.items() for text in texts])
def test_what_cannot_be_used_is_refused_and_the_line_says_what_could_be(name: str, text: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.read({name: text})
    line = str(refused.value)
    assert name in line
    assert "must" in line or "appear" in line or "has host bits set" in line or "no TOPIC.FIELD=VALUE" in line
    assert "default: " in line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TOCSIN_KAFKA_BOOTSTRAP", "a.example:9092, b,[::1]:9093,127.0.0.1:9,::1"),
        ("TOCSIN_STATE", "sqlite:////var/lib/tocsin/state.sqlite"),
        ("TOCSIN_STATE", "rediss://u:p@store.example:6380/0"),
        ("TOCSIN_HTTP", "[::1]:0"),
        ("TOCSIN_FETCH_ALLOW", "127.0.0.0/8, fd00::/8"),
        ("TOCSIN_FETCH_PROXY", "http://u:p%20w@proxy.example:3128/"),
        ("TOCSIN_INSTANCE", "pod-7.eu_1"),
        ("TOCSIN_REVISIT_S", "0"),
        ("TOCSIN_REVISIT_S", "86400.5"),
        ("TOCSIN_RETRY_DELAYS_S", "0.1,0.1,0.1"),
    ],
)
def test_what_can_be_used_is_read(name: str, text: str) -> None:
    assert Settings.read({name: text})


SECRET = "hunter2"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("TOCSIN_FETCH_PROXY", f"http://u:{SECRET}@exa\u2100mple:1"),
        ("TOCSIN_FETCH_PROXY", f"http://u:{SECRET}@[bad"),
        ("TOCSIN_FETCH_PROXY", f"socks5://u:{SECRET}@h:1"),
        ("TOCSIN_FETCH_PROXY", f"http://h:{SECRET}"),
        ("TOCSIN_STATE", f"redis://u:{SECRET}@exa\u2100mple/0"),
        ("TOCSIN_STATE", f"redis://u:{SECRET}@[bad"),
        ("TOCSIN_STATE", f"redis://:{SECRET}@h:99999/0"),
        ("TOCSIN_STATE", f"redis://u:a/{SECRET}@h/0"),
        ("TOCSIN_STATE", f"redis://u:a?{SECRET}#b@h:x/0"),
        ("TOCSIN_STATE", f"redis://h/0?password={SECRET}#x y"),
        ("TOCSIN_KAFKA_BOOTSTRAP", f"SASL_SSL://u:{SECRET}@h:1"),
        ("TOCSIN_KAFKA_PASSWORD_", SECRET),
    ],
)
def test_no_line_repeats_a_secret(name: str, text: str) -> None:
    with pytest.raises(BadSetting) as refused:
        Settings.read({name: text})
    assert SECRET not in str(refused.value)
