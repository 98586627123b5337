"""Whatever is done to entries, in whatever order: the kept sums equal a recount."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from finance.models import Entry, Occurrence, Valuation
from finance.services import rollups
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)
days = st.integers(0, 24).map(lambda number: START + timedelta(days=number * 6))
amounts = st.integers(-300, 900).map(Decimal)
positive = st.integers(0, 900).map(Decimal)
currencies = st.sampled_from(["EUR", "USD"])
sides = st.sampled_from(["assets", "liabilities"])
directions = st.sampled_from(["income", "expenses"])
kinds = st.sampled_from(["", "bank"])
dated = st.lists(st.tuples(days, amounts), min_size=1, max_size=5, unique_by=lambda v: v[0])
picks = st.integers(0, 11)

some_balances = precondition(lambda self: self.balances().exists())
some_flows = precondition(lambda self: self.flows().exists())


class Books(RuleBasedStateMachine):
    """A person's entries under random statements, raw ones too."""

    alice: User

    def __init__(self) -> None:
        super().__init__()
        # Not in `begin`: an example can end before it, and is torn down all the same.
        self.identity = as_user(self.alice)
        self.identity.__enter__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    @initialize(values=st.lists(st.tuples(sides, currencies, dated), min_size=3, max_size=3))
    def begin(self, values: list[tuple[str, str, list[tuple[date, Decimal]]]]) -> None:
        for side, currency, history in values:
            self.own(side, history[0][1], currency, history[0][0], is_liquid=True)
            self.revalue(0, history)
        for is_recurring in (False, True, True):
            self.flow("expenses", Decimal(10), "EUR", START, is_recurring=is_recurring)
        self.occur(0, [START], Decimal(10))
        self.occur(1, [START], Decimal(20))

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        self.identity.__exit__(None, None, None)

    def balances(self) -> Any:
        return Entry.objects.filter(category__in=Entry.BALANCES)

    def flows(self) -> Any:
        return Entry.objects.filter(category__in=Entry.FLOWS)

    def _one(self, found: Any, pick: int) -> Any:
        ids = list(found.order_by("created_at", "pk").values_list("pk", flat=True))
        return Entry.objects.filter(pk=ids[pick % len(ids)])

    def _add(self, **fields: Any) -> None:
        Entry(user=self.alice, name="x", **fields).save(force_insert=True)

    @rule(side=sides, amount=amounts, currency=currencies, on=days, is_liquid=st.booleans())
    def own(self, side: str, amount: Decimal, currency: str, on: date, *, is_liquid: bool) -> None:
        self._add(category=side, amount=amount, currency=currency, date=on, is_liquid=is_liquid)

    @rule(
        direction=directions,
        amount=positive,
        currency=currencies,
        on=days,
        is_recurring=st.booleans(),
    )
    def flow(
        self, direction: str, amount: Decimal, currency: str, on: date, *, is_recurring: bool
    ) -> None:
        self._add(
            category=direction,
            amount=amount,
            currency=currency,
            date=on,
            is_recurring=is_recurring,
            recurring_frequency="weekly" if is_recurring else None,
        )

    @some_balances
    @rule(pick=picks, values=dated)
    def revalue(self, pick: int, values: list[tuple[date, Decimal]]) -> None:
        entry = self._one(self.balances(), pick).get()
        Valuation.objects.bulk_create(
            [
                Valuation(user=self.alice, entry=entry, on=on, amount=amount)
                for on, amount in values
            ],
            update_conflicts=True,
            unique_fields=["user", "entry", "on"],
            update_fields=["amount"],
        )

    @some_balances
    @rule(pick=picks, by=st.integers(-20, 20))
    def move_a_value_to_another_day(self, pick: int, by: int) -> None:
        entry = self._one(self.balances(), pick).get()
        moved = Valuation.objects.filter(entry=entry).order_by("-on").first()
        if (
            moved
            and not Valuation.objects.filter(entry=entry, on=moved.on + timedelta(by)).exists()
        ):
            Valuation.objects.filter(pk=moved.pk).update(on=moved.on + timedelta(by))

    @some_balances
    @rule(pick=picks, below=amounts)
    def forget_values(self, pick: int, below: Decimal) -> None:
        entry = self._one(self.balances(), pick).get()
        Valuation.objects.filter(entry=entry, amount__lt=below).delete()

    @rule(factor=st.sampled_from([0, 2, -1]))
    def scale_everything(self, factor: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE asset_valuations SET amount = amount * %s", [factor])

    @some_balances
    @rule(pick=picks, other=picks)
    def give_values_away(self, pick: int, other: int) -> None:
        entry, to = (self._one(self.balances(), number).get() for number in (pick, other))
        if entry != to:
            Valuation.objects.filter(entry=to).delete()
            Valuation.objects.filter(entry=entry).update(entry=to)

    @some_balances
    @rule(pick=picks, side=sides, currency=currencies, is_liquid=st.booleans(), kind=kinds)
    def change_balance(
        self, pick: int, side: str, currency: str, kind: str, *, is_liquid: bool
    ) -> None:
        self._one(self.balances(), pick).update(
            category=side, currency=currency, is_liquid=is_liquid, subcategory=kind, amount=1
        )

    @some_balances
    @rule(pick=picks, is_liquid=st.booleans())
    def change_liquidity(self, pick: int, *, is_liquid: bool) -> None:
        self._one(self.balances(), pick).update(is_liquid=is_liquid)

    @rule(direction=directions, currency=currencies, kind=kinds)
    def change_all_flows(self, direction: str, currency: str, kind: str) -> None:
        self.flows().update(category=direction, currency=currency, subcategory=kind)

    @some_flows
    @rule(pick=picks, amount=positive, on=days)
    def change_flow(self, pick: int, amount: Decimal, on: date) -> None:
        self._one(self.flows(), pick).update(amount=amount, date=on)

    @some_flows
    @rule(pick=picks, is_recurring=st.booleans())
    def change_recurrence(self, pick: int, *, is_recurring: bool) -> None:
        frequency = "monthly" if is_recurring else None
        self._one(self.flows(), pick).update(
            is_recurring=is_recurring, recurring_frequency=frequency
        )

    @some_flows
    @rule(pick=picks, on=st.lists(days, min_size=1, max_size=4, unique=True), amount=positive)
    def occur(self, pick: int, on: list[date], amount: Decimal) -> None:
        entry = self._one(self.flows(), pick).get()
        Occurrence.objects.bulk_create(
            [Occurrence(user=self.alice, entry=entry, on=day, amount=amount) for day in on],
            update_conflicts=True,
            unique_fields=["user", "entry", "on"],
            update_fields=["amount"],
        )

    @rule(below=positive)
    def forget_occurrences(self, below: Decimal) -> None:
        Occurrence.objects.filter(amount__lt=below).delete()

    @rule(pick=picks, is_deleted=st.booleans())
    def delete_or_restore(self, pick: int, *, is_deleted: bool) -> None:
        moment = "2026-01-01T00:00Z" if is_deleted else None
        for found in (self.balances(), self.flows()):
            if found.exists():
                self._one(found, pick).update(deleted_at=moment)

    @some_balances
    @some_flows
    @rule(pick=picks)
    def remove_for_good(self, pick: int) -> None:
        self._one(Entry.objects.all(), pick).delete()

    @rule()
    def restore_everything(self) -> None:
        Entry.objects.update(deleted_at=None)

    @invariant()
    def sums_equal_a_recount(self) -> None:
        if hasattr(self, "atomic"):
            assert rollups.verify(user_ids=[self.alice.pk], repair=False) == []


def test_any_sequence_of_changes_keeps_the_sums(alice: User) -> None:
    Books.alice = alice
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=40,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
