"""Pages at the edges of what can be stored: nothing is too large, too small or too long ago."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Profile, User
from conftest import ClientFor
from finance import days
from finance.models import Entry, Valuation
from finance.services import rates, valuations
from finance.tests import make
from finance.tests.pages import reading
from numoraq.lib.money import Money
from numoraq.rls.identity import as_user
from numoraq.ui.tests.pages import parse

pytestmark = pytest.mark.django_db

MOST = "9999999999999.99"
LONGEST = "W" * 200
PAGES = (
    "/dashboard/",
    "/dashboard/?r=1m",
    "/dashboard/?r=5y",
    "/dashboard/?r=all",
    "/entries/assets/",
    "/entries/liabilities/",
    "/entries/income/",
    "/entries/expenses/",
    "/entries/expenses/?month=1900",
    "/entries/expenses/?month=2199-12",
    "/entries/assets/?search=W",
    "/entries/deleted/",
    "/rates/",
    "/rates/?c=ZWL&r=all",
    "/rates/ZWL/set/",
    "/export/",
    "/settings/data/",
)
API = (
    "/api/v1/entries/",
    "/api/v1/net-worth/?start=1900-01-01&points=400",
    "/api/v1/flows/?months=120",
    "/api/v1/rates/?currencies=ZWL,BTC,EUR",
    "/api/v1/rates/own/",
    "/api/v1/exports/entries.json",
    "/api/v1/exports/entries.csv",
)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda user: make.TODAY)


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    """Return Alice's browser."""
    return client_for(alice)


def think_in(user: User, currency: str, language: str = "en") -> None:
    with as_user(user):
        Profile.objects.filter(pk=user.pk).update(default_currency=currency, language=language)
    cache.clear()


def worth(user: User, currency: str, euros: str) -> None:
    """Set what one unit of a currency is worth since 1900, in euros."""
    on = date(1900, 1, 1)
    rates.set_own(user=user, currency=currency, on=on, worth=Money(Decimal(euros), "EUR"), today=on)


def broken(browser: Client, urls: tuple[str, ...]) -> list[str]:
    """Return the pages that are not shown whole."""
    found = []
    for url in urls:
        answer: Any = browser.get(url)
        text = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200:
            found.append(f"{url}: {answer.status_code}")
        elif str(answer.headers["Content-Type"]).startswith("text/html"):
            parse(text.decode().replace("<!doctype html>", ""))
        elif b"NaN" in text or b"Infinity" in text or b"E+" in text:
            found.append(f"{url}: no number")
    return found


@pytest.mark.parametrize("currency", ["EUR", "ZWL", "JPY"])
@pytest.mark.parametrize("euros", ["0.0000000000000002", "5000000000000000"])
def test_the_largest_amounts_by_the_oddest_rates_are_shown(
    alice: User, browser: Client, currency: str, euros: str
) -> None:
    with as_user(alice):
        for code in ("ZWL", "BTC"):
            worth(alice, code, euros)
            make.asset(alice, MOST, name=LONGEST, currency=code, subcategory="bank")
            make.debt(alice, f"-{MOST}", name=f"Debt in {code}", currency=code)
            make.expense(alice, MOST, name=f"Cost in {code}", currency=code, date=make.TODAY)
            make.monthly(alice, MOST, name=f"Rent in {code}", currency=code)
        make.asset(alice, "0.01", name="A cent")
        make.income(alice, "0", name="Nothing", date=make.TODAY)
    think_in(alice, currency)
    assert broken(browser, (*PAGES, *API)) == []


@pytest.mark.parametrize("language", ["en", "pt"])
def test_the_smallest_amounts_are_not_rounded_away(
    alice: User, browser: Client, language: str
) -> None:
    think_in(alice, "BTC", language)
    with as_user(alice):
        coin = make.asset(alice, "1", name="Coin", currency="BTC", subcategory="crypto")
        valuations.put(
            user=alice, entry_id=coin.pk, on=make.TODAY, amount=Decimal("0.00000001"),
            today=make.TODAY,
        )  # fmt: skip
    page = reading.text(browser.get("/entries/assets/"))
    assert ("0,00000001" if language == "pt" else "0.00000001") in page


def test_the_first_and_the_last_days_are_shown(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.asset(alice, 5, name="Old coin", date=date(1900, 1, 1))
        make.expense(alice, 5, name="First cost", date=date(1900, 1, 1))
        make.expense(alice, 5, name="Last cost", date=date(2199, 12, 31))
        make.monthly(alice, 5, name="Rare", date=date(1990, 2, 28), recurring_interval=366)
        make.expense(
            alice, 5, name="Rarest", date=date(2020, 2, 29), recurring_frequency="yearly",
            recurring_interval=179, recurring_ends_on=date(2199, 12, 31),
        )  # fmt: skip
    assert broken(browser, (*PAGES, *API)) == []
    with as_user(alice):
        entries = list(Entry.objects.all())
    assert broken(browser, tuple(f"/entries/{entry.pk}/" for entry in entries)) == []
    histories = tuple(f"/entries/{e.pk}/history/" for e in entries if e.is_balance)
    assert broken(browser, histories) == []


def test_somebody_who_owns_exactly_nothing_has_pages(alice: User, browser: Client) -> None:
    with as_user(alice):
        purse = make.asset(alice, 0, name="Empty purse", subcategory="cash")
    pages = (f"/entries/{purse.pk}/", f"/entries/{purse.pk}/history/")
    assert broken(browser, (*PAGES, *pages, *API)) == []
    assert "€ 0 .00" in reading.section(browser.get("/dashboard/"), "nw")


def test_a_life_of_daily_values_is_drawn(alice: User, browser: Client) -> None:
    with as_user(alice):
        flat = make.asset(alice, 5, name="Flat", date=date(2000, 1, 1))
        Valuation.objects.bulk_create(
            Valuation(user=alice, entry=flat, on=date.fromordinal(day), amount=day)
            for day in range(date(2014, 1, 1).toordinal(), make.TODAY.toordinal() + 1)
        )
    pages = ("/dashboard/?r=all", f"/entries/{flat.pk}/", f"/entries/{flat.pk}/history/")
    assert broken(browser, pages) == []


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} {% debug %}",
        "\u202eevil\u202c",
        "%(name)s %s %d {} {0}",
        "&amp; &lt;b&gt;",
    ],
)
def test_a_name_is_text_wherever_it_stands(alice: User, browser: Client, name: str) -> None:
    with as_user(alice):
        account = make.asset(alice, 5, name=name, subcategory="bank", description=name)
        make.monthly(alice, 5, name=name, settles_in=account.pk, description=name)
        make.expense(alice, 5, name=name, date=make.TODAY)
        make.asset(alice, 5, name=name, currency="AOA")
    assert broken(browser, (*PAGES, f"/entries/{account.pk}/", *API)) == []
    page = browser.get("/entries/assets/")
    shown = " ".join(node.text or "" for node in _all(page))
    assert name in shown


def _all(page: Any) -> Any:
    return parse(page.content.decode().replace("<!doctype html>", "")).iter()
