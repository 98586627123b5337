"""A code by mail before what matters, for people without a password and without a factor."""

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from pytest_django import Settings

from accounts import allauth_compat
from accounts.models import OneTimeToken, User
from accounts.tests.conftest import Answer, Browser, NewBrowser, code_for
from accounts.tests.proving import give_app
from accounts.tests.test_magic_link import link
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role

AGAIN, BY_CODE = "/accounts/reauthenticate/", "/accounts/reauthenticate/code/"
ADD_APP = "/accounts/2fa/totp/activate/"


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return the browser of Alice, who has no password and came by a link."""
    alice.set_unusable_password()
    with as_login_role():
        alice.save(update_fields=["password"])
    browser = new_browser()
    browser.post(link(browser, alice.email))
    mail.outbox.clear()
    return browser


def send(browser: Browser, query: str = "") -> Answer:
    """Ask for a code."""
    return browser.post(BY_CODE + query, {"action": "send"})


def enter(browser: Browser, code: str, query: str = "") -> Answer:
    """Enter a code."""
    return browser.post(BY_CODE + query, {"code": code})


def test_what_matters_asks_for_a_code(browser: Browser, alice: User) -> None:
    asked = browser.get(ADD_APP)
    assert asked["Location"] == f"{BY_CODE}?next={ADD_APP.replace('/', '%2F')}"
    page = browser.get(asked["Location"]).content.decode()
    assert alice.email in page
    assert not mail.outbox
    sent = browser.post(asked["Location"], {"action": "send"})
    assert sent["Location"].startswith(BY_CODE)
    done = browser.post(sent["Location"], {"code": code_for(alice.email)})
    assert done["Location"] == ADD_APP
    assert browser.get(ADD_APP).status_code == 200


def test_a_code_works_once(browser: Browser, alice: User) -> None:
    send(browser)
    code = code_for(alice.email)
    assert enter(browser, code).status_code == 302
    assert enter(browser, code).status_code == 200
    assert not OneTimeToken.objects.exists()


def test_three_wrong_codes_void_it(browser: Browser, alice: User) -> None:
    send(browser)
    right = code_for(alice.email)
    for _try in range(3):
        answer = enter(browser, "BBBB-BBBB")
        assert answer.context["form"].errors["code"] == ["That is not the code we sent."]
    assert enter(browser, right).status_code == 200


def test_a_code_is_over_after_ten_minutes(browser: Browser, alice: User) -> None:
    send(browser)
    token = OneTimeToken.objects.get()
    earlier = token.created_at - (token.expires_at - token.created_at)
    OneTimeToken.objects.update(created_at=earlier, expires_at=token.created_at)
    assert enter(browser, code_for(alice.email)).status_code == 200


@pytest.mark.parametrize("code", ["", "x", "x" * 33, "ä", "\0"])
def test_odd_codes_are_wrong_codes(browser: Browser, code: str) -> None:
    send(browser)
    assert list(enter(browser, code).context["form"].errors) == ["code"]
    assert list(enter(browser, "BCDF-GHJK").context["form"].errors) == ["code"]


def test_without_a_code_on_its_way_none_is_right(browser: Browser) -> None:
    assert list(enter(browser, "BCDF-GHJK").context["form"].errors) == ["code"]


def test_codes_are_limited(browser: Browser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reauthentication_code": "2/m/user"}
    assert [send(browser).status_code for _n in range(3)] == [302, 302, 429]
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil"])
def test_next_leads_to_no_other_host(browser: Browser, alice: User, elsewhere: str) -> None:
    send(browser, f"?next={elsewhere}")
    answer = enter(browser, code_for(alice.email), f"?next={elsewhere}")
    assert answer["Location"] == "/welcome/"


def test_who_has_a_password_is_asked_for_it(browser: Browser, alice: User) -> None:
    alice.set_password(PASSWORD)
    with as_login_role():
        alice.save(update_fields=["password"])
    browser.force_login(alice)
    assert browser.get(ADD_APP)["Location"].startswith(f"{AGAIN}?next=")
    assert browser.get(BY_CODE)["Location"] == AGAIN
    assert send(browser)["Location"] == AGAIN
    assert not mail.outbox


def test_who_has_a_factor_is_asked_for_it(browser: Browser, alice: User) -> None:
    give_app(alice)
    assert send(browser)["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert not mail.outbox


def test_nobody_gets_a_code(new_browser: NewBrowser, db: None) -> None:
    assert send(new_browser())["Location"].startswith("/accounts/login/")
    assert not mail.outbox


def test_staff_without_a_password_is_asked_at_the_cms(new_browser: NewBrowser, dana: User) -> None:
    dana.set_unusable_password()
    with as_login_role():
        dana.save(update_fields=["password"])
    browser = new_browser(host="cms.localhost")
    browser.force_login(dana)
    asked = browser.get("/2fa/totp/activate/")
    assert asked["Location"].startswith("/reauthenticate/code/?next=")
    assert browser.get(asked["Location"]).status_code == 200
    browser.post(asked["Location"], {"action": "send"})
    done = browser.post(asked["Location"], {"code": code_for(dana.email)})
    assert done["Location"] == "/2fa/totp/activate/"


@pytest.mark.parametrize(
    ("linked", "word"), [(False, ["reauthenticate_code"]), (True, ["provider_reauthenticate"])]
)
def test_nobody_without_a_password_passes_unasked(
    browser: Browser, alice: User, linked: bool, word: list[str]
) -> None:
    with as_login_role():
        if linked:
            SocialAccount.objects.create(user=alice, provider="google", uid="1")
        offered = [flow["id"] for flow in allauth_compat.ways_to_prove(alice)]
    assert offered[-1:] == word


def test_who_has_a_password_or_a_factor_is_asked_for_no_mail(alice: User) -> None:
    ids = [flow["id"] for flow in allauth_compat.ways_to_prove(alice)]
    assert ids == ["reauthenticate"]
    give_app(alice)
    with as_login_role():
        alice.set_unusable_password()
        ids = [flow["id"] for flow in allauth_compat.ways_to_prove(alice)]
    assert ids == ["mfa_reauthenticate"]
