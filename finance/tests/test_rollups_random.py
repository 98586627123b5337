"""Whatever is done to entries, in whatever order: the kept sums equal a recount."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from finance.models import Entry, Occurrence, Valuation
from finance.services import rollups
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n * 5))
amounts = st.integers(-300, 900).map(Decimal)
positive = st.integers(0, 900).map(Decimal)
currencies = st.sampled_from(["EUR", "USD"])
kinds = st.sampled_from(["", "bank", "fund"])
picks = st.integers(0, 1000)


class Books(RuleBasedStateMachine):
    """A person's entries under random statements, raw ones too."""

    alice: User

    @initialize()
    def begin(self) -> None:
        self.identity = as_user(self.alice)
        self.identity.__enter__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.balances: list[UUID] = []
        self.flows: list[UUID] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.identity.__exit__(None, None, None)

    def _pick(self, ids: list[UUID], pick: int) -> Any:
        return Entry.objects.filter(pk=ids[pick % len(ids)] if ids else uuid4())

    @rule(
        category=st.sampled_from(["assets", "liabilities"]),
        amount=amounts,
        currency=currencies,
        on=days,
        liquid=st.booleans(),
        kind=kinds,
    )
    def own(
        self, category: str, amount: Decimal, currency: str, on: date, liquid: bool, kind: str
    ) -> None:
        entry = Entry(
            user=self.alice,
            category=category,
            name="x",
            amount=amount,
            currency=currency,
            date=on,
            is_liquid=liquid,
            subcategory=kind,
        )
        entry.save(force_insert=True)
        self.balances.append(entry.pk)

    @rule(
        category=st.sampled_from(["income", "expenses"]),
        amount=positive,
        currency=currencies,
        on=days,
        recurring=st.booleans(),
    )
    def flow(
        self, category: str, amount: Decimal, currency: str, on: date, recurring: bool
    ) -> None:
        entry = Entry(
            user=self.alice,
            category=category,
            name="x",
            amount=amount,
            currency=currency,
            date=on,
            is_recurring=recurring,
            recurring_frequency="weekly" if recurring else None,
        )
        entry.save(force_insert=True)
        self.flows.append(entry.pk)

    @rule(
        pick=picks,
        values=st.lists(st.tuples(days, amounts), min_size=1, max_size=6, unique_by=lambda v: v[0]),
    )
    def revalue(self, pick: int, values: list[tuple[date, Decimal]]) -> None:
        for entry in self._pick(self.balances, pick):
            Valuation.objects.bulk_create(
                [
                    Valuation(user=self.alice, entry=entry, on=on, amount=amount)
                    for on, amount in values
                ],
                update_conflicts=True,
                unique_fields=["user", "entry", "on"],
                update_fields=["amount"],
            )

    @rule(pick=picks, on=days, to=days)
    def move_day(self, pick: int, on: date, to: date) -> None:
        for entry in self._pick(self.balances, pick):
            own = Valuation.objects.filter(entry=entry)
            if not own.filter(on=to).exists():
                own.filter(on=on).update(on=to)

    @rule(pick=picks, below=amounts)
    def forget_values(self, pick: int, below: Decimal) -> None:
        for entry in self._pick(self.balances, pick):
            Valuation.objects.filter(entry=entry, amount__lt=below).delete()

    @rule(factor=st.sampled_from([0, 1, 2, -1]))
    def scale_everything(self, factor: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE asset_valuations SET amount = amount * %s", [factor])

    @rule(pick=picks, other=picks)
    def give_values_away(self, pick: int, other: int) -> None:
        for entry, to in zip(
            self._pick(self.balances, pick), self._pick(self.balances, other), strict=False
        ):
            if not Valuation.objects.filter(entry=to).exclude(entry=entry).exists():
                Valuation.objects.filter(entry=entry).update(entry=to)

    @rule(
        pick=picks,
        category=st.sampled_from(["assets", "liabilities"]),
        currency=currencies,
        liquid=st.booleans(),
        kind=kinds,
    )
    def change_balance(
        self, pick: int, category: str, currency: str, liquid: bool, kind: str
    ) -> None:
        self._pick(self.balances, pick).update(
            category=category, currency=currency, is_liquid=liquid, subcategory=kind, amount=1
        )

    @rule(category=st.sampled_from(["income", "expenses"]), currency=currencies, kind=kinds)
    def change_all_flows(self, category: str, currency: str, kind: str) -> None:
        Entry.objects.filter(category__in=Entry.FLOWS).update(
            category=category, currency=currency, subcategory=kind
        )

    @rule(pick=picks, amount=positive, on=days)
    def change_flow(self, pick: int, amount: Decimal, on: date) -> None:
        self._pick(self.flows, pick).update(amount=amount, date=on)

    @rule(pick=picks, recurring=st.booleans())
    def change_recurrence(self, pick: int, recurring: bool) -> None:
        self._pick(self.flows, pick).update(
            is_recurring=recurring, recurring_frequency="monthly" if recurring else None
        )

    @rule(pick=picks, on=st.lists(days, min_size=1, max_size=5, unique=True), amount=positive)
    def occur(self, pick: int, on: list[date], amount: Decimal) -> None:
        for entry in self._pick(self.flows, pick):
            Occurrence.objects.bulk_create(
                [Occurrence(user=self.alice, entry=entry, on=day, amount=amount) for day in on],
                update_conflicts=True,
                unique_fields=["user", "entry", "on"],
                update_fields=["amount"],
            )

    @rule(below=positive)
    def forget_occurrences(self, below: Decimal) -> None:
        Occurrence.objects.filter(amount__lt=below).delete()

    @rule(pick=picks, deleted=st.booleans(), which=st.sampled_from(["balances", "flows"]))
    def delete_or_restore(self, pick: int, deleted: bool, which: str) -> None:
        self._pick(getattr(self, which), pick).update(
            deleted_at="2026-01-01T00:00Z" if deleted else None
        )

    @rule(pick=picks, which=st.sampled_from(["balances", "flows"]))
    def remove(self, pick: int, which: str) -> None:
        self._pick(getattr(self, which), pick).delete()

    @rule()
    def remove_half(self) -> None:
        ids = sorted(Entry.objects.values_list("pk", flat=True))
        Entry.objects.filter(pk__in=ids[::2]).delete()

    @invariant()
    def sums_equal_a_recount(self) -> None:
        if hasattr(self, "balances"):
            assert rollups.verify(user_ids=[self.alice.pk], repair=False) == []


def test_any_sequence_of_changes_keeps_the_sums(alice: User) -> None:
    Books.alice = alice
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
