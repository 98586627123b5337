"""Setting and removing what a balance was worth."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts.models import User
from finance.errors import EntryNotFound, InvalidEntry, LastValuation, ValuationNotFound
from finance.models import Entry, Valuation
from finance.services import entries, valuations
from finance.tests import make
from finance.tests.make import DAY, TODAY
from finance.tests.test_entries_service import NOW
from numoraq.rls.identity import as_user


@pytest.fixture
def flat(alice: User, bob: User) -> Iterator[Entry]:
    """Act as Alice, who owns a flat."""
    with as_user(alice):
        yield make.asset(alice, 100)


def put(flat: Entry, on: date, amount: str) -> Valuation:
    made, _is_new = valuations.put(
        user=flat.user, entry_id=flat.pk, on=on, amount=Decimal(amount), today=TODAY
    )
    return made


def test_a_day_has_one_value(flat: Entry) -> None:
    first = put(flat, TODAY, "120")
    second = put(flat, TODAY, "130.50")
    assert first.pk == second.pk
    assert Valuation.objects.get(on=TODAY).amount == Decimal("130.50")
    assert Entry.objects.get().amount == Decimal("130.50")


def test_a_value_knows_how_much_it_changed(flat: Entry) -> None:
    put(flat, TODAY, "120")
    put(flat, date(2026, 6, 1), "150")
    changes = Valuation.objects.order_by("on").values_list("change", flat=True)
    assert list(changes) == [100, 50, -30]


@pytest.mark.parametrize(
    ("on", "amount", "field"),
    [
        (TODAY + timedelta(days=1), "1", "on"),
        (date(1800, 1, 1), "1", "on"),
        (TODAY, "1.001", "amount"),
        (TODAY, "1e14", "amount"),
    ],
)
def test_a_bad_value_is_refused(flat: Entry, on: date, amount: str, field: str) -> None:
    with pytest.raises(InvalidEntry) as caught:
        put(flat, on, amount)
    assert set(caught.value.errors) == {field}
    assert Valuation.objects.count() == 1


def test_a_flow_has_no_value(flat: Entry) -> None:
    with pytest.raises(InvalidEntry, match="no value to set"):
        put(make.income(flat.user), TODAY, "1")


def test_a_value_can_be_removed_but_the_last_one(flat: Entry) -> None:
    value = put(flat, TODAY, "120")
    assert valuations.remove(user=flat.user, valuation_id=value.pk).amount == 100
    with pytest.raises(LastValuation):
        valuations.remove(user=flat.user, valuation_id=Valuation.objects.get().pk)
    assert Valuation.objects.get().on == DAY


def test_what_is_not_there_is_not_found(flat: Entry) -> None:
    with pytest.raises(ValuationNotFound):
        valuations.remove(user=flat.user, valuation_id=uuid4())
    entries.delete(user=flat.user, entry_id=flat.pk, at=NOW)
    with pytest.raises(ValuationNotFound):
        valuations.remove(user=flat.user, valuation_id=Valuation.objects.get().pk)
    with pytest.raises(EntryNotFound):
        put(flat, TODAY, "1")


def test_somebody_elses_is_not_found(flat: Entry, bob: User) -> None:
    value = Valuation.objects.get()
    with as_user(bob):
        with pytest.raises(EntryNotFound):
            valuations.put(user=bob, entry_id=flat.pk, on=TODAY, amount=Decimal(1), today=TODAY)
        with pytest.raises(ValuationNotFound):
            valuations.remove(user=bob, valuation_id=value.pk)
