"""Checking a file: what is good, what is bad, what is there already."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from finance.imports import files, reading
from finance.imports.errors import ImportElsewhere, ImportNotFound, MappingIncomplete
from finance.imports.parsing import tables
from finance.imports.parsing.mapping import Mapping
from finance.imports.parsing.vocabulary import Field
from finance.imports.services import checks
from finance.imports.tests import banks
from finance.imports.tests.bring import TODAY, check, upload
from finance.models import Entry, Import, ImportMapping, ImportRow
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs

HEAD = "Date,Payee,Amount\n"


def rows(found: Import, **which: object) -> list[ImportRow]:
    """Return the rows of an import that ask for a decision."""
    return list(ImportRow.objects.filter(import_file=found, **which).order_by("line"))


@pytest.mark.parametrize("name", banks.ROWS)
def test_bank_files_are_checked(alices: User, name: str) -> None:
    found = check(alices, banks.read(name))
    assert found.status == Import.Status.CHECKED, found.problem
    assert (found.rows_total, found.rows_bad, found.rows_duplicate) == (3, 0, 0)


def test_the_sums_of_a_statement_are_no_rows(alices: User) -> None:
    found = check(alices, banks.read("extrato_pt.csv"))
    assert found.summary["closing"] == 2
    assert found.summary["totals"] == [["expenses", "EUR", 2, 3587], ["income", "EUR", 1, 185000]]
    assert found.summary["months"] == 1


def test_bad_rows_are_kept_with_their_reasons(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.00\n2026-02-31,B,1O.00\n2026-11-20,C,-2.00\n")
    assert (found.rows_total, found.rows_bad) == (3, 1)
    (row,) = rows(found)
    assert (row.line, row.cells) == (3, ["2026-02-31", "B", "1O.00"])
    assert row.problems == [
        [
            0,
            "date_no_such_day",
            {"day": "31", "month_on": "2026-02-28", "meant_on": "2026-02-28"},
        ],
        [2, "letter", {"letter": "O", "digit": "0"}],
    ]


def test_a_remark_in_the_middle_is_a_bad_row(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1.00\nTotal,,-1.00\n2026-11-20,C,-2.00\n")
    assert (found.rows_bad, found.summary["closing"]) == (1, 0)


def test_a_file_of_nothing_but_remarks_is_bad(alices: User) -> None:
    mapping = Mapping(fields=(Field.DATE, Field.NAME, Field.AMOUNT))
    found = check(alices, HEAD + "see,our,terms\nand,our,prices\n", mapping=mapping)
    assert (found.rows_total, found.rows_bad, found.summary["closing"]) == (2, 2, 0)


def test_very_many_bad_rows_are_counted_but_not_all_kept(
    alices: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BAD", 3)
    found = check(alices, HEAD + "2026-11-22,A,-1.00\n" + "2026-11-22,B,x1\n" * 8)
    assert (found.rows_bad, len(rows(found))) == (8, 3)


def test_open_dates_and_numbers_are_reported(alices: User) -> None:
    found = check(alices, HEAD + "01/02/2026,A,-1.234\n")
    assert found.summary["is_order_open"]
    assert found.summary["is_style_open"]
    found = check(alices, HEAD + "13/02/2026,A,-1.50\n")
    assert not found.summary["is_order_open"]
    assert not found.summary["is_style_open"]


def test_a_cell_far_down_decides_for_the_whole_column(alices: User) -> None:
    early = "".join(f"01/02/2026,A{n},-5\n" for n in range(600))
    found = check(alices, HEAD + early + "02/13/2026,B,-6\n")
    assert (found.summary["order"], found.rows_bad) == ("mdy", 0)


def test_habits_of_the_person_decide_what_the_file_leaves_open(alices: User) -> None:
    alices.profile.date_format = "mdy"
    assert check(alices, HEAD + "01/02/2026,A,-1\n").summary["order"] == "mdy"
    alices.profile.date_format, alices.profile.timezone = "auto", "America/Denver"
    assert check(alices, HEAD + "01/02/2026,A,-1\n").summary["order"] == "mdy"
    alices.profile.timezone = "Europe/Lisbon"
    assert check(alices, HEAD + "01/02/2026,A,-1\n").summary["order"] == "dmy"
    alices.profile.number_format = "comma"
    assert check(alices, HEAD + "01/02/2026,A,-1.234\n").summary["style"] == "comma"
    alices.profile.number_format = "auto"
    text = HEAD.replace(",", ";") + "01/02/2026;A;-1.234\n"
    assert check(alices, text).summary["style"] == "comma"


def test_a_file_that_breaks_off_fails_with_its_reason(alices: User) -> None:
    found = check(alices, HEAD + '2026-11-22,A,-1\n2026-11-21,"B,-2\n' + "2026-11-20,C,-3\n" * 200)
    assert found.status == Import.Status.FAILED
    assert found.problem == {"code": "file_quote", "args": {"line": "3"}}
    assert rows(found) == []
    assert found.rows_key == ""


def test_headings_alone_fail(alices: User) -> None:
    mapping = Mapping(fields=(Field.DATE, Field.NAME, Field.AMOUNT))
    assert check(alices, HEAD, mapping=mapping).problem["code"] == "file_no_rows"


def test_too_many_rows_fail(alices: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 2)
    found = check(alices, HEAD + "2026-11-22,A,-1\n2026-11-21,B,-1\n2026-11-20,C,-1\n")
    assert found.problem["code"] == "file_rows"


def test_a_failed_check_can_be_tried_again(alices: User) -> None:
    text = HEAD + '2026-11-22,A,-1\n2026-11-21,"B,-2\n' + "2026-11-20,C,-3\n" * 200
    found = check(alices, text)
    layout = {**found.layout, "quote": ""}
    Import.objects.filter(pk=found.pk).update(layout=layout)
    mapping = Mapping.from_json(found.mapping)
    found = checks.start(user=alices, import_id=found.pk, mapping=mapping, today=TODAY)
    assert (found.status, found.rows_total) == (Import.Status.CHECKED, 202)
    assert found.problem == {}


def test_checking_again_forgets_the_check_before(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1\n01.02.2026,B,x1\n")
    first = found.rows_key
    mapping = Mapping(fields=(Field.DATE, Field.NOTE, Field.SKIP), currency="EUR")
    with pytest.raises(MappingIncomplete) as incomplete:
        checks.start(user=alices, import_id=found.pk, mapping=mapping, today=TODAY)
    assert incomplete.value.faults == ["no_amount"]
    again = checks.start(
        user=alices, import_id=found.pk, mapping=Mapping.from_json(found.mapping), today=TODAY
    )
    assert again.rows_key != first
    assert len(rows(found)) == 1


def test_the_mapping_is_remembered_by_the_headings(alices: User) -> None:
    mapping = Mapping(fields=(Field.DATE, Field.NOTE, Field.AMOUNT), currency="CHF")
    check(alices, HEAD + "2026-11-22,A,-1\n", mapping=mapping)
    found = upload(alices, "DATE; payee ;Amount\n2026-11-21;B;-2,00\n")
    assert Mapping.from_json(found.mapping) == mapping
    assert found.summary["is_remembered"]
    assert not upload(alices, "Date,Who,Amount\n2026-11-22,A,-1\n").summary["is_remembered"]


def test_a_mapping_is_remembered_for_its_person_only(bob: User, alices: User) -> None:
    mapping = Mapping(fields=(Field.DATE, Field.NOTE, Field.AMOUNT), currency="CHF")
    check(alices, HEAD + "2026-11-22,A,-1\n", mapping=mapping)
    with as_user(bob):
        assert not upload(bob, HEAD + "2026-11-22,A,-1\n").summary["is_remembered"]
        assert not ImportMapping.objects.exists()


def test_somebody_elses_import_is_not_found(bob: User, alices: User) -> None:
    found = upload(alices, HEAD + "2026-11-22,A,-1\n")
    with as_user(bob), pytest.raises(ImportNotFound):
        checks.start(
            user=bob, import_id=found.pk, mapping=Mapping.from_json(found.mapping), today=TODAY
        )


def test_what_was_written_cannot_be_checked_again(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1\n")
    Import.objects.filter(pk=found.pk).update(status=Import.Status.APPLIED)
    with pytest.raises(ImportElsewhere):
        checks.start(
            user=alices, import_id=found.pk, mapping=Mapping.from_json(found.mapping), today=TODAY
        )


def test_small_files_are_checked_at_once(alices: User, jobs: Jobs) -> None:
    found = upload(alices, HEAD + "2026-11-22,A,-1\n")
    mapping = Mapping.from_json(found.mapping)
    found = checks.start(user=alices, import_id=found.pk, mapping=mapping, today=TODAY)
    assert found.status == Import.Status.CHECKED
    assert jobs.waiting == []


@pytest.mark.parametrize(("limit", "most"), [("SMALL", 1), ("SMALL_FILE", 40)])
def test_large_files_are_checked_by_a_job(
    alices: User,
    limit: str,
    most: int,
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(checks, limit, most)
    found = upload(alices, HEAD + "2026-11-22,A,-1\n2026-11-21,B,-2\n")
    mapping = Mapping.from_json(found.mapping)
    with django_capture_on_commit_callbacks(execute=True):
        found = checks.start(user=alices, import_id=found.pk, mapping=mapping, today=TODAY)
    assert found.status == Import.Status.CHECKING
    assert jobs.named("finance.check_import")
    jobs.run()
    found.refresh_from_db()
    assert (found.status, found.rows_total) == (Import.Status.CHECKED, 2)


def test_a_check_that_was_done_is_not_done_again(alices: User) -> None:
    found = check(alices, HEAD + "2026-11-22,A,-1\n")
    again = checks.run(user=alices, import_id=found.pk, today=TODAY)
    assert again.rows_key == found.rows_key


def test_checking_writes_no_entries(alices: User) -> None:
    make.expense(alices)
    check(alices, HEAD + "2026-11-22,A,-1\n")
    assert Entry.objects.count() == 1


def test_kinds_are_found_by_their_words(alices: User) -> None:
    text = "Date,Payee,Category,Amount\n2026-11-22,A,Groceries,-1\n2026-11-21,B,My hobby,-2\n"
    found = check(alices, text)
    with files.open_key(found.rows_key) as stored:
        kinds = [line.decode().split("\t")[2] for line in stored]
    assert kinds == ["food", "my_hobby"]
