"""Twelve months of income and expenses, each by the rates of its own last day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from finance.dashboard import months
from finance.dashboard.tests.known import TODAY, base, dated, eur, flow

NOVEMBER, OCTOBER, MARCH = date(2026, 11, 1), date(2026, 10, 1), date(2026, 3, 1)


def test_starts_are_the_twelve_months_up_to_today() -> None:
    starts = months.starts(date(2026, 2, 28))
    assert starts[0] == date(2025, 3, 1)
    assert starts[-1] == date(2026, 2, 1)
    assert len(starts) == 12


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (NOVEMBER, TODAY),
    ],
)
def test_a_month_is_converted_by_its_last_day_and_the_running_one_by_today(
    month: date, day: date
) -> None:
    assert months.rate_day(month, today=TODAY) == day


def test_empty_months_are_there_and_empty() -> None:
    found = months.figures([], base())
    assert len(found.rows) == 12
    assert found.is_empty
    assert not found.has_income
    assert found.kept_share is None
    assert found.flow is None


def test_euros_and_dollars_are_not_counted_one_to_one() -> None:
    """Bug 13: EUR was counted as USD, and totals were summed without conversion."""
    rates = {
        months.rate_day(start, today=TODAY): {"USD": 1.25 if start == OCTOBER else 1.0}
        for start in months.starts(TODAY)
    }
    sums = [
        flow(OCTOBER, "income", 100),
        flow(OCTOBER, "income", 250, "USD"),
        flow(OCTOBER, "expenses", 125, "USD"),
    ]
    found = months.figures(sums, dated("EUR", rates))
    october = found.rows[-2]
    assert october.income == eur("300.00")
    assert october.expenses == eur("100.00")
    assert october.kept == eur("200.00")


def test_each_month_has_its_own_rate() -> None:
    rates = {
        months.rate_day(start, today=TODAY): {"USD": 2 if start == MARCH else 4}
        for start in months.starts(TODAY)
    }
    sums = [flow(month, "income", 100, "USD") for month in (MARCH, OCTOBER)]
    found = {row.on: row.income for row in months.figures(sums, dated("EUR", rates)).rows}
    assert found[MARCH] == eur("50.00")
    assert found[OCTOBER] == eur("25.00")


def test_what_has_no_rate_is_left_out_and_named() -> None:
    found = months.figures(
        [flow(OCTOBER, "expenses", 9, "AOA"), flow(OCTOBER, "income", 5)], base()
    )
    assert found.rows[-2].expenses == eur("0.00")
    assert found.rows[-2].missing == {"AOA"}
    assert found.rows[-1].missing == frozenset()


def test_the_kept_share_is_of_all_twelve_months() -> None:
    sums = [
        flow(OCTOBER, "income", 300),
        flow(NOVEMBER, "income", 100),
        flow(NOVEMBER, "expenses", 300),
    ]
    assert months.figures(sums, base()).kept_share == Decimal(25)


def test_the_flow_is_of_this_month_once_it_has_both_sides() -> None:
    sums = [
        flow(month, side, 10) for month in (OCTOBER, NOVEMBER) for side in ("income", "expenses")
    ]
    found = months.figures(sums, base()).flow
    assert found is not None
    assert found.on == NOVEMBER


def test_the_flow_is_of_the_last_month_while_this_one_lacks_a_side() -> None:
    sums = [flow(OCTOBER, "income", 9), flow(OCTOBER, "expenses", 5), flow(NOVEMBER, "expenses", 1)]
    found = months.figures(sums, base()).flow
    assert found is not None
    assert found.on == OCTOBER


def test_the_flow_of_somebody_without_income_is_of_this_month() -> None:
    sums = [flow(OCTOBER, "expenses", 5), flow(NOVEMBER, "expenses", 1)]
    found = months.figures(sums, base()).flow
    assert found is not None
    assert found.on == NOVEMBER
    assert found.income == []


def test_the_flow_adds_up_by_kind_and_is_sorted() -> None:
    sums = [
        flow(NOVEMBER, "income", 100, kind="salary"),
        flow(NOVEMBER, "expenses", 10, kind="food"),
        flow(NOVEMBER, "expenses", 40, "USD", kind="food"),
        flow(NOVEMBER, "expenses", 60, kind="housing"),
        flow(NOVEMBER, "expenses", 7, kind=""),
        flow(NOVEMBER, "expenses", 3, kind="other"),
    ]
    found = months.figures(sums, base(USD=2)).flow
    assert found is not None
    parts = [(part.kind, part.money) for part in found.expenses]
    assert parts == [("housing", eur(60)), ("food", eur(30)), ("other", eur(10))]
    assert found.total.expenses == eur(100)


def test_months_before_the_twelve_are_not_shown() -> None:
    early = months.starts(TODAY)[0] - timedelta(days=1)
    assert months.figures([flow(early.replace(day=1), "income", 5)], base()).is_empty
