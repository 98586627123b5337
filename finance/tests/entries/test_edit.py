"""Changing, deleting and bringing back; stale forms; the way back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from finance.models import Entry, Occurrence, Valuation
from finance.services import entries, valuations
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import SHEET
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 1)
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf7x4k"


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


def fields(client: Client, entry: Entry, **changes: str) -> dict[str, str]:
    """Return what the form of an entry would send, with some fields changed."""
    form = client.get(path(entry)).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    typed = {name: str(value) for name, value in sent.items() if value is not None}
    return typed | {"seen": shown.hidden(client.get(path(entry)), "seen")} | changes


def path(entry: Entry) -> str:
    """Return where an entry is changed."""
    return f"/entries/{entry.pk}/"


def now(user: User, entry: Entry) -> Entry:
    """Return an entry as it is now, deleted or not."""
    with as_user(user):
        return Entry.objects.get(pk=entry.pk)


def history(user: User, entry: Entry) -> dict[date, Decimal]:
    """Return the values of a balance, or the occurrences of a flow, by day."""
    model: Any = Valuation if entry.is_balance else Occurrence
    with as_user(user):
        return dict(model.objects.filter(entry=entry).values_list("on", "amount"))


def undo_url(page: Any) -> str:
    """Return where the message on a page posts its undo."""
    text = page.content.decode()
    toast = text[text.index('id="toasts"') :]
    return str(toast.partition('action="')[2].partition('"')[0])


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
    assert "A new amount holds from now on for all times, past ones too" in words


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


def test_another_rhythm_is_followed_at_once(alice: User, browser: Client, rent: Entry) -> None:
    browser.post(path(rent), fields(browser, rent, recurring_interval="2"))
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
        ({"amount": "1.2345"}, "At most 2 decimals."),
    ],
)
def test_changes_are_refused_with_a_reason(
    alice: User, browser: Client, fund: Entry, change: dict[str, str], said: str
) -> None:
    response = browser.post(path(fund), fields(browser, fund, **change))
    assert response.status_code == 422
    assert said in shown.text(response)
    assert history(alice, fund) == {DAY: 100}


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


@pytest.mark.parametrize(
    "change",
    [{"recurring_interval": "2"}, {"amount": "9", "past": "rewrite"}, {"date": "2026-08-05"}],
)
def test_what_cannot_be_taken_back_exactly_is_not_offered(
    browser: Client, rent: Entry, change: dict[str, str]
) -> None:
    page = browser.post(path(rent), fields(browser, rent, **change), follow=True)
    assert "/undo/" not in undo_url(page)


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


# ---- somebody was faster


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
