"""What is sent twice, taken back twice, or taken back after something else happened."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from finance.models import Entry, ManualRate, Occurrence, Valuation
from finance.services import entries, rollups
from finance.tests.entries import shown
from finance.tests.entries.adding import ASSET, PATH, stored
from finance.tests.entries.conftest import DAY
from finance.tests.entries.editing import fields, history, now, path, undo_url
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sums_hold(alice: User) -> object:
    yield
    with as_user(alice):
        assert rollups.verify(user_ids=[alice.pk], repair=False) == []


def test_a_change_taken_back_twice_is_what_it_was(
    alice: User, browser: Client, fund: Entry
) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120", name="New"), follow=True)
    undo = undo_url(page)
    for _time in range(2):
        browser.post(undo)
        assert history(alice, fund) == {DAY: 100}
        assert now(alice, fund).name == "Fund"


def test_the_undo_of_an_undo_is_not_offered(browser: Client, fund: Entry) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    back = browser.post(undo_url(page), follow=True)
    assert "/undo/" not in undo_url(back)


def test_taking_back_leaves_what_came_afterwards_elsewhere(
    alice: User, browser: Client, fund: Entry
) -> None:
    page = browser.post(path(fund), fields(browser, fund, amount="120"), follow=True)
    browser.post(f"{path(fund)}history/add/", {"amount": "80", "on": "2026-09-01"})
    browser.post(undo_url(page))
    assert history(alice, fund) == {date(2026, 9, 1): 80, DAY: 100}


def test_two_changes_are_taken_back_in_turn(alice: User, browser: Client, fund: Entry) -> None:
    first = undo_url(browser.post(path(fund), fields(browser, fund, amount="120"), follow=True))
    second = undo_url(browser.post(path(fund), fields(browser, fund, amount="140"), follow=True))
    browser.post(second)
    assert history(alice, fund) == {DAY: 100, TODAY: 120}
    browser.post(first)
    assert history(alice, fund) == {DAY: 100}


def test_a_change_of_what_was_deleted_is_not_taken_back(
    alice: User, browser: Client, fund: Entry
) -> None:
    undo = undo_url(browser.post(path(fund), fields(browser, fund, amount="120"), follow=True))
    with as_user(alice):
        entries.delete(user=alice, entry_id=fund.pk, at=timezone.now())
    assert browser.post(undo).status_code == 404
    assert history(alice, fund) == {DAY: 100, TODAY: 120}


def test_an_entry_added_and_taken_back_is_deleted_once(alice: User, browser: Client) -> None:
    undo = undo_url(browser.post(PATH, ASSET, follow=True))
    assert browser.post(undo).status_code == 302
    assert browser.post(undo).status_code == 404
    (entry,) = stored(alice)
    assert entry.deleted_at is not None


def test_what_is_deleted_comes_back_once(alice: User, browser: Client, fund: Entry) -> None:
    page = browser.post(f"{path(fund)}delete/", follow=True)
    undo = undo_url(page)
    assert browser.post(undo).status_code == 302
    assert browser.post(undo).status_code == 404
    assert now(alice, fund).deleted_at is None
    assert history(alice, fund) == {DAY: 100}


def test_a_removed_value_comes_back_with_its_source_and_change(
    alice: User, browser: Client, fund: Entry
) -> None:
    browser.post(f"{path(fund)}history/add/", {"amount": "130", "on": "2026-11-01"}, follow=True)
    with as_user(alice):
        Valuation.objects.filter(on=date(2026, 11, 1)).update(source="price")
        event = Valuation.objects.get(on=date(2026, 11, 1))
    page = browser.post(f"{path(fund)}history/{event.pk}/remove/", follow=True)
    assert history(alice, fund) == {DAY: 100}
    for _time in range(2):
        browser.post(undo_url(page))
    with as_user(alice):
        back = Valuation.objects.get(on=date(2026, 11, 1))
    assert (back.amount, back.source, back.change) == (130, "price", 30)


def test_a_value_moved_to_another_day_is_moved_back(
    alice: User, browser: Client, fund: Entry
) -> None:
    with as_user(alice):
        event = Valuation.objects.get(entry=fund)
    typed = {"amount": "111", "on": "2026-10-15"}
    page = browser.post(f"{path(fund)}history/{event.pk}/", typed, follow=True)
    assert history(alice, fund) == {date(2026, 10, 15): 111}
    browser.post(undo_url(page))
    assert history(alice, fund) == {DAY: 100}


def test_a_value_moved_onto_another_gives_both_back(
    alice: User, browser: Client, fund: Entry
) -> None:
    browser.post(f"{path(fund)}history/add/", {"amount": "130", "on": "2026-11-01"}, follow=True)
    with as_user(alice):
        event = Valuation.objects.get(on=DAY)
    typed = {"amount": "111", "on": "2026-11-01"}
    page = browser.post(f"{path(fund)}history/{event.pk}/", typed, follow=True)
    assert history(alice, fund) == {date(2026, 11, 1): 111}
    browser.post(undo_url(page))
    assert history(alice, fund) == {DAY: 100, date(2026, 11, 1): 130}


def test_the_only_value_is_not_removed(alice: User, browser: Client, fund: Entry) -> None:
    with as_user(alice):
        event = Valuation.objects.get(entry=fund)
    page = browser.post(f"{path(fund)}history/{event.pk}/remove/", follow=True)
    assert "This is its only value. Delete the entry instead." in shown.text(page)
    assert history(alice, fund) == {DAY: 100}


def test_a_removed_occurrence_comes_back_with_what_it_cost(
    alice: User, browser: Client, rent: Entry
) -> None:
    with as_user(alice):
        event = Occurrence.objects.get(entry=rent, on=date(2026, 10, 5))
        Occurrence.objects.filter(pk=event.pk).update(amount=950)
    page = browser.post(f"{path(rent)}history/{event.pk}/remove/", follow=True)
    assert date(2026, 10, 5) not in history(alice, rent)
    for _time in range(2):
        browser.post(undo_url(page))
    assert history(alice, rent)[date(2026, 10, 5)] == 950
    assert len(history(alice, rent)) == 3


def test_an_own_rate_removed_twice_and_brought_back_twice(alice: User, browser: Client) -> None:
    browser.post("/rates/AOA/set/", {"rate": "1000", "direction": "per", "on": "2026-11-01"})
    with as_user(alice):
        rate = ManualRate.objects.get()
    url = f"/rates/own/{rate.pk}/remove/"
    page = browser.post(url, follow=True)
    assert browser.post(url).status_code == 404
    undo = undo_url(page)
    assert [browser.post(undo).status_code for _time in range(2)] == [302, 302]
    with as_user(alice):
        back = ManualRate.objects.get()
    assert (back.currency, back.on, back.per_eur) == ("AOA", date(2026, 11, 1), Decimal(1000))


def test_bob_cannot_take_back_what_alice_did(
    alice: User, bobs: Client, browser: Client, fund: Entry
) -> None:
    undo = undo_url(browser.post(path(fund), fields(browser, fund, amount="120"), follow=True))
    assert bobs.post(undo).status_code == 404
    assert history(alice, fund) == {DAY: 100, TODAY: 120}
