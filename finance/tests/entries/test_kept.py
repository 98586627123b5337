"""A form that is refused keeps what was typed: every field of it, exactly."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry, ManualRate, Occurrence, Valuation
from finance.tests import make
from finance.tests.entries.adding import ASSET, EXPENSE, PATH
from finance.tests.entries.editing import fields, path
from finance.tests.forms import sent
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

WALLET = {
    "quantity": "4,5",
    "is_liquid": "no",
    "wallet_address": "bc1qsomething",
    "blockchain": "bitcoin",
    "description": "two\nlines & <more>",
}
RHYTHM = {
    "recurring_frequency": "weekly",
    "recurring_interval": "3",
    "recurring_ends_on": "2027-05-05",
    "description": "“typed” with care",
}
DEBT = {key: value for key, value in ASSET.items() if key != "is_liquid"}


def kept(response: Any, typed: dict[str, str]) -> dict[str, str]:
    """Return the fields of a refused form that are not any more what was typed.

    What the form showed when it was opened is written anew: it tells what changed meanwhile.
    """
    assert response.status_code == 422, response.status_code
    shown = sent.fields(response, form="amount")
    return {
        name: shown.get(name, "gone")
        for name, value in typed.items()
        if name != "seen" and shown.get(name, "gone").replace("\r\n", "\n") != value
    }


@pytest.mark.parametrize(
    ("typed", "bad"),
    [
        (ASSET | WALLET, {"name": ""}),
        (ASSET | WALLET, {"amount": "12.5O"}),
        (ASSET | WALLET, {"date": "2026-11-23"}),
        (ASSET | WALLET, {"date": "yesterday"}),
        (ASSET | WALLET, {"quantity": "many"}),
        (ASSET | WALLET, {"wallet_address": "twelve secret words"}),
        (ASSET | WALLET, {"blockchain": ""}),
        (DEBT | {"category": "liabilities", "subcategory": "loan"}, {"amount": "much"}),
        (DEBT | {"category": "liabilities", "subcategory": "loan"}, {"name": "x" * 201}),
        (EXPENSE | RHYTHM, {"amount": "-5"}),
        (EXPENSE | RHYTHM, {"recurring_interval": "0"}),
        (EXPENSE | RHYTHM, {"recurring_interval": "often"}),
        (EXPENSE | RHYTHM, {"recurring_ends_on": "2026-01-01"}),
        (EXPENSE | RHYTHM, {"recurring_ends_on": "never"}),
        (EXPENSE | RHYTHM | {"category": "income", "subcategory": "salary"}, {"amount": ""}),
    ],
)
def test_a_new_entry_that_is_refused_loses_nothing(
    browser: Client, typed: dict[str, str], bad: dict[str, str]
) -> None:
    sending = typed | bad
    assert kept(browser.post(PATH, sending), sending) == {}


def test_a_form_that_is_sent_again_is_the_same_form(browser: Client) -> None:
    """The key stays: sent twice after it was put right, it adds one entry."""
    first = browser.post(PATH, ASSET | {"name": "", "key": "6f1b2c7e-8a65-4a3e-9c1d-0a0b0c0d0e0f"})
    again = sent.fields(first, form="amount") | {"name": "Savings"}
    assert again["key"] == "6f1b2c7e-8a65-4a3e-9c1d-0a0b0c0d0e0f"
    assert [browser.post(PATH, again).status_code for _time in range(2)] == [302, 302]


@pytest.mark.parametrize(
    "bad",
    [
        {"amount": ""},
        {"amount": "1.234,5.6"},
        {"name": "  "},
        {"currency": "EURO"},
        {"date": "2026-02-30"},
        {"quantity": "-"},
        {"is_liquid": "perhaps"},
    ],
)
def test_a_change_that_is_refused_loses_nothing_and_changes_nothing(
    alice: User, browser: Client, fund: Entry, bad: dict[str, str]
) -> None:
    with as_user(alice):
        before = Entry.objects.values().get(pk=fund.pk)
    typed = fields(browser, fund, **({"name": "Renamed"} | WALLET | bad))
    lost = kept(browser.post(path(fund), typed), typed)
    # What is in no list cannot be chosen in one: the field says so.
    assert set(lost) <= {name for name in bad if name in {"currency", "is_liquid"}}
    with as_user(alice):
        assert Entry.objects.values().get(pk=fund.pk) == before


@pytest.mark.parametrize("bad", [{"amount": "x"}, {"amount": "-1"}, {"recurring_interval": "999"}])
def test_a_change_of_a_rhythm_that_is_refused_loses_nothing(
    alice: User, browser: Client, rent: Entry, bad: dict[str, str]
) -> None:
    typed = fields(browser, rent, **(RHYTHM | {"name": "Flat"} | bad))
    assert kept(browser.post(path(rent), typed), typed) == {}
    with as_user(alice):
        assert Occurrence.objects.filter(entry=rent).count() == 3


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": "a lot", "on": "2026-10-01"},
        {"amount": "", "on": "2026-10-01"},
        {"amount": "120", "on": "2026-11-23"},
        {"amount": "120", "on": "1899-12-31"},
        {"amount": "120.123", "on": "2026-11-01"},
        {"amount": "99999999999999", "on": "2026-11-01"},
    ],
)
def test_a_value_that_is_refused_loses_nothing(
    alice: User, browser: Client, fund: Entry, typed: dict[str, str]
) -> None:
    with as_user(alice):
        event = Valuation.objects.get(entry=fund)
    for page in ("add/", f"{event.pk}/"):
        assert kept(browser.post(f"{path(fund)}history/{page}", typed), typed) == {}
    with as_user(alice):
        assert Valuation.objects.get(entry=fund).amount == 100


@pytest.mark.parametrize("amount", ["", "free", "-3", "1.005"])
def test_an_occurrence_that_is_refused_loses_nothing(
    alice: User, browser: Client, rent: Entry, amount: str
) -> None:
    with as_user(alice):
        event = Occurrence.objects.filter(entry=rent)[0]
    response = browser.post(f"{path(rent)}history/{event.pk}/", {"amount": amount})
    assert kept(response, {"amount": amount}) == {}


@pytest.mark.parametrize(
    "bad",
    [
        {"rate": "0"},
        {"rate": "-1"},
        {"rate": "about one"},
        {"rate": ""},
        {"on": "2026-11-23"},
        {"on": "1800-01-01"},
        {"on": "soon"},
    ],
)
def test_a_rate_that_is_refused_loses_nothing(
    alice: User, browser: Client, bad: dict[str, str]
) -> None:
    typed = {"rate": "1.050,5", "direction": "one", "on": "2026-11-01"} | bad
    response = browser.post("/rates/AOA/set/", typed)
    assert response.status_code == 422
    shown = sent.fields(response, form="rate")
    assert {name: shown[name] for name in typed} == typed
    with as_user(alice):
        assert not ManualRate.objects.exists()


def test_a_profile_that_is_refused_loses_nothing(browser: Client) -> None:
    typed = sent.fields(browser.get("/settings/"), form="timezone")
    typed |= {"name": "x" * 201, "timezone": "Asia/Tokyo", "theme": "dark"}
    response = browser.post("/settings/", typed)
    assert response.status_code == 422
    shown = sent.fields(response, form="timezone")
    assert (shown["name"], shown["timezone"], shown["theme"]) == ("x" * 201, "Asia/Tokyo", "dark")


def test_every_refusal_is_tied_to_its_field(browser: Client) -> None:
    """Whoever does not see the page hears the reason with the field it is about."""
    page = browser.post(PATH, ASSET | {"amount": "x", "name": ""}).content.decode()
    for name in ("amount", "name"):
        field = page.partition(f'name="{name}"')
        tag = field[0].rpartition("<")[2] + field[1] + field[2].partition(">")[0]
        assert 'aria-invalid="true"' in tag
        described = tag.partition('aria-describedby="')[2].partition('"')[0].split()
        assert any(f'id="{one}"' in page for one in described), name


def test_a_form_shows_nothing_as_code(alice: User, browser: Client) -> None:
    typed = ASSET | {"name": '"><script>alert(1)</script>', "amount": "<b>"}
    page = browser.post(PATH, typed)
    assert b"<script>alert" not in page.content
    assert b"<b>" not in page.content
    with as_user(alice):
        make.asset(alice, name="<script>alert(1)</script>")
    assert b"<script>alert" not in browser.get("/entries/assets/").content
