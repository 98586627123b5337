"""What an import will do: how many rows come in, what they add, what is left out."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q, QuerySet, Sum

from accounts.models import User
from finance.imports.parsing.layout import Layout
from finance.imports.parsing.mapping import BALANCES, Mapping
from finance.models import Import, ImportRow
from numoraq.lib.money import Money

_SIGNS = {"income": 1, "expenses": -1}


type Totals = dict[tuple[str, str], Decimal]  # by category and currency


@dataclass(frozen=True)
class Preview:
    """A checked import in numbers. Sums are of the rows that come in."""

    found: Import
    kept: int  # duplicates that come in all the same
    here: int  # duplicates left out
    mended: int
    need: int  # bad rows without a decision
    left: int  # bad rows left out for good
    adds: tuple[Money, ...]  # income less expenses, by currency
    balances: int  # rows of what is owned or owed

    @cached_property
    def layout(self) -> Layout:
        """How the file is laid out."""
        return Layout.from_json(self.found.layout)

    @cached_property
    def mapping(self) -> Mapping:
        """What its columns become."""
        return Mapping.from_json(self.found.mapping)

    @property
    def ready(self) -> int:
        """How many rows come in."""
        return int(self.found.summary.get("good", 0)) - self.here + self.mended

    @property
    def total(self) -> int:
        """How many rows the file has."""
        return self.found.rows_total

    @property
    def duplicates(self) -> int:
        """How many rows are there already, kept or not."""
        return self.here + self.kept


def preview(*, user: User, found: Import) -> Preview:
    """Return what a checked import will do."""
    rows = ImportRow.objects.filter(user=user, import_file=found)
    is_bad = Q(problems__isnull=False)
    is_mended = Q(is_duplicate=False, problems__isnull=True, is_skipped=False)
    counts = rows.aggregate(
        here=Count("pk", filter=Q(is_duplicate=True, is_skipped=True)),
        kept=Count("pk", filter=Q(is_duplicate=True, is_skipped=False)),
        mended=Count("pk", filter=is_mended),
        left=Count("pk", filter=Q(is_duplicate=False, is_skipped=True)),
        open=Count("pk", filter=is_bad & Q(is_skipped=False)),
    )
    # Of very many bad rows only some are kept to be shown; the others are bad all the same.
    unseen = found.rows_bad - counts["mended"] - counts["left"] - counts["open"]
    is_left_out = bool(found.summary.get("bad_left_out"))
    totals = _totals(found, rows, is_mended)
    return Preview(
        found=found,
        kept=counts["kept"],
        here=counts["here"],
        mended=counts["mended"],
        need=counts["open"] + (0 if is_left_out else unseen),
        left=counts["left"] + (unseen if is_left_out else 0),
        adds=_adds(totals),
        balances=_balances(found),
    )


def _totals(found: Import, rows: QuerySet[ImportRow], is_mended: Q) -> Totals:
    totals = {
        (category, currency): Decimal(cents) / 100
        for category, currency, _rows, cents in found.summary.get("totals", [])
    }
    for sign, which in ((-1, Q(is_duplicate=True, is_skipped=True)), (1, is_mended)):
        sums = rows.filter(which).values_list("category", "currency").annotate(Sum("amount"))
        for category, currency, amount in sums.order_by():
            before = totals.get((category, currency), Decimal(0))
            totals[category, currency] = before + sign * amount
    return totals


def _adds(totals: Totals) -> tuple[Money, ...]:
    nets: dict[str, Decimal] = {}
    for (category, currency), amount in totals.items():
        if category in _SIGNS:
            nets[currency] = nets.get(currency, Decimal(0)) + _SIGNS[category] * amount
    ordered = sorted(nets.items(), key=lambda net: -abs(net[1]))
    return tuple(Money(amount, currency) for currency, amount in ordered)


def _balances(found: Import) -> int:
    totals = found.summary.get("totals", [])
    return sum(rows for category, _currency, rows, _cents in totals if category in BALANCES)
