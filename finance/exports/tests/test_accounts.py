"""The accounts that imported flows are paid from."""

import json

import pytest
from django.utils import timezone

from accounts.models import User
from finance.exports import shape
from finance.imports.services import applying, choices
from finance.imports.tests.bring import AT, check
from finance.models import Entry, Import
from finance.services import entries
from finance.tests import make

DAY = make.DAY.isoformat()


def export(*, account: str = "old", with_account: bool = True) -> str:
    """Return an export with the rent, and the bank that it is paid from."""
    usual = {"amount": "5.00", "currency": "EUR", "date": DAY}
    bank = {**usual, "id": account, "category": "assets", "name": "Bank"}
    rent = {**usual, "id": "2", "category": "expenses", "name": "Rent", "settles_in": account}
    items = [rent, bank] if with_account else [rent]
    return json.dumps({"format": shape.FORMAT, "version": 1, "entries": items})


def paid_from(user: User, found: Import) -> Entry | None:
    """Apply an import, and return the account of the rent."""
    assert applying.start(user=user, import_id=found.pk, at=AT).status == Import.Status.APPLIED
    account = Entry.objects.get(name="Rent").settles_in
    return Entry.objects.get(pk=account) if account else None


def test_an_account_that_comes_along_is_the_one(alices: User) -> None:
    account = paid_from(alices, check(alices, export()))
    assert account == Entry.objects.get(name="Bank")


def test_an_account_that_is_here_already_is_the_one(alices: User) -> None:
    bank = make.asset(alices, "7", name="bank")
    found = check(alices, export())
    assert found.rows_duplicate == 1
    assert paid_from(alices, found) == bank


def test_an_account_that_is_kept_beside_its_like_is_the_one(alices: User) -> None:
    bank = make.asset(alices, "7", name="bank")
    found = check(alices, export())
    choices.keep_all(user=alices, import_id=found.pk, are_kept=True)
    assert paid_from(alices, found) == Entry.objects.exclude(pk=bank.pk).get(category="assets")


def test_an_account_with_the_id_of_the_file_is_the_one(alices: User) -> None:
    bank = make.asset(alices, "7", name="Elsewhere")
    found = check(alices, export(account=str(bank.pk), with_account=False))
    assert paid_from(alices, found) == bank


@pytest.mark.parametrize("for_good", [False, True])
@pytest.mark.parametrize("with_account", [False, True])
def test_an_account_deleted_since_the_check_is_none(
    alices: User, for_good: bool, with_account: bool
) -> None:
    bank = make.asset(alices, "7", name="Bank")
    found = check(alices, export(account=str(bank.pk), with_account=with_account))
    entries.delete(user=alices, entry_id=bank.pk, at=timezone.now())
    if for_good:
        bank.delete()
    assert paid_from(alices, found) is None


def test_what_was_earned_is_no_account(alices: User) -> None:
    wage = make.income(alices, "7", name="Wage")
    found = check(alices, export(account=str(wage.pk), with_account=False))
    assert paid_from(alices, found) is None
