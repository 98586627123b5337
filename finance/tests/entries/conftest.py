"""One day for everybody, published rates, and browsers for the cast."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.models import Entry
from finance.tests import make
from finance.tests.published import publish
from numoraq.rls.identity import as_user

FRIDAY = date(2026, 11, 20)
DAY = date(2026, 10, 1)
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf7x4k"
SHEET = {"HX-Request": "true", "HX-Target": "sheet-body"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Make it Sunday 22 November 2026."""
    monkeypatch.setattr(days, "today", lambda user: make.TODAY)
    return make.TODAY


@pytest.fixture
def rates(dana: User) -> None:
    """Publish dollars at two to the euro, and a coin; nobody publishes kwanzas."""
    fridays = [FRIDAY - timedelta(weeks=back) for back in range(60)]
    publish(dana, {day: {"USD": 2, "BTC": "0.00002"} for day in fridays})


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    """Return Alice's browser."""
    return client_for(alice)


@pytest.fixture
def bobs(bob: User, client_for: ClientFor) -> Client:
    """Return Bob's browser."""
    return client_for(bob)


@pytest.fixture
def danas(dana: User, client_for: ClientFor) -> Client:
    """Return Dana's browser; on this host she is a person like everybody."""
    return client_for(dana)


@pytest.fixture
def everybody_else(bobs: Client, danas: Client, client: Client) -> list[Client]:
    """Return the browsers of Bob, of Dana and, last, of nobody."""
    return [bobs, danas, client]


@pytest.fixture
def fund(alice: User) -> Entry:
    """Return an asset of Alice's, worth 100 dollars since 1 October."""
    with as_user(alice):
        return make.asset(
            alice, 100, name="Fund", currency="USD", subcategory="fund", date=DAY,
            quantity=Decimal(4), wallet_address=ADDRESS, blockchain="bitcoin",
        )  # fmt: skip


@pytest.fixture
def rent(alice: User) -> Entry:
    """Return an expense of Alice's, every month since September."""
    with as_user(alice):
        return make.monthly(alice, 900, name="Rent", subcategory="housing", date=date(2026, 9, 5))
