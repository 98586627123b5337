"""A form that was opened before somebody else's change."""

from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.core import signing
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from conftest import ClientFor, make_person
from finance.models import Entry
from finance.services import entries, locks
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import ADDRESS
from finance.tests.entries.editing import fields, now, path
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


def test_a_stale_form_tells_what_changed_and_keeps_what_was_typed(
    alice: User, browser: Client, rates: None, fund: Entry
) -> None:
    sent = fields(browser, fund, amount="120", name="Mine")
    with as_user(alice):
        entries.update(
            user=alice, entry_id=fund.pk, today=TODAY,
            changes={"name": "Theirs", "amount": Decimal(90), "is_liquid": False, "quantity": None},
        )  # fmt: skip
    response = browser.post(path(fund), sent)
    words = shown.text(response)
    assert response.status_code == 422
    assert "changed meanwhile; nothing is saved yet" in words
    assert "Name: Fund became Theirs." in words
    assert "Amount: $100.00 became $90.00." in words
    assert "Liquid: yes became no." in words
    assert "Quantity: 4 became nothing." in words
    assert 'value="Mine"' in response.content.decode()
    assert now(alice, fund).name == "Theirs"
    browser.post(path(fund), sent | {"seen": shown.hidden(response, "seen")})
    assert now(alice, fund).name == "Mine"


def test_a_stale_flow_tells_its_new_rhythm(alice: User, browser: Client, rent: Entry) -> None:
    sent = fields(browser, rent, amount="950")
    with as_user(alice):
        account = make.asset(alice, 5, subcategory="bank")
        entries.update(
            user=alice, entry_id=rent.pk, today=TODAY,
            changes={
                "recurring_frequency": "yearly", "recurring_ends_on": date(2030, 1, 1),
                "subcategory": "travel", "settles_in": account.pk, "date": date(2026, 9, 6),
                "currency": "USD",
            },
        )  # fmt: skip
    words = shown.text(browser.post(path(rent), sent))
    for said in (
        "Repeats: monthly became yearly.", "Until: nothing became 1 Jan 2030.",
        "Kind: Housing became Travel.", "Account: nothing became another account.",
        "Date: 5 Sep 2026 became 6 Sep 2026.", "Currency: Euro became US Dollar.",
    ):  # fmt: skip
        assert said in words


def test_a_stale_form_does_not_bring_an_old_address_back(
    alice: User, browser: Client, fund: Entry
) -> None:
    sent = fields(browser, fund, name="Mine")
    theirs = ADDRESS.replace("q", "p")
    with as_user(alice):
        changes = {"wallet_address": theirs}
        entries.update(user=alice, entry_id=fund.pk, today=TODAY, changes=changes)
    response = browser.post(path(fund), sent)
    assert response.status_code == 422
    assert f"Wallet address: another address became {theirs}." in shown.text(response)
    assert now(alice, fund).wallet_address == theirs


def test_the_word_of_a_form_does_not_tell_the_address(browser: Client, fund: Entry) -> None:
    seen = shown.hidden(browser.get(path(fund)), "seen")
    assert ADDRESS not in str(signing.loads(seen, salt="finance.forms.snapshots"))


@pytest.mark.parametrize("seen", ["", "nonsense", "eyJ9:1:x"])
def test_a_form_without_its_word_is_saved(
    alice: User, browser: Client, fund: Entry, seen: str
) -> None:
    browser.post(path(fund), fields(browser, fund, name="New") | {"seen": seen})
    assert now(alice, fund).name == "New"


def test_an_entry_deleted_meanwhile_is_not_found(alice: User, browser: Client, fund: Entry) -> None:
    sent = fields(browser, fund, name="New")
    with as_user(alice):
        entries.delete(user=alice, entry_id=fund.pk, at=timezone.now())
    assert browser.post(path(fund), sent).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_form_waits_for_who_is_changing_and_is_not_saved_over_it(client_for: ClientFor) -> None:
    user = make_person("alice")
    with as_user(user):
        account = make.asset(user, 100, name="Account", date=TODAY)
    client = client_for(user)
    sent = fields(client, account, amount="130")
    answers: list[int] = []

    def save() -> None:
        answers.append(client.post(path(account), sent).status_code)
        connections.close_all()

    thread = Thread(target=save)
    with as_user(user), transaction.atomic():
        locks.hold(user=user)
        thread.start()
        thread.join(1)
        assert thread.is_alive()
        entries.update(
            user=user, entry_id=account.pk, today=TODAY, changes={"amount": Decimal(120)}
        )
    thread.join(20)
    assert answers == [422]
    assert now(user, account).amount == 120
