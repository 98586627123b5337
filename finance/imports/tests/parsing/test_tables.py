"""Rows of a table as text, with their lines."""

import io

import pytest

from finance.imports.parsing import tables
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.problems import BadFile

PLAIN = Layout(columns=("a", "b"), first_line=0)


def rows(raw: bytes, layout: Layout = PLAIN) -> list[tuple[int, list[str]]]:
    """Return the rows of bytes."""
    return list(tables.rows(io.BytesIO(raw), layout))


def refusal(raw: bytes) -> tuple[str, dict[str, str]]:
    """Return why bytes are refused."""
    with pytest.raises(BadFile) as bad:
        rows(raw)
    return bad.value.code, bad.value.args_for_people


def test_lines_are_those_of_the_file() -> None:
    assert rows(b'1,2\n"3\n3",4\n\n5,6\n') == [
        (1, ["1", "2"]),
        (2, ["3\n3", "4"]),
        (5, ["5", "6"]),
    ]


def test_line_ends_may_be_mixed() -> None:
    assert [line for line, _cells in rows(b"1,2\r\n3,4\n5,6\r7,8")] == [1, 2, 3, 4]


def test_what_stands_above_is_not_read() -> None:
    layout = Layout(columns=("a", "b"), first_line=2)
    assert rows(b'"open\na,b\n1,2\n', layout) == [(3, ["1", "2"])]


def test_bytes_that_make_no_sense_become_marks() -> None:
    assert rows(b"caf\xe9,1\n") == [(1, ["caf\ufffd", "1"])]


def test_a_mark_at_the_beginning_is_no_text() -> None:
    assert rows("\ufeffa,b\n".encode())[0] == (1, ["a", "b"])
    wide = Layout(columns=("a", "b"), first_line=0, encoding="utf-16")
    assert rows("a,b\n".encode("utf-16"), wide)[0] == (1, ["a", "b"])


def test_quotes_may_mean_nothing() -> None:
    layout = Layout(columns=("a", "b"), first_line=0, quote="")
    assert rows(b'"a,b\n', layout) == [(1, ['"a', "b"])]


def test_an_open_quotation_mark_is_named_with_its_line() -> None:
    assert refusal(b'1,2\n3,"4\n' + b"5,6\n" * 200) == ("file_quote", {"line": "2"})


def test_a_cell_of_absurd_length_is_named_with_its_line() -> None:
    assert refusal(b"1,2\n" + b"x" * 10_000_000) == ("file_cell", {"line": "2"})


def test_there_may_not_be_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    assert len(rows(b"1,2\n" * 3 + b"\n\n")) == 3
    assert refusal(b"1,2\n" * 4)[0] == "file_rows"


def test_reading_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 3)
    stream = io.BytesIO(b"1,2\n" * 1_000_000)
    with pytest.raises(BadFile):
        list(tables.rows(stream, PLAIN))
    assert stream.closed or stream.tell() < 100_000
