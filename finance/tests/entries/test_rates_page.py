"""The page of exchange rates, and setting one's own."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.services import profiles
from finance.models import Entry, ManualRate
from finance.services import rates as service
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import FRIDAY, SHEET
from finance.tests.entries.editing import undo_url
from finance.tests.make import TODAY
from finance.tests.published import publish
from numoraq.lib.money import Money
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def abroad(alice: User) -> User:
    """Give Alice something in four currencies."""
    with as_user(alice):
        make.asset(alice, 5)
        make.asset(alice, 5, currency="USD")
        make.asset(alice, 5, currency="BTC")
        make.expense(alice, 5, currency="AOA")
    return alice


def own(user: User) -> dict[str, Decimal]:
    """Return a person's own rates, units for one euro."""
    with as_user(user):
        return dict(ManualRate.objects.filter(user=user).values_list("currency", "per_eur"))


# ---- who


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    for page in ("/rates/", "/rates/AOA/set/"):
        assert client.get(page)["Location"] == f"/accounts/login/?next={page}"
    assert client.post("/rates/AOA/set/", {"rate": "1"}).status_code == 302


def test_rates_are_set_for_oneself_alone(
    alice: User, bob: User, dana: User, browser: Client, bobs: Client, danas: Client
) -> None:
    sent = {"direction": "one", "rate": "2", "on": "2026-11-22"}
    browser.post("/rates/AOA/set/", sent)
    assert own(alice) == {"AOA": Decimal("0.5")}
    assert own(bob) == own(dana) == {}
    with as_user(alice):
        rate = ManualRate.objects.get()
    for client in (bobs, danas):
        assert "AOA" not in shown.main(client.get("/rates/"))
        assert client.post(f"/rates/own/{rate.pk}/remove/").status_code == 404
    assert own(alice) == {"AOA": Decimal("0.5")}


# ---- what is shown


def test_currencies_in_use_have_their_rate_source_and_day(
    abroad: User, browser: Client, rates: None
) -> None:
    words = shown.main(browser.get("/rates/"))
    assert "European Central Bank Friday 20 November 2 days old" in words
    assert "USD US Dollar €1 = 2.0000 USD European Central Bank, 20 Nov 2026" in words
    assert "BTC Bitcoin 1 BTC = €50,000.00" in words
    assert "AOA Angolan Kwanza no rate There is no published rate for it here." in words
    assert "EUR Euro" not in words.partition("Currencies you use")[2].partition("AOA")[0][5:]


def test_everything_in_one_currency_needs_no_rates(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        make.asset(alice, 5)
    assert "nothing has to be converted" in shown.main(browser.get("/rates/"))


def test_no_rates_at_all_are_no_accident(browser: Client) -> None:
    assert "No rates have been loaded yet." in shown.main(browser.get("/rates/"))


@pytest.mark.parametrize(
    ("age", "said"),
    [(0, "Today's rates are here."), (1, "1 day old"), (6, "The published rates are late.")],
)
def test_the_age_of_the_rates_is_said(
    abroad: User, dana: User, browser: Client, age: int, said: str
) -> None:
    publish(dana, {TODAY - timedelta(days=age): {"USD": 2}})
    assert said in shown.main(browser.get("/rates/"))


def test_a_rate_that_grows_old_is_marked_and_one_too_old_is_none(
    abroad: User, dana: User, browser: Client, settings: Settings
) -> None:
    settings.FX_MAX_AGE_DAYS = 10
    publish(dana, {TODAY - timedelta(days=8): {"USD": 2}, TODAY - timedelta(days=30): {"BTC": 1}})
    words = shown.main(browser.get("/rates/"))
    assert "8 days old" in words
    assert "a rate older than 10 days does not count" in words
    assert "The last one is from 23 Oct 2026: too old." in words


@pytest.mark.parametrize("query", ["", "?currency=USD", "?currency=usd&r=5y", "?r=all"])
def test_one_currency_is_drawn_over_time(
    abroad: User, browser: Client, rates: None, query: str
) -> None:
    response = browser.get(f"/rates/{query}")
    assert 'class="chart' in response.content.decode()
    assert "over time" in shown.main(response)


def test_the_line_has_a_table(abroad: User, browser: Client, rates: None) -> None:
    words = shown.main(browser.get("/rates/?currency=USD"))
    assert "USD over time" in words
    assert "22 Nov 2026 1 EUR = 2.0000 USD" in words


@pytest.mark.parametrize("query", ["?currency=AOA", "?currency=%00", "?r=nonsense"])
def test_nonsense_in_the_address_is_ignored(
    abroad: User, browser: Client, rates: None, query: str
) -> None:
    assert "BTC over time" in shown.main(browser.get(f"/rates/{query}"))


def test_a_single_rate_is_no_line(abroad: User, dana: User, browser: Client) -> None:
    publish(dana, {TODAY: {"USD": 2}})
    words = shown.main(browser.get("/rates/?currency=USD&r=all"))
    assert "not enough rates in these days" in words


# ---- one's own


@pytest.mark.parametrize(
    ("direction", "rate", "per_eur"),
    [
        ("one", "0.0011", "909.09090909090909090909"),
        ("per", "1000", "1000"),
        ("per", "1.000,5", "1000.5"),
    ],
)
def test_a_rate_is_set_in_either_direction(
    alice: User, browser: Client, direction: str, rate: str, per_eur: str
) -> None:
    sent = {"direction": direction, "rate": rate, "on": "2026-11-01"}
    page = browser.post("/rates/AOA/set/", sent, follow=True)
    assert own(alice)["AOA"] == Decimal(per_eur)
    assert "Your rate for AOA counts from 1 Nov 2026." in shown.text(page)


def test_a_rate_is_told_in_the_currency_of_the_person(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        profiles.update(profile=alice.profile, default_currency="USD")
    assert "AOA for 1 USD" in shown.text(browser.get("/rates/AOA/set/"))
    browser.post("/rates/AOA/set/", {"direction": "per", "rate": "500", "on": "2026-11-20"})
    assert own(alice) == {"AOA": 1000}


def test_the_euro_is_told_by_the_other_currency(alice: User, browser: Client) -> None:
    assert browser.get("/rates/EUR/set/").status_code == 404
    with as_user(alice):
        profiles.update(profile=alice.profile, default_currency="AOA")
    assert "A rate for AOA" in shown.text(browser.get("/rates/EUR/set/"))
    browser.post("/rates/EUR/set/", {"direction": "one", "rate": "0.001", "on": "2026-11-20"})
    assert own(alice) == {"AOA": 1000}


def test_a_rate_counts_at_once(abroad: User, browser: Client, rates: None) -> None:
    with as_user(abroad):
        make.asset(abroad, 5000, name="Land", currency="AOA", subcategory="real_estate")
    browser.post("/rates/AOA/set/", {"direction": "per", "rate": "1000", "on": "2026-11-22"})
    assert "Kz 5,000.00 €1 = 1,000.00 AOA · 22 Nov €5.00" in shown.main(
        browser.get("/entries/assets/")
    )
    words = shown.main(browser.get("/rates/"))
    assert "AOA Angolan Kwanza €1 = 1,000.00 AOA your own rate, 22 Nov 2026" in words
    assert "Your own rates" in words


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate": ""}, "Type a rate, like 1.0914."),
        ({"rate": "dear"}, "“dear” is not a rate. Type it like 1.0914."),
        ({"rate": "0"}, "A rate is more than zero."),
        ({"rate": "-3"}, "A rate is more than zero."),
        ({"rate": "1O"}, "That is the letter O"),
        ({"rate": "9" * 30}, "This rate cannot be stored."),
        ({"on": "2026-11-23"}, "Nobody knows the rate of a day to come."),
        ({"on": "1"}, "Enter a valid date."),
        ({"direction": "sideways"}, "Select a valid choice."),
    ],
)
def test_rates_are_refused_with_a_reason(
    alice: User, browser: Client, change: dict[str, str], said: str
) -> None:
    sent = {"direction": "one", "rate": "2", "on": "2026-11-22"} | change
    response = browser.post("/rates/AOA/set/", sent)
    assert response.status_code == 422
    assert said in shown.text(response)
    assert own(alice) == {}


@pytest.mark.parametrize("code", ["eu", "A-B", "TOOLONGFORACODE"])
def test_what_is_no_currency_is_not_found(browser: Client, code: str) -> None:
    assert browser.get(f"/rates/{code}/set/").status_code == 404


def kwanza(user: User) -> ManualRate:
    """Set a rate of a thousand kwanzas for a euro."""
    worth = Money(Decimal("0.001"), "EUR")
    rate, is_new = service.set_own(user=user, currency="AOA", on=FRIDAY, worth=worth, today=FRIDAY)
    assert is_new
    return rate


def test_an_own_rate_is_removed_and_brought_back(alice: User, browser: Client) -> None:
    with as_user(alice):
        rate = kwanza(alice)
    page = browser.post(f"/rates/own/{rate.pk}/remove/", follow=True)
    assert own(alice) == {}
    assert "Your rate for AOA is removed. Undo" in shown.text(page)
    back = browser.post(undo_url(page), follow=True)
    assert own(alice) == {"AOA": 1000}
    assert "Your rate for AOA is back." in shown.text(back)


def test_what_is_forgotten_cannot_be_brought_back(alice: User, browser: Client) -> None:
    with as_user(alice):
        rate = kwanza(alice)
    page = browser.post(f"/rates/own/{rate.pk}/remove/", follow=True)
    cache.clear()
    assert browser.post(undo_url(page)).status_code == 404
    assert browser.post(f"/rates/own/{uuid4()}/remove/").status_code == 404


def test_the_sheet_is_the_form_alone(browser: Client) -> None:
    sheet = browser.get("/rates/AOA/set/", headers=SHEET)
    assert b"<html" not in sheet.content
    assert shown.hidden(sheet, "next") == "/entries/assets/"


def test_what_is_no_currency_has_no_rate(alice: User, browser: Client) -> None:
    assert browser.get("/rates/ZZZ/set/").status_code == 404
    with as_user(alice):
        Entry.objects.create(
            user=alice, category="assets", name="Tokens", amount=5, currency="ZZZ", date=FRIDAY
        )
    assert browser.get("/rates/ZZZ/set/").status_code == 200
    assert browser.get("/rates/AOA/set/").status_code == 200
