"""An authenticator app: added, asked for, removed; and what it protects."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import DatabaseError, transaction

from accounts.models import AuthSession, Factor, User
from accounts.tests.conftest import Browser, NewBrowser, last_mail
from accounts.tests.proving import SECRET, code, give_app
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

ADD, REMOVE = "/accounts/2fa/totp/activate/", "/accounts/2fa/totp/deactivate/"
CODES, MAKE = "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"
SECOND, AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/"
GUARDED = (REMOVE, CODES, MAKE, "/accounts/password/change/", "/accounts/email/")


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password alone."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def confirm(browser: Browser) -> None:
    """Type the password once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def add_app(browser: Browser) -> str:
    """Add an authenticator app and return its secret."""
    confirm(browser)
    secret: str = browser.get(ADD).context["form"].secret
    browser.post(ADD, {"code": code(secret)})
    return secret


def aal(user: User) -> list[str]:
    """Return the assurance of a person's sessions as the database has it, oldest first."""
    found = AuthSession.objects.filter(user=user).order_by("created_at")
    return list(found.values_list("aal", flat=True))


def codes_in(browser: Browser) -> list[str]:
    """Return the recovery codes of the page that shows them."""
    content = browser.get(CODES).content.decode()
    shown = content.partition('<pre class="codes">')[2].partition("</pre>")[0]
    return re.sub(r"</?span>", "", shown).split()


def test_an_app_is_added_and_raises_the_session(alice: User, browser: Browser) -> None:
    assert aal(alice) == ["aal1"]
    add_app(browser)
    assert aal(alice) == ["aal2"]
    with as_user(alice):
        assert [factor.type for factor in Factor.objects.order_by("id")] == [
            "totp",
            "recovery_codes",
        ]
    page = browser.get("/settings/security/").content.decode()
    assert "Authenticator app" in page
    assert "/accounts/2fa/factors/" in page
    assert "An authenticator app was added" in last_mail(to=alice.email).subject


def test_other_browsers_are_signed_out_when_an_app_is_added(
    browser: Browser, new_browser: NewBrowser, alice: User
) -> None:
    other = new_browser()
    sign_in(other, alice.email)
    add_app(browser)
    assert browser.is_signed_in()
    assert not other.is_signed_in()


def test_a_wrong_code_adds_nothing(alice: User, browser: Browser) -> None:
    confirm(browser)
    browser.get(ADD)
    answer = browser.post(ADD, {"code": "000000"})
    assert "That is not the code" in answer.content.decode()
    assert aal(alice) == ["aal1"]


def test_the_secret_is_sealed_in_the_database(alice: User, browser: Browser) -> None:
    secret = add_app(browser)
    with as_login_role():
        kept = list(Authenticator.objects.values_list("data", flat=True))
    assert all(secret not in str(data) for data in kept)
    assert "A256GCM" in str(kept)


def test_signing_in_asks_for_the_code(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    browser = new_browser()
    answer = browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert answer["Location"].startswith(SECOND)
    assert not browser.is_signed_in()
    wrong = browser.post(SECOND, {"code": "123456"})
    assert "That is not the code" in wrong.content.decode()
    browser.post(SECOND, {"code": code()})
    assert browser.is_signed_in()
    assert aal(alice) == ["aal2"]


def test_a_code_works_once(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    shown = code()
    for expected in (True, False):
        browser = new_browser()
        browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
        browser.post(SECOND, {"code": shown})
        assert browser.is_signed_in() is expected


def test_the_code_that_added_the_app_does_not_work_again(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    confirm(browser)
    secret = browser.get(ADD).context["form"].secret
    shown = code(secret)
    browser.post(ADD, {"code": shown})
    other = new_browser()
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    other.post(SECOND, {"code": shown})
    assert not other.is_signed_in()


@pytest.mark.parametrize("steps", [-2, -1, 1, 2])
def test_codes_of_other_half_minutes_do_not_work(
    alice: User, new_browser: NewBrowser, steps: int
) -> None:
    give_app(alice)
    browser = new_browser()
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    browser.post(SECOND, {"code": code(steps=steps)})
    assert not browser.is_signed_in()


def test_no_half_minute_ends_within_a_test(
    alice: User, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_app(alice)
    browser = new_browser()
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    shown, later = code(), time.time() + 30
    monkeypatch.setattr("time.time", lambda: later)
    browser.post(SECOND, {"code": shown})
    assert browser.is_signed_in()


def test_tries_are_limited(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    browser = new_browser()
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    answers = [browser.post(SECOND, {"code": f"{n:06}"}).content.decode() for n in range(6)]
    assert "Too many" in answers[-1]
    browser.post(SECOND, {"code": code()})
    assert not browser.is_signed_in()


def test_a_recovery_code_opens_the_account_once(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add_app(browser)
    first, second = codes_in(browser)[:2]
    for shown, expected in ((first, True), (first, False), (second, True)):
        other = new_browser()
        other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
        other.post(SECOND, {"code": shown})
        assert other.is_signed_in() is expected


def test_recovery_codes_are_shown_once(browser: Browser) -> None:
    add_app(browser)
    assert len(codes_in(browser)) == 10
    assert codes_in(browser) == []


def test_new_recovery_codes_make_the_old_ones_void(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    add_app(browser)
    old = codes_in(browser)[0]
    browser.post(MAKE)
    assert len(codes_in(browser)) == 10
    other = new_browser()
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    other.post(SECOND, {"code": old})
    assert not other.is_signed_in()


@pytest.fixture
def thief(browser: Browser, alice: User) -> Browser:
    """Return a browser that has Alice's password and session, but not her app."""
    give_app(alice)
    confirm(browser)
    return browser


@pytest.mark.parametrize("path", GUARDED)
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_the_app_nothing_that_matters_opens(thief: Browser, path: str, method: str) -> None:
    answer = getattr(thief, method)(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{AGAIN}?next=")


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_an_export_takes_the_app(thief: Browser, suffix: str) -> None:
    assert thief.get(f"/export/entries.{suffix}")["Location"].startswith(AGAIN)
    refused = thief.get(f"/api/v1/exports/entries.{suffix}")
    assert refused.status_code == 403
    thief.post(AGAIN, {"code": code()})
    assert thief.get(f"/export/entries.{suffix}").status_code == 200
    assert thief.get(f"/api/v1/exports/entries.{suffix}").status_code == 200


def test_the_app_itself_cannot_be_removed_without_it(alice: User, thief: Browser) -> None:
    thief.post(REMOVE)
    with as_user(alice):
        assert Factor.objects.filter(type="totp").exists()


def test_the_code_steps_up_and_leads_back(alice: User, thief: Browser) -> None:
    answer = thief.post(f"{AGAIN}?next=/accounts/email/", {"code": code()})
    assert answer["Location"] == "/accounts/email/"
    assert aal(alice) == ["aal2"]
    assert thief.get("/accounts/email/").status_code == 200


def test_removing_the_app_lowers_every_session_at_once(
    alice: User, browser: Browser, new_browser: NewBrowser
) -> None:
    secret = add_app(browser)
    other = new_browser()
    cache.clear()
    other.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    other.post(SECOND, {"code": code(secret)})
    assert aal(alice) == ["aal2", "aal2"]
    browser.post(REMOVE)
    assert aal(alice) == ["aal1", "aal1"]
    with as_user(alice):
        assert not Factor.objects.exists()
    assert "removed" in last_mail(to=alice.email).subject


def test_bob_cannot_use_what_is_alices(
    alice: User, bob: User, browser: Browser, new_browser: NewBrowser
) -> None:
    give_app(alice)
    his = new_browser()
    sign_in(his, bob.email)
    assert his.get(REMOVE).status_code in {302, 404}
    answer = his.post(AGAIN, {"code": code()})
    assert answer.status_code in {200, 302}
    assert aal(bob) == ["aal1"]


def test_sql_as_the_person_touches_no_factor(alice: User) -> None:
    factor = give_app(alice)
    with as_user(alice):
        for act in (
            lambda: Authenticator.objects.filter(user=alice).delete(),
            lambda: Authenticator.objects.filter(user=alice).update(data={}),
            lambda: Factor.objects.filter(user=alice).delete(),
            lambda: AuthSession.objects.filter(user=alice).update(factor_id=factor.uuid),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_a_session_is_not_raised_by_the_factor_of_somebody_else(alice: User, bob: User) -> None:
    hers = give_app(alice)
    with as_login_role():
        session = AuthSession.objects.create(
            user=bob, created_at=bob.created_at, refreshed_at=bob.created_at
        )
        with pytest.raises(DatabaseError, match="auth_sessions_factor"), transaction.atomic():
            AuthSession.objects.filter(pk=session.pk).update(factor_id=hers.uuid)


def test_the_secret_of_the_tests_is_what_an_app_would_hold() -> None:
    assert len(SECRET) == 32
    assert code().isdigit()
    assert len(code()) == 6
