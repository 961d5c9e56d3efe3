import pytest

from tocsin.core.urls import host_of


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://News.Example:443/a", "news.example"),
        ("http://127.0.0.1:8080/a", "127.0.0.1:8080"),
        ("ftp://a.example/", None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_the_host_of_a_url_is_its_key(url: str | None, host: str | None) -> None:
    assert host_of(url) == host
