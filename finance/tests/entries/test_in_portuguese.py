"""What is said while entries are added, changed and taken back, in Portuguese."""

import re
from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import profiles
from finance.models import Entry, Valuation
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.adding import ASSET, EXPENSE, PATH
from finance.tests.entries.editing import fields, path, undo_url
from finance.tests.pages.reading import Response
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(the|with|your|entry|entries|rates?|saved|deleted|added|value|choose|type|month|nothing"
    r"|delete|save|amount|currency|undo|between|should|must|and|of|is)\b",
    re.IGNORECASE,
)
# What people typed, names of things and of programs, and currencies' codes are in no language.
FOREIGN = re.compile(
    r"NumoraQ|Bitcoin|Ether\w*|Solana|Polygon|Arbitrum|Optimism|BNB Chain|Base"
    r"|Port of Spain|Isle of Man"
)


@pytest.fixture(autouse=True)
def _portuguese(alice: User) -> None:
    with as_user(alice):
        profiles.update(profile=alice.profile, language="pt")


def toast(response: Response) -> str:
    """Return the message on a page."""
    page = response.content.decode()
    part = page[page.index('id="toasts"') :].partition("</div>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", part.partition(">")[2]).split())


def english(response: Response) -> set[str]:
    """Return the English words of a page."""
    words = FOREIGN.sub("", shown.main(response))
    return {words[max(0, w.start() - 20) : w.end() + 20] for w in ENGLISH.finditer(words)}


def refusals(response: Response) -> list[str]:
    """Return the reasons on a refused form."""
    found = re.findall(r'<span class="er"[^>]*>(.*?)</', response.content.decode(), re.DOTALL)
    return [" ".join(text.split()) for text in found]


def test_adding_says_so_and_offers_a_way_back(browser: Client) -> None:
    page = browser.post(PATH, ASSET | {"name": "Poupança", "amount": "12,50"}, follow=True)
    said = toast(page)
    assert said.startswith("Poupança")
    assert "12,50" in said
    assert "acrescentado" in said
    assert not ENGLISH.search(said)
    assert undo_url(page).endswith("/delete/")


def test_changing_deleting_and_restoring_say_so(alice: User, browser: Client, fund: Entry) -> None:
    for page in (
        browser.post(path(fund), fields(browser, fund, amount="120"), follow=True),
        browser.post(path(fund), fields(browser, fund), follow=True),
        browser.post(path(fund), fields(browser, fund, name="Fundo"), follow=True),
        browser.post(f"{path(fund)}delete/", follow=True),
        browser.post(f"{path(fund)}restore/", follow=True),
    ):
        said = toast(page).replace("Fund", "")
        assert said
        assert not ENGLISH.search(said), said


def test_values_and_rates_say_so(alice: User, browser: Client, fund: Entry) -> None:
    with as_user(alice):
        event = Valuation.objects.get(entry=fund)
    rate = {"rate": "1.000", "direction": "per", "on": "2026-11-01"}
    for page in (
        browser.post(f"{path(fund)}history/add/", {"amount": "1", "on": "2026-11-01"}, follow=True),
        browser.post(f"{path(fund)}history/{event.pk}/remove/", follow=True),
        browser.post("/rates/AOA/set/", rate, follow=True),
    ):
        said = toast(page)
        assert said
        assert not ENGLISH.search(said), said


@pytest.mark.parametrize(
    "change",
    [
        {"amount": ""},
        {"amount": "1O"},
        {"amount": "um"},
        {"name": ""},
        {"name": "x" * 201},
        {"currency": "XXXX"},
        {"date": "2026-11-23"},
        {"date": "1800-01-01"},
        {"quantity": "1" + "0" * 21},
        {"wallet_address": "duas palavras", "blockchain": "bitcoin"},
        {"wallet_address": "bc1q", "blockchain": ""},
        {"blockchain": "x"},
    ],
)
def test_refusals_are_in_portuguese(browser: Client, change: dict[str, str]) -> None:
    response = browser.post(PATH, ASSET | {"name": "Poupança"} | change)
    assert response.status_code == 422
    assert refusals(response)
    assert [text for text in refusals(response) if ENGLISH.search(text)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "-5"},
        {"recurring_frequency": "x"},
        {"recurring_frequency": "weekly", "recurring_interval": "0"},
        {"recurring_frequency": "weekly", "recurring_interval": "x"},
        {"recurring_frequency": "weekly", "recurring_ends_on": "2020-01-01"},
        {"settles_in": "x"},
    ],
)
def test_refusals_of_flows_are_in_portuguese(browser: Client, change: dict[str, str]) -> None:
    response = browser.post(PATH, EXPENSE | {"name": "Almoço"} | change)
    assert response.status_code == 422
    assert refusals(response)
    assert [text for text in refusals(response) if ENGLISH.search(text)] == []


@pytest.mark.parametrize(
    "url",
    [
        "/dashboard/",
        "/entries/assets/",
        "/entries/expenses/",
        "/entries/expenses/?kind=food&month=2026-11",
        "/entries/income/?search=nada",
        "/entries/deleted/",
        "/entries/add/?category=assets",
        "/entries/add/?category=expenses",
        "/rates/",
        "/rates/AOA/set/",
        "/import/",
        "/export/",
        "/welcome/",
        "/pricing/",
        "/more/",
        "/settings/",
        "/settings/security/",
        "/settings/data/",
    ],
)
def test_pages_are_in_portuguese_throughout(alice: User, browser: Client, url: str) -> None:
    with as_user(alice):
        make.asset(alice, name="Conta", subcategory="bank")
        make.expense(alice, name="Almoço", subcategory="food", date=date(2026, 11, 2))
        make.monthly(alice, name="Renda", subcategory="housing", date=date(2026, 9, 5))
        make.asset(alice, name="Terreno", currency="AOA")
    response = browser.get(url)
    assert response.status_code == 200
    assert english(response) == set()
