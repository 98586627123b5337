"""Fetching published rates, and setting one's own."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import stamina
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from accounts.models import User
from finance import reference, tasks
from finance.errors import InvalidEntry, RateNotFound
from finance.models import Entry, FxRate, ManualRate
from finance.selectors import rates as selected
from finance.services import own_rates, rates
from finance.tests.make import TODAY
from numoraq.lib.money import Money, scale
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.wrappers import ecb, errors
from numoraq.wrappers.tests import server
from numoraq.wrappers.tests.server import Server
from numoraq.wrappers.tests.test_ecb import HISTORY, xml, zipped

everybody = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
FRIDAY_EVENING = datetime(2026, 11, 20, 16, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def feed(settings: Settings) -> Iterator[Server]:
    """Return a server that the settings take for the ECB."""
    with server.running() as running, stamina.set_testing(True, attempts=2):
        settings.ECB_URL = running.base
        yield running


@pytest.fixture
def _service() -> Iterator[None]:
    with worker_login(), as_service():
        yield


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-20T16:00", "2026-11-20"),
        ("2026-11-20T14:00", "2026-11-19"),
        ("2026-11-21T12:00", "2026-11-20"),
        ("2026-11-22T23:59", "2026-11-20"),
        ("2026-11-23T10:00", "2026-11-20"),
        ("2026-11-23T16:00", "2026-11-23"),
    ],
)
def test_rates_are_due_on_working_days_in_the_afternoon(moment: str, day: str) -> None:
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert rates.last_published(at=at) == date.fromisoformat(day)


@everybody
@pytest.mark.usefixtures("_service")
def test_new_rates_are_fetched_once(feed: Server) -> None:
    rates.store([(FRIDAY - timedelta(days=1), "USD", Decimal("1.09"))])
    feed.at(f"/feed/{ecb.NINETY_DAYS}", server.body(xml("2026-11-20")))
    assert rates.refresh(at=FRIDAY_EVENING) == 2
    assert rates.refresh(at=FRIDAY_EVENING) == 0
    assert len(feed.seen) == 1
    assert selected.freshness() == FRIDAY
    assert FxRate.objects.get(currency="USD", on=FRIDAY).per_eur == Decimal("1.0914")


@everybody
@pytest.mark.usefixtures("_service")
def test_the_whole_history_is_fetched_when_there_is_none(feed: Server) -> None:
    feed.at(f"/feed/{ecb.HISTORY}", server.body(zipped(HISTORY)))
    assert rates.refresh(at=FRIDAY_EVENING) == 3


@everybody
@pytest.mark.usefixtures("_service")
def test_a_failure_keeps_the_old_rates(
    feed: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates.store([(FRIDAY - timedelta(days=1), "USD", Decimal("1.09"))])
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY_EVENING)
    for answer in (server.status(500), server.body(b"<html>"), server.status(429)):
        feed.at(f"/feed/{ecb.NINETY_DAYS}", answer)
        tasks.refresh_rates()
    assert FxRate.objects.get().per_eur == Decimal("1.09")
    assert selected.freshness() == FRIDAY - timedelta(days=1)
    assert caplog.text.count("exchange rates were not refreshed") == 3
    with pytest.raises(errors.RateLimited):
        rates.refresh(at=FRIDAY_EVENING)


@everybody
@pytest.mark.usefixtures("_service")
def test_a_correction_of_a_day_we_have_comes_with_the_next_one(feed: Server) -> None:
    days = [FRIDAY - timedelta(days=back) for back in (1, 2)]
    rates.store([(day, "USD", Decimal("1.9")) for day in days])
    feed.at(f"/feed/{ecb.NINETY_DAYS}", server.body(xml("2026-11-20", "2026-11-19", "2026-11-18")))
    assert rates.refresh(at=FRIDAY_EVENING) == 6
    dollars = FxRate.objects.filter(currency="USD").values_list("per_eur", flat=True)
    assert set(dollars) == {Decimal("1.0914")}
    assert FxRate.objects.count() == 6


@everybody
@pytest.mark.usefixtures("_service")
def test_a_correction_takes_the_place_of_what_was_wrong() -> None:
    wrong, right = (FRIDAY, "USD", Decimal("1.9")), (FRIDAY, "USD", Decimal("1.09"))
    assert [rates.store([wrong]), rates.store([right]), rates.store([right])] == [1, 1, 0]
    assert FxRate.objects.get().per_eur == Decimal("1.09")


@everybody
@pytest.mark.usefixtures("_service")
def test_the_history_of_the_package_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reference, "package", lambda: zipped(HISTORY))
    assert reference.load_rates("worker") == 3
    assert reference.load_rates("worker") == 0
    FxRate.objects.filter(on=FRIDAY).delete()
    FxRate.objects.filter(currency="USD").update(per_eur=9)
    assert reference.load_rates("worker") == 1
    assert set(FxRate.objects.filter(currency="USD").values_list("per_eur", flat=True)) == {
        Decimal("1.0914"),
        Decimal(9),
    }


def test_the_package_brings_the_history_of_the_euro() -> None:
    history = ecb.unpack(reference.package())
    first, last = ecb.span(history)
    assert first == date(1999, 1, 4)
    assert last > date(2026, 1, 1)
    quotes = ecb.rows(history)
    assert (first, "USD", Decimal("1.1789")) in quotes
    assert len(quotes) > 200_000


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


def test_a_rate_does_not_come_back_over_one_set_since(alice: User) -> None:
    euro = Money(Decimal("0.001"), "EUR")
    with as_user(alice):
        rate = rates.set_own(user=alice, currency="AOA", on=FRIDAY, worth=euro)
        _currency, token = own_rates.remove(user=alice, rate_id=rate.pk)
        rates.set_own(user=alice, currency="AOA", on=FRIDAY, worth=Money(Decimal(2), "EUR"))
        with pytest.raises(RateNotFound):
            own_rates.bring_back(user=alice, token=token)
        assert ManualRate.objects.get().per_eur == Decimal("0.5")
