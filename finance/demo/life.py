"""Plays a plan day by day and keeps what the persona would have recorded."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from finance.demo import calendar, paths
from finance.demo.books import Books, Rates
from finance.demo.flows import Repayment, Standing
from finance.demo.plan import Account, Appraised, Holding, Loan, Owned, Plan, Rule
from finance.demo.story import Balance, Dated, Recurring, Story
from numoraq.lib.money import round_cents

YEARS = 5
_DAILY = 45  # the last days are valued one by one, those before week by week


def first_day(on: date) -> date:
    """Return the day a story that is told on a day begins with: the first of a month."""
    return on.replace(year=on.year - YEARS, day=1)


def play(plan: Plan, *, on: date, rates: Rates) -> tuple[Story, Books]:
    """Return five years of a plan up to a day, and the books they were kept in.

    The same plan, day and rates always give the same story.
    """
    since = first_day(on)
    books = _open(plan, since, on, rates)
    values: dict[str, list[Dated]] = defaultdict(list)
    due = _due(plan.rules, since, on)
    for today in calendar.each_day(since, on):
        for rule in due[today]:
            rule.act(books, today)
        if _is_valued(today, on) or today == since:
            _value(plan, books, today, values)
    return _told(plan, books, values, since), books


def _open(plan: Plan, since: date, on: date, rates: Rates) -> Books:
    days = list(calendar.each_day(since, on))
    prices = {
        holding.key: dict(
            zip(days, paths.prices(holding.path, name=holding.key, days=len(days)), strict=True)
        )
        for holding in plan.holdings
    }
    currencies = {thing.key: thing.currency for thing in plan.owned()}
    books = Books(today=on, currencies=currencies, prices=prices, rates=rates)
    books.cash = plan.opening()
    books.units = {holding.key: Decimal(holding.units) for holding in plan.holdings}
    books.debts = {loan.key: Decimal(loan.opening) for loan in plan.loans}
    return books


def _due(rules: Iterable[Rule], since: date, on: date) -> dict[date, list[Rule]]:
    due: dict[date, list[Rule]] = defaultdict(list)
    for rule in rules:
        for day in rule.days(since, on):
            due[day].append(rule)
    return due


def _is_valued(today: date, on: date) -> bool:
    ago = (on - today).days
    return ago < _DAILY or ago % 7 == 0


def _value(plan: Plan, books: Books, today: date, values: dict[str, list[Dated]]) -> None:
    """Write down what everything is worth today, where it changed."""
    worth = books.cash | books.debts
    for holding in plan.holdings:
        worth[holding.key] = books.units[holding.key] * books.price(holding.key, on=today)
    for key, amount in worth.items():
        rounded = round_cents(amount)
        if not values[key] or values[key][-1][1] != rounded:
            values[key].append((today, rounded))


def _told(plan: Plan, books: Books, values: dict[str, list[Dated]], since: date) -> Story:
    for thing in plan.appraised:
        values[thing.key] = _appraisals(thing, since, books.today)
    balances = [
        Balance(
            key=thing.key,
            name=str(thing.name),
            category="liabilities" if isinstance(thing, Loan) else "assets",
            kind=thing.kind,
            currency=thing.currency,
            is_liquid=isinstance(thing, Account | Holding) and thing.is_liquid,
            values=tuple(values[thing.key]),
            quantity=_quantity(thing, books),
        )
        for thing in plan.owned()
    ]
    recurring = [_recurring(standing, books) for standing in _standing(plan.rules)]
    return Story(books.today, tuple(balances), tuple(books.flows), tuple(recurring))


def _appraisals(thing: Appraised, since: date, on: date) -> list[Dated]:
    """Return what it was priced at; the first price holds from the first day of the story."""
    (_months, first), *later = thing.values
    dated = [(on - timedelta(days=30 * months), Decimal(amount)) for months, amount in later]
    return [(since, Decimal(first)), *dated]


def _quantity(thing: Owned, books: Books) -> Decimal | None:
    if isinstance(thing, Holding) and thing.shows_units:
        return books.units[thing.key]
    return None


def _standing(rules: Iterable[Rule]) -> Iterable[Standing]:
    for rule in rules:
        if isinstance(rule, Repayment):
            yield rule.payment
        elif isinstance(rule, Standing):
            yield rule


def _recurring(standing: Standing, books: Books) -> Recurring:
    past = tuple(books.past[standing.key])
    ahead = standing.days(books.today + timedelta(days=1), books.today + timedelta(days=366))
    return Recurring(
        name=str(standing.name),
        category=standing.category,
        kind=standing.kind,
        currency=books.currencies[standing.account],
        amount=round_cents(Decimal(standing.amount)),
        frequency=standing.when.frequency,
        since=past[0][0],
        settles_in=standing.account,
        past=past,
        upcoming=tuple(ahead),
    )
