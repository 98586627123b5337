"""What a persona earns, spends and moves."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy as _

from finance.demo.books import Books
from finance.demo.calendar import Monthly, Yearly
from finance.demo.flows import Event, Habit, Interest, Repayment, Standing
from finance.demo.plan import Rule
from finance.demo.tests.known import TODAY, rates
from finance.demo.transfers import Buy, Grant, Sweep, TopUp, Transfer

DAY = date(2026, 5, 1)
CURRENCIES = {"current": "EUR", "savings": "EUR", "dollars": "USD", "kwanza": "AOA", "fund": "USD"}


@pytest.fixture
def books() -> Books:
    """Return the books of somebody with a thousand in each account."""
    found = Books(
        today=TODAY, currencies=CURRENCIES, prices={"fund": {DAY: Decimal(50)}}, rates=rates
    )
    found.cash = {key: Decimal(1000) for key in ("current", "savings", "dollars", "kwanza")}
    found.units = {"fund": Decimal(2)}
    found.debts = {"loan": Decimal(12000)}
    return found


def test_a_standing_expense_is_kept_with_its_day(books: Books) -> None:
    Standing("rent", _("Rent"), "housing", Monthly(1), "700.00").act(books, DAY)
    assert books.cash["current"] == 300
    assert books.past["rent"] == [(DAY, Decimal(700))]


def test_an_income_is_added(books: Books) -> None:
    Standing("pay", _("Pay"), "salary", Monthly(1), "700.00", category="income").act(books, DAY)
    assert books.cash["current"] == 1700


def test_a_raise_lowers_the_years_before() -> None:
    pay = Standing("pay", _("Pay"), "salary", Monthly(1), "1100.00", growth=0.1)
    assert pay.amount_on(date(2026, 1, 1), today=TODAY) == Decimal("1100.00")
    assert pay.amount_on(date(2025, 12, 1), today=TODAY) == Decimal("1000.00")
    assert pay.amount_on(date(2024, 1, 1), today=TODAY) == Decimal("909.09")


def test_a_spread_stays_within_its_bounds() -> None:
    food = Standing("food", _("Food"), "food", Monthly(1), "100.00", spread=0.2)
    found = {food.amount_on(date(2026, month, 1), today=TODAY) for month in range(1, 12)}
    assert len(found) == 11
    assert all(Decimal(80) <= amount <= Decimal(120) for amount in found)


def test_a_repayment_takes_off_the_debt_what_the_interest_leaves(books: Books) -> None:
    rate = Standing("rate", _("Rate"), "debt", Monthly(1), "110.00")
    Repayment(rate, "loan", "1.00").act(books, DAY)
    assert books.cash["current"] == 890
    assert books.debts["loan"] == Decimal("11900.00")  # ten of interest
    assert books.repaid == Decimal("100.00")


def test_a_habit_costs_between_its_bounds_and_has_its_names() -> None:
    habit = Habit("out", (_("Lunch"), _("Dinner")), "food", 0.25, 10, 20)
    books = Books(today=TODAY, currencies=CURRENCIES, prices={}, rates=rates)
    books.cash = {"current": Decimal(0)}
    days = list(habit.days(date(2025, 1, 1), date(2025, 12, 31)))
    for day in days:
        habit.act(books, day)
    assert 60 < len(days) < 120
    assert {flow.name for flow in books.flows} == {"Lunch", "Dinner"}
    assert all(10 <= flow.amount <= 20 for flow in books.flows)
    assert books.cash["current"] == -sum(flow.amount for flow in books.flows)


def test_an_event_is_a_single_flow(books: Books) -> None:
    Event("tax", _("Tax"), "tax", Yearly(5, 1), "100.00", spread=0.0).act(books, DAY)
    (flow,) = books.flows
    assert (flow.category, flow.kind, flow.on, flow.amount) == ("expenses", "tax", DAY, 100)


def test_interest_is_income_of_its_account(books: Books) -> None:
    Interest("interest", _("Interest"), "savings", Monthly(1), "12").act(books, DAY)
    assert books.cash["savings"] == Decimal("1010.00")
    assert books.flows[0].category == "income"
    Interest("yearly", _("Interest"), "current", Yearly(5, 1), "12").act(books, DAY)
    assert books.cash["current"] == Decimal("1120.00")


def test_nothing_bears_no_interest(books: Books) -> None:
    books.cash["savings"] = Decimal(0)
    Interest("interest", _("Interest"), "savings", Monthly(1), "12").act(books, DAY)
    assert books.flows == []


@pytest.mark.parametrize(
    ("rule", "current", "savings"),
    [
        (Transfer("current", "savings", Monthly(1), "300"), 700, 1300),
        (Transfer("current", "savings", Monthly(1), "1300"), 1000, 1000),
        (Sweep("current", "savings", Monthly(1), keep="400"), 400, 1600),
        (Sweep("current", "savings", Monthly(1), keep="1400"), 1400, 600),
        (Sweep("current", "savings", Monthly(1), keep="9400"), 2000, 0),
        (TopUp("savings", "current", Monthly(1), least="1500"), 1500, 500),
        (TopUp("savings", "current", Monthly(1), least="900"), 1000, 1000),
        (TopUp("savings", "current", Monthly(1), least="9900"), 2000, 0),
    ],
)
def test_money_moves_between_accounts(books: Books, rule: Rule, current: int, savings: int) -> None:
    rule.act(books, DAY)
    assert (books.cash["current"], books.cash["savings"]) == (current, savings)
    assert books.flows == []


def test_money_crosses_currencies_at_the_rate(books: Books) -> None:
    Transfer("current", "dollars", Monthly(1), "100").act(books, DAY)
    assert books.cash["current"] == 900
    assert books.cash["dollars"] == Decimal("1110.00")


def test_money_does_not_cross_without_a_rate(books: Books) -> None:
    Transfer("current", "kwanza", Monthly(1), "100").act(books, DAY)
    TopUp("current", "kwanza", Monthly(1), "2000").act(books, DAY)
    assert books.cash["current"] == books.cash["kwanza"] == 1000


def test_units_are_bought_at_the_price_of_the_day(books: Books) -> None:
    Buy("current", "fund", Monthly(1), "100").act(books, DAY)
    assert books.cash["current"] == 900
    assert books.units["fund"] == Decimal("4.2")  # 110 dollars at 50
    Buy("current", "fund", Monthly(1), "901").act(books, DAY)
    assert books.units["fund"] == Decimal("4.2")


def test_granted_units_cost_nothing(books: Books) -> None:
    Grant("fund", Monthly(1), "25").act(books, DAY)
    assert books.units["fund"] == Decimal("2.5")
    assert books.cash["current"] == 1000
