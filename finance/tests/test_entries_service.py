"""Adding, changing, deleting and bringing back entries."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from accounts.models import User
from finance import fingerprints
from finance.errors import EntryNotFound, InvalidEntry
from finance.models import Entry, Occurrence, Valuation
from finance.services import entries
from finance.tests import make
from finance.tests.make import DAY, TODAY
from numoraq.rls.identity import as_user

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


def test_an_asset_is_stored_with_its_first_value(alice: User) -> None:
    entry = make.asset(alice, "0.84213377", currency="BTC", name=" Cold  wallet ")
    stored = Entry.objects.get()
    assert stored.pk == entry.pk
    assert (stored.name, stored.amount, stored.balance) == (
        "Cold wallet",
        Decimal("0.84"),
        Decimal("0.84213377"),
    )
    assert (entry.amount, entry.balance) == (stored.amount, stored.balance)
    assert stored.money.amount == Decimal("0.84213377")
    assert Valuation.objects.get().amount == Decimal("0.84213377")


def test_what_is_owed_is_stored_as_a_positive_amount(alice: User) -> None:
    assert make.debt(alice, 1000).money.amount == 1000


def test_a_recurring_flow_has_its_past_at_once(alice: User) -> None:
    rent = make.monthly(alice, 500, date=date(2026, 8, 31))
    days = list(Occurrence.objects.order_by("on").values_list("on", flat=True))
    assert days == [date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)]
    assert rent.next_due_on == Entry.objects.get().next_due_on == date(2026, 11, 30)


def test_a_recurring_flow_may_begin_later(alice: User) -> None:
    rent = make.monthly(alice, date=date(2027, 1, 1))
    assert not Occurrence.objects.exists()
    assert rent.next_due_on == date(2027, 1, 1)


def test_an_entry_carries_its_fingerprint(alice: User) -> None:
    entry = make.expense(alice, 12, name="Bäcker")
    expected = fingerprints.of(
        category="expenses", on=DAY, amount=Decimal(12), currency="EUR", name="backer"
    )
    assert entry.fingerprint == Entry.objects.get().fingerprint == expected
    changed = entries.update(
        user=alice, entry_id=entry.pk, changes={"name": "Metzger"}, today=TODAY
    )
    assert changed.fingerprint != expected


def test_a_flow_may_be_paid_from_an_own_account(alice: User, bob: User) -> None:
    account = make.asset(alice)
    assert make.expense(alice, settles_in=account.pk).settles_in == account.pk
    other = make.income(alice)
    with as_user(bob):
        foreign = make.asset(bob)
    for pk in (uuid4(), other.pk, foreign.pk):
        with pytest.raises(InvalidEntry) as caught:
            make.expense(alice, settles_in=pk)
        assert set(caught.value.errors) == {"settles_in"}


def test_a_bad_draft_is_not_stored(alice: User) -> None:
    with pytest.raises(InvalidEntry):
        make.asset(alice, name="")
    assert not Entry.objects.exists()


def test_fields_change_alone(alice: User) -> None:
    flat = make.asset(alice, 100)
    changed = entries.update(
        user=alice,
        entry_id=flat.pk,
        changes={"name": "Home", "subcategory": "real_estate", "is_liquid": False},
        today=TODAY,
    )
    assert (changed.name, changed.subcategory, changed.is_liquid) == ("Home", "real_estate", False)
    assert (changed.amount, changed.date) == (100, DAY)
    assert Valuation.objects.count() == 1


def test_a_new_amount_of_a_balance_is_its_value_of_today(alice: User) -> None:
    flat = make.asset(alice, 100)
    changed = entries.update(
        user=alice, entry_id=flat.pk, changes={"amount": Decimal(120)}, today=TODAY
    )
    assert (changed.amount, changed.date) == (120, TODAY)
    assert list(Valuation.objects.order_by("on").values_list("on", "amount")) == [
        (DAY, 100),
        (TODAY, 120),
    ]


def test_or_of_the_day_that_is_said(alice: User) -> None:
    flat = make.asset(alice, 100)
    for day, amount in [(date(2025, 6, 1), 80), (TODAY, 120), (TODAY, 130)]:
        changed = entries.update(
            user=alice,
            entry_id=flat.pk,
            changes={"amount": Decimal(amount), "date": day},
            today=TODAY,
        )
    assert (changed.amount, changed.date) == (130, TODAY)
    assert Valuation.objects.count() == 3


def test_a_value_of_tomorrow_is_refused(alice: User) -> None:
    flat = make.asset(alice, 100)
    with pytest.raises(InvalidEntry) as caught:
        entries.update(
            user=alice,
            entry_id=flat.pk,
            changes={"amount": Decimal(1), "date": TODAY + timedelta(days=1)},
            today=TODAY,
        )
    assert set(caught.value.errors) == {"date"}


def test_a_one_off_flow_changes_amount_and_day(alice: User) -> None:
    lunch = make.expense(alice, 12)
    changed = entries.update(
        user=alice,
        entry_id=lunch.pk,
        changes={"amount": Decimal(13), "date": TODAY},
        today=TODAY,
    )
    assert (changed.amount, changed.date) == (13, TODAY)


@pytest.mark.parametrize(("category", "other"), [("assets", "income"), ("income", "assets")])
def test_a_balance_does_not_become_a_flow(alice: User, category: str, other: str) -> None:
    entry = entries.create(user=alice, draft=make.draft(category), today=TODAY)
    with pytest.raises(InvalidEntry) as caught:
        entries.update(user=alice, entry_id=entry.pk, changes={"category": other}, today=TODAY)
    assert set(caught.value.errors) == {"category"}


def test_a_currency_of_its_own_stays_possible(alice: User) -> None:
    token = Entry.objects.create(
        user=alice, category="assets", name="Token", amount=5, currency="TOKEN", date=DAY
    )
    changed = entries.update(user=alice, entry_id=token.pk, changes={"name": "Tokens"}, today=TODAY)
    assert (changed.name, changed.currency) == ("Tokens", "TOKEN")


def test_nothing_changes_without_changes(alice: User) -> None:
    rent = make.monthly(alice)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM finance_data_versions")
        before = cursor.fetchone()
        entries.update(user=alice, entry_id=rent.pk, changes={"name": rent.name}, today=TODAY)
        cursor.execute("SELECT version FROM finance_data_versions")
        assert cursor.fetchone() == before


def test_a_deleted_entry_is_gone_until_it_is_restored(alice: User) -> None:
    rent = make.monthly(alice, date=date(2026, 9, 1))
    entries.delete(user=alice, entry_id=rent.pk, at=NOW)
    with pytest.raises(EntryNotFound):
        entries.get(user=alice, entry_id=rent.pk)
    with pytest.raises(EntryNotFound):
        entries.delete(user=alice, entry_id=rent.pk, at=NOW)
    back = entries.restore(user=alice, entry_id=rent.pk, today=date(2026, 12, 31))
    assert back.deleted_at is None
    assert Occurrence.objects.count() == 4  # one became due meanwhile
    with pytest.raises(EntryNotFound):
        entries.restore(user=alice, entry_id=rent.pk, today=TODAY)


@pytest.mark.parametrize("page", [1, 500])
def test_what_was_deleted_long_ago_is_removed_for_good(
    alice: User, page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "PURGE_PAGE", page)
    old, recent, kept = (make.asset(alice, name=name) for name in ("old", "recent", "kept"))
    older = make.asset(alice, name="older")
    for entry in (old, older):
        entries.delete(user=alice, entry_id=entry.pk, at=NOW - timedelta(days=31))
    entries.delete(user=alice, entry_id=recent.pk, at=NOW - timedelta(days=29))
    assert entries.purge(before=NOW - timedelta(days=30)) == 2
    assert set(Entry.objects.values_list("pk", flat=True)) == {recent.pk, kept.pk}
    assert Valuation.objects.count() == 2


def test_somebody_elses_entry_is_not_found(alice: User, bob: User) -> None:
    flat = make.asset(alice)
    with as_user(bob):
        calls: tuple[Callable[[], object], ...] = (
            lambda: entries.get(user=bob, entry_id=flat.pk),
            lambda: entries.get(user=alice, entry_id=flat.pk),
            lambda: entries.update(user=bob, entry_id=flat.pk, changes={}, today=TODAY),
            lambda: entries.delete(user=bob, entry_id=flat.pk, at=NOW),
            lambda: entries.restore(user=bob, entry_id=flat.pk, today=TODAY),
        )
        for call in calls:
            with pytest.raises(EntryNotFound):
                call()
    assert Entry.objects.get().deleted_at is None
