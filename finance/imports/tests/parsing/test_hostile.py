"""Files that are no files of banks: nothing of them may be swallowed whole, or break us."""

import io
import tracemalloc

import pytest

from finance.imports.parsing import tables
from finance.imports.parsing.layout import OWN_CSV, Layout
from finance.imports.parsing.problems import BadFile

PLAIN = Layout(columns=("a", "b"), first_line=0)
MEGABYTE = 1024 * 1024


def refusal(raw: bytes, layout: Layout = PLAIN) -> tuple[str, dict[str, str]]:
    """Return why the rows of bytes are refused."""
    with pytest.raises(BadFile) as bad:
        list(tables.rows(io.BytesIO(raw), layout))
    return bad.value.code, bad.value.args_for_people


@pytest.mark.parametrize(
    "raw",
    [
        b"1,2\n" + b"," * 4 * MEGABYTE,
        b"1,2\n" + b'"\n",' * 4 * MEGABYTE,
        b'1,2\n"' + b"\n" * 4 * MEGABYTE,
    ],
    ids=["cells", "lines", "marks"],
)
def test_a_row_as_long_as_the_file_is_refused_while_it_is_read(raw: bytes) -> None:
    tracemalloc.start()
    assert refusal(raw)[1] == {"line": "2"}
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(raw)


def test_a_row_may_be_long_all_the_same() -> None:
    raw = b",".join([b"x" * 1000] * tables.MOST_COLUMNS)
    assert len(list(tables.rows(io.BytesIO(raw), PLAIN))) == 1


def test_a_note_of_our_own_may_be_all_line_breaks() -> None:
    raw = b'1,"' + b"\n" * 1999 + b'"\n'
    own = Layout(kind=OWN_CSV, columns=("a", "b"), first_line=0)
    assert len(list(tables.rows(io.BytesIO(raw), own))) == 1
    assert refusal(raw) == ("file_quote", {"line": "1"})


def test_nul_is_read_over() -> None:
    assert list(tables.rows(io.BytesIO(b"a\0b,\0\n"), PLAIN)) == [(1, ["ab", ""])]
