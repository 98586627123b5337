"""Stories told on many days, with rates that move: nothing in them ever goes wrong."""

import math
from calendar import monthrange
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest

from finance import kinds
from finance.dashboard import face, months, page, spans
from finance.dashboard.base import Base
from finance.demo import life, personas, sums
from finance.demo.personas import Persona
from finance.demo.story import Story
from finance.demo.tests.known import PER_EUR
from finance.selectors.rates import Rate, Table

# Month ends, leap days, the turn of a year, and days in between, over four hundred days and more.
DAYS = (
    date(2024, 2, 29),
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 2, 28),
    date(2026, 5, 17),
    date(2026, 8, 31),
    date(2026, 11, 22),
    date(2027, 3, 1),
    date(2028, 2, 29),
)
told = pytest.mark.parametrize("persona", personas.ALL, ids=lambda persona: str(persona.key))
each_day = pytest.mark.parametrize("on", DAYS, ids=str)


def waves(currency: str, on: date) -> Decimal | None:
    """Return a rate that rises and falls by a sixth, none for what nobody quotes."""
    middle = PER_EUR.get(currency)
    if middle is None or currency == "EUR":
        return middle
    swing = math.sin(on.toordinal() / 90 + len(currency) + ord(currency[0]))
    return middle * Decimal(f"{1 + swing / 6:.6f}")


@cache
def story_of(persona: Persona, on: date) -> Story:
    """Return a story, told once."""
    return life.play(persona.plan, on=on, rates=waves)[0]


def table(story: Story, days: set[date]) -> Table:
    """Return the rates of some days as pages read them."""
    codes = {balance.currency for balance in story.balances} | {"EUR", "GBP"}
    found = [
        (day, Rate(code, per_eur, day, "ecb"))
        for day in days
        for code in codes
        if (per_eur := waves(code, day)) is not None
    ]
    return Table(found, asked=days)


@told
@each_day
def test_a_story_is_sound_on_any_day(persona: Persona, on: date) -> None:
    story = story_of(persona, on)
    first = life.first_day(on)
    assert (first.day, on.year - first.year) == (1, life.YEARS)
    for balance in story.balances:
        days = [day for day, _amount in balance.values]
        assert days[0] == first, balance.key
        assert days[-1] <= on, balance.key
        assert all(before < after for before, after in pairwise(days)), balance.key
        assert min(amount for _day, amount in balance.values) >= 0, balance.key
        assert balance.values[-1][1] > 0, balance.key
        assert all(
            amount.as_tuple().exponent == -2 or amount == int(amount)
            for _day, amount in balance.values
        ), balance.key
    for flow in story.flows:
        assert first <= flow.on <= on
        assert flow.amount > 0, flow.name


@told
@each_day
def test_what_recurs_does_so_in_its_rhythm(persona: Persona, on: date) -> None:
    for recurring in story_of(persona, on).recurring:
        days = [day for day, _amount in recurring.past] + list(recurring.upcoming)
        gaps = {(after - before).days for before, after in pairwise(days)}
        expected = {"weekly": {7}, "monthly": {28, 29, 30, 31}, "yearly": {365, 366}}
        assert gaps <= expected[recurring.frequency], recurring.name
        assert recurring.past[-1][0] <= on < recurring.upcoming[0]
        assert all(amount > 0 for _day, amount in recurring.past), recurring.name
        assert recurring.amount > 0


@told
def test_tomorrow_tells_the_same_past(persona: Persona) -> None:
    """A day later nothing that was recorded is different, as long as the year is the same."""
    today, tomorrow = date(2026, 11, 22), date(2026, 11, 23)
    one, two = (persona.story(on=on, rates=waves) for on in (today, tomorrow))
    assert list(one.flows) == [flow for flow in two.flows if flow.on <= today]
    for before, after in zip(one.recurring, two.recurring, strict=True):
        assert before.past == tuple(dated for dated in after.past if dated[0] <= today)


@told
def test_exactly_one_thing_has_no_rate(persona: Persona) -> None:
    story = story_of(persona, DAYS[0])
    without = {balance.currency for balance in story.balances if balance.currency not in PER_EUR}
    assert len(without) == 1
    codes = {flow.currency for flow in story.flows} | {r.currency for r in story.recurring}
    assert codes <= set(PER_EUR)


@told
@each_day
def test_the_sums_of_a_story_are_those_of_its_rows(persona: Persona, on: date) -> None:
    story = story_of(persona, on)
    days = [on, on - timedelta(days=365), life.first_day(on)]
    found = sums.of(story, days=days, first_month=months.starts(on)[0])
    for day in days:
        net: dict[str, Decimal] = defaultdict(Decimal)
        for balance in story.balances:
            known = [amount for when, amount in balance.values if when <= day]
            net[balance.currency] += known[-1] * (1 if balance.category == "assets" else -1)
        assert {row.currency: row.net.amount for row in found.worth if row.on == day} == net
    spent: dict[tuple[date, str, str], Decimal] = defaultdict(Decimal)
    for flow in story.flows:
        spent[flow.on.replace(day=1), flow.category, flow.currency] += flow.amount
    for recurring in story.recurring:
        for when, amount in recurring.past:
            key = (when.replace(day=1), recurring.category, recurring.currency)
            spent[key] += amount
    summed: dict[tuple[date, str, str], Decimal] = defaultdict(Decimal)
    for row in found.months:
        summed[row.month, row.category, row.money.currency] += row.money.amount
    first = months.starts(on)[0]
    assert summed == {key: amount for key, amount in spent.items() if key[0] >= first}


@told
@each_day
def test_the_page_of_a_story_adds_up(persona: Persona, on: date) -> None:
    story = story_of(persona, on)
    starts = months.starts(on)
    shown = list(spans.days(spans.DEFAULT, today=on, first=life.first_day(on)))
    compared = face.compared_days(today=on, first_month=starts[0])
    days = {*shown, *compared, *(months.rate_day(start, today=on) for start in starts)}
    found = sums.of(story, days=sorted({*shown, *compared}), first_month=starts[0])
    known = table(story, days)
    figures = page.figures(found, Base(persona.currency, on, known), days=shown)
    cent = Decimal("0.02")
    assert (
        abs(figures.face.net.amount - figures.face.owned.amount - figures.face.owed.amount) <= cent
    )
    assert figures.face.net == figures.face.points[-1][1]
    assert [left.entries for left in figures.face.left_out] == [1]
    assert len(figures.months.rows) == 12
    whole = sum((part.share for part in figures.shares if part.share is not None), Decimal(0))
    assert abs(whole - 100) < Decimal("0.001")
    assert all(part.code in {kind.code for kind in kinds.of("assets")} for part in figures.shares)
    assert figures.runway is not None
    assert len(figures.runway.days) == 31
    for month in figures.months.rows:
        assert month.missing == frozenset(), month.on


def test_every_first_day_is_the_first_of_its_month() -> None:
    for number in range(400):
        on = date(2025, 6, 1) + timedelta(days=number)
        first = life.first_day(on)
        assert first.day == 1
        assert (on - first).days >= 5 * 365
        assert (on - first).days <= 5 * 366 + monthrange(on.year, on.month)[1]
