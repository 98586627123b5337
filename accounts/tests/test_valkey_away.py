"""Valkey is away, with cache, limits and broker: one signs up and in nevertheless."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCacheClient

from accounts.models import User
from accounts.tests.conftest import Browser, code_for
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD, make_person
from numoraq.lib import limits
from numoraq.ops.tests.test_outbox import broker_away, flush
from numoraq.rls.tests.test_sessions import away
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])
API = "/api/v1/me/"


@contextmanager
def valkey_away() -> Iterator[None]:
    """Have Valkey refuse everything for a while."""
    with broker_away(), pytest.MonkeyPatch.context() as patch:
        for name in ("get", "set", "add", "delete", "incr", "has_key", "get_many"):
            patch.setattr(RedisCacheClient, name, away)
        yield


@pytest.fixture(autouse=True)
def _counts_are_gone() -> Iterator[None]:
    """Forget what this process counted, and that Valkey was away."""
    yield
    limits._Outage.until = 0.0
    LocMemCache(limits.ALIAS, {}).clear()


@pytest.fixture
def browser(jobs: Jobs) -> Browser:
    """Return a browser nobody is signed in to."""
    opened = Browser()
    opened.jobs = jobs
    return opened


def test_somebody_signs_up(browser: Browser, jobs: Jobs) -> None:
    form = {"email": "carol@example.org", "password1": "correct horse battery"}
    with valkey_away():
        assert browser.post("/accounts/signup/", form).status_code == 302
    assert flush() == 1
    jobs.run()
    with valkey_away():
        code = code_for("carol@example.org")
        browser.post("/accounts/confirm-email/", {"action": "verify", "code": code})
        assert browser.is_signed_in()


def test_somebody_signs_in_and_out(browser: Browser) -> None:
    alice = make_person("alice")
    with valkey_away():
        assert sign_in(browser, alice.email).status_code == 302
        assert browser.is_signed_in()
        assert browser.get(API).status_code == 200
        browser.post("/accounts/logout/")
        assert not browser.is_signed_in()


def test_passwords_are_not_tried_for_ever(browser: Browser) -> None:
    make_person("alice")
    with valkey_away():
        for _ in range(5):
            sign_in(browser, "alice@example.org", "not the password")
        answer = sign_in(browser, "alice@example.org", PASSWORD)
    assert "Too many wrong tries" in answer.content.decode()
    assert User.objects.get(email="alice@example.org").last_login is None


def test_limits_are_shared_again_afterwards() -> None:
    limits.cache.set("shared", 1)
    with valkey_away():
        assert limits.cache.get("shared") is None
        limits.cache.set("own", 1)
        assert limits.cache.get("own") == 1
        assert not limits.cache.add("own", 2)
        assert limits.cache.delete("own")
    assert limits.cache.get("shared") is None  # not asked for a while
    limits._Outage.until = 0.0
    assert limits.cache.get("shared") == 1
