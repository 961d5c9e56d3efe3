import json
from dataclasses import fields

import pytest

from tocsin.cli.errors import ExitCode
from tocsin.settings import SECRET, Settings, name_of

PASSWORD = "correct horse battery"


def test_every_setting_is_shown_with_unit_default_and_why(tocsin):
    code, out, _ = tocsin("settings", "--json")
    rows = {row["name"]: row for row in map(json.loads, out.splitlines())}
    assert code == ExitCode.OK
    assert set(rows) == {name_of(declared) for declared in fields(Settings)}
    assert all(row["unit"] and row["why"] for row in rows.values())
    assert all(row["value"] == row["default"] for row in rows.values())


def test_what_is_set_is_shown_beside_its_default(tocsin):
    _, out, _ = tocsin("settings", TOCSIN_DRAIN_S="7")
    assert "TOCSIN_DRAIN_S=7  (default: 25)" in out


def test_no_secret_is_shown_in_any_form(tocsin):
    environment = {
        "TOCSIN_KAFKA_PASSWORD": PASSWORD,
        "TOCSIN_KAFKA_KEY_PASSWORD": PASSWORD,
        "TOCSIN_STATE": "redis://worker:hunter2@store.example:6379/0",
    }
    for form in ((), ("--json",), ("--markdown",)):
        code, out, err = tocsin("settings", *form, **environment)
        assert code == ExitCode.OK
        assert PASSWORD not in out + err
        assert "hunter2" not in out + err
    _, out, _ = tocsin("settings", **environment)
    assert f"TOCSIN_KAFKA_PASSWORD={SECRET}" in out
    assert f"redis://worker:{SECRET}@store.example:6379/0" in out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("redis://worker:hunter2@store.example/0", f"redis://worker:{SECRET}@store.example/0"),
        ("redis://worker:hun@ter2@store.example/0", f"redis://worker:{SECRET}@store.example/0"),
        ("redis://hunter2@store.example/0", f"redis://{SECRET}@store.example/0"),
        ("redis://store.example/0?password=hunter2&db=1", f"redis://store.example/0?password={SECRET}&db=1"),
        ("sqlite:////data/a@b/state.sqlite", "sqlite:////data/a@b/state.sqlite"),
    ],
)
def test_an_address_is_shown_without_its_credentials(tocsin, text, shown):
    _, out, _ = tocsin("settings", TOCSIN_STATE=text)
    assert f"TOCSIN_STATE={shown}" in out


def test_an_unusable_address_is_refused_without_its_password(tocsin):
    code, _, err = tocsin("settings", TOCSIN_STATE="postgres://worker:hunter2@store.example/0")
    assert code == ExitCode.SETTING
    assert "sqlite:///FILE" in err
    assert "hunter2" not in err


def test_neither_settings_nor_access_shows_a_secret_when_printed():
    settings = Settings.read({"TOCSIN_KAFKA_PASSWORD": PASSWORD, "TOCSIN_STATE": "redis://u:hunter2@h/0"})
    assert PASSWORD not in f"{settings!r} {settings.access!r}"
    assert "hunter2" not in repr(settings)


def test_the_tables_for_the_docs_name_every_setting_and_every_exit_code(tocsin):
    _, out, _ = tocsin("settings", "--markdown", TOCSIN_DRAIN_S="7")
    assert all(f"| `{name_of(declared)}` |" in out for declared in fields(Settings))
    assert "| `TOCSIN_DRAIN_S` | `25` |" in out
    assert all(f"| {code.value} |" in out for code in ExitCode)
