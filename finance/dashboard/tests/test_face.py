"""Net worth now and over time, what changed it, and what it leaves out."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from finance.dashboard import face, months
from finance.dashboard.base import Base
from finance.dashboard.sums import Sums, Worth
from finance.dashboard.tests.known import TODAY, base, dated, eur, flow, held, total, worth
from finance.models import BalanceTotal

MONTH_AGO, YEAR_AGO = TODAY - face.MONTH, TODAY - face.YEAR
SINCE = date(2025, 12, 1)
EVE = SINCE - timedelta(days=1)


def figures(
    of: Base,
    worths: Sequence[Worth] = (),
    rows: Sequence[BalanceTotal] = (),
    flows: Sequence[Any] = (),
    has_new: bool = False,
) -> face.Face:
    """Return a face made from sums."""
    by_month = months.figures(flows, of).rows
    return face.figures(
        Sums(worths, rows, flows, has_new=has_new),
        of,
        held=[held(row, of) for row in rows],
        days=sorted({row.on for row in worths}),
        months=by_month,
    )


def test_nothing_is_nothing() -> None:
    found = figures(base())
    assert found.net == eur(0)
    assert not found.has_entries
    assert found.points == []
    assert found.month is found.year is found.explained is found.liquid_share is None


def test_net_worth_is_what_is_owned_less_what_is_owed_in_one_currency() -> None:
    """Bug 13: EUR was counted 1:1 as USD."""
    found = figures(
        base(USD="1.25"),
        [worth(TODAY, 1000, 400), worth(TODAY, 500, 250, "USD")],
        [
            total(1000),
            total(500, "USD"),
            total(400, category="liabilities"),
            total(250, "USD", category="liabilities"),
        ],
    )
    assert found.net == eur("800.00")
    assert found.owned == eur("1400.00")
    assert found.owed == eur("-600.00")


def test_each_day_has_its_own_rate() -> None:
    of = dated("EUR", {MONTH_AGO: {"USD": 2}, TODAY: {"USD": "1.6"}})
    totals = face.history(
        [worth(MONTH_AGO, 80, currency="USD"), worth(TODAY, 80, currency="USD")], of
    )
    assert totals[MONTH_AGO].net == eur("40.00")
    assert totals[TODAY].net == eur("50.00")


def test_a_currency_without_a_rate_is_never_zero_or_one_to_one() -> None:
    """Bug 18: prices were invented when a provider failed."""
    of = base()
    found = figures(
        of,
        [worth(TODAY, 10), worth(TODAY, 7000, currency="AOA")],
        [total(10), total(7000, "AOA", entries=2), total(5, "XAF")],
    )
    assert found.net == eur(10)
    assert found.owned == eur(10)
    assert [(item.currency, item.entries) for item in found.left_out] == [("AOA", 2), ("XAF", 1)]


def test_the_liquid_share_is_of_what_is_owned() -> None:
    rows = [
        total(25),
        total(75, subcategory="real_estate", is_liquid=False),
        total(60, category="liabilities"),
    ]
    assert figures(base(), rows=rows).liquid_share == Decimal(25)


def test_changes_compare_with_thirty_days_and_a_year_ago() -> None:
    found = figures(
        base(),
        [worth(YEAR_AGO, 200), worth(MONTH_AGO, 300, 50), worth(TODAY, 320, 20)],
        [total(300)],
    )
    assert found.month == face.Change(MONTH_AGO, eur(50), Decimal(20))
    assert found.year == face.Change(YEAR_AGO, eur(100), Decimal(50))


def test_a_change_from_debt_has_no_percentage() -> None:
    found = figures(base(), [worth(YEAR_AGO, 0, 100), worth(TODAY, 0, 40)], [total(1)])
    assert found.year == face.Change(YEAR_AGO, eur(60), None)


def test_a_change_is_silent_when_other_currencies_counted_then() -> None:
    of = dated("EUR", {YEAR_AGO: {}, MONTH_AGO: {"USD": 2}, TODAY: {"USD": 2}})
    rows = [
        row
        for day in (YEAR_AGO, MONTH_AGO, TODAY)
        for row in (worth(day, 10), worth(day, 20, currency="USD"))
    ]
    totals = face.history(rows, of)
    assert totals[YEAR_AGO].missing == {"USD"}
    assert face.history(rows[2:], of)[TODAY].missing == frozenset()


def test_the_line_names_what_it_leaves_out_on_days_before() -> None:
    rates = {YEAR_AGO: {}, MONTH_AGO: {"GBP": 1}, TODAY: {"GBP": 1, "USD": 2}}
    rows = [
        row
        for day in rates
        for row in (
            worth(day, 10),
            worth(day, 20, currency="USD"),
            worth(day, 30, currency="GBP"),
            worth(day, 40, currency="AOA"),
        )
    ]
    found = figures(dated("EUR", rates), rows, [total(10)])
    assert found.gaps == [face.Gap("GBP", YEAR_AGO), face.Gap("USD", MONTH_AGO)]


def test_a_currency_of_which_nothing_is_left_is_not_missing() -> None:
    totals = face.history([worth(TODAY, 5), worth(TODAY, 0, currency="AOA")], base())
    assert totals[TODAY] == face.Total(eur(5), frozenset())


def test_a_change_is_explained_by_what_was_kept_and_the_rest() -> None:
    flows = [flow(SINCE, "income", 500), flow(date(2026, 5, 1), "expenses", 200)]
    found = figures(base(), [worth(EVE, 1000), worth(TODAY, 1450)], [total(1450)], flows)
    assert found.explained == face.Explained(SINCE, eur(300), eur(150))


def test_spending_more_than_was_earned_is_explained_too() -> None:
    flows = [flow(SINCE, "expenses", 200)]
    found = figures(base(), [worth(EVE, 1000), worth(TODAY, 900)], [total(900)], flows)
    assert found.explained is not None
    assert found.explained.overspent == eur(200)
    assert found.explained.rest == eur(100)


def test_nothing_is_explained_when_a_balance_is_new() -> None:
    flows = [flow(SINCE, "income", 500)]
    worths = [worth(EVE, 1000), worth(TODAY, 1450)]
    assert figures(base(), worths, [total(1)], flows, has_new=True).explained is None
    assert figures(base(), worths, [total(1)], [], has_new=False).explained is None
    assert figures(base(), worths[1:], [total(1)], flows).explained is None


def test_nothing_is_explained_when_some_income_has_no_rate() -> None:
    flows = [flow(SINCE, "income", 500), flow(SINCE, "income", 5, "AOA")]
    worths = [worth(EVE, 1000), worth(TODAY, 1450)]
    assert figures(base(), worths, [total(1)], flows).explained is None


def test_amounts_of_thirteen_digits_stay_exact() -> None:
    found = figures(
        base(USD=3),
        [worth(TODAY, "9999999999999.99"), worth(TODAY, "0.03", currency="USD")],
        [total("9999999999999.99")],
    )
    assert found.net == eur("10000000000000.00")
