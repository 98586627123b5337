"""Sessions while the cache is away."""

from typing import Any

import pytest
from django.core.cache import cache
from redis import ConnectionError as CacheAway

from accounts.models import User
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
