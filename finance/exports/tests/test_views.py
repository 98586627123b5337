"""The page of exports and the files, for their owner, another, staff and nobody."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from conftest import ClientFor
from finance.tests import make
from numoraq.rls.identity import as_user

FILES = ("export-csv", "export-json", "api-export-csv", "api-export-json")


@pytest.fixture
def browser(alice: User, client_for: ClientFor) -> Client:
    """Return the browser of Alice, who has two entries."""
    with as_user(alice):
        make.expense(alice, "12.80", name="Kiosk", date=date(2026, 11, 20))
        make.asset(alice, name="Flat", date=date(2026, 1, 1))
    return client_for(alice)


def body(client: Client, name: str, **query: Any) -> str:
    """Return a file that is sent in pieces."""
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", FILES)
def test_the_owner_gets_the_file(browser: Client, name: str) -> None:
    text = body(browser, name)
    assert "Kiosk" in text
    assert "Flat" in text


@pytest.mark.parametrize("name", FILES)
def test_others_get_their_own(
    browser: Client, bob: User, dana: User, client_for: ClientFor, name: str
) -> None:
    assert "Kiosk" not in body(client_for(bob), name)
    assert "Kiosk" not in body(client_for(dana), name)


@pytest.mark.parametrize("name", ["export", *FILES])
def test_nobody_gets_nothing(db: None, name: str) -> None:
    answer = Client().get(reverse(name))
    assert answer.status_code == (401 if name.startswith("api-") else 302)


def test_the_page_counts_and_offers(browser: Client) -> None:
    text = browser.get(reverse("export")).content.decode()
    assert "2 entries, with all their values over time." in text
    assert reverse("export-json") in text


def test_files_are_downloads_that_nobody_keeps(browser: Client) -> None:
    answer = browser.get(reverse("export-csv"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="numoraq-entries-'
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.streaming
    b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_what_is_chosen_is_sent(browser: Client) -> None:
    assert "Flat" not in body(browser, "export-csv", category="expenses")
    assert "Flat" not in body(browser, "export-csv", first="2026-06-01")
    assert "valuation" not in body(browser, "export-csv", leaves_history_out="on")
    assert body(browser, "export-csv", excel="on").startswith("\ufeff")
    assert "Flat" not in body(browser, "api-export-json", category="expenses")
    assert json.loads(body(browser, "api-export-json", has_history=False))["entries"]


@pytest.mark.parametrize(
    "query", [{"first": "2026-02-01", "last": "2026-01-01"}, {"first": "x"}, {"category": "wishes"}]
)
def test_a_choice_that_makes_no_sense_is_told(browser: Client, query: dict[str, str]) -> None:
    answer = browser.get(reverse("export-csv"), query)
    assert answer.status_code == 422
    assert 'class="er"' in answer.content.decode()


def test_the_api_names_what_is_wrong(browser: Client) -> None:
    answer = browser.get(reverse("api-export-csv"), {"category": "wishes", "extra": "1"})
    assert answer.status_code == 400
    assert b"category" in answer.content or b"extra" in answer.content


def test_the_export_is_reached_from_the_import(browser: Client) -> None:
    assert reverse("export") in browser.get(reverse("imports")).content.decode()
    assert reverse("imports") in browser.get(reverse("export")).content.decode()
