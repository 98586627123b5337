"""A bit of everything that people have, and a way to compare two people's worlds."""

from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import User
from finance.exports import shape
from finance.models import Entry, Occurrence, Valuation
from finance.services import entries, occurrences, valuations
from finance.tests import make

TODAY = make.TODAY
FORMULA = '=HYPERLINK("http://evil.example")'


def build(user: User) -> None:
    """Make entries of every kind, with history, odd characters and references."""
    bank = make.asset(user, "1200.50", name="Bank", subcategory="bank", date=date(2025, 1, 1))
    for on, amount in ((date(2025, 6, 1), "1300.25"), (date(2026, 3, 1), "-20")):
        valuations.put(
            user=user, entry_id=bank.pk, on=on, amount=Decimal(amount), today=TODAY, source="price"
        )
    make.asset(
        user, "0.12345678", name="Coins", currency="BTC", subcategory="crypto",
        quantity=Decimal("0.123456789012345678"), is_liquid=False, blockchain="bitcoin",
        wallet_address="bc1qexampleexampleexample", description="cold\nkept; “far” away, \\N",
    )  # fmt: skip
    make.debt(user, "8400", name="@Loan", currency="USD")
    make.income(user, "12.34", name="'+1 for me", description=FORMULA)
    make.expense(user, "5.00", name="-5 % off\ttoday", date=date(2199, 12, 31))
    make.expense(user, "5.00", name="Twin", date=date(2026, 5, 5))
    make.expense(user, "5.00", name="Twin", date=date(2026, 5, 5))
    rent = make.expense(
        user, "890", name="Rent", recurring_frequency="monthly", date=date(2026, 7, 1),
        recurring_ends_on=date(2030, 1, 1), settles_in=bank.pk, subcategory="housing",
    )  # fmt: skip
    due = list(Occurrence.objects.filter(entry=rent).order_by("on"))
    occurrences.change(user=user, occurrence_id=due[1].pk, amount=Decimal("901.11"))
    occurrences.remove(user=user, occurrence_id=due[2].pk)
    make.income(
        user, "4000", name="Salary", recurring_frequency="weekly", recurring_interval=2,
        date=date(2027, 1, 1),
    )  # fmt: skip
    gone = make.expense(user, "1", name="Deleted")
    entries.delete(user=user, entry_id=gone.pk, at=gone.created_at)


def picture(user: User) -> list[dict[str, Any]]:
    """Return everything a person has, without the ids that no two people share."""
    names = dict(Entry.objects.filter(user=user).values_list("pk", "name"))
    shown = []
    for entry in Entry.objects.filter(user=user, deleted_at=None):
        one = {name: getattr(entry, name) for name in (*shape.FIELDS, "balance") if name != "id"}
        one["settles_in"] = entry.settles_in and names[entry.settles_in]
        history = Valuation.objects.filter(user=user, entry=entry).order_by("on")
        one["valuations"] = list(history.values_list("on", "amount", "change", "source"))
        due = Occurrence.objects.filter(user=user, entry=entry).order_by("on")
        one["occurrences"] = list(due.values_list("on", "amount"))
        shown.append(one)
    return sorted(shown, key=lambda one: (one["name"], str(one["valuations"])))
