"""Setting rates of one's own, removing them and bringing them back."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from finance.errors import InvalidEntry, RateNotFound
from finance.models import Entry, Import, ManualRate
from finance.selectors import rates as selected
from finance.services import own_rates, rates
from finance.tests.make import TODAY
from numoraq.lib.money import Money, scale
from numoraq.rls.identity import as_user

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def _as_alice(alice: User, bob: User) -> Iterator[None]:
    with as_user(alice):
        yield


def has_tokens(user: User) -> None:
    Entry.objects.create(
        user=user, category="assets", name="Tokens", amount=5, currency="TOKEN", date=TODAY
    )


def set_own(user: User, currency: str, worth: str, of: str = "EUR") -> ManualRate:
    money = Money(Decimal(worth), of)
    rate, _is_new = rates.set_own(user=user, currency=currency, on=TODAY, worth=money, today=TODAY)
    return rate


@pytest.mark.usefixtures("_as_alice")
def test_an_own_rate_says_what_one_unit_is_worth(alice: User) -> None:
    set_own(alice, "AOA", "0.0010")
    assert ManualRate.objects.get().per_eur == 1000
    again = set_own(alice, "AOA", "0.0011")
    assert ManualRate.objects.get().pk == again.pk
    table = selected.table(user=alice, currencies=["AOA"], days=[TODAY])
    found = table.convert(Money(Decimal(10000), "AOA"), to="EUR", on=TODAY)
    assert found is not None
    assert found.money.rounded().amount == 11
    assert [rate.currency for rate in selected.own(user=alice)] == ["AOA"]


@pytest.mark.usefixtures("_as_alice")
def test_it_may_be_said_in_another_currency_that_has_a_rate(alice: User) -> None:
    has_tokens(alice)
    set_own(alice, "USD", "0.5")
    set_own(alice, "TOKEN", "10", of="USD")
    assert ManualRate.objects.get(currency="TOKEN").per_eur == Decimal("0.2")


@pytest.mark.usefixtures("_as_alice")
@pytest.mark.parametrize(
    ("currency", "worth", "of", "field"),
    [
        ("EUR", "1", "EUR", "currency"),
        ("us dollar", "1", "EUR", "currency"),
        ("ZZZ", "1", "EUR", "currency"),
        ("USD", "1", "USD", "worth"),
        ("USD", "0", "EUR", "worth"),
        ("USD", "-1", "EUR", "worth"),
        ("USD", "1e18", "EUR", "worth"),
        ("USD", "1e-18", "EUR", "worth"),
        ("USD", "1", "AOA", "worth"),
    ],
)
def test_a_rate_that_makes_no_sense_is_refused(
    alice: User, currency: str, worth: str, of: str, field: str
) -> None:
    with pytest.raises(InvalidEntry) as caught:
        set_own(alice, currency, worth, of)
    assert set(caught.value.errors) == {field}
    assert not ManualRate.objects.exists()


@pytest.mark.usefixtures("_as_alice")
@pytest.mark.parametrize("on", [date(1899, 12, 31), TODAY + timedelta(days=1), date(2200, 1, 1)])
def test_a_rate_of_a_day_to_come_or_long_gone_is_refused(alice: User, on: date) -> None:
    worth = Money(Decimal(1), "EUR")
    with pytest.raises(InvalidEntry) as caught:
        rates.set_own(user=alice, currency="AOA", on=on, worth=worth, today=TODAY)
    assert set(caught.value.errors) == {"on"}


@pytest.mark.usefixtures("_as_alice")
def test_what_a_unit_is_worth_may_be_next_to_nothing(alice: User) -> None:
    has_tokens(alice)
    assert set_own(alice, "TOKEN", "0.000000000003").per_eur == Decimal("333333333333." + 20 * "3")


@pytest.mark.usefixtures("_as_alice")
@pytest.mark.parametrize("on", [date(1899, 12, 31), date(2200, 1, 1), date.min, date.max])
def test_a_rate_of_another_age_is_refused(alice: User, on: date) -> None:
    with pytest.raises(InvalidEntry) as caught:
        rates.set_own(
            user=alice, currency="AOA", on=on, worth=Money(Decimal(1), "EUR"), today=TODAY
        )
    assert set(caught.value.errors) == {"on"}


@pytest.mark.usefixtures("_as_alice")
@given(exponent=st.integers(-16, 16), digits=st.integers(1, 10**6))
@settings(
    max_examples=40, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_a_currency_may_be_worth_very_much_or_very_little(
    alice: User, exponent: int, digits: int
) -> None:
    worth = Decimal(digits).scaleb(exponent - 6)
    if Decimal("1e-16") < worth < Decimal("1e16"):
        rate = set_own(alice, "ZWL", str(worth))
        rate.refresh_from_db()
        assert abs(rate.per_eur * worth - 1) < Decimal("1e-3")


@pytest.mark.usefixtures("_as_alice")
@given(per_eur=st.decimals("0.0001", "99999999", places=4))
@settings(
    max_examples=30, derandomize=True, database=None, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_a_rate_that_is_brought_back_is_exactly_what_it_was(alice: User, per_eur: Decimal) -> None:
    worth = Money(scale(Decimal(1), by=Decimal(1), over=per_eur), "EUR")
    rate, _is_new = rates.set_own(user=alice, currency="AOA", on=TODAY, worth=worth, today=TODAY)
    rate.refresh_from_db()
    _currency, token = own_rates.remove(user=alice, rate_id=rate.pk)
    back = own_rates.bring_back(user=alice, token=token)
    back.refresh_from_db()
    assert back.per_eur == rate.per_eur


@pytest.mark.usefixtures("_as_alice")
def test_an_own_rate_can_be_forgotten_by_its_owner(alice: User, bob: User) -> None:
    rate = set_own(alice, "AOA", "0.001")
    with as_user(bob), pytest.raises(RateNotFound):
        rates.remove_own(user=bob, rate_id=rate.pk)
    rates.remove_own(user=alice, rate_id=rate.pk)
    with pytest.raises(RateNotFound):
        rates.remove_own(user=alice, rate_id=uuid4())
    assert not ManualRate.objects.exists()


def test_a_rate_comes_back_to_the_last_decimal(alice: User) -> None:
    with as_user(alice):
        exact = Decimal("3.00000000000000000007")
        rate = ManualRate.objects.create(user=alice, currency="AOA", on=FRIDAY, per_eur=exact)
        _currency, token = own_rates.remove(user=alice, rate_id=rate.pk)
        for _time in range(2):
            assert own_rates.bring_back(user=alice, token=token).per_eur == exact


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_rate_comes_back_to_its_import_while_that_is_there(alice: User, is_kept: bool) -> None:
    with as_user(alice):
        came = Import.objects.create(user=alice, file_name="x", file_key="x", file_size=1)
        rate = ManualRate.objects.create(
            user=alice, currency="AOA", on=FRIDAY, per_eur=2, import_id=came.pk
        )
        _currency, token = own_rates.remove(user=alice, rate_id=rate.pk)
        if not is_kept:
            Import.objects.all().delete()
        back = own_rates.bring_back(user=alice, token=token)
        assert (back.import_id == came.pk) is is_kept


def test_a_rate_does_not_come_back_over_one_set_since(alice: User) -> None:
    euro = Money(Decimal("0.001"), "EUR")
    with as_user(alice):
        rate, _is_new = rates.set_own(
            user=alice, currency="AOA", on=FRIDAY, worth=euro, today=FRIDAY
        )
        _currency, token = own_rates.remove(user=alice, rate_id=rate.pk)
        newer = Money(Decimal(2), "EUR")
        rates.set_own(user=alice, currency="AOA", on=FRIDAY, worth=newer, today=FRIDAY)
        with pytest.raises(RateNotFound):
            own_rates.bring_back(user=alice, token=token)
        assert ManualRate.objects.get().per_eur == Decimal("0.5")
