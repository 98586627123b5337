"""Small files as banks write them. Shops and people in them are made up."""

from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent / "fixtures"

# encoding, delimiter, whether there are headings, lines before the first row
LAYOUTS: Final = {
    "giro_de.csv": ("cp1252", ";", True, 4),
    "sparen_de.csv": ("utf-8", ";", True, 1),
    "extrato_pt.csv": ("cp1252", ";", True, 5),
    "compte_fr.csv": ("iso-8859-15", ";", True, 2),
    "card_us.csv": ("utf-8", ",", True, 1),
    "current_uk.csv": ("utf-8", ",", False, 0),
    "movimientos_es.tsv": ("utf-16", "\t", True, 1),
    "konto_ch.csv": ("utf-8", ";", True, 1),
    "ledger_in.csv": ("utf-8", ",", True, 1),
    "things.csv": ("utf-8", ",", True, 1),
}

# category, kind, name, amount, currency, day, note: by the guessed mapping, in euros
ROWS: Final = {
    "giro_de.csv": [
        ("expenses", "", "Bäckerei Morgenrot", "8.40", "EUR", "2026-11-20", "Brötchen; Kuchen"),
        ("expenses", "", "Hausverwaltung Süd", "1204.88", "EUR", "2026-11-19", "Miete November"),
        ("income", "", "Druckerei Blau GmbH", "4180.00", "EUR", "2026-11-17", "Gehalt 11/2026"),
    ],
    "sparen_de.csv": [
        (
            *("expenses", "", "MARKT AM TOR", "38.14", "EUR", "2026-11-20"),
            "KARTENZAHLUNG · 2026-11-19T18:22 Debitk.1",
        ),
        (
            *("income", "", "STADTWERKE", "112.00", "EUR", "2026-11-12"),
            "GUTSCHR. UEBERWEISUNG · ERSTATTUNG 4711",
        ),
        (
            *("expenses", "", "ABSCHLUSS · Entgelt", "4.90", "EUR", "2026-11-02"),
            "ABSCHLUSS · Entgelt",
        ),
    ],
    "extrato_pt.csv": [
        ("expenses", "", "Padaria Aurora", "4.60", "EUR", "2026-11-03", ""),
        ("income", "", "TRF DE Gráfica Azul", "1850.00", "EUR", "2026-11-05", ""),
        ("expenses", "", "Água e saneamento", "31.27", "EUR", "2026-11-18", ""),
    ],
    "compte_fr.csv": [
        ("expenses", "", "CB Boulangerie du Quai", "12.80", "EUR", "2026-11-02", ""),
        ("income", "", "VIR Imprimerie Bleue", "2410.00", "EUR", "2026-11-04", ""),
        ("expenses", "", "Prélèvement loyer, décembre €", "1045.50", "EUR", "2026-11-21", ""),
    ],
    "card_us.csv": [
        ("expenses", "food & drink", "RIVER COFFEE 0042", "6.75", "EUR", "2026-11-20", ""),
        ("expenses", "shopping", "BOOKS, MAPS & MORE", "1120.40", "EUR", "2026-11-13", ""),
        ("income", "", "PAYMENT THANK YOU", "640.00", "EUR", "2026-11-02", ""),
    ],
    "current_uk.csv": [
        ("expenses", "", "HARBOUR GROCERS", "42.10", "EUR", "2026-11-20", ""),
        ("expenses", "", "CITY WATER", "31.00", "EUR", "2026-11-19", ""),
        ("income", "", "BLUE PRINTERS LTD", "2100.00", "EUR", "2026-11-03", ""),
    ],
    "movimientos_es.tsv": [
        ("expenses", "", "Panadería La Espiga", "3.20", "EUR", "2026-11-20", ""),
        ("income", "", "Nómina Imprenta Azul", "1730.00", "EUR", "2026-11-15", ""),
        ("expenses", "", "Recibo alquiler", "890.00", "EUR", "2026-11-02", ""),
    ],
    "konto_ch.csv": [
        ("expenses", "", "Kiosk am See", "4.50", "CHF", "2026-11-20", ""),
        ("income", "", "Lohn Druckerei Blau", "6250.00", "CHF", "2026-11-18", ""),
        ("expenses", "", "Miete", "1850.00", "CHF", "2026-11-01", ""),
    ],
    "ledger_in.csv": [
        ("expenses", "", "River Coffee", "123456.50", "EUR", "2026-11-12", ""),
        ("income", "", "Salary Blue Printers", "200000.00", "EUR", "2026-11-13", ""),
        ("expenses", "", "Books and Maps", "499.00", "EUR", "2026-11-14", ""),
    ],
    "things.csv": [
        ("assets", "", "Savings account", "12500.00", "EUR", "2026-11-01", ""),
        ("assets", "", "Flat by the river", "298000.00", "EUR", "2026-06-30", ""),
        ("liabilities", "", "Car loan", "8400.00", "USD", "2026-11-01", ""),
    ],
}


def read(name: str) -> bytes:
    """Return the bytes of a file."""
    return (_FOLDER / name).read_bytes()
