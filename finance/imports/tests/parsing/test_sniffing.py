"""How files are laid out, found out from their first bytes."""

from dataclasses import replace

import pytest

from finance.imports.parsing import charset, sniffing
from finance.imports.parsing.layout import OWN_CSV, OWN_JSON, TABLE, Layout
from finance.imports.parsing.problems import BadFile
from finance.imports.parsing.sniffing import Sniffed
from finance.imports.tests import banks


def sniff(raw: bytes | str, forced: Layout | None = None) -> Sniffed:
    """Sniff bytes, or text in UTF-8."""
    data = raw.encode() if isinstance(raw, str) else raw
    is_utf8 = charset.is_utf8([data])
    sample = data[: sniffing.SAMPLE_BYTES]
    return sniffing.sniff(sample, is_utf8=is_utf8, lines=data.count(b"\n"), forced=forced)


@pytest.mark.parametrize(("name", "expected"), banks.LAYOUTS.items())
def test_bank_files_are_recognised(name: str, expected: tuple[str, str, bool, int]) -> None:
    layout = sniff(banks.read(name)).layout
    found = (layout.encoding, layout.delimiter, layout.has_header, layout.first_line)
    assert found == expected


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_recognised(delimiter: str) -> None:
    rows = [["Date", "Payee", "Amount"], ["2026-11-22", "Kiosk", "-1.50"]]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert sniff(text).layout.delimiter == delimiter


def test_a_decimal_comma_does_not_count_as_a_delimiter() -> None:
    text = "Datum;Betrag\n" + "22.11.2026;-1.234,50\n" * 20
    assert sniff(text).layout.delimiter == ";"


def test_the_delimiter_may_be_named_in_the_first_line() -> None:
    layout = sniff("sep=|\nDate|Amount\n2026-11-22|5,00\n").layout
    assert (layout.delimiter, layout.columns) == ("|", ("Date", "Amount"))


def test_quoted_cells_may_hold_delimiters_and_line_breaks() -> None:
    seen = sniff('Date,Payee,Amount\n2026-11-22,"A, B\nC",5\n2026-11-21,"D ""E""",6\n')
    assert seen.layout.delimiter == ","
    assert seen.rows == [["2026-11-22", "A, B\nC", "5"], ["2026-11-21", 'D "E"', "6"]]


def test_apostrophes_may_be_quotation_marks() -> None:
    text = "'Date';'Payee';'Amount'\n" + "'2026-11-22';'Kiosk; North';'5'\n" * 10
    layout = sniff(text).layout
    assert (layout.quote, layout.columns) == ("'", ("Date", "Payee", "Amount"))


def test_headings_we_do_not_know_are_headings_all_the_same() -> None:
    layout = sniff("Wann,Wofür,Wieviel\n2026-11-22,Kiosk,5.00\n").layout
    assert layout.has_header
    assert layout.columns == ("Wann", "Wofür", "Wieviel")


def test_a_file_may_have_no_headings() -> None:
    layout = sniff("2026-11-22,Kiosk,5.00\n2026-11-21,Market,6.00\n").layout
    assert not layout.has_header
    assert layout.first_line == 0
    assert layout.columns == ("", "", "")


def test_files_with_the_same_headings_share_a_hash() -> None:
    one = sniff("Date;Payee;Amount\n2026-11-22;A;5\n").layout
    other = sniff("preamble\n\nDATE , payee, Amount \n2025-01-01,B,6\n").layout
    third = sniff("Date;Payee;Sum\n2026-11-22;A;5\n").layout
    assert one.header_hash == other.header_hash != third.header_hash
    assert len(one.header_hash) == 64


def test_what_the_person_chose_goes_before_what_was_found() -> None:
    raw = "Datum;Wer;Betrag\n22.11.2026;Bäcker;5,00\n".encode("cp1252")
    found = sniff(raw).layout
    forced = replace(found, encoding="cp850", delimiter=",", has_header=False)
    layout = sniff(raw, forced).layout
    assert (layout.encoding, layout.delimiter, layout.has_header) == ("cp850", ",", False)
    assert layout.is_forced


def test_layouts_survive_being_stored() -> None:
    layout = sniff(banks.read("giro_de.csv")).layout
    assert Layout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file_empty"),
        (b"  \r\n\r\n", "file_empty"),
        (b"PK\x03\x04rest of a workbook", "file_workbook"),
        (b"\xd0\xcf\x11\xe0old workbook", "file_workbook"),
        (b"%PDF-1.7", "file_pdf"),
        (b"\x00\x01\x02\x03" * 100, "file_binary"),
        (b'{"accounts": []}', "file_format"),
        (b"[1, 2, 3]", "file_format"),
        (b",".join([b"x"] * 10_000), "file_columns"),
    ],
)
def test_what_is_no_table_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(BadFile) as bad:
        sniff(raw)
    assert bad.value.code == code


def test_our_own_exports_are_known() -> None:
    assert sniff("a,b\n1,2\n").layout.kind == TABLE
    header = "record,id,category,name,amount,currency,date\nentry,1,income,A,5,EUR,2026-11-22\n"
    assert sniff(header).layout.kind == OWN_CSV
    assert (
        sniff('{"format": "numoraq.entries", "version": 1, "entries": []}').layout.kind == OWN_JSON
    )


def test_a_stray_nul_does_not_make_a_file_binary() -> None:
    assert sniff(b"Date,Payee,Amount\n2026-11-22,Ki\0osk,5\n").layout.delimiter == ","


def test_a_line_of_ten_megabytes_is_survived() -> None:
    assert sniff(b"Date,Amount\n" + b"x" * 10_000_000).layout.columns


def test_an_open_quotation_mark_does_not_hide_the_headings() -> None:
    text = 'Date,Payee,Amount\n2026-11-22,"Kiosk,5\n' + "2026-11-21,Market,6\n" * 300
    assert sniff(text).layout.columns == ("Date", "Payee", "Amount")


def test_a_table_without_a_cell_is_empty() -> None:
    with pytest.raises(BadFile, match="empty"):
        sniff('""\n""\n')


@pytest.mark.parametrize("first", ["sep=", 'sep="', "sep='", "sep= ", "sep=x"])
def test_a_delimiter_that_is_none_is_found_out(first: str) -> None:
    seen = sniff(f"{first}\nDate|Amount\n2026-11-22|5,00\n")
    assert (seen.layout.delimiter, seen.layout.columns) == ("|", ("Date", "Amount"))
