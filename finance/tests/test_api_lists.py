"""Lists of the API come page by page, and own rates have their limits."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.tests.api import API, said, send, stored
from finance.tests.make import TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda _user: TODAY)


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


@pytest.mark.parametrize("worth", ["0.000000001", "0.0000000000000001", "99999999999999999"])
def test_a_rate_worth_next_to_nothing_or_very_much_is_stored(web: Client, worth: str) -> None:
    sent = {"currency": "AOA", "on": str(TODAY), "worth": worth, "worth_currency": "EUR"}
    said(send(web, "post", "/rates/own/", sent), 201)


@pytest.mark.parametrize("on", ["1899-12-31", "2026-11-23", "2200-01-01", "9999-12-31"])
def test_a_rate_of_a_day_to_come_or_long_gone_is_refused(web: Client, on: str) -> None:
    sent = {"currency": "AOA", "on": on, "worth": "1", "worth_currency": "EUR"}
    assert set(said(send(web, "post", "/rates/own/", sent), 400)) == {"on"}


def pages(web: Client, path: str, size: int) -> list[list[str]]:
    """Return the days of each page of a list."""
    found: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"size": size} | ({"cursor": cursor} if cursor else {})
        page = said(web.get(f"{API}{path}", asked))
        found.append([row["on"] for row in page["results"]])
        cursor = page["next"]
    return found


def test_values_and_own_rates_come_page_by_page(web: Client, alice: User) -> None:
    pk = stored(alice, date=date(2026, 11, 1))
    for day in range(2, 6):
        on = f"2026-11-0{day}"
        send(web, "post", f"/entries/{pk}/valuations/", {"on": on, "amount": "1"})
        for code in ("AOA", "MZN"):
            sent = {"currency": code, "on": on, "worth": "1", "worth_currency": "EUR"}
            said(send(web, "post", "/rates/own/", sent), 201)
    newest_first = [f"2026-11-0{day}" for day in range(5, 0, -1)]
    values = pages(web, f"/entries/{pk}/valuations/", 2)
    assert values == [newest_first[:2], newest_first[2:4], newest_first[4:]]
    rates = pages(web, "/rates/own/", 3)
    fifth, fourth, third, second = newest_first[:4]
    assert rates == [[fifth, fifth, fourth], [fourth, third, third], [second, second]]


@pytest.mark.parametrize("path", ["/entries/{entry}/valuations/", "/rates/own/"])
def test_a_list_is_never_without_a_limit(web: Client, alice: User, path: str) -> None:
    path = path.format(entry=stored(alice))
    for asked, field in (("size=0", "size"), ("size=201", "size"), ("cursor=nonsense", "cursor")):
        assert set(said(web.get(f"{API}{path}?{asked}"), 400)) == {field}
