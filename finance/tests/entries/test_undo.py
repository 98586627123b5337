"""Taking back a change, deleting, and bringing back."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from finance.models import Entry, Valuation
from finance.services import entries
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import ADDRESS, DAY, SHEET
from finance.tests.entries.editing import fields, history, now, path, undo_url
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


# ---- undo


def test_a_new_value_can_be_taken_back(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    back = browser.post(undo_url(page), follow=True)
    assert history(alice, fund) == {DAY: 100}
    assert "Fund is $100.00 again." in shown.text(back)


def test_a_value_that_took_anothers_place_gives_it_back(
    alice: User, browser: Client, fund: Entry
) -> None:
    sent = fields(browser, fund, amount="120", date=DAY.isoformat(), name="Other")
    page = browser.post(path(fund), sent, follow=True)
    assert history(alice, fund) == {DAY: 120}
    browser.post(undo_url(page))
    assert history(alice, fund) == {DAY: 100}
    assert now(alice, fund).name == "Fund"


def test_a_new_amount_of_a_flow_can_be_taken_back(
    alice: User, browser: Client, rent: Entry
) -> None:
    page = browser.post(path(rent), fields(browser, rent, amount="950"), follow=True)
    browser.post(undo_url(page))
    assert now(alice, rent).amount == 900


def test_a_change_is_not_taken_back_over_a_later_one(
    alice: User, browser: Client, fund: Entry
) -> None:
    first = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    browser.post(path(fund), fields(browser, fund, amount="130"))
    told = browser.post(undo_url(first), follow=True)
    assert "cannot be taken back any more" in shown.text(told)
    assert history(alice, fund) == {DAY: 100, TODAY: 130}


def test_another_currency_is_taken_back_before_its_amounts(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        coins = make.asset(alice, Decimal("0.12345678"), name="Coins", currency="BTC", date=TODAY)
    sent = fields(browser, coins, amount="7000", currency="EUR", date=TODAY.isoformat())
    page = browser.post(path(coins), sent, follow=True)
    browser.post(undo_url(page))
    assert now(alice, coins).currency == "BTC"
    assert history(alice, coins) == {TODAY: Decimal("0.12345678")}


def test_an_address_is_never_kept_outside_its_column(browser: Client, fund: Entry) -> None:
    sent = fields(browser, fund, wallet_address=ADDRESS.replace("q", "p"))
    page = browser.post(path(fund), sent, follow=True)
    assert "/undo/" not in undo_url(page)


def test_a_change_long_ago_says_so(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    cache.clear()
    back = browser.post(undo_url(page), follow=True)
    assert "cannot be taken back any more" in shown.text(back)
    assert history(alice, fund) == {DAY: 100, TODAY: 120}


def test_the_word_of_one_entry_does_not_undo_another(
    alice: User, browser: Client, fund: Entry, rent: Entry
) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    browser.post(undo_url(page).replace(str(fund.pk), str(rent.pk)))
    assert history(alice, fund) == {DAY: 100, TODAY: 120}


# ---- gone and back


def test_deleting_asks_nothing_and_offers_undo(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(f"{path(fund)}delete/", follow=True)
    assert "Fund deleted. Undo" in shown.text(page)
    assert shown.rows(page) == []
    back = browser.post(undo_url(page), follow=True)
    assert "Fund is back." in shown.text(back)
    assert shown.rows(back) == ["Fund"]
    assert history(alice, fund) == {DAY: 100}
    assert now(alice, fund).wallet_address == ADDRESS


def test_an_added_value_that_is_gone_already_needs_no_undo(
    alice: User, browser: Client, fund: Entry
) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    with as_user(alice):
        Valuation.objects.filter(entry=fund, on=TODAY).delete()
    browser.post(undo_url(page))
    assert history(alice, fund) == {DAY: 100}


def test_undo_brings_back_what_fell_due_in_between(
    alice: User, browser: Client, rent: Entry
) -> None:
    before = history(alice, rent)
    browser.post(f"{path(rent)}delete/")
    browser.post(f"{path(rent)}restore/")
    assert history(alice, rent) == before


@pytest.mark.parametrize("action", ["delete", "restore"])
def test_neither_happens_by_a_link(browser: Client, fund: Entry, action: str) -> None:
    assert browser.get(f"{path(fund)}{action}/").status_code == 405


def test_deleting_twice_and_restoring_what_is_there_are_not_found(
    browser: Client, fund: Entry
) -> None:
    assert browser.post(f"{path(fund)}restore/").status_code == 404
    browser.post(f"{path(fund)}delete/")
    assert browser.post(f"{path(fund)}delete/").status_code == 404


def test_after_deleting_one_is_where_one_was(browser: Client, fund: Entry) -> None:
    response = browser.post(f"{path(fund)}delete/", {"next": "/entries/assets/?show=liquid"})
    assert response["Location"] == "/entries/assets/?show=liquid"


def test_after_deleting_one_is_not_on_the_page_of_what_is_gone(
    browser: Client, fund: Entry
) -> None:
    response = browser.post(f"{path(fund)}delete/", {"next": f"{path(fund)}history/"})
    assert response["Location"] == "/entries/assets/"


def test_what_was_deleted_waits_for_thirty_days(
    alice: User, browser: Client, bobs: Client, fund: Entry, rent: Entry
) -> None:
    with as_user(alice):
        entries.delete(user=alice, entry_id=fund.pk, at=timezone.now())
        entries.delete(
            user=alice, entry_id=rent.pk, at=timezone.now() - timedelta(days=30, minutes=1)
        )
    words = shown.main(browser.get("/entries/deleted/"))
    assert "Fund Assets · deleted" in words
    assert "$100.00 Bring back" in words
    assert "Rent" not in words
    assert "Nothing was deleted." in shown.main(bobs.get("/entries/deleted/"))


def test_the_deleted_are_ones_own_business(client: Client) -> None:
    assert client.get("/entries/deleted/").status_code == 302


def test_the_sheet_is_the_form_alone(browser: Client, fund: Entry) -> None:
    sheet = browser.get(path(fund), headers=SHEET)
    assert b"<html" not in sheet.content
    assert 'id="sheet-title"' in sheet.content.decode()


def test_who_was_signed_out_comes_back_to_the_page_the_button_was_on(
    client: Client, fund: Entry
) -> None:
    page = "http://testserver/entries/assets/?show=liquid"
    answer = client.post(f"{path(fund)}delete/", headers={"referer": page})
    assert answer["Location"].endswith("next=http%3A//testserver/entries/assets/%3Fshow%3Dliquid")
    elsewhere = client.post(f"{path(fund)}delete/", headers={"referer": "https://evil.example/"})
    assert elsewhere["Location"].endswith("next=/dashboard/")
