"""What the dashboard costs, and that its cache never shows anything old."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from redis import ConnectionError as CacheAway

from accounts.models import User
from accounts.services import profiles
from conftest import ClientFor, make_person
from finance import days
from finance.models import Entry, FxRate
from finance.selectors import dashboard
from finance.services import entries, rates
from finance.tests import make
from finance.tests.pages import reading
from finance.tests.published import publish
from numoraq.lib import release
from numoraq.lib.money import Money
from numoraq.rls.identity import as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db

TODAY = make.TODAY
MOST = 8


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> dict[str, date]:
    """Make it one day for everybody; a test may set another."""
    clock = {"today": TODAY}
    monkeypatch.setattr(days, "today", lambda user: clock["today"])
    return clock


def face(client: Client) -> str:
    """Return what stands on the face."""
    return reading.section(client.get("/dashboard/"), "nw")


def statements(queries: CaptureQueriesContext) -> list[str]:
    """Return what was asked of the database, without the savepoints a test's requests have."""
    asked = (query["sql"] for query in queries.captured_queries)
    return [sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))]


def fill(user: User, count: int) -> None:
    """Give a person entries of all categories in three currencies, one without a rate."""
    kinds = ("assets", "liabilities", "income", "expenses")
    with as_user(user):
        Entry.objects.bulk_create(
            Entry(
                user=user,
                category=kinds[n % 4],
                name=f"Entry {n}",
                amount=Decimal(n + 1),
                currency=("EUR", "USD", "AOA")[n % 3],
                date=date(2021 + n % 5, 1 + n % 12, 1 + n % 28),
                is_recurring=n % 40 == 3,
                recurring_frequency="monthly" if n % 40 == 3 else None,
                next_due_on=date(2026, 12, 1) if n % 40 == 3 else None,
            )
            for n in range(count)
        )


@pytest.mark.parametrize("count", [0, 10, 2000])
@pytest.mark.parametrize("span", ["1y", "all"])
def test_a_page_takes_eight_queries_at_most_however_many_entries(
    client_for: ClientFor, alice: User, dana: User, count: int, span: str
) -> None:
    publish(dana, {date(2026, 11, 20): {"USD": 2}})
    fill(alice, count)
    client = client_for(alice)
    cache.clear()  # the session is read from the database, and nothing is rendered yet
    with CaptureQueriesContext(connection) as cold:
        assert client.get(f"/dashboard/?r={span}").status_code == 200
    with CaptureQueriesContext(connection) as warm:
        assert client.get(f"/dashboard/?r={span}").status_code == 200
    assert len(statements(cold)) <= MOST
    assert len(statements(warm)) == 2  # the person with the profile, and the stamp


def test_another_range_renders_the_face_and_keeps_the_rest(
    client_for: ClientFor, alice: User
) -> None:
    client = client_for(alice)
    with as_user(alice):
        make.asset(alice, 10)
    client.get("/dashboard/")
    before = reading.text(client.get("/dashboard/"))
    assert reading.text(client.get("/dashboard/?r=5y")) == before


def test_a_change_through_a_service_shows_at_once(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    with as_user(alice):
        entry = make.asset(alice, 10)
        assert "€ 10 .00" in face(client)
        entries.update(user=alice, entry_id=entry.pk, changes={"amount": Decimal(25)}, today=TODAY)
        assert "€ 25 .00" in face(client)
        entries.delete(user=alice, entry_id=entry.pk, at=datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert "€ 0 .00" in face(client)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_change_by_the_worker_in_plain_sql_shows_at_once(client_for: ClientFor) -> None:
    alice = make_person("alice")
    with as_user(alice):
        make.asset(alice, 10)
    client = client_for(alice)
    assert "€ 10 .00" in face(client)
    with worker_login(), as_service():
        from django.db import connections

        with connections["default"].cursor() as cursor:
            cursor.execute("UPDATE asset_valuations SET amount = 77 WHERE user_id = %s", [alice.pk])
    assert "€ 77 .00" in face(client)


def test_a_rate_of_ones_own_shows_at_once(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    with as_user(alice):
        make.asset(alice, 1000, currency="AOA")
        assert "no rate for AOA" in face(client)
        worth = Money(Decimal("0.01"), "EUR")
        rates.set_own(user=alice, currency="AOA", on=TODAY, worth=worth, today=TODAY)
    assert "€ 10 .00" in face(client)


def test_newly_published_rates_show_at_once(client_for: ClientFor, alice: User, dana: User) -> None:
    publish(dana, {date(2026, 11, 19): {"USD": 2}})
    with as_user(alice):
        make.asset(alice, 100, currency="USD")
    client = client_for(alice)
    assert "€ 50 .00" in face(client)
    publish(dana, {date(2026, 11, 20): {"USD": 4}})
    assert "€ 25 .00" in face(client)


def test_a_corrected_rate_shows_at_once(client_for: ClientFor, alice: User, dana: User) -> None:
    publish(dana, {date(2026, 11, 20): {"USD": 1, "GBP": 2}})
    with as_user(alice):
        make.asset(alice, 100, currency="GBP")
    client = client_for(alice)
    assert "€ 50 .00" in face(client)
    with as_staff(dana):
        FxRate.objects.filter(currency="GBP").update(per_eur=Decimal("0.5"))
    assert "€ 200 .00" in face(client)


def test_a_corrected_rate_of_an_old_day_shows_at_once(
    client_for: ClientFor, alice: User, dana: User
) -> None:
    publish(dana, {date(2026, 10, 20): {"USD": 1}, date(2026, 11, 20): {"USD": 1}})
    with as_user(alice):
        make.asset(alice, 100, currency="USD")
    client = client_for(alice)
    assert "unchanged in 30 days" in face(client)
    with as_staff(dana):
        FxRate.objects.filter(on=date(2026, 10, 20)).update(per_eur=Decimal(2))
    assert "+€50.00 +100.00% in 30 days" in face(client)


def test_the_next_day_is_another_page(
    client_for: ClientFor, alice: User, today: dict[str, date]
) -> None:
    with as_user(alice):
        make.monthly(alice, 7, name="Rent", date=date(2026, 11, 1), recurring_ends_on=None)
        make.asset(alice, 10)
    client = client_for(alice)
    assert "Net worth, 22 Nov 2026" in face(client)
    today["today"] = date(2026, 11, 23)
    assert "Net worth, 23 Nov 2026" in face(client)


def test_another_release_and_other_settings_are_other_pages(
    client_for: ClientFor, alice: User, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    client = client_for(alice)
    rendered = []
    before = dashboard.read

    def read(**asked: Any) -> Any:
        rendered.append(asked)
        return before(**asked)

    monkeypatch.setattr(dashboard, "read", read)
    for _again in range(2):
        client.get("/dashboard/")
    assert len(rendered) == 1
    monkeypatch.setattr(release, "name", lambda: "another")
    client.get("/dashboard/")
    assert len(rendered) == 2
    assert "Look around with sample data" in client.get("/dashboard/").content.decode()
    settings.DEMO_ENABLED = False
    assert "Look around with sample data" not in client.get("/dashboard/").content.decode()
    assert len(rendered) == 3


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"default_currency": "USD"}, "$ 20 .00"),
        ({"number_format": "comma"}, "€ 10 ,00"),
        ({"date_format": "ymd"}, "2026-11-22"),
    ],
)
def test_other_preferences_are_another_page(
    client_for: ClientFor, alice: User, dana: User, changes: dict[str, Any], words: str
) -> None:
    publish(dana, {date(2026, 11, 20): {"USD": 2}})
    with as_user(alice):
        make.asset(alice, 10)
    client = client_for(alice)
    assert words not in face(client)
    with as_user(alice):
        profiles.update(profile=alice.profile, **changes)
    assert words in face(client)


def test_a_page_in_the_cache_is_its_owners_alone(
    client_for: ClientFor, alice: User, bob: User
) -> None:
    with as_user(alice):
        make.asset(alice, 10)
    with as_user(bob):
        make.asset(bob, 20)
    for _again in range(2):
        assert "€ 10 .00" in face(client_for(alice))
        assert "€ 20 .00" in face(client_for(bob))


def test_without_a_cache_the_page_is_there(
    client_for: ClientFor, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_user(alice):
        make.asset(alice, 10)
    client = client_for(alice)

    def away(*args: Any, **kwargs: Any) -> None:
        raise CacheAway("no cache")

    for name in ("get", "get_many", "set", "set_many", "add", "get_or_set"):
        monkeypatch.setattr(cache, name, away)
    for _again in range(2):
        assert "€ 10 .00" in face(client)


ZONES = {
    # half past two in the night of the first of March, UTC
    "America/Sao_Paulo": ("28 Feb 2026", "kept in February"),
    "UTC": ("1 Mar 2026", "kept in March"),
    "Asia/Tokyo": ("1 Mar 2026", "kept in March"),
    "Pacific/Kiritimati": ("1 Mar 2026", "kept in March"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_months_are_those_of_the_persons_time_zone(
    client_for: ClientFor, alice: User, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """Bug 14: months were shifted by the time zone."""
    monkeypatch.undo()
    at = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: at)
    with as_user(alice):
        profiles.update(profile=alice.profile, timezone=zone)
        for day, amount in ((date(2026, 2, 28), 100), (date(2026, 3, 1), 7)):
            Entry.objects.create(
                user=alice, category="income", name="Pay", amount=amount, currency="EUR", date=day
            )
    response = client_for(alice).get("/dashboard/")
    shown, kept = ZONES[zone]
    assert f"Net worth, {shown}" in reading.text(response)
    months = reading.section(response, "io")
    pay = "100" if at.astimezone(ZoneInfo(zone)).month == 2 else "7"
    assert f"€ {pay} .00 {kept} so far" in months
    assert "February 2026 €100 €0 €100" in months
