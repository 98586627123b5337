"""Changing an entry: who may, what the form shows, what is saved and what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from finance.errors import InvalidEntry
from finance.models import Entry
from finance.services import entries, valuations
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import DAY
from finance.tests.entries.editing import fields, history, now, path
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


# ---- who


@pytest.mark.parametrize("tail", ["", "delete/", "restore/", "undo/x/", "history/", "history/add/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_entries_of_others_do_not_exist(
    alice: User, everybody_else: list[Client], fund: Entry, tail: str, method: str
) -> None:
    url = path(fund) + tail
    *others, nobody = everybody_else
    for client in others:
        assert getattr(client, method)(url, {"amount": "1"}).status_code in {404, 405}
    assert getattr(nobody, method)(url).status_code in {302, 405}
    assert now(alice, fund).deleted_at is None
    assert history(alice, fund) == {DAY: 100}


def test_what_was_never_there_is_not_found(browser: Client) -> None:
    assert browser.get(f"/entries/{uuid4()}/").status_code == 404


# ---- what is shown


def test_the_form_shows_the_value_with_its_rate_source_and_day(
    browser: Client, rates: None, fund: Entry
) -> None:
    response = browser.get(path(fund))
    assert "€50.00 at €1 = 2.0000 USD, European Central Bank, 20 Nov 2026" in shown.text(response)
    page = response.content.decode()
    assert 'value="100.00"' in page
    assert '<option value="USD" selected>' in page
    assert 'value="2026-11-22"' in page
    assert "Another currency keeps the numbers" in page


def test_without_a_rate_the_form_offers_to_set_one(browser: Client, fund: Entry) -> None:
    page = browser.get(path(fund)).content.decode()
    assert "There is no rate for USD" in page
    assert 'href="/rates/USD/set/"' in page


def test_earlier_values_stand_below(alice: User, browser: Client, fund: Entry) -> None:
    with as_user(alice):
        for back in range(1, 8):
            valuations.put(
                user=alice, entry_id=fund.pk, on=TODAY - timedelta(days=back),
                amount=Decimal(100 + back), today=TODAY,
            )  # fmt: skip
    words = shown.text(browser.get(path(fund)))
    assert "Earlier values 21 Nov 2026 typed in $101.00 20 Nov 2026" in words
    assert "$105.00 All 8, to look at and correct" in words


def test_a_recurring_flow_shows_when_it_came_and_comes(browser: Client, rent: Entry) -> None:
    words = shown.text(browser.get(path(rent)))
    assert "Every month, next on 5 Dec 2026 5 Nov 2026 €900.00 5 Oct 2026 €900.00" in words
    assert "A new amount or rhythm holds from now on for all times, past ones too" in words


# ---- what is saved


def test_a_new_value_holds_from_today(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="112,640.22"), follow=True)
    assert history(alice, fund) == {DAY: 100, TODAY: Decimal("112640.22")}
    assert "Fund is now $112,640.22. Undo" in shown.text(page)


def test_a_value_of_the_past_leaves_todays_alone(alice: User, browser: Client, fund: Entry) -> None:
    sent = fields(browser, fund, amount="80", date="2026-09-01")
    page = browser.post(path(fund), sent, follow=True)
    assert history(alice, fund) == {DAY: 100, date(2026, 9, 1): 80}
    assert now(alice, fund).money.amount == 100
    assert "Fund was $80.00 on 1 Sep 2026." in shown.text(page)


def test_the_same_value_on_another_day_is_a_value_of_that_day(
    alice: User, browser: Client, fund: Entry
) -> None:
    browser.post(path(fund), fields(browser, fund, date="2026-11-03"))
    assert history(alice, fund) == {DAY: 100, date(2026, 11, 3): 100}


def test_another_name_sets_no_value(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(path(fund), fields(browser, fund, name="World fund"), follow=True)
    assert now(alice, fund).name == "World fund"
    assert history(alice, fund) == {DAY: 100}
    assert "World fund saved." in shown.text(page)


def test_saving_what_is_there_changes_nothing(alice: User, browser: Client, fund: Entry) -> None:
    before = now(alice, fund)
    page = browser.post(path(fund), fields(browser, fund), follow=True)
    assert "Nothing was changed." in shown.text(page)
    assert now(alice, fund).updated_at == before.updated_at
    assert history(alice, fund) == {DAY: 100}


def test_every_field_can_be_changed(alice: User, browser: Client, fund: Entry) -> None:
    browser.post(
        path(fund),
        fields(
            browser, fund, currency="EUR", subcategory="stock", description="A note",
            quantity="5.5", is_liquid="no", wallet_address="", blockchain="",
        ),
    )  # fmt: skip
    entry = now(alice, fund)
    assert (entry.currency, entry.subcategory, entry.description) == ("EUR", "stock", "A note")
    assert (entry.quantity, entry.is_liquid) == (Decimal("5.5"), False)
    assert (entry.wallet_address, entry.blockchain) == (None, None)
    assert history(alice, fund) == {DAY: 100}


def test_a_new_amount_holds_from_now_on(alice: User, browser: Client, rent: Entry) -> None:
    browser.post(path(rent), fields(browser, rent, amount="950"))
    assert now(alice, rent).amount == 950
    assert set(history(alice, rent).values()) == {900}


def test_a_new_amount_can_hold_for_the_past_too(alice: User, browser: Client, rent: Entry) -> None:
    browser.post(path(rent), fields(browser, rent, amount="950", past="rewrite"))
    assert set(history(alice, rent).values()) == {950}


def test_another_rhythm_holds_from_now_on(alice: User, browser: Client, rent: Entry) -> None:
    browser.post(path(rent), fields(browser, rent, recurring_interval="2"))
    taken = [date(2026, 9, 5), date(2026, 10, 5), date(2026, 11, 5)]
    assert sorted(history(alice, rent)) == taken
    assert now(alice, rent).next_due_on == date(2027, 1, 5)


def test_another_rhythm_can_hold_for_the_past_too(
    alice: User, browser: Client, rent: Entry
) -> None:
    browser.post(path(rent), fields(browser, rent, recurring_interval="2", past="rewrite"))
    assert sorted(history(alice, rent)) == [date(2026, 9, 5), date(2026, 11, 5)]


def test_a_kind_of_ones_own_stays(alice: User, browser: Client) -> None:
    with as_user(alice):
        entry = make.expense(alice, 5, name="Snail food", subcategory="snails")
    browser.post(path(entry), fields(browser, entry, name="Snails"))
    assert now(alice, entry).subcategory == "snails"


def test_a_currency_nobody_lists_stays(alice: User, browser: Client, fund: Entry) -> None:
    with as_user(alice):
        Entry.objects.filter(pk=fund.pk).update(currency="GOLDCOIN")
    response = browser.post(path(fund), fields(browser, fund, name="Gold"))
    assert response.status_code == 302
    assert now(alice, fund).currency == "GOLDCOIN"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": ""}, "Type an amount"),
        ({"name": ""}, "This field is required."),
        ({"date": "2026-11-23"}, "Nobody knows yet"),
        ({"quantity": "412.6O"}, "That is the letter O, not the digit 0. 412.60?"),
        ({"amount": "1.2345"}, "Amounts in USD have 2 decimals at most."),
    ],
)
def test_changes_are_refused_with_a_reason(
    alice: User, browser: Client, fund: Entry, change: dict[str, str], said: str
) -> None:
    response = browser.post(path(fund), fields(browser, fund, **change))
    assert response.status_code == 422
    assert said in shown.text(response)
    assert history(alice, fund) == {DAY: 100}


def test_an_account_that_goes_meanwhile_is_refused(
    browser: Client, rent: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_kwargs: object) -> None:
        raise InvalidEntry({"settles_in": "There is no such account."})

    sent = fields(browser, rent, amount="950", past="rewrite")
    monkeypatch.setattr(entries, "update", refuse)
    response = browser.post(path(rent), sent)
    assert response.status_code == 422
    assert "There is no such account." in shown.text(response)
    assert 'value="rewrite" checked' in response.content.decode()
