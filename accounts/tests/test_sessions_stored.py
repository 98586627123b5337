"""What Django keeps of a session goes with it: when it ends, and with its person."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.leaving import erasing
from accounts.models import AuthSession, User
from accounts.services import people, sessions
from accounts.tests.conftest import Browser, NewBrowser, link_for
from accounts.tests.programs import Program
from accounts.tests.proving import freshen
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login
from numoraq.rls.sessions import SessionStore, digest
from numoraq.tests.waiting import PATIENCE, alone, until_somebody_waits

pytestmark = pytest.mark.django_db

NEW = "another plain sentence"


def key(browser: Client) -> str:
    """Return the key of the session of a browser."""
    return browser.cookies["sessionid"].value


def is_kept(session_key: str) -> bool:
    """Return whether anything is left of a session, in the database or in the cache."""
    in_cache = cache.get(SessionStore.cache_key_prefix + session_key) is not None
    with as_login_role():
        return in_cache or Session.objects.filter(pk=session_key).exists()


def hashes(user: User) -> list[str | None]:
    """Return what our rows hold of the keys."""
    with as_user(user):
        found = AuthSession.objects.order_by("created_at")
        return list(found.values_list("key_hash", flat=True))


def at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do one thing, and another one that waits for its transaction to end."""
    with transaction.atomic():
        first()
        other = Thread(target=alone, args=[second])
        other.start()
        until_somebody_waits()
    other.join(PATIENCE)


@pytest.fixture
def browsers(new_browser: NewBrowser, alice: User) -> list[Browser]:
    """Return three browsers of Alice's."""
    found = [new_browser() for _ in range(3)]
    for browser in found:
        sign_in(browser, alice.email)
    return found


def test_a_row_names_the_session_by_a_hash_that_opens_nothing(
    browsers: list[Browser], alice: User
) -> None:
    keys = [key(browser) for browser in browsers]
    assert hashes(alice) == [digest(one) for one in keys]
    assert all(is_kept(one) for one in keys)
    thief = Client()
    thief.cookies["sessionid"] = digest(keys[0])
    assert thief.get("/settings/").status_code == 302


def test_ending_one_ends_what_is_kept_of_it_alone(browsers: list[Browser], alice: User) -> None:
    one, two, three = (key(browser) for browser in browsers)
    with as_user(alice):
        ended = AuthSession.objects.get(key_hash=digest(two))
        assert sessions.end(user=alice, session_id=ended.pk)
    assert [is_kept(k) for k in (one, two, three)] == [True, False, True]
    assert browsers[1].get("/settings/").status_code == 302
    assert "this session was ended" in browsers[1].get("/accounts/login/").content.decode()
    assert browsers[0].get("/settings/").status_code == 200


def test_ending_the_others_keeps_this_one(browsers: list[Browser], alice: User) -> None:
    one, two, three = (key(browser) for browser in browsers)
    with as_user(alice):
        sessions.end_others(user=alice, keep=browsers[0].session[sessions.KEY])
    assert [is_kept(k) for k in (one, two, three)] == [True, False, False]


def test_staff_end_it_as_well(browsers: list[Browser], alice: User, dana: User) -> None:
    with as_login_role():
        row = AuthSession.objects.get(key_hash=digest(key(browsers[0])))
    with as_staff(dana):
        sessions.end_by_staff(session=row, actor=dana, reason="stolen")
    assert not is_kept(key(browsers[0]))


def test_signing_out_leaves_nothing(browsers: list[Browser]) -> None:
    before = key(browsers[0])
    browsers[0].post("/accounts/logout/")
    assert not is_kept(before)


def test_signing_in_once_more_leaves_the_last_one(browsers: list[Browser], alice: User) -> None:
    browser = browsers[0]
    browser.force_login(alice)
    assert digest(key(browser)) in hashes(alice)
    assert len(hashes(alice)) == 3
    assert browser.get("/settings/").status_code == 200


def test_a_new_key_is_followed(browsers: list[Browser], alice: User) -> None:
    browser, before = browsers[0], key(browsers[0])
    freshen(browser, alice)
    sent = {"oldpassword": PASSWORD, "password1": NEW}
    browser.post("/accounts/password/change/", sent)
    assert key(browser) != before
    assert hashes(alice) == [digest(key(browser))]
    assert [is_kept(key(one)) for one in browsers] == [True, False, False]
    assert not is_kept(before)


def test_a_request_in_which_its_own_session_ends_is_answered(
    browsers: list[Browser], alice: User
) -> None:
    browser = browsers[0]
    session = browser.session
    assert session[sessions.KEY]
    with as_user(alice):
        sessions.end_others(user=alice, keep=None)
    session["more"] = alice.email
    session.save()
    assert session.session_key != key(browser)
    assert "more" not in SessionStore(session.session_key)


def test_a_session_that_has_ended_gets_no_other_key(browsers: list[Browser], alice: User) -> None:
    session = browsers[0].session
    assert session[sessions.KEY]
    with as_user(alice):
        sessions.end(user=alice, session_id=session[sessions.KEY])
    session.cycle_key()
    assert not is_kept(str(session.session_key))
    assert dict(session.items()) == {}
    assert [is_kept(key(one)) for one in browsers] == [False, True, True]


def test_an_older_session_that_is_not_named_yet_gets_another_key(
    browsers: list[Browser], alice: User
) -> None:
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(key_hash=None)
    session = browsers[0].session
    session.cycle_key()
    assert is_kept(str(session.session_key))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["cycle_key", "end"])
def test_a_session_that_ends_while_it_gets_another_key_leaves_nothing(
    browsers: list[Browser], alice: User, act: str
) -> None:
    """Either waits for the other, and knows the key that counts then."""
    session = browsers[0].session
    acts: dict[str, Callable[[], Any]] = {
        "cycle_key": session.cycle_key,
        "end": lambda: sessions.end(user=alice, session_id=session[sessions.KEY]),
    }
    first = acts.pop(act)
    (second,) = acts.values()
    session.load()
    at_once(first, second)
    assert hashes(alice) == [digest(key(one)) for one in browsers[1:]]
    with as_login_role():
        assert Session.objects.count() == 2


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_nothing_is_left_of_who_is_deleted_while_a_session_gets_another_key(
    new_browser: NewBrowser, alice: User
) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)

    def delete() -> None:
        with worker_login(), as_service():
            people.delete(user=User.objects.get(pk=alice.pk))

    session = browser.session
    session.load()
    at_once(session.cycle_key, delete)
    with as_login_role():
        assert not Session.objects.exists()


def test_a_reset_by_link_leaves_no_session(
    browsers: list[Browser], new_browser: NewBrowser, alice: User
) -> None:
    before = [key(browser) for browser in browsers]
    browser = new_browser()
    browser.post("/accounts/password/reset/", {"email": alice.email})
    page = browser.get(link_for(alice.email), follow=True)
    answer: Any = browser.post(page.request["PATH_INFO"], {"password1": NEW})
    assert answer.status_code == 302
    assert not any(is_kept(one) for one in before)


def test_a_program_signs_out_and_nothing_is_left(new_browser: NewBrowser, alice: User) -> None:
    program = Program(new_browser)
    program.sign_in(alice)
    token = program.session_token
    assert hashes(alice) == [digest(token)]
    assert program.ask("auth/session", method="DELETE").status_code == 401
    assert not is_kept(token)


def test_an_older_session_is_named_when_it_is_used(browsers: list[Browser], alice: User) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(key_hash=None, refreshed_at=long_ago)
    browsers[0].get("/settings/")
    assert sorted(filter(None, hashes(alice))) == [digest(key(browsers[0]))]


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_nothing_is_left_of_who_is_deleted(new_browser: NewBrowser, alice: User, bob: User) -> None:
    hers, his = new_browser(), new_browser()
    sign_in(hers, alice.email)
    sign_in(his, bob.email)
    now = timezone.now()
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(deletion_due_at=now - timedelta(hours=1))
    with worker_login(), as_service():
        assert erasing.erase_due(at=now) == 1
    assert not is_kept(key(hers))
    assert is_kept(key(his))
    assert his.get("/settings/").status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_nothing_is_left_of_what_is_swept(new_browser: NewBrowser, alice: User) -> None:
    browser = new_browser()
    sign_in(browser, alice.email)
    with worker_login(), as_service():
        assert sessions.sweep(at=timezone.now() + timedelta(days=40)) == 1
    assert not is_kept(key(browser))
