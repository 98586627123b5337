"""The days until payday, against a simulation that goes through them one by one."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from finance.dashboard import runway
from finance.dashboard.runway import Runway
from finance.dashboard.sums import Coming
from finance.dashboard.tests.known import TODAY, account, base, coming, held, total

PER_EUR = {"EUR": Fraction(1), "USD": Fraction(5, 4), "JPY": Fraction(160)}
CURRENCIES = sorted(PER_EUR)
RATES: Any = {"USD": "1.25", "JPY": "160"}
KNOWN = base(**RATES)

quick = settings(max_examples=150, derandomize=True, database=None, deadline=None)


@st.composite
def dues(draw: st.DrawFn) -> list[Coming]:
    """Return what is due in the next thirty days, paid from two accounts or from none."""
    found = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["income", "expenses"]),
                st.integers(1, runway.DAYS),
                st.integers(1, 3000),
                st.sampled_from(["current", "joint", ""]),
                st.sampled_from(CURRENCIES),
            ),
            max_size=8,
        )
    )
    items = [
        coming(f"Item {number}", category, days, amount, name, currency)
        for number, (category, days, amount, name, currency) in enumerate(found)
    ]
    return sorted(items, key=lambda item: item.on)


def in_euros(item: Coming) -> Fraction:
    sign = 1 if item.category == "income" else -1
    return sign * Fraction(item.money.amount) / PER_EUR[item.money.currency]


def of_accounts(items: list[Coming], current: int, joint: int) -> Runway | None:
    accounts = [account("current", current), account("joint", joint)]
    return runway.figures(coming=items, accounts=accounts, held=[], base=KNOWN)


@quick
@given(items=dues(), current=st.integers(-500, 5000), joint=st.integers(0, 5000))
def test_each_day_is_the_one_before_and_what_moves_it(
    items: list[Coming], current: int, joint: int
) -> None:
    found = of_accounts(items, current, joint)
    if found is None:
        assert not any(item.settles_in for item in items)
        return
    assert found.account is not None
    assert [day.on for day in found.days] == [TODAY + timedelta(days=n) for n in range(31)]
    money = Fraction(found.account.money.amount)
    mine = {None, found.account.id}
    for day in found.days:
        moves = [item for item in items if item.on == day.on and item.settles_in in mine]
        money += sum(map(in_euros, moves))
        assert [move.coming for move in day.moves] == moves
        assert abs(Fraction(day.money.amount) - money) <= Fraction(1, 100)


@quick
@given(items=dues(), current=st.integers(-500, 5000), joint=st.integers(0, 5000))
def test_the_account_is_the_one_most_is_paid_from(
    items: list[Coming], current: int, joint: int
) -> None:
    found = of_accounts(items, current, joint)
    names = {account(name, 0).id: name for name in ("current", "joint")}
    sums = {"expenses": dict.fromkeys(names, 0), "income": dict.fromkeys(names, 0)}
    for item in items:
        if item.settles_in in names:
            sums[item.category][item.settles_in] += int(abs(in_euros(item)) * 100)
    side = next((s for s in ("expenses", "income") if any(sums[s].values())), None)
    if side is None:
        assert found is None
    else:
        assert found is not None
        assert found.account is not None
        assert sums[side][found.account.id] == max(sums[side].values())


@quick
@given(items=dues(), current=st.integers(-500, 5000), joint=st.integers(0, 5000))
def test_the_lowest_day_is_before_payday_and_payday_is_the_largest_income(
    items: list[Coming], current: int, joint: int
) -> None:
    found = of_accounts(items, current, joint)
    if found is None:
        return
    incomes = [
        (move.money.amount, day.on)
        for day in found.days
        for move in day.moves
        if move.coming.category == "income"
    ]
    if not incomes:
        assert found.payday is None
        assert found.lowest.money.amount == min(day.money.amount for day in found.days)
        return
    assert found.payday is not None
    largest = max(amount for amount, _day in incomes)
    assert found.payday.on == min(day for amount, day in incomes if amount == largest)
    before = [day for day in found.days if day.on < found.payday.on]
    assert found.lowest in before
    assert found.lowest.money.amount == min(day.money.amount for day in before)


@quick
@given(items=dues(), current=st.integers(-500, 5000), joint=st.integers(0, 5000))
def test_advice_names_an_expense_whose_delay_would_help(
    items: list[Coming], current: int, joint: int
) -> None:
    found = of_accounts(items, current, joint)
    if found is None or found.advice is None:
        return
    assert found.payday is not None
    advice = found.advice
    paid_on = found.payday.on - timedelta(days=advice.days_before_payday)
    until = [day for day in found.days if day.on <= found.lowest.on]
    expenses = [move.money.amount for day in until for move in day.moves if move.money.amount < 0]
    assert advice.money.amount == -min(expenses)
    assert paid_on <= found.lowest.on
    assert found.lowest.money.amount < advice.money.amount
    assert advice.lowest.amount >= found.lowest.money.amount


@quick
@given(
    items=dues(),
    sums=st.lists(
        st.tuples(st.integers(-500, 5000), st.sampled_from(CURRENCIES), st.booleans()), max_size=4
    ),
)
def test_without_an_account_all_liquid_money_is_meant(
    items: list[Coming], sums: list[tuple[int, str, bool]]
) -> None:
    rows = [
        held(total(amount, currency, is_liquid=is_liquid), KNOWN)
        for amount, currency, is_liquid in sums
    ]
    found = runway.figures(coming=items, accounts=[], held=rows, base=KNOWN)
    liquid = [(amount, currency) for amount, currency, is_liquid in sums if is_liquid]
    if not liquid or not items:
        assert found is None
        return
    assert found is not None
    assert found.account is None
    expected = sum(Fraction(amount) / PER_EUR[currency] for amount, currency in liquid)
    assert abs(Fraction(found.days[0].money.amount) - expected) <= Fraction(1, 100)
    last = expected + sum(map(in_euros, items))
    assert abs(Fraction(found.days[-1].money.amount) - last) <= Fraction(1, 100)


def test_something_without_a_rate_leaves_no_runway_rather_than_a_wrong_one() -> None:
    items = [coming("Rent", "expenses", 3, 10, "current", "AOA")]
    assert (
        runway.figures(coming=items, accounts=[account("current", 100)], held=[], base=KNOWN)
        is None
    )


def test_an_account_in_another_currency_is_told_in_its_own() -> None:
    items = [coming("Rent", "expenses", 3, 10, "dollars", "EUR")]
    found = runway.figures(
        coming=items, accounts=[account("dollars", 100, "USD")], held=[], base=KNOWN
    )
    assert found is not None
    assert found.days[-1].money.currency == "USD"
    assert found.days[-1].money.amount == Decimal("87.50")
