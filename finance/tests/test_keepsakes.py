"""What is kept for a person for a while."""

import pickle
import sys
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as CacheAway

from accounts.models import User
from finance.services import keepsakes


def test_what_is_kept_is_found_by_its_person_alone(alice: User, bob: User) -> None:
    assert keepsakes.keep(user=alice, name="word", value=(1, "two"), seconds=60)
    assert keepsakes.find(user=alice, name="word") == (1, "two")
    assert keepsakes.find(user=bob, name="word") is None
    assert keepsakes.find(user=alice, name="other") is None


def test_what_another_release_kept_in_a_class_of_its_own_has_expired(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    former = ModuleType("former")
    kind = type("Before", (), {"__module__": "former"})
    monkeypatch.setattr(former, "Before", kind, raising=False)
    monkeypatch.setitem(sys.modules, "former", former)
    assert keepsakes.keep(user=alice, name="word", value=kind(), seconds=60)
    assert isinstance(keepsakes.find(user=alice, name="word"), kind)
    monkeypatch.delattr(former, "Before")
    assert keepsakes.find(user=alice, name="word") is None
    monkeypatch.delitem(sys.modules, "former")
    assert keepsakes.find(user=alice, name="word") is None
    assert caplog.text.count("cannot be read any more") == 2


@pytest.mark.parametrize(
    "error", [CacheAway("away"), pickle.UnpicklingError("cut off"), EOFError()]
)
def test_nothing_is_found_where_reading_fails(
    alice: User, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(cache, "get", fail)
    assert keepsakes.find(user=alice, name="word") is None
