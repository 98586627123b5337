"""The history of an entry: looked at, added to, corrected, removed, brought back."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from finance.models import Entry, Occurrence, Valuation
from finance.services import valuations
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.conftest import SHEET
from finance.tests.entries.editing import history, undo_url
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

FIRST = date(2026, 9, 1)
SECOND = date(2026, 10, 1)


@pytest.fixture
def flat(alice: User) -> Entry:
    """Return an asset of Alice's, valued twice."""
    with as_user(alice):
        entry = make.asset(alice, 100, name="Flat", subcategory="real_estate", date=FIRST)
        valuations.put(user=alice, entry_id=entry.pk, on=SECOND, amount=Decimal(110), today=TODAY)
    return entry


@pytest.fixture
def rent(alice: User) -> Entry:
    """Return an expense of Alice's that came three times."""
    with as_user(alice):
        return make.monthly(alice, 900, name="Rent", date=date(2026, 9, 5))


def value(user: User, entry: Entry, on: date) -> str:
    """Return where the value or occurrence of a day is corrected."""
    model = Valuation if entry.is_balance else Occurrence
    with as_user(user):
        found = model.objects.get(entry=entry, on=on)
    return f"/entries/{entry.pk}/history/{found.pk}/"


# ---- who


def test_the_history_of_others_does_not_exist(
    alice: User, everybody_else: list[Client], flat: Entry, rent: Entry
) -> None:
    *others, nobody = everybody_else
    pages = (
        f"/entries/{flat.pk}/history/",
        f"/entries/{flat.pk}/history/add/",
        value(alice, flat, SECOND),
        value(alice, rent, date(2026, 10, 5)),
    )
    for page in pages:
        for client in others:
            assert client.get(page).status_code == 404
        assert nobody.get(page)["Location"].startswith("/accounts/login/")
    for page in pages[2:]:
        for client in others:
            assert client.post(page, {"amount": "1", "on": "2026-10-01"}).status_code == 404
            assert client.post(f"{page}remove/").status_code == 404
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}
    assert len(history(alice, rent)) == 3


def test_the_value_of_another_entry_is_not_found(
    alice: User, browser: Client, flat: Entry, rent: Entry
) -> None:
    event = value(alice, rent, date(2026, 10, 5)).rsplit("/", 2)[1]
    assert browser.get(f"/entries/{flat.pk}/history/{event}/").status_code == 404
    assert browser.post(f"/entries/{flat.pk}/history/{uuid4()}/remove/").status_code == 404


# ---- looked at


def test_the_history_has_a_line_and_a_table(browser: Client, flat: Entry) -> None:
    response = browser.get(f"/entries/{flat.pk}/history/")
    words = shown.main(response)
    assert "Flat Property · value of 1 Oct Value since 1 Oct 2026 €110.00" in words
    assert "1 Oct 2026 typed in +€10.00 €110.00" in words
    assert "1 Sep 2026 typed in €100.00" in words
    assert 'class="chart' in response.content.decode()


def test_one_value_is_no_line(alice: User, browser: Client) -> None:
    with as_user(alice):
        entry = make.asset(alice, 5, date=TODAY)
    page = browser.get(f"/entries/{entry.pk}/history/").content.decode()
    assert "Two values are needed for a line." in page
    assert 'class="chart' not in page


def test_a_flow_shows_the_times_it_came(browser: Client, rent: Entry) -> None:
    words = shown.main(browser.get(f"/entries/{rent.pk}/history/"))
    assert "5 Nov 2026 €900.00" in words
    assert "5 Sep 2026 €900.00" in words


def test_what_has_not_come_says_so(alice: User, browser: Client) -> None:
    with as_user(alice):
        entry = make.monthly(alice, 5, date=TODAY + timedelta(days=9))
    assert "It has not come yet." in shown.main(browser.get(f"/entries/{entry.pk}/history/"))


def test_a_long_history_comes_in_pages(alice: User, browser: Client, flat: Entry) -> None:
    with as_user(alice):
        Valuation.objects.bulk_create(
            Valuation(user=alice, entry=flat, on=FIRST + timedelta(days=n), amount=n)
            for n in range(1, 61)
            if FIRST + timedelta(days=n) != SECOND
        )
    here = f"/entries/{flat.pk}/history/"
    first = browser.get(here)
    second = browser.get(here + str(shown.link(first, "next")))
    assert first.content.decode().count('scope="row"') >= 50
    assert "1 Sep 2026 typed in" in shown.main(second)
    assert shown.link(second, "next") is None
    assert str(shown.link(second, "prev")).startswith("?before=")


# ---- added and corrected


def test_a_dated_value_is_added(alice: User, browser: Client, flat: Entry) -> None:
    here = f"/entries/{flat.pk}/history/add/"
    assert 'value="2026-11-22"' in browser.get(here).content.decode()
    response = browser.post(here, {"amount": "105", "on": "2026-09-15"}, follow=True)
    assert history(alice, flat) == {FIRST: 100, date(2026, 9, 15): 105, SECOND: 110}
    assert "15 Sep 2026: €105.00. Undo" in shown.text(response)
    browser.post(undo_url(response))
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}


def test_flows_have_no_values_to_add(browser: Client, rent: Entry) -> None:
    assert browser.get(f"/entries/{rent.pk}/history/add/").status_code == 404


def test_a_value_is_corrected_and_the_change_taken_back(
    alice: User, browser: Client, flat: Entry
) -> None:
    here = value(alice, flat, SECOND)
    assert 'value="110.00"' in browser.get(here).content.decode()
    page = browser.post(here, {"amount": "111", "on": SECOND.isoformat()}, follow=True)
    assert history(alice, flat) == {FIRST: 100, SECOND: 111}
    browser.post(undo_url(page))
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}


def test_a_value_moves_to_another_day_and_back(alice: User, browser: Client, flat: Entry) -> None:
    sent = {"amount": "110", "on": "2026-10-15"}
    page = browser.post(value(alice, flat, SECOND), sent, follow=True)
    assert history(alice, flat) == {FIRST: 100, date(2026, 10, 15): 110}
    browser.post(undo_url(page))
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}


def test_the_only_value_moves_too(alice: User, browser: Client) -> None:
    with as_user(alice):
        entry = make.asset(alice, 5, date=SECOND)
    browser.post(value(alice, entry, SECOND), {"amount": "5", "on": "2026-10-15"})
    assert history(alice, entry) == {date(2026, 10, 15): 5}


def test_an_occurrence_is_corrected(alice: User, browser: Client, rent: Entry) -> None:
    on = date(2026, 10, 5)
    page = browser.post(value(alice, rent, on), {"amount": "850.50"}, follow=True)
    assert history(alice, rent)[on] == Decimal("850.50")
    assert "5 Oct 2026: €850.50." in shown.text(page)
    browser.post(undo_url(page))
    assert history(alice, rent)[on] == 900


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"amount": "", "on": "2026-10-01"}, "Type an amount"),
        ({"amount": "1.2345", "on": "2026-10-01"}, "Amounts in EUR have 2 decimals at most."),
        ({"amount": "5", "on": "2026-11-23"}, "Nobody knows yet"),
        ({"amount": "5", "on": ""}, "This field is required."),
    ],
)
def test_values_are_refused_with_a_reason(
    alice: User, browser: Client, flat: Entry, sent: dict[str, str], said: str
) -> None:
    response = browser.post(value(alice, flat, SECOND), sent)
    assert response.status_code == 422
    assert said in shown.text(response)
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}


def test_occurrences_are_refused_with_a_reason(alice: User, browser: Client, rent: Entry) -> None:
    response = browser.post(value(alice, rent, date(2026, 10, 5)), {"amount": "-1"})
    assert response.status_code == 422
    assert "Enter it without a minus" in shown.text(response)


# ---- removed


def test_a_value_is_removed_and_brought_back_with_its_source(
    alice: User, browser: Client, flat: Entry
) -> None:
    with as_user(alice):
        Valuation.objects.filter(entry=flat, on=SECOND).update(source="price")
    page = browser.post(f"{value(alice, flat, SECOND)}remove/", follow=True)
    assert history(alice, flat) == {FIRST: 100}
    assert "1 Oct 2026 removed. Undo" in shown.text(page)
    browser.post(undo_url(page))
    assert history(alice, flat) == {FIRST: 100, SECOND: 110}
    with as_user(alice):
        assert Valuation.objects.get(entry=flat, on=SECOND).source == "price"


def test_the_last_value_stays(alice: User, browser: Client) -> None:
    with as_user(alice):
        entry = make.asset(alice, 5, date=SECOND)
    page = browser.post(f"{value(alice, entry, SECOND)}remove/", follow=True)
    assert "This is its only value. Delete the entry instead." in shown.text(page)
    assert history(alice, entry) == {SECOND: 5}


def test_an_occurrence_that_did_not_take_place_is_removed_and_brought_back(
    alice: User, browser: Client, rent: Entry
) -> None:
    before = history(alice, rent)
    page = browser.post(f"{value(alice, rent, date(2026, 10, 5))}remove/", follow=True)
    assert sorted(history(alice, rent)) == [date(2026, 9, 5), date(2026, 11, 5)]
    browser.post(undo_url(page))
    assert history(alice, rent) == before


def test_undo_after_everything_else_is_gone_says_it_cannot(
    alice: User, browser: Client, flat: Entry
) -> None:
    added = {"amount": "105", "on": "2026-09-15"}
    page = browser.post(f"/entries/{flat.pk}/history/add/", added, follow=True)
    for on in (FIRST, SECOND):
        browser.post(f"{value(alice, flat, on)}remove/")
    back = browser.post(undo_url(page), follow=True)
    assert "cannot be taken back any more" in shown.text(back)
    assert history(alice, flat) == {date(2026, 9, 15): 105}


def test_nothing_is_removed_by_a_link(alice: User, browser: Client, flat: Entry) -> None:
    assert browser.get(f"{value(alice, flat, SECOND)}remove/").status_code == 405


def test_from_a_list_one_returns_to_it(alice: User, browser: Client, rent: Entry) -> None:
    here = {"HX-Current-URL": "http://testserver/entries/expenses/?month=2026"}
    response = browser.post(
        value(alice, rent, date(2026, 10, 5)), {"amount": "1"}, headers=SHEET | here
    )
    assert response["HX-Redirect" if "HX-Redirect" in response else "HX-Refresh"]
    sheet = browser.get(value(alice, rent, date(2026, 10, 5)), headers=SHEET | here)
    assert shown.hidden(sheet, "next") == "/entries/expenses/?month=2026"
    assert "Edit what repeats" in shown.text(sheet)
