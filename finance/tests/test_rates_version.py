"""The version of the published rates moves with every change of them, and only then."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from finance.models import FxRate, RatesVersion
from finance.tests.published import publish
from numoraq.rls.identity import as_login_role, as_staff, as_user

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)


def version() -> int:
    """Return the version anybody reads, 0 before there are rates."""
    with as_login_role():
        return RatesVersion.objects.values_list("version", flat=True).first() or 0


def test_new_rates_move_it_once_for_each_statement(dana: User) -> None:
    before = version()
    publish(dana, {DAY: {"USD": 1, "GBP": 2}})
    assert version() == before + 1


def test_a_correction_of_an_old_day_moves_it(dana: User) -> None:
    publish(dana, {date(1999, 1, 4): {"USD": 1}, DAY: {"USD": 1}})
    before = version()
    with as_staff(dana):
        FxRate.objects.filter(on=date(1999, 1, 4)).update(per_eur=Decimal(2))
    assert version() == before + 1


def test_rates_that_go_move_it(dana: User) -> None:
    publish(dana, {DAY: {"USD": 1}})
    before = version()
    with as_staff(dana), connection.cursor() as cursor:
        cursor.execute("DELETE FROM fx_rates")
    assert version() == before + 1


def test_a_statement_that_changes_nothing_leaves_it(dana: User) -> None:
    publish(dana, {DAY: {"USD": 1}})
    before = version()
    with as_staff(dana):
        FxRate.objects.filter(currency="GBP").update(per_eur=Decimal(2))
    assert version() == before


def test_people_read_it_and_do_not_write_it(alice: User, dana: User) -> None:
    publish(dana, {DAY: {"USD": 1}})
    with as_user(alice):
        assert RatesVersion.objects.get().version == version()
        with pytest.raises(DatabaseError), transaction.atomic():
            RatesVersion.objects.update(version=0)


def test_it_has_one_row(dana: User) -> None:
    publish(dana, {DAY: {"USD": 1}})
    with as_staff(dana), pytest.raises(DatabaseError), transaction.atomic():
        RatesVersion.objects.create(only_row=False)
