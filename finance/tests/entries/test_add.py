"""Adding an entry: what the form shows, what is stored and what is refused."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import profiles
from finance.errors import InvalidEntry
from finance.models import Entry
from finance.services import quick_add
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.adding import ASSET, EXPENSE, PATH, only, stored
from finance.tests.entries.conftest import SHEET
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


# ---- who


def test_everybody_adds_to_their_own(
    alice: User, bob: User, dana: User, browser: Client, bobs: Client, danas: Client
) -> None:
    for client, user in ((browser, alice), (bobs, bob), (danas, dana)):
        assert client.post(PATH, ASSET).status_code == 302
        assert only(user).name == "Savings"


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PATH)["Location"] == "/accounts/login/?next=/entries/add/"
    assert client.post(PATH, ASSET)["Location"] == "/accounts/login/?next=/dashboard/"


def test_a_sheet_takes_its_page_to_the_sign_in(client: Client) -> None:
    here = {"HX-Current-URL": "http://testserver/entries/income/"}
    response = client.get(PATH, headers=SHEET | here)
    assert response["HX-Redirect"] == "/accounts/login/?next=/entries/income/"


# ---- what is shown


def test_a_form_that_is_a_page_shows_its_errors_in_place(browser: Client) -> None:
    into_sheet = 'hx-post="/entries/add/" hx-target="#sheet-body"'
    assert into_sheet not in browser.get(PATH).content.decode()
    assert into_sheet not in browser.post(PATH, {**ASSET, "amount": ""}).content.decode()
    assert into_sheet in browser.get(PATH, headers=SHEET).content.decode()


def test_the_form_is_ready_for_two_taps(alice: User, browser: Client) -> None:
    page = browser.get(f"{PATH}?category=expenses").content.decode()
    assert 'name="amount" inputmode="decimal"' in page
    assert '<option value="EUR" selected>' in page
    assert 'value="2026-11-22"' in page
    assert 'name="category" value="expenses"' in page
    assert '<option value="other" selected>' in page


@pytest.mark.parametrize("category", ["", "nonsense", "assets' OR 1=1"])
def test_an_unknown_category_is_an_expense(browser: Client, category: str) -> None:
    assert "Add an expense" in shown.text(browser.get(PATH, {"category": category}))


def test_the_sheet_has_the_form_alone_and_the_page_has_a_frame(browser: Client) -> None:
    sheet, page = browser.get(PATH, headers=SHEET), browser.get(PATH)
    assert b"<html" not in sheet.content
    assert b"data-close" in sheet.content
    assert b"<html" in page.content
    assert "HX-Target" in sheet["Vary"]


def test_currencies_in_use_come_first(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.asset(alice, 5, currency="AOA")
    page = browser.get(PATH).content.decode()
    own = page[page.index('label="Yours"') : page.index('label="Common"')]
    assert 'value="EUR" selected' in own
    assert 'value="AOA"' in own
    assert 'value="ZMW"' in page


def test_accounts_to_pay_from_are_liquid_and_ones_own(
    alice: User, bob: User, browser: Client
) -> None:
    with as_user(bob):
        make.asset(bob, 5, name="Bob's account", subcategory="bank")
    with as_user(alice):
        make.asset(alice, 5, name="My account", subcategory="bank")
        make.asset(alice, 5, name="My house", subcategory="real_estate")
        make.debt(alice, 5, name="My card", subcategory="card")
    page = shown.text(browser.get(f"{PATH}?category=expenses"))
    assert "No account My account My card" in page
    assert "Bob's account" not in page


def test_another_category_keeps_what_was_typed(browser: Client) -> None:
    typed = ASSET | {"amount": "12,", "name": "Half", "switch": "income", "description": "a note"}
    response = browser.post(PATH, typed)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Add an income" in page
    assert 'value="12,"' in page
    assert 'value="Half"' in page
    assert "a note" in page


# ---- what is stored


def test_an_asset_needs_an_amount_and_a_name(alice: User, browser: Client) -> None:
    response = browser.post(PATH, ASSET)
    entry = only(alice)
    assert response["Location"] == "/entries/assets/"
    assert (entry.name, entry.money.amount, entry.date) == ("Savings", Decimal("12.50"), TODAY)
    assert (entry.subcategory, entry.is_liquid, entry.wallet_address) == ("bank", True, None)


def test_everything_about_a_wallet_is_kept(alice: User, browser: Client) -> None:
    more = {
        "currency": "BTC",
        "amount": "0.84213",
        "subcategory": "crypto",
        "quantity": "0.842131234567890123",
        "is_liquid": "no",
        "wallet_address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf7x4k",
        "blockchain": "bitcoin",
        "description": "in the safe",
    }
    browser.post(PATH, ASSET | more)
    entry = only(alice)
    assert entry.balance == Decimal("0.84213")
    assert entry.quantity == Decimal("0.842131234567890123")
    assert (entry.is_liquid, entry.blockchain) == (False, "bitcoin")
    assert entry.wallet_address == more["wallet_address"]
    assert entry.description == "in the safe"


def test_a_repeating_expense_begins_at_once(alice: User, browser: Client) -> None:
    with as_user(alice):
        account = make.asset(alice, 5, subcategory="bank")
    rule = {
        "recurring_frequency": "monthly",
        "recurring_interval": "2",
        "recurring_ends_on": "2027-01-31",
        "date": "2026-07-05",
        "settles_in": str(account.pk),
    }
    browser.post(PATH, EXPENSE | rule)
    with as_user(alice):
        entry = Entry.objects.get(name="Lunch")
        days = sorted(entry.occurrences.values_list("on", flat=True))
    assert days == [date(2026, 7, 5), date(2026, 9, 5), date(2026, 11, 5)]
    assert (entry.settles_in, entry.recurring_ends_on) == (account.pk, date(2027, 1, 31))


def test_what_happens_once_has_no_rhythm_left_over(alice: User, browser: Client) -> None:
    browser.post(PATH, EXPENSE | {"recurring_interval": "5", "recurring_ends_on": "2020-01-01"})
    entry = only(alice)
    assert (entry.is_recurring, entry.recurring_interval, entry.recurring_ends_on) == (
        False,
        1,
        None,
    )


@pytest.mark.parametrize(
    ("number_format", "typed", "meant"),
    [
        ("comma", "1.234,56", "1234.56"),
        ("point", "1,234.56", "1234.56"),
        ("point", "12+3.50", "15.5"),
    ],
)
def test_amounts_are_read_in_the_persons_format(
    alice: User, browser: Client, number_format: str, typed: str, meant: str
) -> None:
    with as_user(alice):
        profiles.update(profile=alice.profile, number_format=number_format)
    browser.post(PATH, EXPENSE | {"amount": typed})
    assert only(alice).amount == Decimal(meant)


# ---- what is refused


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": ""}, "Type an amount, like 1,234.56."),
        ({"amount": "412.6O"}, "That is the letter O, not the digit 0. 412.60?"),
        ({"amount": "1.234"}, "Amounts in EUR have 2 decimals at most."),
        (
            {"amount": "9999999999999+1"},
            "This amount is too large: it must be below 10,000,000,000,000.",
        ),
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "a\0b"}, "Null characters are not allowed."),
        ({"currency": "XXXX"}, "Choose a currency from the list."),
        ({"subcategory": "salary"}, "Select a valid choice."),
        ({"date": "22.11.2026"}, "Enter a valid date."),
        ({"date": "2026-11-23"}, "Nobody knows yet"),
        ({"date": "1899-12-31"}, "must lie between 1900 and 2199"),
        ({"description": "x" * 2001}, "at most 2000 characters"),
        ({"quantity": "many"}, "is not an amount"),
        ({"quantity": "1" + "0" * 21}, "This quantity cannot be stored."),
        ({"wallet_address": "bc1q", "blockchain": ""}, "Say which chain the address is on."),
        ({"wallet_address": "twelve words", "blockchain": "bitcoin"}, "letters and digits only"),
        ({"blockchain": "moonchain"}, "Select a valid choice."),
        ({"is_liquid": "perhaps"}, "Select a valid choice."),
    ],
)
def test_assets_are_refused_with_a_reason(
    alice: User, browser: Client, change: dict[str, str], said: str
) -> None:
    typed = ASSET | {"description": "typed with care"} | change
    response = browser.post(PATH, typed)
    assert response.status_code == 422
    assert said in shown.text(response)
    assert 'aria-invalid="true"' in response.content.decode()
    assert stored(alice) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "-5"}, "Enter it without a minus"),
        ({"recurring_frequency": "hourly"}, "Select a valid choice."),
        ({"recurring_frequency": "monthly", "recurring_interval": "0"}, "greater than or equal"),
        ({"recurring_frequency": "monthly", "recurring_interval": "367"}, "less than or equal"),
        (
            {"recurring_frequency": "monthly", "recurring_ends_on": "2026-11-21"},
            "The end must not come before the first day.",
        ),
        ({"settles_in": str(uuid4())}, "Select a valid choice."),
    ],
)
def test_expenses_are_refused_with_a_reason(
    alice: User, browser: Client, change: dict[str, str], said: str
) -> None:
    response = browser.post(PATH, EXPENSE | change)
    assert response.status_code == 422
    assert said in shown.text(response)
    assert stored(alice) == []


def test_an_account_that_goes_meanwhile_is_refused(
    alice: User, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_kwargs: object) -> None:
        raise InvalidEntry({"settles_in": "There is no such account.", "user": "Or anything."})

    monkeypatch.setattr(quick_add, "add", refuse)
    response = browser.post(PATH, EXPENSE)
    assert response.status_code == 422
    assert "There is no such account." in shown.text(response)
    assert "Or anything." in shown.text(response)


def test_nothing_typed_is_lost(browser: Client) -> None:
    typed = EXPENSE | {
        "amount": "12.3O", "name": 'A "name" & more', "description": "A note", "currency": "USD",
        "subcategory": "travel", "date": "2026-10-01", "recurring_frequency": "weekly",
        "recurring_interval": "3", "recurring_ends_on": "2027-01-01",
    }  # fmt: skip
    page = browser.post(PATH, typed).content.decode()
    for kept in (
        'value="12.3O"', 'value="A &quot;name&quot; &amp; more"', "A note</textarea>",
        '<option value="USD" selected>', '<option value="travel" selected>', 'value="2026-10-01"',
        '<option value="weekly" selected>', 'value="3"', 'value="2027-01-01"',
    ):  # fmt: skip
        assert kept in page


def test_a_reason_in_the_folded_part_unfolds_it(browser: Client) -> None:
    closed = browser.post(PATH, ASSET | {"amount": "x"}).content.decode()
    opened = browser.post(PATH, ASSET | {"description": "x" * 2001}).content.decode()
    assert '<details class="more">' in closed
    assert '<details class="more" open>' in opened


def test_a_refusal_in_the_sheet_is_no_failed_request(browser: Client) -> None:
    response = browser.post(PATH, ASSET | {"amount": "x"}, headers=SHEET)
    assert response.status_code == 200
    assert b"<html" not in response.content
    assert "is not an amount" in shown.text(response)
