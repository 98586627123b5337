"""Signing in by a link from a mail."""

from datetime import timedelta

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.core import mail
from pytest_django import Settings

from accounts.models import AuthSession, OneTimeToken, User
from accounts.services import people
from accounts.tests.conftest import Answer, Browser, NewBrowser, last_mail, path_for
from accounts.tests.proving import code, give_app
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_staff

ASK, SENT = "/accounts/login/link/", "/accounts/login/link/sent/"
SECOND = "/accounts/2fa/authenticate/"


def ask(browser: Browser, email: str) -> Answer:
    """Ask for a link."""
    return browser.post(ASK, {"email": email})


def link(browser: Browser, email: str) -> str:
    """Ask for a link and return its path."""
    assert ask(browser, email)["Location"] == SENT
    return path_for(email, begins=ASK)


def test_the_sign_in_page_leads_to_it(browser: Browser) -> None:
    assert f'href="{ASK}"' in browser.get("/accounts/login/").content.decode()


def test_a_link_signs_in_by_its_button(browser: Browser, alice: User) -> None:
    path = link(browser, alice.email)
    assert b"You are almost in." in browser.get(path).content
    assert not browser.is_signed_in()
    assert browser.post(path)["Location"] == "/welcome/"
    assert browser.is_signed_in()
    records = browser.session[AUTHENTICATION_METHODS_SESSION_KEY]
    assert [record["method"] for record in records] == ["magiclink"]
    assert AuthSession.objects.filter(user=alice).count() == 1


def test_who_only_looks_spends_nothing(new_browser: NewBrowser, alice: User) -> None:
    path = link(new_browser(), alice.email)
    scanner = new_browser()
    for _look in range(3):
        scanner.get(path)
        scanner.head(path)
    assert not scanner.is_signed_in()
    assert new_browser().post(path).status_code == 302


def test_the_page_of_a_link_is_kept_nowhere(browser: Browser, alice: User) -> None:
    page = browser.get(link(browser, alice.email))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_a_link_works_once(new_browser: NewBrowser, alice: User) -> None:
    path = link(new_browser(), alice.email)
    new_browser().post(path)
    second = new_browser()
    for answer in (second.get(path), second.post(path)):
        assert answer.status_code == 410
        assert b"This link is spent." in answer.content
        assert f'action="{ASK}"' in answer.content.decode()
    assert not second.is_signed_in()


def test_a_newer_link_replaces_an_older_one(browser: Browser, alice: User) -> None:
    older, newer = link(browser, alice.email), link(browser, alice.email)
    assert browser.post(older).status_code == 410
    assert browser.post(newer).status_code == 302


def test_a_link_is_over_after_a_quarter_of_an_hour(browser: Browser, alice: User) -> None:
    path = link(browser, alice.email)
    token = OneTimeToken.objects.get(user=alice)
    assert token.expires_at - token.created_at == timedelta(minutes=15)
    earlier = token.created_at - timedelta(minutes=15)
    OneTimeToken.objects.update(created_at=earlier, expires_at=token.created_at)
    assert browser.post(path).status_code == 410
    assert not browser.is_signed_in()


@pytest.mark.parametrize("key", ["x", "sent%20", "a" * 43, "%00", "ä"])
def test_a_false_link_is_a_spent_one(browser: Browser, db: None, key: str) -> None:
    assert browser.get(f"{ASK}{key}/").status_code == 410
    assert browser.post(f"{ASK}{key}/").status_code == 410


def test_the_second_factor_is_asked_for(browser: Browser, alice: User) -> None:
    give_app(alice)
    assert browser.post(link(browser, alice.email))["Location"].startswith(SECOND)
    assert not browser.is_signed_in()
    browser.post(SECOND, {"code": code()})
    assert browser.is_signed_in()
    assert AuthSession.objects.get(user=alice).aal == "aal2"


def test_somebody_else_who_is_signed_in_is_signed_out(
    browser: Browser, alice: User, bob: User
) -> None:
    path = link(browser, alice.email)
    sign_in(browser, bob.email)
    browser.post(path)
    assert alice.email in browser.get("/settings/security/").content.decode()
    assert not AuthSession.objects.filter(user=bob).exists()


def test_who_is_signed_in_already_stays_so(browser: Browser, alice: User) -> None:
    path = link(browser, alice.email)
    sign_in(browser, alice.email)
    assert browser.post(path)["Location"] == "/dashboard/"
    assert browser.is_signed_in()


def test_a_stranger_is_mailed_that_there_is_no_account(browser: Browser, db: None) -> None:
    assert ask(browser, "nobody@example.org")["Location"] == SENT
    message = last_mail(to="nobody@example.org")
    assert message.subject == "NumoraQ: There is no account with this address"
    assert not OneTimeToken.objects.exists()


def test_an_unproven_address_is_opened_by_no_link(browser: Browser, alice: User) -> None:
    """Whoever signed up with it may be somebody else, and knows the password."""
    EmailAddress.objects.filter(user=alice).update(verified=False)
    ask(browser, alice.email)
    assert last_mail(to=alice.email).subject == "NumoraQ: Your address is not proven yet"
    assert not OneTimeToken.objects.exists()


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_closed_account_is_not_opened(
    browser: Browser, alice: User, dana: User, when: str
) -> None:
    path = link(browser, alice.email) if when == "after" else ""
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    if when == "before":
        ask(browser, alice.email)
        subject = "NumoraQ: There is no account with this address"
        assert last_mail(to=alice.email).subject == subject
    else:
        assert browser.post(path).status_code == 410
    assert not browser.is_signed_in()


def test_a_link_is_void_after_a_new_password(browser: Browser, alice: User) -> None:
    path = link(browser, alice.email)
    token = OneTimeToken.objects.get(user=alice)
    people.set_password(user=alice, password="another plain sentence", at=token.created_at)
    assert browser.post(path).status_code == 410


def test_a_link_opens_no_account_that_goes_by_another_address(
    browser: Browser, alice: User
) -> None:
    path = link(browser, alice.email)
    User.objects.filter(pk=alice.pk).update(email="alice@new.example")
    assert browser.post(path).status_code == 410
    assert not browser.is_signed_in()


def test_a_link_leads_to_our_host_whatever_a_request_claims(
    new_browser: NewBrowser, alice: User, settings: Settings
) -> None:
    settings.WEB_URL = "https://numoraq.example"
    ask(new_browser(host="127.0.0.1:666", x_forwarded_host="evil.example"), alice.email)
    body = str(last_mail(to=alice.email).body)
    assert f"https://numoraq.example{ASK}" in body
    assert "evil.example" not in body
    assert "127.0.0.1" not in body


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
def test_next_leads_nowhere_else(browser: Browser, alice: User, elsewhere: str) -> None:
    path = link(browser, alice.email)
    assert browser.post(f"{path}?next={elsewhere}", {"next": elsewhere})["Location"] == "/welcome/"


@pytest.mark.parametrize("email", ["", "alice", f"{'a' * 250}@example.org", "x@demo.invalid", "\0"])
def test_an_impossible_address_is_an_error(browser: Browser, db: None, email: str) -> None:
    assert list(ask(browser, email).context["form"].errors) == ["email"]
    assert not mail.outbox


def test_the_button_needs_a_form_of_ours(browser: Browser, alice: User) -> None:
    path = link(browser, alice.email)
    browser.handler.enforce_csrf_checks = True
    assert browser.post(path).status_code == 403
    assert not browser.is_signed_in()
