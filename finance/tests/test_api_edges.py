"""The edges of the API: numbers, letters and days at the limits, and requests in other forms."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.models import Entry, Valuation
from finance.tests import make
from finance.tests.api import API, ENTRY, said, send, stored
from finance.tests.make import TODAY
from finance.tests.published import publish
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda _user: TODAY)


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


# ---- numbers


@pytest.mark.parametrize(
    ("currency", "amount", "told"),
    [
        ("EUR", "9999999999999.99", "9999999999999.99"),
        ("EUR", "-9999999999999.99", "-9999999999999.99"),
        ("EUR", "0", "0.00"),
        ("EUR", "-0.01", "-0.01"),
        ("EUR", 12, "12.00"),
        ("EUR", "0012.50", "12.50"),
        ("EUR", "1e3", "1000.00"),
        ("BTC", "0.00000001", "0.00000001"),
        ("JPY", "12", "12.00"),
        ("KWD", "1.234", "1.234"),
    ],
)
def test_an_amount_comes_back_as_it_was(web: Client, currency: str, amount: Any, told: str) -> None:
    made = said(
        send(web, "post", "/entries/", ENTRY | {"currency": currency, "amount": amount}), 201
    )
    assert made["amount"] == told
    assert said(web.get(f"{API}/entries/{made['id']}/"))["amount"] == told


@pytest.mark.parametrize(
    "amount",
    ["10000000000000", "1e13", "1e400", "Infinity", "sNaN", "", " ", None, True, [], {}, "0x10"],
)
def test_an_amount_that_is_none_is_refused(web: Client, amount: Any) -> None:
    problem = said(send(web, "post", "/entries/", ENTRY | {"amount": amount}), 400)
    assert set(problem) == {"amount"}


def test_quantities_keep_eighteen_decimals(web: Client) -> None:
    quantity = "12345678901234567890.123456789012345678"
    made = said(send(web, "post", "/entries/", ENTRY | {"quantity": quantity}), 201)
    assert made["quantity"] == quantity
    for wrong in ("1" + "0" * 20, "0.0000000000000000001"):
        problem = said(send(web, "post", "/entries/", ENTRY | {"quantity": wrong}), 400)
        assert set(problem) == {"quantity"}


# ---- letters


@pytest.mark.parametrize(
    "name",
    [
        "Café São João",
        "Σίσυφος",
        "口座",
        "حساب",
        "👩‍👩‍👧 money",
        "a" * 200,
        "'; DROP TABLE x; --",
        "%_\\",
    ],
)
def test_a_name_is_stored_and_found_as_it_is(web: Client, name: str) -> None:
    said(send(web, "post", "/entries/", ENTRY | {"name": name}), 201)
    found = said(web.get(f"{API}/entries/", {"search": name}))["results"]
    assert [row["entry"]["name"] for row in found] == [name]


@pytest.mark.parametrize("field", ["name", "description", "subcategory", "blockchain"])
def test_a_character_that_cannot_be_stored_is_refused(web: Client, field: str) -> None:
    problem = said(send(web, "post", "/entries/", ENTRY | {field: "a\0b"}), 400)
    assert set(problem) == {field}


@pytest.mark.parametrize(
    ("field", "longest"), [("name", 200), ("description", 2000), ("wallet_address", 200)]
)
def test_a_text_has_its_length_and_not_one_more(web: Client, field: str, longest: int) -> None:
    said(send(web, "post", "/entries/", ENTRY | {field: "x" * longest}), 201)
    problem = said(send(web, "post", "/entries/", ENTRY | {field: "x" * (longest + 1)}), 400)
    assert set(problem) == {field}


# ---- days


@pytest.mark.parametrize("on", ["1900-01-01", "2024-02-29", str(TODAY)])
def test_a_balance_is_of_a_day_that_has_come(web: Client, on: str) -> None:
    assert said(send(web, "post", "/entries/", ENTRY | {"date": on}), 201)["date"] == on


@pytest.mark.parametrize(
    "on",
    ["1899-12-31", "2200-01-01", "2026-02-29", "2026-13-01", "0000-01-01", "tomorrow", 20261101],
)
def test_a_day_that_cannot_be_is_refused(web: Client, on: Any) -> None:
    assert set(said(send(web, "post", "/entries/", ENTRY | {"date": on}), 400)) == {"date"}


def test_a_flow_may_be_planned_for_the_last_day_there_is(web: Client) -> None:
    flow = {"category": "expenses", "subcategory": "food", "date": "2199-12-31"}
    assert said(send(web, "post", "/entries/", ENTRY | flow), 201)["date"] == "2199-12-31"


@pytest.mark.parametrize("start", ["1900-01-01", "2026-11-22"])
def test_net_worth_may_begin_long_ago(web: Client, alice: User, start: str) -> None:
    stored(alice, amount=100, subcategory="bank")
    told = said(web.get(f"{API}/net-worth/?start={start}&points=400"))
    assert told["points"][0]["on"] == start
    assert told["points"][-1] == {
        "on": str(TODAY),
        "total": "100.00",
        "assets": "100.00",
        "liabilities": "0.00",
        "liquid": "100.00",
    }


def test_net_worth_up_to_a_day_counts_nothing_after_it(web: Client, alice: User) -> None:
    with as_user(alice):
        make.asset(alice, 100)
        make.monthly(alice, 10, date=date(2026, 9, 20))
        make.income(alice, 50, date=date(2026, 10, 20))
    asked = {"start": "2026-09-01", "end": "2026-10-10"}
    assert said(web.get(f"{API}/net-worth/", asked))["kept"]["amount"] == "-10.00"


def test_a_day_to_come_is_today(web: Client, alice: User) -> None:
    stored(alice, amount=100)
    told = said(web.get(f"{API}/net-worth/", {"end": "2199-01-01"}))
    assert told["points"][-1]["on"] == str(TODAY)


def test_ten_years_of_months_are_told(web: Client, alice: User) -> None:
    with as_user(alice):
        make.monthly(alice, 10, date=date(2016, 1, 31))
    months = said(web.get(f"{API}/flows/", {"months": 120}))
    assert len(months) == 120
    assert {month["expenses"]["amount"] for month in months[:-1]} == {"10.00"}


# ---- rates


@pytest.mark.parametrize(
    ("worth", "per_eur"),
    [
        ("1000000000", "0.000000001"),
        ("0.000000001", "1000000000"),
        ("0.0000000000000001", "10000000000000000"),
        ("3", "0.333333333333"),
    ],
)
def test_a_rate_may_be_very_large_or_very_small(web: Client, worth: str, per_eur: str) -> None:
    sent = {"currency": "ZWL", "on": str(TODAY), "worth": worth, "worth_currency": "EUR"}
    assert said(send(web, "post", "/rates/own/", sent), 201)["per_eur"] == per_eur


@pytest.mark.parametrize("worth", ["0.00000000000000001", "100000000000000000", "0", "-1", "NaN"])
def test_a_rate_out_of_all_measure_is_refused(web: Client, worth: str) -> None:
    sent = {"currency": "ZWL", "on": str(TODAY), "worth": worth, "worth_currency": "EUR"}
    assert set(said(send(web, "post", "/rates/own/", sent), 400)) == {"worth"}


def test_a_rate_of_another_age_is_refused(web: Client) -> None:
    sent = {"currency": "AOA", "on": "1800-01-01", "worth": "1", "worth_currency": "EUR"}
    assert set(said(send(web, "post", "/rates/own/", sent), 400)) == {"on"}


def test_setting_a_rate_again_changes_it(web: Client) -> None:
    sent = {"currency": "AOA", "on": str(TODAY), "worth": "0.001", "worth_currency": "EUR"}
    first = said(send(web, "post", "/rates/own/", sent), 201)
    second = said(send(web, "post", "/rates/own/", sent | {"worth": "0.002"}))
    assert (first["id"], second["per_eur"]) == (second["id"], "500")


# ---- requests


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "x"]
)
def test_another_form_of_request_is_not_read(web: Client, kind: str) -> None:
    answer = web.generic("POST", f"{API}/entries/", json.dumps(ENTRY), content_type=kind)
    assert answer.status_code == 415
    assert "detail" in answer.json()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_list_is_neither_replaced_nor_deleted(web: Client, method: str) -> None:
    answer = send(web, method, "/entries/", {})
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST, HEAD, OPTIONS"


def test_a_page_of_another_list_is_its_own(web: Client, alice: User) -> None:
    """A cursor names a place and no list: with another filter it goes on from there."""
    for number in range(6):
        stored(alice, name=f"Account {number}", date=TODAY - timedelta(days=number))
    with as_user(alice):
        make.expense(alice, name="Lunch", date=TODAY - timedelta(days=9))
    cursor = said(web.get(f"{API}/entries/?size=2&category=assets"))["next"]
    rest = said(web.get(f"{API}/entries/", {"cursor": cursor}))["results"]
    names = [row["entry"]["name"] for row in rest]
    assert names == ["Account 2", "Account 3", "Account 4", "Account 5", "Lunch"]


def test_what_is_sent_twice_is_there_twice(web: Client, alice: User) -> None:
    ids = {said(send(web, "post", "/entries/", ENTRY), 201)["id"] for _time in range(2)}
    assert len(ids) == 2


def test_a_value_sent_twice_is_there_once(web: Client, alice: User) -> None:
    pk = stored(alice, amount=100)
    sent = {"on": str(TODAY), "amount": "120.5"}
    path = f"/entries/{pk}/valuations/"
    first, second = (said(send(web, "post", path, sent), status) for status in (201, 200))
    assert first["id"] == second["id"]
    with as_user(alice):
        assert Valuation.objects.filter(entry=pk).count() == 2


def test_a_refused_change_changes_nothing_at_all(web: Client, alice: User) -> None:
    pk = stored(alice, amount=100, name="Account")
    sent = {"name": "Other", "currency": "USD", "amount": "12.345"}
    assert send(web, "patch", f"/entries/{pk}/", sent).status_code == 400
    with as_user(alice):
        entry = Entry.objects.get(pk=pk)
    assert (entry.name, entry.currency, entry.amount) == ("Account", "EUR", 100)


def test_a_balance_does_not_become_a_flow(web: Client, alice: User) -> None:
    pk = stored(alice)
    problem = said(send(web, "patch", f"/entries/{pk}/", {"category": "income"}), 400)
    assert set(problem) == {"category"}


def test_somebody_elses_account_cannot_be_paid_from(web: Client, bob: User) -> None:
    theirs = stored(bob)
    flow = {"category": "expenses", "subcategory": "food", "settles_in": str(theirs)}
    problem = said(send(web, "post", "/entries/", ENTRY | flow), 400)
    assert problem == {"settles_in": ["There is no such account."]}


def test_sums_in_another_currency_are_exact(web: Client, alice: User, dana: User) -> None:
    publish(dana, {TODAY: {"USD": Decimal("1.1")}})
    stored(alice, amount=Decimal("0.10"), currency="USD")
    stored(alice, amount=Decimal("0.20"), currency="USD")
    told = said(web.get(f"{API}/net-worth/?currency=USD&points=2"))
    assert told["points"][-1]["total"] == "0.30"
