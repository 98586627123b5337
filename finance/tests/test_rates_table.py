"""Conversions: by the rate of the day or the last before it, through the euro, or not at all."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from finance.models import FxRate, ManualRate
from finance.selectors import rates
from finance.selectors.rates import Rate, Table
from finance.tests.make import TODAY
from numoraq.lib.money import Money
from numoraq.rls.identity import as_staff, as_user

FRIDAY = date(2026, 11, 20)
CODES = ["USD", "GBP", "BTC"]

per_euro = st.decimals(min_value=Decimal("1e-9"), max_value=10**9, places=9)
amounts = st.decimals(min_value=-(10**13), max_value=10**13, places=8)
tables = st.fixed_dictionaries(dict.fromkeys(CODES, per_euro)).map(
    lambda found: Table(
        [(TODAY, Rate(code, rate, FRIDAY, "ecb")) for code, rate in found.items()], asked=[TODAY]
    )
)
any_code = st.sampled_from([*CODES, "EUR"])


def convert(table: Table, amount: Decimal, source: str, target: str) -> Decimal:
    found = table.convert(Money(amount, source), to=target, on=TODAY)
    assert found is not None
    assert found.money.currency == target
    return found.money.amount


def close(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= max(abs(a), abs(b)) * Decimal("1e-40")


@given(tables, amounts, any_code, any_code)
def test_there_and_back_is_the_same_amount(
    table: Table, amount: Decimal, source: str, target: str
) -> None:
    there = convert(table, amount, source, target)
    assert close(convert(table, there, target, source), amount)


@given(tables, amounts, any_code, any_code, any_code)
def test_a_detour_changes_nothing(
    table: Table, amount: Decimal, source: str, over: str, target: str
) -> None:
    detour = convert(table, convert(table, amount, source, over), over, target)
    assert close(detour, convert(table, amount, source, target))


@given(tables, amounts, amounts, any_code, any_code)
def test_a_sum_converts_like_its_parts(
    table: Table, a: Decimal, b: Decimal, source: str, target: str
) -> None:
    whole = convert(table, a + b, source, target)
    parts = convert(table, a, source, target) + convert(table, b, source, target)
    assert abs(whole - parts) <= (abs(a) + abs(b) + 1) * Decimal("1e-8")


@given(tables, amounts, any_code)
def test_a_currency_without_a_rate_is_never_converted(
    table: Table, amount: Decimal, code: str
) -> None:
    assert table.convert(Money(amount, "AOA"), to=code, on=TODAY) is None
    assert table.convert(Money(amount, code), to="AOA", on=TODAY) is None
    same = table.convert(Money(amount, "AOA"), to="AOA", on=TODAY)
    assert same is not None
    assert (same.money.amount, same.on, same.source) == (amount, None, "base")


def test_a_day_that_was_not_asked_for_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Table([], asked=[TODAY]).rate(currency="USD", on=FRIDAY)


@pytest.fixture
def published(dana: User) -> None:
    """Have the rates of some days published."""
    rows = [
        ("USD", FRIDAY, "1.0914"),
        ("USD", FRIDAY - timedelta(days=1), "1.0900"),
        ("GBP", FRIDAY - timedelta(days=1), "0.8400"),
        ("HRK", date(2022, 12, 30), "7.5365"),
        ("BTC", FRIDAY, "0.00001634"),
    ]
    with as_staff(dana):
        FxRate.objects.bulk_create(
            FxRate(currency=code, on=on, per_eur=Decimal(rate)) for code, on, rate in rows
        )


@pytest.fixture
def _as_alice(alice: User, published: None) -> Iterator[None]:
    with as_user(alice):
        yield


def rate(user: User, code: str, on: date = TODAY) -> Rate | None:
    return rates.table(user=user, currencies=[code], days=[on]).rate(currency=code, on=on)


@pytest.mark.usefixtures("_as_alice")
def test_the_rate_of_the_day_or_the_last_before_it(alice: User) -> None:
    assert rate(alice, "USD") == Rate("USD", Decimal("1.0914"), FRIDAY, "ecb")
    thursday = FRIDAY - timedelta(days=1)
    found = rate(alice, "USD", thursday)
    assert found == Rate("USD", Decimal("1.0900"), thursday, "ecb")
    assert rate(alice, "USD", thursday - timedelta(days=1)) is None


@pytest.mark.usefixtures("_as_alice")
def test_an_old_rate_is_no_rate(alice: User, settings: Settings) -> None:
    settings.FX_MAX_AGE_DAYS = 10
    assert rate(alice, "USD", FRIDAY + timedelta(days=10)) is not None
    assert rate(alice, "USD", FRIDAY + timedelta(days=11)) is None
    assert rate(alice, "HRK") is None
    assert rate(alice, "HRK", date(2022, 12, 31)) is not None
    settings.FX_MAX_AGE_DAYS = 1
    assert rate(alice, "USD", FRIDAY + timedelta(days=2)) is None


@pytest.mark.usefixtures("_as_alice")
def test_an_own_rate_goes_first_from_its_day_on_and_never_grows_old(alice: User) -> None:
    ManualRate.objects.create(user=alice, currency="USD", on=date(2026, 11, 10), per_eur=2)
    ManualRate.objects.create(user=alice, currency="AOA", on=date(2020, 1, 1), per_eur=900)
    assert rate(alice, "USD") == Rate("USD", Decimal(2), date(2026, 11, 10), "manual")
    assert rate(alice, "USD", date(2026, 11, 9)) is None
    assert rate(alice, "AOA") == Rate("AOA", Decimal(900), date(2020, 1, 1), "manual")


def test_an_own_rate_is_ones_own(alice: User, bob: User, published: None) -> None:
    with as_user(bob):
        ManualRate.objects.create(user=bob, currency="USD", on=date(2026, 1, 1), per_eur=2)
    with as_user(alice):
        found = rate(alice, "USD")
        assert found is not None
        assert found.per_eur == Decimal("1.0914")


@pytest.mark.usefixtures("_as_alice")
def test_a_conversion_says_by_which_rate_of_which_day(alice: User) -> None:
    table = rates.table(user=alice, currencies=["USD", "GBP", "EUR"], days=[TODAY])
    pounds = table.convert(Money(Decimal("109.14"), "USD"), to="GBP", on=TODAY)
    assert pounds is not None
    assert pounds.money.rounded() == Money(Decimal("84.00"), "GBP")
    assert pounds.on == FRIDAY - timedelta(days=1)
    assert round(pounds.rate, 6) == Decimal("0.769654")
    assert pounds.source == "ecb"
    euros = table.convert(Money(Decimal("109.14"), "USD"), to="EUR", on=TODAY)
    assert euros is not None
    assert (euros.money.rounded().amount, euros.on) == (100, FRIDAY)


@pytest.mark.usefixtures("_as_alice")
def test_one_own_rate_makes_the_conversion_ones_own(alice: User) -> None:
    ManualRate.objects.create(user=alice, currency="USD", on=date(2026, 1, 1), per_eur=2)
    table = rates.table(user=alice, currencies=["USD", "GBP"], days=[TODAY])
    for source, target in (("USD", "GBP"), ("GBP", "USD")):
        found = table.convert(Money(Decimal(1), source), to=target, on=TODAY)
        assert found is not None
        assert found.source == "manual"


@pytest.mark.usefixtures("_as_alice")
def test_coins_are_currencies_too(alice: User) -> None:
    table = rates.table(user=alice, currencies=["USD", "BTC"], days=[TODAY])
    coins = table.convert(Money(Decimal(1), "BTC"), to="USD", on=TODAY)
    assert coins is not None
    assert coins.money.rounded() == Money(Decimal("66793.15"), "USD")


@pytest.mark.usefixtures("_as_alice")
def test_all_rates_of_a_page_come_from_one_query(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    days = [TODAY - timedelta(days=back) for back in range(60)]
    with django_assert_num_queries(1):
        rates.table(user=alice, currencies=["USD", "GBP", "BTC", "HRK", "EUR"], days=days)
    with django_assert_num_queries(0):
        rates.table(user=alice, currencies=["EUR"], days=days)
        rates.table(user=alice, currencies=["USD"], days=[])


@pytest.mark.usefixtures("_as_alice")
def test_freshness_is_the_newest_day(settings: Settings) -> None:
    assert rates.freshness() == FRIDAY
    assert not rates.is_stale(today=FRIDAY + timedelta(days=settings.FX_STALE_AFTER_DAYS))
    assert rates.is_stale(today=FRIDAY + timedelta(days=settings.FX_STALE_AFTER_DAYS + 1))


@pytest.mark.django_db
def test_without_rates_there_is_no_freshness(alice: User) -> None:
    with as_user(alice):
        assert rates.freshness() is None
        assert rates.is_stale(today=TODAY)


@pytest.mark.usefixtures("_as_alice")
def test_rates_are_read_by_people_and_written_by_none() -> None:
    with connection.cursor() as cursor, pytest.raises(Exception, match="permission denied"):
        cursor.execute("UPDATE fx_rates SET per_eur = 1")
