"""Puts random books into the database, and takes them out again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from finance.models import Entry, FxRate, ManualRate, Valuation
from finance.services import occurrences
from finance.tests.books.book import Balance, Book, Flow
from numoraq.rls.identity import as_staff, as_user

_GONE = datetime(2024, 1, 1, tzinfo=UTC)


@contextmanager
def stored(book: Book, *, user: User, staff: User) -> Iterator[None]:
    """Act as a person who has these books, for as long as it takes to look at them."""
    with transaction.atomic():
        with as_staff(staff):
            FxRate.objects.bulk_create(
                FxRate(currency=currency, on=on, per_eur=per_eur)
                for (currency, on), per_eur in book.published.items()
            )
        with as_user(user):
            _write(book, user)
            yield
        transaction.set_rollback(True)


def _write(book: Book, user: User) -> None:
    ManualRate.objects.bulk_create(
        ManualRate(user=user, currency=currency, on=on, per_eur=per_eur)
        for (currency, on), per_eur in book.own.items()
    )
    for number, balance in enumerate(book.balances):
        _write_balance(balance, f"Balance {number}", user)
    for number, flow in enumerate(book.flows):
        _write_flow(flow, f"Flow {number}", user, book)
    gone = [f"Balance {n}" for n, balance in enumerate(book.balances) if balance.is_deleted]
    gone += [f"Flow {n}" for n, flow in enumerate(book.flows) if flow.is_deleted]
    Entry.objects.filter(user=user, name__in=gone).update(deleted_at=_GONE)


def _write_balance(balance: Balance, name: str, user: User) -> None:
    first, amount = balance.values[0]
    entry = Entry(
        user=user,
        category=balance.category,
        subcategory=balance.kind,
        name=name,
        currency=balance.currency,
        is_liquid=balance.is_liquid,
        amount=Decimal(0),
        balance=amount,
        date=first,
    )
    entry.save(force_insert=True)
    Valuation.objects.bulk_create(
        [Valuation(user=user, entry=entry, on=on, amount=value) for on, value in balance.values],
        update_conflicts=True,
        unique_fields=["user", "entry", "on"],
        update_fields=["amount"],
    )


def _write_flow(flow: Flow, name: str, user: User, book: Book) -> None:
    entry = Entry(
        user=user,
        category=flow.category,
        subcategory=flow.kind,
        name=name,
        currency=flow.currency,
        amount=flow.amount,
        date=flow.on,
        is_recurring=flow.frequency is not None,
        recurring_frequency=flow.frequency,
        recurring_interval=flow.interval,
        recurring_ends_on=flow.ends_on,
        next_due_on=flow.on if flow.frequency else None,
    )
    entry.save(force_insert=True)
    occurrences.materialise(entry=entry, through=book.today)
