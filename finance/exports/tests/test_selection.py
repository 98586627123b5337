"""Which entries an export has."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from finance.exports import selection
from finance.exports.selection import Selection
from finance.models import Entry
from finance.tests import make
from numoraq.rls.identity import as_user


def names(user: User, **chosen: object) -> list[str]:
    """Return the names of what is selected, in order."""
    items = selection.items(user=user, selection=Selection(**chosen))  # type: ignore[arg-type]
    return [item.entry.name for item in items]


@pytest.fixture
def stocked(alices: User) -> User:
    """Return Alice with an entry of each category."""
    make.asset(alices, name="Flat", date=date(2026, 1, 1))
    make.debt(alices, name="Loan", date=date(2026, 2, 1))
    make.income(alices, name="Salary", date=date(2026, 3, 1))
    make.expense(alices, name="Old", date=date(2026, 4, 1))
    make.expense(alices, name="New", date=date(2026, 5, 1))
    return alices


def test_everything_is_listed_by_category_latest_first(stocked: User) -> None:
    assert names(stocked) == ["Flat", "Loan", "Salary", "New", "Old"]


def test_one_category_may_be_chosen(stocked: User) -> None:
    assert names(stocked, category="expenses") == ["New", "Old"]


def test_days_may_be_chosen(stocked: User) -> None:
    assert names(stocked, first=date(2026, 2, 1), last=date(2026, 4, 1)) == [
        "Loan",
        "Salary",
        "Old",
    ]


def test_history_may_be_left_out(stocked: User) -> None:
    items = selection.items(user=stocked, selection=Selection(has_history=False))
    assert all(not item.valuations for item in items)


def test_nobody_elses_entries_are_selected(bob: User, alice: User) -> None:
    with as_user(bob):
        make.expense(bob, name="Theirs")
    with as_user(alice):
        assert names(alice) == []


def test_entries_are_read_a_few_at_a_time(
    alices: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(selection, "_AT_ONCE", 10)
    Entry.objects.bulk_create(
        Entry(user=alices, category="expenses", name=f"E{n:02}", amount=1, currency="EUR",
              date=date(2026, 1, n % 5 + 1))
        for n in range(25)
    )  # fmt: skip
    with django_assert_num_queries(3 + 4):  # the other categories once; 10, 10, 5 and none
        found = names(alices)
    assert len(found) == len(set(found)) == 25
    days = list(Entry.objects.order_by("-date", "-pk").values_list("name", flat=True))
    assert found == days
