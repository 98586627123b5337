"""After adding: the way back, the page one returns to, and that it happened once."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from redis.exceptions import ConnectionError as CacheAway

from accounts.models import User
from conftest import make_person
from finance.services import quick_add
from finance.tests import make
from finance.tests.entries import shown
from finance.tests.entries.adding import EXPENSE, PATH, only, stored
from finance.tests.entries.conftest import SHEET
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db


# ---- afterwards


def test_a_message_offers_to_take_it_back(alice: User, browser: Client) -> None:
    page = browser.post(PATH, EXPENSE, follow=True)
    assert "Lunch, €12.50 added. Undo" in shown.text(page)
    undo = f"/entries/{only(alice).pk}/delete/"
    assert f'action="{undo}"' in page.content.decode()
    browser.post(undo)
    assert only(alice).deleted_at is not None


def test_one_returns_to_the_page_one_came_from(browser: Client) -> None:
    opened = browser.get(PATH, headers={"referer": "http://testserver/dashboard/?r=5y"})
    kept = shown.hidden(opened, "next")
    assert kept == "http://testserver/dashboard/?r=5y"
    assert browser.post(PATH, EXPENSE | {"next": kept})["Location"] == kept


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_one_does_not_return_to_another_site(browser: Client, elsewhere: str) -> None:
    response = browser.post(PATH, EXPENSE | {"next": elsewhere})
    assert response["Location"] == "/entries/expenses/"


def test_from_the_list_of_another_category_one_sees_the_new_entry(browser: Client) -> None:
    response = browser.post(PATH, EXPENSE | {"next": "/entries/assets/?show=liquid"})
    assert response["Location"] == "/entries/expenses/"


def test_the_sheet_reloads_the_page_below_it(browser: Client) -> None:
    here = {"HX-Current-URL": "http://testserver/entries/expenses/?kind=food"}
    response = browser.post(PATH, EXPENSE, headers=SHEET | here)
    assert response["HX-Refresh"] == "true"
    elsewhere = {"HX-Current-URL": "http://testserver/entries/assets/"}
    response = browser.post(PATH, EXPENSE, headers=SHEET | elsewhere)
    assert response["HX-Redirect"] == "/entries/expenses/"


def test_another_one_can_follow_in_the_sheet(alice: User, browser: Client) -> None:
    response = browser.post(PATH, EXPENSE | {"another": "1", "key": str(uuid4())}, headers=SHEET)
    assert response["HX-Trigger"] == "entries-changed"
    assert "Lunch, €12.50 added." in shown.text(response)
    assert 'value="Lunch"' not in response.content.decode()
    assert '<option value="food" selected>' in response.content.decode()
    assert shown.hidden(response, "key")


def test_another_one_can_follow_without_scripts(browser: Client) -> None:
    response = browser.post(PATH, EXPENSE | {"another": "1"})
    assert response["Location"] == "/entries/add/?category=expenses"


# ---- once


def test_sending_a_form_twice_adds_once(alice: User, browser: Client) -> None:
    key = shown.hidden(browser.get(PATH), "key")
    browser.post(PATH, EXPENSE | {"key": key})
    again = browser.post(PATH, EXPENSE | {"key": key}, follow=True)
    assert len(stored(alice)) == 1
    assert "Lunch, €12.50 is there already." in shown.text(again)


def test_two_forms_add_twice(alice: User, browser: Client) -> None:
    for _ in range(2):
        key = shown.hidden(browser.get(PATH), "key")
        browser.post(PATH, EXPENSE | {"key": key})
    assert len(stored(alice)) == 2


def test_what_was_taken_back_can_be_added_again(alice: User, browser: Client) -> None:
    key = str(uuid4())
    browser.post(PATH, EXPENSE | {"key": key})
    browser.post(f"/entries/{only(alice).pk}/delete/")
    browser.post(PATH, EXPENSE | {"key": key})
    assert [entry.deleted_at is None for entry in stored(alice)] == [False, True]


def test_a_corrected_form_keeps_its_key(browser: Client) -> None:
    key = str(uuid4())
    response = browser.post(PATH, EXPENSE | {"amount": "x", "key": key})
    assert shown.hidden(response, "key") == key


def test_the_key_of_one_person_says_nothing_to_another(
    alice: User, bob: User, browser: Client, bobs: Client
) -> None:
    key = str(uuid4())
    browser.post(PATH, EXPENSE | {"key": key})
    bobs.post(PATH, EXPENSE | {"key": key, "name": "Bob's lunch"})
    assert only(bob).name == "Bob's lunch"


def test_entries_are_added_once_while_the_cache_is_away(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object, **_kwargs: object) -> None:
        raise CacheAway

    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)
    key, draft = str(uuid4()), make.draft("expenses")
    with as_user(alice):
        sent = [quick_add.add(user=alice, draft=draft, today=TODAY, key=key) for _time in range(2)]
    assert [is_new for _entry, is_new in sent] == [True, False]
    assert len(stored(alice)) == 1


def test_sending_a_form_twice_adds_once_though_the_cache_forgot(
    alice: User, browser: Client
) -> None:
    key = shown.hidden(browser.get(PATH), "key")
    for _time in range(2):
        browser.post(PATH, EXPENSE | {"key": key})
        cache.clear()
        browser.force_login(alice)
    assert len(stored(alice)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_add_one() -> None:
    user = make_person("alice")
    key, results, start = str(uuid4()), [], Barrier(2)

    def add() -> None:
        start.wait()
        with as_user(user):
            results.append(
                quick_add.add(user=user, draft=make.draft("expenses"), today=TODAY, key=key)
            )
        connection.close()

    threads = [Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(is_new for _entry, is_new in results) == [False, True]
    assert len({entry.pk for entry, _is_new in results}) == 1
