"""The dashboard, read as a person reads it."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import User
from accounts.services import profiles
from conftest import ClientFor
from finance import days
from finance.services import valuations
from finance.tests import make
from finance.tests.pages import reading
from finance.tests.published import publish
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

TODAY = make.TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda user: TODAY)


@pytest.fixture
def rates(dana: User) -> None:
    """Publish a rate for the dollar: 1.25 today, 1.00 a month ago and on the months' last days."""
    publish(
        dana,
        {
            date(2026, 9, 30): {"USD": "1.00"},
            date(2026, 10, 23): {"USD": "1.00"},
            date(2026, 10, 30): {"USD": "2.00"},
            date(2026, 11, 20): {"USD": "1.25"},
        },
    )


@pytest.mark.usefixtures("rates")
def test_days_without_a_rate_are_named_below_the_line(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 1000, name="Account", date=date(2026, 7, 1))
        make.asset(alice, 500, name="Dollars", currency="USD", date=date(2026, 7, 1))
    face = reading.section(client_for(alice).get("/dashboard/"), "nw")
    assert "days without a rate: the line leaves USD out on them. Set a rate" in face


@pytest.mark.usefixtures("rates")
def test_a_flat_in_euros_and_a_loan_in_dollars_make_one_right_total(
    client_for: ClientFor, alice: User
) -> None:
    """Bug 13: EUR was counted 1:1 as USD, and totals were summed without conversion."""
    with as_user(alice):
        make.asset(alice, 300000, name="Flat", subcategory="real_estate", date=date(2026, 10, 1))
        make.debt(alice, 100000, name="Loan", currency="USD", date=date(2026, 10, 1))
    response = client_for(alice).get("/dashboard/")
    face = reading.section(response, "nw")
    assert "€ 220,000 .00" in face  # 300,000 less 100,000 / 1.25
    assert "You own €300,000.00" in face
    assert "You owe −€80,000.00" in face
    assert "Liquid 0.0%" in face
    assert "+€20,000.00 +10.00% in 30 days" in face  # 200,000 then: the dollar was at 1.00
    currencies = reading.section(response, "cu")
    assert "€1 = 1.2500 USD · 20 Nov" in currencies
    assert "−€80,000" in currencies
    assert "Per cent: the part that each currency is of the whole." in currencies


@pytest.mark.usefixtures("rates")
def test_months_are_converted_by_their_own_rates(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.income(alice, 100, currency="USD", date=date(2026, 10, 5), subcategory="salary")
        make.expense(alice, 30, date=date(2026, 10, 6), subcategory="food")
        make.income(alice, 100, currency="USD", date=date(2026, 11, 5), subcategory="salary")
    response = client_for(alice).get("/dashboard/")
    months = reading.section(response, "io")
    assert "€ 80 .00 kept in November so far" in months
    assert "October 2026 €50 €30 €20" in months


def test_an_item_without_a_rate_is_named_and_not_counted(
    client_for: ClientFor, alice: User
) -> None:
    """Bug 18: prices were invented when a provider failed."""
    with as_user(alice):
        make.asset(alice, 50, name="Purse")
        make.asset(alice, 48500000, name="Land", currency="AOA")
    response = client_for(alice).get("/dashboard/")
    face = reading.section(response, "nw")
    assert "€ 50 .00" in face
    assert "1 item left out: no rate for AOA" in face
    assert "Kz 48,500,000.00, no rate published" in reading.text(response).replace("\xa0", " ")
    assert "Set a rate" in reading.section(response, "cu")


def test_a_new_person_sees_how_to_begin(client_for: ClientFor, alice: User) -> None:
    response = client_for(alice).get("/dashboard/")
    words = reading.text(response)
    assert "€0.00" in words
    assert "Your line starts with one number." in words
    for heading in ("Until payday", "What it is made of", "In and out"):
        assert heading in words
    for action in ("Add the first account", "Import a file", "Add a salary", "Add an asset"):
        assert action in words
    assert "Range" not in response.content.decode()


def test_one_value_of_today_is_not_a_line_yet(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 1250, date=TODAY)
    response = client_for(alice).get("/dashboard/")
    assert "A line needs two days." in reading.section(response, "nw")
    assert "left out" not in reading.text(response)
    assert 'class="skel"' in response.content.decode()


def test_who_spent_more_than_was_earned_is_told_so_in_money(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        make.income(alice, 70, date=date(2026, 10, 2))
        make.expense(alice, 150, date=date(2026, 11, 3))
    months = reading.section(client_for(alice).get("/dashboard/"), "io")
    assert "kept in November so far; €80.00 more spent than earned over twelve months" in months
    assert "of income" not in months


def test_a_change_over_a_year_names_its_first_day(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 50, date=date(2025, 1, 1))
    assert "in a year, since 22 Nov 2025" in reading.text(client_for(alice).get("/dashboard/"))


def test_a_share_is_rounded_the_same_in_the_middle_as_in_its_row(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        make.asset(alice, 996, subcategory="property")
        make.asset(alice, 4, subcategory="bank")
    made_of = reading.section(client_for(alice).get("/dashboard/"), "al")
    assert "100%" not in made_of
    assert made_of.count("99.6%") >= 2


def test_without_income_the_page_speaks_of_spending(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.expense(alice, 40, date=date(2026, 11, 3))
    response = client_for(alice).get("/dashboard/")
    assert "€ 40 .00 spent in November so far; no income" in reading.section(response, "io")
    assert "From savings" in reading.section(response, "cf")
    assert "Until payday" in reading.text(response)


def test_one_currency_needs_no_module_of_currencies(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 1250)
    response = client_for(alice).get("/dashboard/")
    assert 'id="cu"' not in response.content.decode()


def test_until_payday_names_the_lowest_day_and_what_makes_it_tight(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        bank = make.asset(alice, 1000, name="Current account", subcategory="bank", date=TODAY)
        make.monthly(alice, 700, name="Rent", date=date(2026, 10, 1), settles_in=bank.pk)
        make.income(
            alice,
            2000,
            name="Salary",
            date=date(2026, 10, 4),
            recurring_frequency="monthly",
            settles_in=bank.pk,
            subcategory="salary",
        )
    response = client_for(alice).get("/dashboard/")
    runway = reading.section(response, "rw")
    assert "Until payday Current account" in runway
    assert "€ 300 .00 lowest, on Tuesday 1 December. Payday is Friday 4 December." in runway
    assert "stays above zero" in runway
    due = reading.section(response, "du")
    assert "Rent −€700.00" in due
    assert "Salary +€2,000.00" in due
    assert "Rent , €700.00 , is due 3 days before payday." in due
    assert "the lowest day would be €1,000.00" in due


def test_going_below_zero_is_said(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        bank = make.asset(alice, 100, subcategory="bank", date=TODAY)
        make.monthly(alice, 700, name="Rent", date=date(2026, 10, 1), settles_in=bank.pk)
    runway = reading.section(client_for(alice).get("/dashboard/"), "rw")
    assert "The next 30 days" in runway
    assert "below zero on 1 Dec" in runway
    assert "No recurring income is due in these days." in runway


def test_what_changed_is_explained_by_what_was_kept(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        bank = make.asset(alice, 1000, date=date(2025, 6, 1))
        valuations.put(user=alice, entry_id=bank.pk, on=TODAY, amount=Decimal(1450), today=TODAY)
        make.income(alice, 500, date=date(2026, 5, 1))
        make.expense(alice, 200, date=date(2026, 6, 1))
    face = reading.section(client_for(alice).get("/dashboard/"), "nw")
    assert (
        "Twelve calendar months, from 1 Dec 2025: +€300.00 kept from income, +€150.00 from prices"
        in face
    )


def test_names_are_kept_apart_and_income_has_its_sign(client_for: ClientFor, alice: User) -> None:
    name = "\u202eyralaS"
    with as_user(alice):
        make.income(alice, 50, name=name, date=TODAY)
        make.monthly(alice, 9, name=name, date=TODAY)
    page = client_for(alice).get("/dashboard/")
    assert "+€50.00" in reading.section(page, "la")
    shown = page.content.decode()
    assert shown.count(name) == shown.count(f"<bdi>{name}</bdi>") > 1


def test_the_latest_entries_are_the_newest_flows(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.monthly(alice, 9, name="Streaming", date=date(2026, 1, 14))
        make.expense(alice, 5, name="Lunch", date=date(2026, 11, 21), subcategory="food")
        make.expense(alice, 5, name="Later", date=date(2026, 11, 30))
        make.asset(alice, 1, name="Purse", date=TODAY)
    latest = reading.section(client_for(alice).get("/dashboard/"), "la")
    assert latest.index("Lunch Food −€5.00") < latest.index("Streaming")
    assert "Later" not in latest
    assert "Purse" not in latest


def test_very_large_and_negative_amounts_are_written_whole(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        make.asset(alice, "9999999999999.99")
        make.debt(alice, "9999999999999.98")
        make.debt(alice, "2124.25")
    face = reading.section(client_for(alice).get("/dashboard/"), "nw")
    assert "€ 2,124 .24" in face.replace("−\u200a", "")
    assert "You own €9,999,999,999,999.99" in face


def test_old_rates_are_said_to_be_old(client_for: ClientFor, alice: User, dana: User) -> None:
    publish(dana, {date(2026, 11, 13): {"USD": 2}})
    with as_user(alice):
        make.asset(alice, 10, currency="USD")
    currencies = reading.section(client_for(alice).get("/dashboard/"), "cu")
    assert "The oldest in use is of Friday 13 November." in currencies


def test_the_page_is_written_in_the_formats_of_the_person(
    client_for: ClientFor, alice: User
) -> None:
    with as_user(alice):
        make.asset(alice, "1234.5")
        profiles.update(profile=alice.profile, number_format="comma", date_format="ymd")
    face = reading.section(client_for(alice).get("/dashboard/"), "nw")
    assert "Net worth, 2026-11-22" in face
    assert "€ 1.234 ,50" in face


@pytest.mark.parametrize("key", ["1m", "6m", "1y", "5y", "all", "nonsense"])
def test_every_range_works_without_scripts(client_for: ClientFor, alice: User, key: str) -> None:
    with as_user(alice):
        make.asset(alice, 10, date=date(2020, 1, 1))
    response = client_for(alice).get(f"/dashboard/?r={key}")
    content = response.content.decode()
    assert response.status_code == 200
    current = "1y" if key == "nonsense" else key
    assert f'href="?r={current}" hx-get="?r={current}" hx-target="#net-worth"' in content
    assert content.count('aria-current="true"') == 1
    assert "Show as a table" in content


def test_a_range_asked_for_by_htmx_is_the_face_alone(client_for: ClientFor, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 10)
    client = client_for(alice)
    asked = {"HX-Request": "true", "HX-Target": "net-worth"}
    partial = client.get("/dashboard/?r=5y", headers=asked)
    assert partial.content.decode().strip().startswith('<section class="mod face" id="net-worth"')
    assert "<html" not in partial.content.decode()
    assert "HX-Request" in partial["Vary"]
    back = client.get("/dashboard/?r=5y", headers={**asked, "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()
