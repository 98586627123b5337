"""Fetching published rates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import stamina
from pytest_django import Settings

from finance import reference, tasks
from finance.models import FxRate
from finance.selectors import rates as selected
from finance.services import rates
from numoraq.rls.identity import as_service
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
