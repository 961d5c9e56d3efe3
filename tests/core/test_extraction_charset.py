"""Bytes become text as a browser would have it, and a stray byte costs one character."""

import pytest

from tocsin.core.extraction.charset import decode, is_binary

WORDS = "Перехоплено два безпілотники над протокою, повідомило міністерство оборони у вівторок увечері."
GERMAN = "Die Außenminister der Länder trafen sich am Dienstag in Zürich; über ein Abkommen wurde nicht gesprochen."


def test_a_mark_decides_before_the_header():
    assert decode(b"\xef\xbb\xbf" + WORDS.encode(), "text/html; charset=windows-1251") == WORDS
    assert decode(("\ufeff" + WORDS).encode("utf-16-le"), None) == WORDS


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-u", "iso-8859-5", "utf-8", "utf-16-le"])
def test_the_header_decides(charset):
    words = WORDS.replace("і", "и")
    assert decode(words.encode(charset), f"text/html; charset={charset}") == words


def test_a_meta_tag_decides_where_no_header_does():
    body = b'<html><head><meta charset="windows-1252"></head>' + GERMAN.encode("cp1252")
    assert decode(body, "text/html").endswith(GERMAN)


def test_a_meta_tag_that_claims_utf_16_means_utf_8():
    body = b'<meta charset="utf-16">' + WORDS.encode()
    assert decode(body, None).endswith(WORDS)


def test_latin_1_means_windows_1252():
    assert decode("“Krieg” – €".encode("cp1252"), "text/html; charset=iso-8859-1") == "“Krieg” – €"


def test_utf_8_from_end_to_end_is_read_as_that_whatever_is_declared():
    assert decode(WORDS.encode(), "text/html; charset=iso-8859-1") == WORDS


def test_a_stray_byte_costs_one_character():
    body = WORDS.encode() + b"\xe9 " + WORDS.encode()
    assert decode(body, None) == f"{WORDS}\ufffd {WORDS}"
    assert decode(body, "text/html; charset=utf-8") == f"{WORDS}\ufffd {WORDS}"


def test_bytes_that_windows_1252_leaves_open_are_controls():
    assert decode(b"caf\xe9 \x81", "text/html; charset=windows-1252") == "café \x81"


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("cp1251", WORDS.replace("і", "и")),
        ("cp1252", GERMAN),
        ("shift_jis", "国連安全保障理事会は火曜日に緊急会合を開いた。" * 3),
    ],
)
def test_an_undeclared_charset_is_guessed(charset, words):
    assert decode(words.encode(charset), None) == words


def test_a_charset_that_is_none_of_the_webs_is_not_believed():
    assert decode(WORDS.encode(), "text/html; charset=punycode") == WORDS
    assert decode(GERMAN.encode("cp1252"), "text/html; charset=nonsense") == GERMAN


def test_a_false_utf_8_is_guessed():
    assert decode(WORDS.replace("і", "и").encode("cp1251"), "text/html; charset=utf-8") == WORDS.replace("і", "и")


def test_a_seven_bit_charset_is_believed_over_utf_8():
    assert decode("安保理".encode("iso2022_jp"), "text/html; charset=iso-2022-jp") == "安保理"


@pytest.mark.parametrize("body", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", bytes(range(32)) * 40])
def test_what_is_no_text_is_told(body):
    assert is_binary(body, "text/html")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html>\x00" + b"text " * 100, None),
        ("\ufeffwar".encode("utf-16-le"), None),
        ("war".encode("utf-16-le"), "text/html; charset=utf-16le"),
        (b"", None),
    ],
)
def test_a_page_is_text(body, kind):
    assert not is_binary(body, kind)


def test_an_encoding_error_is_not_the_decoders():
    with pytest.raises(UnicodeEncodeError):
        "ł".encode("ascii", "tocsin_c1")


def test_as_many_stray_bytes_as_letters_beyond_ascii_are_borne():
    assert decode("Café in the strait ".encode() + b"\xe9 end", None) == "Café in the strait \ufffd end"


def test_a_stray_byte_is_borne_against_a_false_declaration():
    body = WORDS.encode() + b"\xe9" + WORDS.encode()
    assert decode(body, "text/html; charset=iso-8859-1") == f"{WORDS}\ufffd{WORDS}"
