"""The personas: the same every time, believable, and consistent in themselves."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import translation

from finance import kinds
from finance.demo import life, personas
from finance.demo.personas import Persona
from finance.demo.story import Balance, Story
from finance.demo.tests.known import PER_EUR, TODAY, rates
from finance.models import Entry
from numoraq.lib import currencies

DAYS = (TODAY, date(2026, 1, 1), date(2028, 2, 29), date(2027, 3, 31))
told = pytest.mark.parametrize("persona", personas.ALL, ids=lambda persona: str(persona.key))


def balance(story: Story, key: str) -> Balance:
    """Return one balance of a story."""
    return next(found for found in story.balances if found.key == key)


def test_there_are_three_roles_and_no_others() -> None:
    assert [persona.key for persona in personas.ALL] == ["employee", "freelancer", "holder"]
    assert personas.find(key="holder") is personas.ALL[2]
    with pytest.raises(personas.UnknownPersona):
        personas.find(key="")


@told
def test_the_same_day_tells_the_same_story(persona: Persona) -> None:
    first, second = (persona.story(on=TODAY, rates=rates) for _again in range(2))
    assert first == second


@told
def test_another_day_tells_another_story(persona: Persona) -> None:
    later = TODAY + timedelta(days=1)
    assert persona.story(on=TODAY, rates=rates) != persona.story(on=later, rates=rates)


@told
@pytest.mark.parametrize("on", DAYS)
def test_a_story_is_five_years_up_to_its_day(persona: Persona, on: date) -> None:
    story = persona.story(on=on, rates=rates)
    dates = [day for b in story.balances for day, _amount in b.values]
    dates += [flow.on for flow in story.flows]
    dates += [day for r in story.recurring for day, _amount in r.past]
    assert min(dates) == life.first_day(on)
    assert max(dates) == on
    assert all(b.values[0][0] == life.first_day(on) for b in story.balances)
    for found in story.balances:
        days = [day for day, _amount in found.values]
        assert all(before < after for before, after in pairwise(days))


@told
@pytest.mark.parametrize("on", DAYS)
def test_no_account_is_ever_overdrawn(persona: Persona, on: date) -> None:
    story = persona.story(on=on, rates=rates)
    for found in story.balances:
        assert min(amount for _day, amount in found.values) >= 0, found.key
        assert found.values[-1][1] > 0, found.key


@told
def test_cash_is_what_came_in_less_what_went_out(persona: Persona) -> None:
    """Recount all cash in euros: opening, plus income, less expenses, less what was invested."""
    story, books = life.play(persona.plan, on=TODAY, rates=rates)
    cash = {account.key for account in persona.plan.accounts}
    signs = {"income": 1, "expenses": -1}
    flows = [(f.currency, signs[f.category] * f.amount) for f in story.flows]
    flows += [
        (r.currency, signs[r.category] * amount) for r in story.recurring for _day, amount in r.past
    ]
    opening = sum(
        Decimal(account.opening) / PER_EUR[account.currency]
        for account in persona.plan.accounts
        if account.currency in PER_EUR
    )
    kept = sum(amount / PER_EUR[currency] for currency, amount in flows)
    home = PER_EUR[persona.currency]
    closing = sum(
        found.values[-1][1] / PER_EUR[found.currency]
        for found in story.balances
        if found.key in cash and found.currency in PER_EUR
    )
    # Transfers between currencies round to the cent.
    assert abs(opening + kept - books.invested / home - closing) < Decimal("0.50")


@told
def test_debts_fall_with_every_payment(persona: Persona) -> None:
    story = persona.story(on=TODAY, rates=rates)
    debts = [b for b in story.balances if b.category == "liabilities"]
    assert debts
    for debt in debts:
        amounts = [amount for _day, amount in debt.values]
        assert all(before > after for before, after in pairwise(amounts)), debt.key


def test_a_mortgage_is_amortised_as_a_bank_would() -> None:
    story = personas.find(key="freelancer").story(on=TODAY, rates=rates)
    values = balance(story, "mortgage").values
    payments = (values[-1][0].year - values[0][0].year) * 12 + 1
    rate, payment = Decimal("2.95") / 1200, Decimal("862.40")
    growth = (1 + rate) ** payments
    expected = Decimal("189400.00") * growth - payment * (growth - 1) / rate
    assert abs(values[-1][1] - expected) < Decimal("0.50")


@told
def test_everything_is_of_a_kind_and_currency_the_product_knows(persona: Persona) -> None:
    story = persona.story(on=TODAY, rates=rates)
    known = {
        category: {kind.code for kind in kinds.of(category)} for category in Entry.Category.values
    }
    things = [(b.category, b.kind, b.currency) for b in story.balances]
    things += [(f.category, f.kind, f.currency) for f in story.flows]
    things += [(r.category, r.kind, r.currency) for r in story.recurring]
    assert {kind for category, kind, _code in things if kind not in known[category]} == set()
    assert all(currencies.is_known(code) for _category, _kind, code in things)
    assert {r.settles_in for r in story.recurring} <= {b.key for b in story.balances}


@told
def test_one_item_has_no_rate_and_all_else_has_one(persona: Persona) -> None:
    story = persona.story(on=TODAY, rates=rates)
    without = [b.key for b in story.balances if b.currency not in PER_EUR]
    assert len(without) == 1
    assert all(flow.currency in PER_EUR for flow in story.flows)
    assert all(recurring.currency in PER_EUR for recurring in story.recurring)


@told
def test_years_look_like_years(persona: Persona) -> None:
    story = persona.story(on=TODAY, rates=rates)
    kept: dict[int, Decimal] = defaultdict(Decimal)
    earned: dict[int, Decimal] = defaultdict(Decimal)
    rows = [(f.on, f.category, f.currency, f.amount) for f in story.flows]
    rows += [
        (day, r.category, r.currency, amount) for r in story.recurring for day, amount in r.past
    ]
    for day, category, currency, amount in rows:
        sign = 1 if category == "income" else -1
        kept[day.year] += sign * amount / PER_EUR[currency]
        earned[day.year] += amount / PER_EUR[currency] if sign > 0 else 0
    for year in range(2022, 2026):
        assert Decimal("0.05") < kept[year] / earned[year] < Decimal("0.45"), year
    assert earned[2025] > earned[2022]


@told
def test_what_recurs_comes_again(persona: Persona) -> None:
    for recurring in persona.story(on=TODAY, rates=rates).recurring:
        assert recurring.past[0][0] == recurring.since
        assert recurring.upcoming[0] > TODAY
        assert recurring.past[-1][0] <= TODAY


@told
def test_names_are_in_the_language_of_the_reader(persona: Persona) -> None:
    with translation.override("en"):
        names = {b.name for b in persona.story(on=TODAY, rates=rates).balances}
    assert all(names)
    assert len(names) == len(persona.plan.owned())


@told
def test_without_any_rates_a_story_is_still_told(persona: Persona) -> None:
    story = persona.story(on=TODAY, rates=lambda currency, on: None)
    assert len(story.balances) == len(persona.plan.owned())
