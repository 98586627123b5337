"""Encodings: proven, or told by what reads like words."""

import pytest

from finance.imports.parsing import charset

GERMAN = "Überweisung an die Bäckerei, Grüße aus der Straße"


def detected(text: str, encoding: str) -> str:
    """Return what the bytes of a text are taken for."""
    raw = text.encode(encoding)
    return charset.detect(raw, is_utf8=charset.is_utf8([raw]))


@pytest.mark.parametrize(
    ("text", "written", "taken"),
    [
        ("plain", "ascii", "utf-8"),
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8"),
        (GERMAN, "utf-16", "utf-16"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN + " 12 €", "cp1252", "cp1252"),
        (GERMAN + " 12 €", "iso-8859-15", "iso-8859-15"),
        (GERMAN, "cp850", "cp850"),
        ("Padaria São João, débito de água", "iso-8859-1", "cp1252"),
        ("Compra mañana, reçu, été", "cp1252", "cp1252"),
        ("Przelew własny Żabka Kraków ąęśćź", "cp1250", "cp1250"),
        ("Магазин, покупка хлеба", "cp1251", "cp1251"),
        ("Πληρωμή κάρτας", "cp1253", "cp1253"),
        ("İstanbul alışveriş", "cp1254", "cp1254"),
    ],
)
def test_encodings_are_found(text: str, written: str, taken: str) -> None:
    assert detected(text, written) == taken


def test_every_encoding_offered_can_be_read() -> None:
    for encoding in charset.ENCODINGS:
        assert "a;b".encode(encoding).decode(charset.codec(encoding)) == "a;b"


def test_utf8_is_tested_across_pieces() -> None:
    raw = "ä".encode()
    assert charset.is_utf8([raw[:1], raw[1:]])
    assert not charset.is_utf8([raw[:1]])
    assert not charset.is_utf8([b"ok", b"\xff", b"ok"])
