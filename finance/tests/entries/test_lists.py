"""The lists of entries: what they show, to whom, and how they are narrowed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry
from finance.services import entries
from finance.tests import make
from finance.tests.entries import shown as reading
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

CATEGORIES = ("assets", "liabilities", "income", "expenses")


def words(client: Client, path: str) -> str:
    """Return what stands on a page."""
    response = client.get(path)
    assert response.status_code == 200
    return reading.main(response)


# ---- who


@pytest.mark.parametrize("category", CATEGORIES)
def test_people_see_their_own_entries_only(
    alice: User, browser: Client, bobs: Client, danas: Client, client: Client, category: str
) -> None:
    path = f"/entries/{category}/"
    with as_user(alice):
        Entry.objects.create(
            user=alice, category=category, name="Heirloom", amount=5, currency="EUR", date=TODAY
        )
    assert "Heirloom" in words(browser, path)
    assert "Heirloom" not in words(bobs, path)
    assert "Heirloom" not in words(danas, path)
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={path}"


def test_the_first_address_leads_to_the_assets(client: Client) -> None:
    assert client.get("/entries/")["Location"] == "/entries/assets/"


def test_there_is_no_fifth_category(browser: Client) -> None:
    assert browser.get("/entries/wishes/").status_code == 404


def test_lists_are_not_posted_to(browser: Client) -> None:
    assert browser.post("/entries/assets/").status_code == 405


# ---- what is owned and owed


def test_assets_stand_in_groups_with_sums_and_shares(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        make.asset(alice, 300, name="Account", subcategory="bank")
        make.asset(alice, 200, name="Dollars", subcategory="bank", currency="USD")
        make.asset(alice, "0.01", name="Cold wallet", subcategory="crypto", currency="BTC")
        make.asset(alice, 100, name="Old car", subcategory="vehicle")
    shown = words(browser, "/entries/assets/")
    assert "You own €1,000.00" in shown
    assert "Liquid 2 40.0% of what you own €400.00" in shown
    assert "Wallets 1 50.0% of what you own €500.00" in shown
    assert "Illiquid 1 10.0% of what you own €100.00" in shown
    assert shown.index("Liquid 2") < shown.index("Wallets 1") < shown.index("Illiquid 1")


def test_converted_amounts_say_their_rate_and_its_day(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        make.asset(alice, 200, name="Dollars", currency="USD", subcategory="bank")
    assert "$200.00 €1 = 2.0000 USD · 20 Nov €100.00" in words(browser, "/entries/assets/")


def test_what_has_no_rate_is_shown_and_not_counted(
    alice: User, browser: Client, rates: None
) -> None:
    with as_user(alice):
        make.asset(alice, 300, name="Account", subcategory="bank")
        make.asset(alice, 5000, name="Land", currency="AOA", subcategory="real_estate")
    response = browser.get("/entries/assets/")
    shown = reading.text(response)
    assert "not counted" in shown
    assert (
        "One item is not in this total. There is no rate for AOA. "
        "Until you set one, Land is shown but not counted. Set a rate"
    ) in shown
    assert 'href="/rates/AOA/set/"' in response.content.decode()


def test_several_without_a_rate_are_counted(alice: User, browser: Client, rates: None) -> None:
    with as_user(alice):
        make.asset(alice, 5000, name="Land", currency="AOA", subcategory="real_estate")
        make.asset(alice, 6000, name="Field", currency="XAF", subcategory="real_estate")
    shown = words(browser, "/entries/assets/")
    assert "2 items are not in this total. There is no rate for AOA, XAF." in shown


def test_debts_stand_by_kind_the_largest_first(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.debt(alice, 50, name="Visa", subcategory="card")
        make.debt(alice, 150, name="House", subcategory="mortgage")
    shown = words(browser, "/entries/liabilities/")
    assert "Mortgage 1 75.0% of what you owe €150.00" in shown
    assert shown.index("Mortgage 1") < shown.index("Credit card 1")


def test_rows_tell_what_matters_about_an_asset(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.asset(alice, 100, name="Fund", subcategory="fund", quantity=Decimal("412.6"))
        make.asset(alice, 50, name="Gold", subcategory="metal", quantity=Decimal(3), date=TODAY)
        make.asset(alice, -20, name="Margin", subcategory="bank", date=TODAY)
        make.asset(
            alice, 1, name="Wallet", subcategory="crypto", date=TODAY,
            wallet_address="bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf7x4k", blockchain="bitcoin",
            description="in the\nsafe",
        )  # fmt: skip
    shown = words(browser, "/entries/assets/")
    assert "Funds · 412.6 shares · value of 1 Jan" in shown
    assert "Precious metals · quantity 3" in shown
    assert "Bank account · overdrawn" in shown
    assert "Crypto · bc1q…7x4k · in the safe" in shown
    assert "srrr7xfkvy5" not in shown


def test_a_group_of_many_shows_the_first_and_leads_to_all(alice: User, browser: Client) -> None:
    with as_user(alice):
        for index in range(51):
            make.asset(alice, index + 1, name=f"Account {index}", subcategory="bank")
        make.asset(alice, 5, name="Car", subcategory="vehicle")
    response = browser.get("/entries/assets/")
    assert response.content.decode().count('class="row-e"') == 51
    assert "All 51 of Liquid" in reading.text(response)
    assert 'href="?show=liquid"' in response.content.decode()
    only = browser.get("/entries/assets/?show=liquid")
    assert only.content.decode().count('class="row-e"') == 50
    assert "Older" in reading.text(only)


# ---- narrowed


@pytest.fixture
def stocked(alice: User) -> User:
    """Give Alice some assets and expenses."""
    with as_user(alice):
        make.asset(alice, 100, name="Caixa Económica", subcategory="bank")
        make.asset(alice, 200, name="Flat", subcategory="real_estate", description="Lisbon")
        make.asset(alice, 300, name="Cold wallet", subcategory="crypto")
        make.expense(alice, 10, name="Pão", subcategory="food", date=date(2026, 10, 3))
        make.expense(alice, 20, name="Train", subcategory="transport", date=date(2026, 10, 9))
        make.expense(alice, 40, name="Train", subcategory="transport", date=date(2025, 10, 9))
    return alice


@pytest.mark.parametrize(
    ("query", "names", "total"),
    [
        ("", {"Caixa Económica", "Flat", "Cold wallet"}, "600"),
        ("?show=liquid", {"Caixa Económica"}, "100"),
        ("?show=illiquid", {"Flat"}, "200"),
        ("?show=wallets", {"Cold wallet"}, "300"),
        ("?kind=bank", {"Caixa Económica"}, "100"),
        ("?search=economica", {"Caixa Económica"}, "100"),
        ("?search=LISBON", {"Flat"}, "200"),
        ("?search=flat+lisbon", {"Flat"}, "200"),
        ("?show=liquid&search=flat", set(), "0"),
        ("?show=nonsense&kind=alien&after=nonsense&before=%00", set(), "0"),
        ("?search=%25", set(), "0"),
    ],
)
def test_assets_are_narrowed_and_summed(
    stocked: User, browser: Client, query: str, names: set[str], total: str
) -> None:
    shown = words(browser, f"/entries/assets/{query}")
    assert {name for name in ("Caixa Económica", "Flat", "Cold wallet") if name in shown} == names
    assert f"€{total}.00" in shown


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("month=2026-10", "Spent in October 2026 €30.00"),
        ("month=2025", "Spent in 2025 €40.00"),
        ("month=2026-13", "Spent in November 2026 €0.00"),
        ("month=2030", "Spent in 2030 €0.00"),
        ("kind=transport", "Found €60.00"),
        ("kind=transport&month=2026", "Found €20.00"),
        ("search=pao", "Found €10.00"),
        ("search=nothing", "Found €0.00"),
    ],
)
def test_flows_are_narrowed_and_summed(
    stocked: User, browser: Client, query: str, total: str
) -> None:
    assert total in words(browser, f"/entries/expenses/?{query}")


def test_what_matches_nothing_says_so_and_leads_back(stocked: User, browser: Client) -> None:
    response = browser.get("/entries/assets/?search=zeppelin")
    assert "Nothing matches." in reading.text(response)
    assert '<a class="btn" href="/entries/assets/">' in response.content.decode()


def test_what_was_searched_for_stays_in_the_form(browser: Client) -> None:
    page = browser.get('/entries/expenses/?search="><b>x&kind=food').content.decode()
    assert 'value="&quot;&gt;&lt;b&gt;x"' in page
    assert '<option value="food" selected>' in page
    assert "<b>x" not in page


@pytest.mark.parametrize(
    ("category", "said", "button"),
    [
        ("assets", "What do you own?", "Add an asset"),
        ("liabilities", "You owe nothing.", "Add a debt"),
        ("income", "No income yet.", "Add an income"),
        ("expenses", "No expenses yet.", "Add an expense"),
    ],
)
def test_empty_lists_have_a_sentence_and_a_button(
    browser: Client, category: str, said: str, button: str
) -> None:
    shown = words(browser, f"/entries/{category}/")
    assert said in shown
    assert button in shown


# ---- names that mean harm


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(name)s",
     "\u202etxt.exe", "👩‍👩‍👧‍👦 🏡", "W" * 200, "حساب التوفير"],
)  # fmt: skip
@pytest.mark.parametrize("category", CATEGORIES)
def test_names_are_shown_as_they_are(
    alice: User, browser: Client, category: str, name: str
) -> None:
    with as_user(alice):
        entry = entries.create(
            user=alice, draft=make.draft(category, 5, name=name, description=name), today=TODAY
        )
    for path in (f"/entries/{category}/", f"/entries/{entry.pk}/"):
        response = browser.get(path)
        assert name in reading.text(response)
        assert "<script>alert" not in response.content.decode()
        assert "<img src=x" not in response.content.decode()


def test_the_day_is_that_of_the_person(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.expense(alice, 7, name="Tomorrow's", date=TODAY + timedelta(days=1))
    assert "Planned 1" in words(browser, "/entries/expenses/")


def test_what_is_planned_far_away_has_its_year(alice: User, browser: Client) -> None:
    with as_user(alice):
        make.expense(alice, 7, name="A century", date=date(2099, 12, 31))
    assert "Thu 31 Dec 2099" in words(browser, "/entries/expenses/")


@pytest.mark.parametrize("kind", ["%00", "a%00b", "%00" * 300])
def test_characters_no_column_can_hold_find_nothing(browser: Client, kind: str) -> None:
    assert browser.get(f"/entries/assets/?kind={kind}").status_code == 200
    assert browser.get(f"/entries/expenses/?kind={kind}").status_code == 200
