"""The API at the edges of what numbers and days can be: refused by name, never an error of ours."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.tests import make
from finance.tests.api import API, ENTRY, said, send, stored
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda _user: TODAY)


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


@pytest.mark.parametrize("currency", ["BTC", "KWD"])
def test_what_cents_would_lift_over_the_limit_is_refused(
    web: Client, alice: User, currency: str
) -> None:
    huge = {"amount": "9999999999999.999", "currency": currency}
    assert set(said(send(web, "post", "/entries/", ENTRY | huge), 400)) == {"amount"}
    pk = stored(alice, currency=currency)
    value = {"on": str(TODAY), "amount": huge["amount"]}
    assert set(said(send(web, "post", f"/entries/{pk}/valuations/", value), 400)) == {"amount"}


def test_the_end_of_what_does_not_recur_is_nothing(web: Client, alice: User) -> None:
    ends = {"recurring_ends_on": "2027-01-01", "recurring_interval": 3}
    sent = ENTRY | ends | {"category": "expenses", "subcategory": "food"}
    made = said(send(web, "post", "/entries/", sent), 201)
    changed = said(send(web, "patch", f"/entries/{stored(alice)}/", ends))
    for entry in (made, changed):
        assert (entry["recurring_ends_on"], entry["recurring_interval"]) == (None, 1)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/net-worth/?end=0001-06-01", "end"),
        ("/net-worth/?start=0001-01-01", "start"),
        ("/net-worth/?end=9999-12-31", "end"),
        ("/rates/?on=0001-01-01", "on"),
    ],
)
def test_days_near_which_calendars_end_are_refused(web: Client, path: str, field: str) -> None:
    assert set(said(web.get(API + path), 400)) == {field}


def test_the_first_day_that_counts_can_be_asked_for(web: Client) -> None:
    told = said(web.get(f"{API}/net-worth/?end=1900-01-01"))
    assert [point["on"] for point in told["points"]][-1] == str(date(1900, 1, 1))


def test_what_came_after_the_end_was_not_kept_before_it(web: Client, alice: User) -> None:
    with as_user(alice):
        make.monthly(alice, 30, date=date(2026, 9, 20))
        make.income(alice, 100, date=date(2026, 10, 10))
        make.income(alice, 7, date=date(2026, 10, 16))
    told = said(web.get(f"{API}/net-worth/?start=2026-08-31&end=2026-10-15"))
    assert told["kept"] == {"amount": "70.00", "currency": "EUR"}
