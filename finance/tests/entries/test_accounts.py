"""Flows whose account was deleted, is brought back, or goes for good."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry
from finance.services import entries
from finance.tests import make
from finance.tests.api import said, send
from finance.tests.entries import shown
from finance.tests.entries.editing import fields, now, path
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def bank(alice: User) -> Entry:
    """Return the account that Alice's rent is paid from."""
    with as_user(alice):
        return make.asset(alice, 5, name="Bank", subcategory="bank")


@pytest.fixture
def rent(alice: User, bank: Entry) -> Entry:
    """Return Alice's rent, whose account is deleted."""
    with as_user(alice):
        entry = make.monthly(alice, 900, name="Rent", settles_in=bank.pk)
        entries.delete(user=alice, entry_id=bank.pk, at=NOW)
    return entry


def account(user: User, entry: Entry) -> UUID | None:
    return now(user, entry).settles_in


def test_the_form_offers_the_deleted_account_and_keeps_it(
    alice: User, browser: Client, bank: Entry, rent: Entry
) -> None:
    page = browser.get(path(rent)).content.decode()
    assert f'<option value="{bank.pk}" selected>Bank (deleted)</option>' in page
    response = browser.post(path(rent), fields(browser, rent, name="Flat"), follow=True)
    assert "Flat saved." in shown.text(response)
    assert account(alice, rent) == bank.pk


def test_a_deleted_account_is_offered_to_no_other_flow(
    browser: Client, bank: Entry, rent: Entry
) -> None:
    assert str(bank.pk) not in browser.get("/entries/add/?category=expenses").content.decode()


def test_an_account_that_is_not_in_the_list_stays(alice: User, browser: Client) -> None:
    with as_user(alice):
        house = make.asset(alice, 5, name="House", subcategory="real_estate", is_liquid=False)
        rent = make.monthly(alice, 900, settles_in=house.pk)
    assert ">House</option>" in browser.get(path(rent)).content.decode()
    browser.post(path(rent), fields(browser, rent, name="Flat"))
    assert account(alice, rent) == house.pk


def test_the_api_changes_what_is_sent_alone(
    alice: User, browser: Client, bank: Entry, rent: Entry
) -> None:
    assert said(send(browser, "patch", f"/entries/{rent.pk}/", {"name": "Flat"}))["name"] == "Flat"
    assert account(alice, rent) == bank.pk


def test_an_account_that_is_brought_back_has_its_flows(
    alice: User, browser: Client, bank: Entry, rent: Entry
) -> None:
    browser.post(path(rent), fields(browser, rent, name="Flat"))
    with as_user(alice):
        entries.restore(user=alice, entry_id=bank.pk, today=TODAY)
    assert account(alice, rent) == bank.pk
    assert ">Bank</option>" in browser.get(path(rent)).content.decode()


def test_a_flow_may_leave_a_deleted_account_but_not_come_back(
    alice: User, browser: Client, bank: Entry, rent: Entry
) -> None:
    browser.post(path(rent), fields(browser, rent, settles_in=""))
    assert account(alice, rent) is None
    response = browser.post(path(rent), fields(browser, rent, settles_in=str(bank.pk)))
    assert response.status_code == 422
    assert account(alice, rent) is None


def test_only_the_purge_clears_the_link(alice: User, browser: Client, rent: Entry) -> None:
    with as_user(alice):
        assert entries.purge(before=NOW + timedelta(days=31)) == 1
    assert account(alice, rent) is None
    assert "(deleted)" not in browser.get(path(rent)).content.decode()
