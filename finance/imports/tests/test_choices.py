"""Deciding on rows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import User
from finance.imports.errors import ImportElsewhere, ImportNotFound, RowNotFound
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.vocabulary import Field
from finance.imports.selectors import previews
from finance.imports.services import applying, checks, choices, uploads
from finance.imports.tests.bring import AT, TODAY, applied, check
from finance.models import Entry, Import, ImportRow
from finance.tests import make
from numoraq.lib.money import Money
from numoraq.rls.identity import as_user

TEXT = (
    "Date,Payee,Amount\n2026-11-22,A,-1.50\n2026-11-21,B,-2.00\n2026-11-20,C,x1\n"
    "31.02.2026,D,-5.00\n2026-11-19,E,100.00\n"
)


@pytest.fixture
def found(alices: User) -> Import:
    """Return a checked import: five rows, two of them here, two bad."""
    make.expense(alices, "1.50", name="A", date=date(2026, 11, 22))
    make.expense(alices, "2", name="B", date=date(2026, 11, 21))
    return check(alices, TEXT)


def numbers(user: User, found: Import) -> tuple[int, int, int, int, int]:
    """Return ready, here, kept, need, left of an import."""
    found.refresh_from_db()
    preview = previews.preview(user=user, found=found)
    return preview.ready, preview.here, preview.kept, preview.need, preview.left


def test_the_preview_counts(alices: User, found: Import) -> None:
    assert numbers(alices, found) == (1, 2, 0, 2, 0)
    assert previews.preview(user=alices, found=found).adds == (Money(Decimal(100), "EUR"),)


def test_duplicates_are_kept_one_by_one(alices: User, found: Import) -> None:
    choices.keep(user=alices, import_id=found.pk, shown=[2, 3], kept=[3])
    assert numbers(alices, found) == (2, 1, 1, 2, 0)
    assert previews.preview(user=alices, found=found).adds == (Money(Decimal(98), "EUR"),)
    choices.keep(user=alices, import_id=found.pk, shown=[2], kept=[2])
    assert numbers(alices, found) == (3, 0, 2, 2, 0)
    choices.keep(user=alices, import_id=found.pk, shown=[2, 3], kept=[])
    assert numbers(alices, found) == (1, 2, 0, 2, 0)


def test_only_duplicates_are_kept(alices: User, found: Import) -> None:
    choices.keep(user=alices, import_id=found.pk, shown=[4, 5, 6], kept=[4, 5, 6])
    assert numbers(alices, found) == (1, 2, 0, 2, 0)


def test_all_duplicates_are_kept_or_left(alices: User, found: Import) -> None:
    choices.keep_all(user=alices, import_id=found.pk, are_kept=True)
    assert numbers(alices, found) == (3, 0, 2, 2, 0)
    choices.keep_all(user=alices, import_id=found.pk, are_kept=False)
    assert numbers(alices, found) == (1, 2, 0, 2, 0)


def test_bad_rows_are_left_out_for_good(alices: User, found: Import) -> None:
    choices.leave_bad_out(user=alices, import_id=found.pk)
    assert numbers(alices, found) == (1, 2, 0, 0, 2)


def test_a_mended_row_comes_in(alices: User, found: Import) -> None:
    cells = ["2026-11-20", "C", "-12.00"]
    row = choices.mend(user=alices, import_id=found.pk, line=4, cells=cells, today=TODAY)
    assert row.problems is None
    assert numbers(alices, found) == (2, 2, 0, 1, 0)
    assert previews.preview(user=alices, found=found).adds == (Money(Decimal(88), "EUR"),)
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert str(Entry.objects.get(name="C").amount) == "12.00"


def test_a_row_that_is_still_bad_says_what_is_wrong_now(alices: User, found: Import) -> None:
    cells = ["2026-11-20", "C", ""]
    row = choices.mend(user=alices, import_id=found.pk, line=4, cells=cells, today=TODAY)
    assert row.problems == [[2, "amount_empty", {}]]
    row.refresh_from_db()
    assert row.cells == cells
    assert numbers(alices, found) == (1, 2, 0, 2, 0)


def test_a_mended_row_can_be_mended_again(alices: User, found: Import) -> None:
    for amount in ("-12.00", "-13.00"):
        cells = ["2026-11-20", "C", amount]
        choices.mend(user=alices, import_id=found.pk, line=4, cells=cells, today=TODAY)
    assert str(ImportRow.objects.get(line=4).amount) == "13.00000000"
    assert numbers(alices, found) == (2, 2, 0, 1, 0)


@pytest.mark.parametrize("line", [1, 2, 99])
def test_only_bad_rows_are_mended(alices: User, found: Import, line: int) -> None:
    with pytest.raises(RowNotFound):
        choices.mend(user=alices, import_id=found.pk, line=line, cells=[], today=TODAY)


def test_nothing_is_decided_after_it_was_written(alices: User) -> None:
    found = applied(alices, TEXT)
    with pytest.raises(ImportElsewhere):
        choices.keep_all(user=alices, import_id=found.pk, are_kept=True)
    with pytest.raises(ImportElsewhere):
        choices.leave_bad_out(user=alices, import_id=found.pk)


def test_nobody_else_decides(bob: User, alices: User) -> None:
    found = check(alices, TEXT)
    with as_user(bob), pytest.raises(ImportNotFound):
        choices.leave_bad_out(user=bob, import_id=found.pk)


def test_a_long_note_is_whole_once_its_row_is_mended(alices: User) -> None:
    note = "of a day at the lake " * 50
    found = check(alices, f"Date,Payee,Note,Amount\n2026-11-22,A,,1\n2026-11-20,C,{note},x\n")
    cells = [*ImportRow.objects.get().cells[:3], "1"]
    choices.mend(user=alices, import_id=found.pk, line=3, cells=cells, today=TODAY)
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.get(name="C").description == note.strip()


def test_of_a_row_without_end_only_some_cells_are_kept(alices: User) -> None:
    text = "Date,Payee,Amount\n" + "2026-11-22,A,-1\n" * 500
    check(alices, f"{text}2026-11-20,B,1{9000 * ',y'}\n")
    assert len(ImportRow.objects.get(is_duplicate=False).cells) == 200


@pytest.mark.parametrize(
    "decide",
    [
        lambda user, pk: choices.keep(user=user, import_id=pk, shown=[2], kept=[2]),
        lambda user, pk: choices.keep_all(user=user, import_id=pk, are_kept=True),
        lambda user, pk: choices.leave_bad_out(user=user, import_id=pk),
        lambda user, pk: choices.mend(
            user=user, import_id=pk, line=4, cells=["x", "C", "y"], today=TODAY
        ),
    ],
)
def test_a_decision_keeps_an_import_from_being_swept(
    alices: User, found: Import, decide: Callable[[User, UUID], object]
) -> None:
    Import.objects.filter(pk=found.pk).update(updated_at=timezone.now() - timedelta(days=13))
    decide(alices, found.pk)
    found.refresh_from_db()
    assert found.updated_at > timezone.now() - timedelta(days=1)


def check_again(user: User, found: Import) -> Import:
    """Check a file again, as with other columns."""
    mapping = replace(Mapping.from_json(found.mapping), currency="USD")
    return checks.start(user=user, import_id=found.pk, mapping=mapping, today=TODAY)


def test_what_was_put_right_is_not_lost_with_other_columns(alices: User, found: Import) -> None:
    for line, amount in ((4, "7"), (5, "x2")):
        cells = ["2026-11-20", "C again", amount]
        choices.mend(user=alices, import_id=found.pk, line=line, cells=cells, today=TODAY)
    found = check_again(alices, found)
    assert (found.rows_bad, numbers(alices, found)[3]) == (2, 1)
    assert ImportRow.objects.get(line=5).cells == ["2026-11-20", "C again", "x2"]
    applying.start(user=alices, import_id=found.pk, at=AT)
    assert Entry.objects.get(name="C again").money == Money(Decimal(7), "USD")


def test_what_was_put_right_goes_when_the_file_is_read_differently(
    alices: User, found: Import
) -> None:
    cells = ["2026-11-20", "C again", "7"]
    choices.mend(user=alices, import_id=found.pk, line=4, cells=cells, today=TODAY)
    layout = Layout.from_json(found.layout)
    uploads.read_differently(user=alices, import_id=found.pk, layout=layout)
    check_again(alices, found)
    assert ImportRow.objects.get(line=4).cells == ["2026-11-20", "C", "x1"]


def test_a_row_that_means_nothing_once_it_is_mended_needs_nobody(alices: User) -> None:
    text = "Date,Payee,Amount,Type\n2026-11-22,A,1,debit\n2026-11-20,B,x1,debit\n"
    mapping = Mapping(
        fields=(Field.DATE, Field.NAME, Field.AMOUNT, Field.KIND),
        kinds={"debit": "expenses", "info": "skip"},
    )
    found = check(alices, text, mapping=mapping)
    cells = ["2026-11-20", "B", "x1", "info"]
    choices.mend(user=alices, import_id=found.pk, line=3, cells=cells, today=TODAY)
    assert numbers(alices, found) == (1, 0, 0, 0, 1)
