"""Where one is signed in: listed, limited, ended from elsewhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AuthSession, User
from accounts.services import sessions
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.test_sign_in import sign_in
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from conftest import PASSWORD, ClientFor
from numoraq.lib.limits_of_sessions import SessionLimits
from numoraq.rls.identity import as_staff, as_user

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
PAGE = "/settings/security/"
API = "/api/v1/sessions/"


@pytest.fixture
def desk(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser at her desk, signed in."""
    browser = new_browser(user_agent=FIREFOX)
    sign_in(browser, alice.email)
    return browser


@pytest.fixture
def phone(new_browser: NewBrowser, alice: User, desk: Browser) -> Browser:
    """Return Alice's phone, signed in after her desk."""
    browser = new_browser(user_agent=PHONE)
    sign_in(browser, alice.email)
    return browser


def ids(user: User) -> list[str]:
    """Return the ids of a person's sessions, oldest first."""
    with as_user(user):
        found = AuthSession.objects.filter(user=user).order_by("created_at")
        return [str(session.pk) for session in found]


def age(session_id: str, **fields: timedelta) -> None:
    """Make the moments of a session lie in the past."""
    moments = {name: timezone.now() - ago for name, ago in fields.items()}
    AuthSession.objects.filter(pk=session_id).update(**moments)


def test_the_page_names_each_browser_and_this_one_first(desk: Browser, phone: Browser) -> None:
    page = desk.get(PAGE).content.decode()
    here, there = page.index("This browser"), page.index("Safari, iPhone")
    assert here < there
    assert "Firefox, Linux · 127.0.0.1" in page
    assert page.count("last seen") == 1


def test_one_browser_is_signed_out_from_another(alice: User, desk: Browser, phone: Browser) -> None:
    here, there = ids(alice)
    answer = desk.post(f"{PAGE}sessions/{there}/end/", follow=True)
    assert "That browser has been signed out" in answer.content.decode()
    assert desk.is_signed_in()
    assert not phone.is_signed_in()
    assert ids(alice) == [here]


def test_an_ended_session_is_forgotten_by_the_browser_that_had_it(
    alice: User, desk: Browser, phone: Browser
) -> None:
    key = phone.cookies["sessionid"].value
    desk.delete(f"{API}{ids(alice)[1]}/")
    phone.get("/settings/")
    assert not Session.objects.filter(pk=key).exists()


def test_the_button_for_this_browser_leads_to_signing_out(alice: User, desk: Browser) -> None:
    answer = desk.post(f"{PAGE}sessions/{ids(alice)[0]}/end/")
    assert answer["Location"] == "/accounts/logout/"
    assert desk.is_signed_in()


def test_signing_out_ends_the_row(alice: User, desk: Browser) -> None:
    desk.post("/accounts/logout/")
    assert ids(alice) == []


@pytest.mark.parametrize("path", [PAGE + "sessions/{}/end/", API + "{}/"])
def test_nobody_ends_the_session_of_somebody_else(
    path: str, alice: User, bob: User, desk: Browser, client_for: ClientFor
) -> None:
    client = client_for(bob)
    for session_id in (ids(alice)[0], str(uuid4())):
        send = client.delete if path.startswith(API) else client.post
        assert send(path.format(session_id)).status_code == 404
    assert desk.is_signed_in()


def test_a_new_password_ends_the_other_sessions(alice: User, desk: Browser, phone: Browser) -> None:
    here = ids(alice)[0]
    desk.post("/accounts/reauthenticate/", {"password": PASSWORD})
    desk.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "another plain sentence"},
    )
    assert ids(alice) == [here]
    assert desk.is_signed_in()
    assert not phone.is_signed_in()


def test_a_session_that_names_no_row_signs_nobody_in(alice: User, desk: Browser) -> None:
    session = desk.session
    del session[sessions.KEY]
    session.save()
    assert not desk.is_signed_in()


def test_the_row_of_somebody_else_signs_nobody_in(
    alice: User, bob: User, desk: Browser, client_for: ClientFor
) -> None:
    client_for(bob)
    session = desk.session
    session[sessions.KEY] = ids(bob)[0]
    session.save()
    assert not desk.is_signed_in()


@pytest.mark.parametrize(
    ("limits", "ago"),
    [
        (SessionLimits(lifetime=timedelta(hours=1)), {"created_at": timedelta(minutes=61)}),
        (SessionLimits(idle=timedelta(hours=1)), {"refreshed_at": timedelta(minutes=61)}),
        (SessionLimits(), {"not_after": timedelta(seconds=1)}),
    ],
)
def test_a_session_ends_by_itself(
    limits: SessionLimits,
    ago: dict[str, timedelta],
    alice: User,
    desk: Browser,
    settings: Settings,
) -> None:
    settings.SESSION_LIMITS = limits
    assert desk.is_signed_in()
    age(ids(alice)[0], **ago)
    assert not desk.is_signed_in()


def test_staff_have_limits_of_their_own(
    dana: User, settings: Settings, client_for: ClientFor
) -> None:
    settings.STAFF_SESSION_LIMITS = SessionLimits(idle=timedelta(hours=1))
    client = client_for(dana)
    age(ids(dana)[0], refreshed_at=timedelta(hours=2))
    assert client.get("/settings/").status_code == 302


def test_using_a_session_keeps_it_alive_and_is_written_seldom(alice: User, desk: Browser) -> None:
    (session_id,) = ids(alice)
    age(session_id, refreshed_at=timedelta(minutes=4))
    before = AuthSession.objects.get(pk=session_id).refreshed_at
    desk.get("/settings/")
    assert AuthSession.objects.get(pk=session_id).refreshed_at == before
    age(session_id, refreshed_at=timedelta(minutes=6))
    desk.get("/settings/", headers={"user-agent": PHONE})
    now = AuthSession.objects.get(pk=session_id)
    assert now.refreshed_at > before
    assert now.device == "Safari, iPhone"


def test_with_one_session_allowed_signing_in_ends_the_one_before(
    alice: User, desk: Browser, new_browser: NewBrowser, settings: Settings
) -> None:
    settings.SESSION_LIMITS = SessionLimits(at_once=1)
    other = new_browser()
    sign_in(other, alice.email)
    assert other.is_signed_in()
    assert not desk.is_signed_in()


def test_the_api_lists_and_ends(alice: User, desk: Browser, phone: Browser) -> None:
    listed = desk.get(API).json()
    assert [(row["device"], row["is_current"]) for row in listed] == [
        ("Firefox, Linux", True),
        ("Safari, iPhone", False),
    ]
    assert set(ids(alice)) == {row["id"] for row in listed}
    assert desk.delete(f"{API}others/").status_code == 204
    assert [row["is_current"] for row in desk.get(API).json()] == [True]
    assert not phone.is_signed_in()


def test_strangers_get_nothing(new_browser: NewBrowser) -> None:
    assert new_browser().get(API).status_code in {401, 403}


def test_sql_as_the_person_changes_no_session(alice: User, desk: Browser) -> None:
    now = timezone.now()
    with as_user(alice):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuthSession.objects.create(user=alice, created_at=now, refreshed_at=now)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuthSession.objects.filter(user=alice).update(refreshed_at=now)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            AuthSession.objects.filter(user=alice).delete()


def test_nobody_sees_where_somebody_else_is_signed_in(
    alice: User, bob: User, desk: Browser
) -> None:
    with as_user(bob):
        assert list(AuthSession.objects.all()) == []
        assert not sessions.end(user=bob, session_id=ids(alice)[0])
        assert sessions.end_others(user=bob, keep=None) == 0
    assert desk.is_signed_in()


def test_staff_end_a_session_with_a_reason(alice: User, dana: User, desk: Browser) -> None:
    (session_id,) = ids(alice)
    form = {"action": "end", "_selected_action": session_id, "reason": "Stolen phone"}
    cms_of(dana).post(f"/accounts/authsession/?q={alice.email}", form)
    assert not desk.is_signed_in()
    with as_staff(dana):
        entry = AuditEntry.objects.get(action="session.ended")
    assert entry.target_user_id == alice.pk
    assert entry.details["reason"] == "Stolen phone"
    assert entry.details["before"]["browser"] == "Firefox, Linux"
