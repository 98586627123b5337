"""The days until payday."""

from collections.abc import Sequence
from datetime import timedelta

from finance.dashboard import runway
from finance.dashboard.base import Base
from finance.dashboard.runway import Runway
from finance.dashboard.sums import Account, Coming
from finance.dashboard.tests.known import TODAY, account, base, coming, eur, held, total

CURRENT = account("current", 1000)


def run(
    items: Sequence[Coming], accounts: Sequence[Account] = (CURRENT,), of: Base | None = None
) -> Runway | None:
    """Return the runway of somebody with nothing but these accounts."""
    of = of or base()
    return runway.figures(coming=items, accounts=accounts, held=[], base=of)


def test_nothing_coming_is_no_runway() -> None:
    assert run([]) is None


def test_no_money_is_no_runway() -> None:
    assert run([coming("Rent", "expenses", 3, 10)], accounts=()) is None


def test_the_lowest_day_lies_before_payday() -> None:
    found = run(
        [
            coming("Rent", "expenses", 5, 700, "current"),
            coming("Salary", "income", 8, 2000, "current"),
            coming("Car", "expenses", 20, 2200, "current"),
        ]
    )
    assert found is not None
    assert found.lowest.money == eur(300)
    assert found.lowest.on == TODAY + timedelta(days=5)
    assert found.payday is not None
    assert found.payday.on == TODAY + timedelta(days=8)
    assert found.days_to_payday == 3
    assert found.days[-1].money == eur(100)
    assert len(found.days) == runway.DAYS + 1


def test_without_income_the_lowest_of_all_days_counts() -> None:
    found = run(
        [
            coming("Rent", "expenses", 5, 700, "current"),
            coming("Car", "expenses", 20, 200, "current"),
        ]
    )
    assert found is not None
    assert found.payday is None
    assert found.lowest.money == eur(100)


def test_payday_is_the_largest_income() -> None:
    found = run(
        [
            coming("Interest", "income", 2, 3, "current"),
            coming("Salary", "income", 9, 2000, "current"),
            coming("Rent", "expenses", 10, 10, "current"),
        ]
    )
    assert found is not None
    assert found.payday is not None
    assert found.payday.on == TODAY + timedelta(days=9)


def test_payday_tomorrow_leaves_today_as_the_lowest_day() -> None:
    found = run([coming("Salary", "income", 1, 2000, "current")])
    assert found is not None
    assert found.lowest.on == TODAY
    assert found.days_to_payday == 1


def test_the_account_is_the_one_most_is_paid_from() -> None:
    dollars = account("dollars", 500, "USD")
    items = [
        coming("Retainer", "income", 4, 3000, "dollars", "USD"),
        coming("Software", "expenses", 6, 80, "dollars", "USD"),
        coming("Rent", "expenses", 5, 700, "current"),
    ]
    found = run(items, [dollars, CURRENT], base(USD=1))
    assert found is not None
    assert found.account == CURRENT
    assert found.payday is None
    only_income = run(items[:1], [CURRENT, dollars], base(USD=1))
    assert only_income is not None
    assert only_income.account == dollars


def test_what_names_no_account_is_paid_from_this_one() -> None:
    found = run([coming("Rent", "expenses", 5, 700, "current"), coming("Gym", "expenses", 6, 30)])
    assert found is not None
    assert found.days[-1].money == eur(270)


def test_what_another_account_pays_does_not_count() -> None:
    other = account("other", 50)
    found = run(
        [coming("Rent", "expenses", 5, 700, "current"), coming("Gym", "expenses", 6, 30, "other")],
        [CURRENT, other],
    )
    assert found is not None
    assert found.days[-1].money == eur(300)


def test_amounts_in_another_currency_are_converted() -> None:
    found = run([coming("Rent", "expenses", 5, 500, "current", "USD")], of=base(USD="1.25"))
    assert found is not None
    assert found.days[-1].money == eur(600)


def test_without_a_rate_nothing_is_forecast() -> None:
    assert run([coming("Rent", "expenses", 5, 700, "current", "AOA")]) is None


def test_without_an_account_all_liquid_money_is_meant() -> None:
    of = base(USD=2)
    rows = [
        total(100),
        total(50, "USD"),
        total(900, is_liquid=False),
        total(7, "AOA"),
        total(40, category="liabilities"),
    ]
    found = runway.figures(
        coming=[coming("Rent", "expenses", 5, 70)],
        accounts=[],
        held=[held(row, of) for row in rows],
        base=of,
    )
    assert found is not None
    assert found.account is None
    assert found.days[0].money == eur(125)
    assert found.days[-1].money == eur(55)


def test_going_below_zero_is_told_with_its_day() -> None:
    found = run(
        [
            coming("Rent", "expenses", 5, 700, "current"),
            coming("Car", "expenses", 7, 700, "current"),
        ]
    )
    assert found is not None
    assert found.goes_below_zero is not None
    assert found.goes_below_zero.on == TODAY + timedelta(days=7)
    assert run([coming("Rent", "expenses", 5, 7, "current")]).goes_below_zero is None  # type: ignore[union-attr]


def test_advice_names_the_expense_that_makes_it_tight() -> None:
    found = run(
        [
            coming("Gym", "expenses", 2, 30, "current"),
            coming("Rent", "expenses", 5, 700, "current"),
            coming("Food", "expenses", 6, 90, "current"),
            coming("Salary", "income", 8, 2000, "current"),
        ]
    )
    assert found is not None
    assert found.advice == runway.Advice("Rent", eur(700), 3, eur(880))


def test_there_is_no_advice_when_it_is_not_tight() -> None:
    found = run(
        [
            coming("Rent", "expenses", 5, 100, "current"),
            coming("Salary", "income", 8, 2000, "current"),
        ]
    )
    assert found is not None
    assert found.advice is None


def test_there_is_no_advice_without_a_payday() -> None:
    found = run([coming("Rent", "expenses", 5, 900, "current")])
    assert found is not None
    assert found.advice is None
