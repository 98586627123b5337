"""One day for everybody, published rates, and browsers for the cast."""

from datetime import date, timedelta

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.tests import make
from finance.tests.published import publish

FRIDAY = date(2026, 11, 20)
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
