"""The REST API: what it takes, gives and refuses, and to whom."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.models import Entry, FxRate, Valuation
from finance.tests import make
from finance.tests.api import API, ENTRY, said, send, stored
from finance.tests.make import DAY, TODAY
from numoraq.rls.identity import as_staff, as_user


@pytest.fixture(autouse=True)
def _rates(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda _user: TODAY)
    with as_staff(dana):
        FxRate.objects.create(currency="USD", on=date(2026, 11, 20), per_eur=Decimal("1.0914"))


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


def test_an_entry_is_added_and_read(web: Client) -> None:
    made = said(send(web, "post", "/entries/", ENTRY), 201)
    assert made["amount"] == "112640.22"
    assert made["is_liquid"] is True
    assert said(web.get(f"{API}/entries/{made['id']}/")) == made


def test_a_list_has_values_in_the_own_currency_with_their_rates(web: Client) -> None:
    send(web, "post", "/entries/", ENTRY)
    (row,) = said(web.get(f"{API}/entries/"))["results"]
    assert row["entry"]["name"] == "World index fund"
    assert row["converted"] == {
        "amount": "103207.09",
        "currency": "EUR",
        "rate": "0.916254352208",
        "on": "2026-11-20",
        "source": "ecb",
    }
    (row,) = said(web.get(f"{API}/entries/", {"currency": "aoa"}))["results"]
    assert row["converted"] is None


def test_a_list_is_filtered_and_paged(web: Client, alice: User) -> None:
    for number in range(5):
        stored(alice, name=f"Account {number}")
    with as_user(alice):
        make.expense(alice, name="Lunch")
    asked: dict[str, Any] = {"category": "assets", "size": 2, "search": "account"}
    seen = []
    cursor: str | None = ""
    while cursor is not None:
        page = said(web.get(f"{API}/entries/", asked | ({"cursor": cursor} if cursor else {})))
        seen += [row["entry"]["name"] for row in page["results"]]
        cursor = page["next"]
    assert sorted(seen) == [f"Account {number}" for number in range(5)]


def test_fields_are_changed_alone(web: Client, alice: User) -> None:
    pk = stored(alice, amount=100)
    changed = said(send(web, "patch", f"/entries/{pk}/", {"name": "Home"}))
    assert (changed["name"], changed["amount"], changed["date"]) == ("Home", "100.00", str(DAY))
    changed = said(send(web, "patch", f"/entries/{pk}/", {"amount": "120"}))
    assert (changed["amount"], changed["date"]) == ("120.00", str(TODAY))


def test_a_deleted_entry_can_be_brought_back(web: Client, alice: User) -> None:
    pk = stored(alice)
    said(web.delete(f"{API}/entries/{pk}/"), 204)
    said(web.get(f"{API}/entries/{pk}/"), 404)
    assert said(web.post(f"{API}/entries/{pk}/restore/"))["id"] == str(pk)
    said(web.get(f"{API}/entries/{pk}/"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"category": "savings"}, "category"),
        ({"currency": "ABC"}, "currency"),
        ({"amount": "12,5"}, "amount"),
        ({"amount": "1.001"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"date": "2026-11-23"}, "date"),
        ({"date": "31.12.2025"}, "date"),
        ({"recurring_frequency": "monthly"}, "recurring_frequency"),
        ({"settles_in": "not an id"}, "settles_in"),
        ({"user": "somebody"}, "user"),
        ({"balance": "1"}, "balance"),
    ],
)
def test_a_problem_names_its_field(web: Client, change: dict[str, Any], field: str) -> None:
    problem = said(send(web, "post", "/entries/", ENTRY | change), 400)
    assert set(problem) == {field}
    assert problem[field][0]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/entries/?size=0", "size"),
        ("/entries/?size=1000", "size"),
        ("/entries/?cursor=nonsense", "cursor"),
        ("/entries/?colour=red", "colour"),
        ("/entries/?currency=ABC", "currency"),
        ("/rates/?on=yesterday", "on"),
        ("/rates/?currencies=usd;drop", "currencies"),
        ("/net-worth/?points=1", "points"),
        ("/net-worth/?start=2026-11-22&end=2026-11-01", "start"),
        ("/flows/?months=0", "months"),
    ],
)
def test_a_problem_of_a_question_names_its_field(web: Client, path: str, field: str) -> None:
    assert set(said(web.get(API + path), 400)) == {field}


@pytest.mark.parametrize("body", ["[]", '"text"', "not json"])
def test_what_is_no_object_is_refused(web: Client, body: str) -> None:
    response = web.post(f"{API}/entries/", data=body, content_type="application/json")
    assert response.status_code == 400


def test_values_are_set_listed_and_removed(web: Client, alice: User) -> None:
    pk = stored(alice, amount=100)
    made = said(
        send(web, "post", f"/entries/{pk}/valuations/", {"on": str(TODAY), "amount": "120.5"}), 201
    )
    assert (made["amount"], made["change"], made["source"]) == ("120.5", "20.5", "manual")
    again = send(web, "post", f"/entries/{pk}/valuations/", {"on": str(TODAY), "amount": "120.5"})
    assert said(again, 200) == made
    listed = said(web.get(f"{API}/entries/{pk}/valuations/"))["results"]
    assert [row["amount"] for row in listed] == ["120.5", "100"]
    said(web.delete(f"{API}/valuations/{made['id']}/"), 204)
    said(web.delete(f"{API}/valuations/{listed[1]['id']}/"), 409)
    said(web.delete(f"{API}/valuations/{made['id']}/"), 404)


def test_a_value_of_tomorrow_is_refused(web: Client, alice: User) -> None:
    pk = stored(alice)
    sent = {"on": "2026-11-23", "amount": "1"}
    assert set(said(send(web, "post", f"/entries/{pk}/valuations/", sent), 400)) == {"on"}


def test_rates_are_told_for_a_day(web: Client) -> None:
    assert said(web.get(f"{API}/rates/", {"currencies": "USD, EUR,AOA"})) == [
        {"currency": "USD", "per_eur": "1.0914", "on": "2026-11-20", "source": "ecb"},
        {"currency": "EUR", "per_eur": "1", "on": str(TODAY), "source": "base"},
    ]
    assert said(web.get(f"{API}/rates/", {"on": "2020-01-01", "currencies": "USD"})) == []
    assert [row["currency"] for row in said(web.get(f"{API}/rates/"))] == ["EUR", "USD"]


def test_own_rates_are_set_listed_and_forgotten(web: Client) -> None:
    sent = {"currency": "AOA", "on": str(TODAY), "worth": "0.001", "worth_currency": "EUR"}
    made = said(send(web, "post", "/rates/own/", sent), 201)
    assert made["per_eur"] == "1000"
    assert said(send(web, "post", "/rates/own/", sent), 200) == made
    assert said(web.get(f"{API}/rates/own/")) == {"results": [made], "next": None}
    problem = said(send(web, "post", "/rates/own/", sent | {"worth": "0"}), 400)
    assert set(problem) == {"worth"}
    problem = said(send(web, "post", "/rates/own/", sent | {"currency": "ZZZ"}), 400)
    assert set(problem) == {"currency"}
    said(web.delete(f"{API}/rates/own/{made['id']}/"), 204)
    said(web.delete(f"{API}/rates/own/{made['id']}/"), 404)


def test_net_worth_is_told_over_time(web: Client, alice: User) -> None:
    stored(alice, amount=100)
    told = said(web.get(f"{API}/net-worth/?start={DAY}&points=3"))
    assert (told["currency"], told["missing"]) == ("EUR", [])
    assert [point["total"] for point in told["points"]] == ["100.00"] * 3
    assert (told["change"], told["percent"]) == ({"amount": "0.00", "currency": "EUR"}, "0.00")
    nothing = said(web.get(f"{API}/net-worth/", {"end": "2025-01-01", "currency": "BTC"}))
    assert (nothing["percent"], nothing["points"][0]["total"]) == (None, "0.00000000")


def test_flows_are_told_by_month(web: Client, alice: User) -> None:
    with as_user(alice):
        make.income(alice, 100, date=TODAY)
    (month,) = said(web.get(f"{API}/flows/", {"months": 1}))
    assert month["on"] == "2026-11-01"
    assert month["kept"] == {"amount": "100.00", "currency": "EUR"}


PATHS = [
    ("get", "/entries/{entry}/"),
    ("patch", "/entries/{entry}/"),
    ("delete", "/entries/{entry}/"),
    ("post", "/entries/{entry}/restore/"),
    ("get", "/entries/{entry}/valuations/"),
    ("post", "/entries/{entry}/valuations/"),
    ("delete", "/valuations/{value}/"),
    ("delete", "/rates/own/{entry}/"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_somebody_elses_is_not_found(
    bob: User, alice: User, client_for: ClientFor, method: str, path: str
) -> None:
    pk = stored(alice)
    with as_user(alice):
        value = Valuation.objects.get().pk
    sent = {"on": str(TODAY), "amount": "1"} if path.endswith("valuations/") else {}
    answer = send(client_for(bob), method, path.format(entry=pk, value=value), sent)
    assert answer.status_code == 404
    with as_user(alice):
        assert Entry.objects.get().deleted_at is None
        assert Valuation.objects.count() == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/entries/"), ("post", "/entries/"), ("get", "/net-worth/"), *PATHS],
)
def test_nobody_gets_nothing(client: Client, method: str, path: str) -> None:
    answer = send(client, method, path.format(entry=uuid4(), value=uuid4()), {})
    assert answer.status_code == 401


def test_staff_has_no_more_than_others_here(alice: User, dana: User, client_for: ClientFor) -> None:
    pk = stored(alice)
    browser = client_for(dana)
    said(browser.get(f"{API}/entries/{pk}/"), 404)
    assert said(browser.get(f"{API}/entries/"))["results"] == []


def test_a_forged_form_is_refused(alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    assert send(browser, "post", "/entries/", ENTRY).status_code == 403


def test_a_list_costs_the_same_for_many_entries(
    web: Client, alice: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(8):
        stored(alice, name=f"Account {number}", currency="USD")
    with django_assert_max_num_queries(9):
        web.get(f"{API}/entries/")


def test_the_schema_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("spectacular", validate=True, fail_on_warn=True)
    assert "/api/v1/entries/{entry_id}/valuations/" in capsys.readouterr().out
