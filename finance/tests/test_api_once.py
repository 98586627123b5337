"""An entry that is sent to the API again, after an answer that was lost."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.models import Entry
from finance.tests.api import ENTRY, said
from finance.tests.make import TODAY
from numoraq.rls.identity import as_user


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> date:
    monkeypatch.setattr(days, "today", lambda _user: TODAY)
    return TODAY


@pytest.fixture
def web(alice: User, client_for: ClientFor) -> Client:
    """Return a browser in which Alice is signed in."""
    return client_for(alice)


def add(client: Client, key: str | None = None, **changes: Any) -> Any:
    headers = {} if key is None else {"Idempotency-Key": key}
    return client.post(
        "/api/v1/entries/", ENTRY | changes, content_type="application/json", headers=headers
    )


def count(user: User) -> int:
    with as_user(user):
        return Entry.objects.filter(deleted_at=None).count()


def test_what_is_sent_again_with_its_key_is_added_once(alice: User, web: Client) -> None:
    made = said(add(web, "a word of ours"), 201)
    assert said(add(web, "a word of ours", name="Other"), 200) == made
    assert count(alice) == 1


def test_another_key_and_no_key_add_another(alice: User, web: Client) -> None:
    for key in ("one", "two", None, None, "", ""):
        said(add(web, key), 201)
    assert count(alice) == 6


def test_it_is_known_without_the_cache(alice: User, web: Client, client_for: ClientFor) -> None:
    said(add(web, "one"), 201)
    cache.clear()
    said(add(client_for(alice), "one"), 200)
    assert count(alice) == 1


def test_what_was_deleted_is_added_anew(alice: User, web: Client) -> None:
    for _time in range(3):
        made = said(add(web, "one"), 201)
        said(web.delete(f"/api/v1/entries/{made['id']}/"), 204)
    assert count(alice) == 0
    with as_user(alice):
        assert Entry.objects.count() == 3


def test_the_key_of_one_person_says_nothing_to_another(
    alice: User, bob: User, web: Client, client_for: ClientFor
) -> None:
    said(add(web, "one"), 201)
    said(add(client_for(bob), "one"), 201)
    assert (count(alice), count(bob)) == (1, 1)


def test_a_refused_entry_leaves_its_key_free(web: Client) -> None:
    said(add(web, "one", name=""), 400)
    said(add(web, "one"), 201)


def test_a_key_that_is_too_long_is_refused_by_name(alice: User, web: Client) -> None:
    assert set(said(add(web, "x" * 256), 400)) == {"Idempotency-Key"}
    said(add(web, "é" * 255), 201)
    assert count(alice) == 1


def test_the_document_tells_of_it(web: Client) -> None:
    document = web.get("/api/v1/schema/?format=json")
    assert b"Idempotency-Key" in document.content
