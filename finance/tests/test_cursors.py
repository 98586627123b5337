"""Cursors of lists: read as written, and nothing else is one."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.selectors import cursors


@given(st.dates(), st.uuids())
def test_a_cursor_reads_as_it_was_written(day: date, pk: UUID) -> None:
    assert cursors.read(cursors.write(day, pk)) == (day, pk)


@pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", "A" * 100, "\0", "____", " " * 26])
def test_other_words_are_refused(cursor: str) -> None:
    with pytest.raises(cursors.BadCursor):
        cursors.read(cursor)


def test_a_shortened_cursor_is_refused() -> None:
    with pytest.raises(cursors.BadCursor):
        cursors.read(cursors.write(date(2026, 1, 1), uuid4())[:-3])
