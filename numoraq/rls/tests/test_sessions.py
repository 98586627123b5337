"""Sessions while the cache is away."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.db import connections, transaction
from redis import ConnectionError as CacheAway

from accounts.models import User
from conftest import ClientFor
from numoraq.rls.sessions import SessionStore

pytestmark = pytest.mark.django_db


def away(*args: Any, **kwargs: Any) -> None:
    """Fail as a cache does that cannot be reached."""
    raise CacheAway("no cache")


def test_a_session_is_found_in_the_database_while_the_cache_is_away(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = SessionStore()
    session["who"] = str(alice.pk)
    session.save()
    for name in ("get", "set"):
        monkeypatch.setattr(cache, name, away)
    assert SessionStore(session.session_key)["who"] == str(alice.pk)


def test_a_session_that_never_was_is_empty_while_the_cache_is_away(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("get", "set"):
        monkeypatch.setattr(cache, name, away)
    assert SessionStore("0" * 32).load() == {}


@pytest.fixture
def cache_away() -> Iterator[pytest.MonkeyPatch]:
    """Have the cache away until `undo` is called; it keeps what it held."""
    monkeypatch = pytest.MonkeyPatch()
    for name in ("get", "set", "aset", "delete", "has_key"):
        monkeypatch.setattr(type(caches["default"]), name, away)
    yield monkeypatch
    monkeypatch.undo()


def test_who_signs_out_while_the_cache_is_away_stays_signed_out(
    alice: User, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    client = client_for(alice)
    cookie = client.cookies["sessionid"].value
    assert client.get("/settings/").status_code == 200
    outage = request.getfixturevalue("cache_away")
    assert client.post("/accounts/logout/").status_code == 302
    assert not Session.objects.filter(pk=cookie).exists()
    outage.undo()
    client.cookies["sessionid"] = cookie
    assert client.get("/settings/").status_code == 302


def test_a_session_begins_and_changes_its_key_while_the_cache_is_away(
    alice: User, cache_away: pytest.MonkeyPatch
) -> None:
    session = SessionStore()
    session["who"] = "nobody yet"
    session.save()
    first = session.session_key
    session.cycle_key()
    assert session.session_key != first
    assert Session.objects.count() == 1
    assert SessionStore(session.session_key)["who"] == "nobody yet"


@pytest.mark.django_db(transaction=True)
def test_a_session_that_is_read_while_it_ends_is_not_kept_by_the_cache() -> None:
    session = SessionStore()
    session["who"] = "alice"
    session.save()
    key = session.session_key
    with transaction.atomic():
        session.delete()
        reader = Thread(target=read_elsewhere, args=[key])
        reader.start()
        reader.join(10)
    assert SessionStore(key).load() == {}


def read_elsewhere(key: str) -> None:
    """Read a session as another request does, on a connection of its own."""
    try:
        assert SessionStore(key)["who"] == "alice"
    finally:
        connections.close_all()


def test_async_views_get_the_same(alice: User, cache_away: pytest.MonkeyPatch) -> None:
    @async_to_sync
    async def walk() -> dict[str, Any]:
        session = SessionStore()
        await session.aset("who", str(alice.pk))
        await session.asave()
        found = await SessionStore(session.session_key).aload()
        await session.adelete()
        assert not await session.aexists(str(session.session_key))
        return found

    assert walk() == {"who": str(alice.pk)}
