"""How long sessions hold, by whom and what they were proven, and what is said at their end."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import endings
from accounts.endings import Ending
from accounts.models import AuthSession, User
from accounts.services import people
from accounts.tests.conftest import Browser, NewBrowser, link_for
from accounts.tests.proving import code, give_app, prove
from accounts.tests.test_factors import AGAIN, REMOVE, add_app
from accounts.tests.test_sessions import age, ids
from accounts.tests.test_sign_in import sign_in
from conftest import make_person
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.rls.identity import as_login_role, as_staff

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOW = SessionLimits(low_aal=timedelta(minutes=15))
API = "/api/v1/sessions/"
LIMITS = {
    Ending.TIMEBOX: (SessionLimits(lifetime=HOUR), {"created_at": HOUR}),
    Ending.INACTIVITY: (SessionLimits(idle=HOUR), {"refreshed_at": HOUR}),
    Ending.NOT_AFTER: (SessionLimits(), {"not_after": timedelta(seconds=1)}),
}

each_limit = pytest.mark.parametrize("why", list(LIMITS))


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password alone."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def expire(why: Ending, user: User, settings: Settings) -> None:
    """Let a person's only session run into a limit."""
    settings.SESSION_LIMITS, moments = LIMITS[why]
    age(ids(user)[0], **moments)


@each_limit
def test_a_page_leads_to_the_door_which_says_why(
    why: Ending, alice: User, browser: Browser, settings: Settings
) -> None:
    expire(why, alice, settings)
    answer = browser.get("/settings/data/", follow=True)
    assert answer.redirect_chain[0][0] == "/accounts/login/?next=/settings/data/"
    assert str(endings.SENTENCES[why]) in answer.content.decode()


@each_limit
def test_the_api_names_the_reason(
    why: Ending, alice: User, browser: Browser, settings: Settings
) -> None:
    expire(why, alice, settings)
    for _once_more in range(2):
        answer = browser.get(API)
        assert answer.status_code in {401, 403}
        assert answer.json() == {"detail": str(endings.SENTENCES[why]), "reason": why.value}


@pytest.mark.parametrize("path", ["/", "/dashboard/", "/api/v1/me/", "/accounts/email/", "/sw.js"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_end_is_never_an_error_of_ours(
    path: str, method: str, alice: User, browser: Browser, settings: Settings
) -> None:
    expire(Ending.INACTIVITY, alice, settings)
    assert getattr(browser, method)(path).status_code < 500


def test_a_session_holds_until_the_last_moment(alice: User) -> None:
    now = timezone.now()
    session = AuthSession(user=alice, created_at=now - HOUR, refreshed_at=now - HOUR)
    limits = SessionLimits(lifetime=HOUR, idle=HOUR)
    assert session.ending(at=now - timedelta(microseconds=1), limits=limits) is None
    assert session.ending(at=now, limits=limits) is Ending.TIMEBOX
    assert session.ending(at=now, limits=SessionLimits(idle=HOUR)) is Ending.INACTIVITY
    session.not_after = now
    assert session.ending(at=now, limits=limits) is Ending.NOT_AFTER


def test_the_reason_is_told_until_somebody_signs_in(
    alice: User, browser: Browser, settings: Settings
) -> None:
    expire(Ending.INACTIVITY, alice, settings)
    browser.get("/")  # a page for everybody
    assert "nothing was done here" in browser.get("/accounts/login/").content.decode()
    sign_in(browser, alice.email)
    browser.get("/settings/")
    browser.post("/accounts/logout/")
    assert "You were signed out" not in browser.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("word", ["nonsense", "", "<b>", "ended; x"])
def test_a_made_up_reason_says_nothing(client: Client, db: None, word: str) -> None:
    client.cookies[endings.COOKIE] = word
    answer = client.get("/accounts/login/")
    assert answer.status_code == 200
    if word != "ended; x":
        assert "You were signed out" not in answer.content.decode()
    assert "reason" not in client.get(API).json() or word == "ended; x"


def test_every_reason_has_a_sentence() -> None:
    assert set(endings.SENTENCES) == set(Ending)


def test_who_was_ended_from_elsewhere_is_told_so(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    other = new_browser()
    sign_in(other, alice.email)
    other.delete(f"{API}others/")
    assert "from another browser" in browser.get("/settings/", follow=True).content.decode()


def test_a_closed_account_is_named_as_the_reason(alice: User, dana: User, browser: Browser) -> None:
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert browser.get(API).json()["reason"] == "closed"


# ---- low assurance


def test_who_has_a_factor_and_does_not_prove_it_is_out_after_a_quarter_of_an_hour(
    alice: User, browser: Browser, settings: Settings
) -> None:
    settings.SESSION_LIMITS = LOW
    give_app(alice)
    age(ids(alice)[0], created_at=timedelta(minutes=14))
    assert browser.is_signed_in()
    age(ids(alice)[0], created_at=timedelta(minutes=15))
    assert browser.get(API).json()["reason"] == "low_aal"


def test_who_proves_it_stays(alice: User, browser: Browser, settings: Settings) -> None:
    settings.SESSION_LIMITS = LOW
    give_app(alice)
    browser.post(AGAIN, {"code": code()})
    age(ids(alice)[0], created_at=DAY)
    assert browser.is_signed_in()


def test_who_has_no_factor_stays(alice: User, browser: Browser, settings: Settings) -> None:
    settings.SESSION_LIMITS = LOW
    age(ids(alice)[0], created_at=DAY)
    assert browser.is_signed_in()


def test_losing_one_of_two_factors_leaves_the_quarter_of_an_hour_anew(
    alice: User, settings: Settings
) -> None:
    now = timezone.now()
    session = AuthSession(
        user=alice, created_at=now - DAY, refreshed_at=now, lowered_at=now - timedelta(minutes=14)
    )
    assert session.ending(at=now, limits=LOW, can_prove=True) is None
    session.lowered_at = now - timedelta(minutes=15)
    assert session.ending(at=now, limits=LOW, can_prove=True) is Ending.LOW_AAL


def test_removing_the_only_factor_signs_nobody_out(
    alice: User, browser: Browser, settings: Settings
) -> None:
    settings.SESSION_LIMITS = LOW
    add_app(browser)
    age(ids(alice)[0], created_at=DAY)
    browser.post(REMOVE)
    assert browser.is_signed_in()


def test_what_has_ended_is_not_listed(
    alice: User, new_browser: NewBrowser, browser: Browser, settings: Settings
) -> None:
    settings.SESSION_LIMITS = LOW
    proven = new_browser()
    sign_in(proven, alice.email)
    prove(proven, alice)
    age(ids(alice)[0], created_at=HOUR)
    (shown,) = proven.get(API).json()
    assert shown["is_current"]


# ---- a new password


def by_link(browser: Browser, user: User) -> None:
    """Set a new password by the link of a mail."""
    browser.post("/accounts/password/reset/", {"email": user.email})
    page = browser.get("/" + link_for(user.email).split("/", 3)[3], follow=True)
    path = page.redirect_chain[-1][0]
    browser.post(path, {"password1": "another plain sentence"})


def by_staff(browser: Browser, user: User) -> None:
    """Set a new password as staff."""
    dana = make_person("dana")
    with as_staff(dana):
        person = User.objects.get(pk=user.pk)
        people.set_password(user=person, password="something else", at=timezone.now())


@pytest.mark.parametrize("renew", [by_link, by_staff])
def test_a_new_password_ends_every_session(
    renew: Callable[[Browser, User], None], alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    renew(new_browser(), alice)
    assert ids(alice) == []
    assert browser.get(API).json()["reason"] == "ended"


def test_a_trigger_notes_the_lowering_whoever_removes_the_factor(
    alice: User, browser: Browser
) -> None:
    prove(browser, alice)
    with as_login_role():
        AuthSession.objects.filter(user=alice).update(factor_id=None)
        session = AuthSession.objects.get(user=alice)
    assert session.lowered_at is not None


def test_nobody_in_a_bare_request_has_a_reason() -> None:
    request = HttpRequest()
    assert endings.of(request) is None
