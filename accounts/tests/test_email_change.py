"""Changing the address: the new mailbox and the old one agree, in whichever order."""

import threading
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.utils import timezone

from accounts.models import EmailChange, OneTimeToken, User
from accounts.services import email_changes
from accounts.services.one_time import Kind
from accounts.tests.conftest import (
    Answer,
    Browser,
    NewBrowser,
    code_for,
    last_mail,
    path_for,
)
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role

CHANGE, CONFIRM, SECURITY = "/accounts/email/", "/accounts/confirm-email/", "/settings/security/"
AGREE = "/accounts/email/agree/"
CANCEL = "/accounts/email/change/cancel/"
OLD, NEW, OTHER = "alice@example.org", "alice@new.example", "alice@other.example"


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, her password given a moment ago."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def ask(browser: Browser, email: str = NEW) -> Answer:
    """Ask to change to an address."""
    return browser.post(CHANGE, {"action_add": "1", "email": email})


def enter(browser: Browser, email: str = NEW) -> Answer:
    """Enter the code the new address got."""
    return browser.post(CONFIRM, {"action": "verify", "code": code_for(email)})


def link() -> str:
    """Return the path of the newest link to the old address."""
    return path_for(OLD, begins=AGREE)


def address_of(user: User) -> str:
    """Return what a person signs in with, as both tables have it."""
    user.refresh_from_db()
    kept = EmailAddress.objects.get(user=user, primary=True, verified=True)
    assert kept.email == user.email
    return user.email


def test_the_code_alone_changes_nothing(browser: Browser, alice: User) -> None:
    ask(browser)
    assert enter(browser)["Location"] == CHANGE
    assert address_of(alice) == OLD
    page = browser.get(SECURITY).content.decode()
    assert f"{NEW} waits until you agree in the mail to {OLD}." in page
    assert "waits for its code" not in page


def test_the_link_alone_changes_nothing(browser: Browser, alice: User) -> None:
    ask(browser)
    answer = browser.post(link(), {"agree": "1"})
    assert b"The old address has agreed." in answer.content
    assert address_of(alice) == OLD
    page = browser.get(SECURITY).content.decode()
    assert f"{NEW} waits for its code." in page
    assert "waits until you agree" not in page


@pytest.mark.parametrize("first", ["code", "link"])
def test_both_in_either_order_change_it(browser: Browser, alice: User, first: str) -> None:
    ask(browser)
    path = link()
    if first == "code":
        enter(browser)
        assert b"The address is changed." in browser.post(path, {"agree": "1"}).content
    else:
        browser.post(path, {"agree": "1"})
        assert enter(browser)["Location"] == SECURITY
    assert address_of(alice) == NEW
    assert EmailAddress.objects.filter(user=alice).count() == 1
    assert not EmailChange.objects.exists()
    assert not OneTimeToken.objects.exists()
    assert last_mail(to=OLD).subject == "NumoraQ: Your e-mail address was changed"


def test_the_old_mailbox_needs_no_session(
    browser: Browser, new_browser: NewBrowser, alice: User
) -> None:
    ask(browser)
    enter(browser)
    elsewhere = new_browser()
    page = elsewhere.get(link()).content.decode()
    assert OLD in page
    assert NEW in page
    elsewhere.post(link(), {"agree": "1"})
    assert address_of(alice) == NEW
    assert not elsewhere.is_signed_in()


def test_somebody_else_who_is_signed_in_may_agree_for_their_mailbox(
    browser: Browser, new_browser: NewBrowser, alice: User, bob: User
) -> None:
    """Who reads the mail decides, not who happens to be signed in at that computer."""
    ask(browser)
    enter(browser)
    other = new_browser()
    sign_in(other, bob.email)
    other.post(path_for(OLD, begins=AGREE), {"agree": "1"})
    assert address_of(alice) == NEW
    assert address_of(bob) == "bob@example.org"


def test_who_only_looks_agrees_to_nothing(browser: Browser, alice: User) -> None:
    ask(browser)
    enter(browser)
    for _look in range(3):
        assert browser.get(link()).status_code == 200
    assert address_of(alice) == OLD


def test_the_old_mailbox_can_refuse(browser: Browser, alice: User) -> None:
    ask(browser)
    answer = browser.post(link(), {"refuse": "1"})
    assert b"The address stays what it was." in answer.content
    assert not EmailChange.objects.exists()
    enter(browser)
    assert address_of(alice) == OLD


def test_a_link_works_once(browser: Browser, alice: User) -> None:
    ask(browser)
    path = link()
    browser.post(path, {"agree": "1"})
    for answer in (browser.get(path), browser.post(path, {"agree": "1"})):
        assert answer.status_code == 410
        assert b"This link is spent." in answer.content
    assert browser.post(path, {"refuse": "1"}).status_code == 410
    assert EmailChange.objects.exists()


def test_a_change_is_over_after_a_day(browser: Browser, alice: User) -> None:
    ask(browser)
    enter(browser)
    change = EmailChange.objects.get()
    assert change.expires_at - change.requested_at == timedelta(days=1)
    path = link()
    EmailChange.objects.update(expires_at=timezone.now())
    assert browser.post(path, {"agree": "1"}).status_code == 410
    assert address_of(alice) == OLD
    assert "waits" not in browser.get(SECURITY).content.decode()


def test_agreement_to_one_address_is_none_to_another(browser: Browser, alice: User) -> None:
    ask(browser)
    first = link()
    browser.post(first, {"agree": "1"})
    with as_login_role():
        email_changes.request(user=alice, address=OTHER, at=timezone.now())
    change = EmailChange.objects.get()
    assert (change.new_address, change.current_confirmed_at) == (OTHER, None)


def test_asking_again_for_the_same_address_keeps_what_was_agreed(
    browser: Browser, alice: User
) -> None:
    ask(browser)
    browser.post(link(), {"agree": "1"})
    mails = len([message for message in mail.outbox if message.to == [OLD]])
    with as_login_role():
        email_changes.request(user=alice, address=NEW, at=timezone.now())
    assert EmailChange.objects.get().current_confirmed_at
    assert len([message for message in mail.outbox if message.to == [OLD]]) == mails


def test_a_change_can_be_dropped(browser: Browser, alice: User) -> None:
    ask(browser)
    path = link()
    assert browser.post(CANCEL)["Location"] == SECURITY
    assert browser.post(path, {"agree": "1"}).status_code == 410
    assert browser.get(CONFIRM).status_code == 302
    assert "waits" not in browser.get(SECURITY).content.decode()
    assert address_of(alice) == OLD


def test_an_address_somebody_took_meanwhile_is_not_changed_to(
    browser: Browser, alice: User
) -> None:
    ask(browser)
    enter(browser)
    with as_login_role():
        rival = User.objects.create_user(NEW, PASSWORD)
        EmailAddress.objects.create(user=rival, email=NEW, verified=True, primary=True)
    answer = browser.post(link(), {"agree": "1"})
    assert b"The new one belongs to another account by now." in answer.content
    assert address_of(alice) == OLD
    assert not EmailChange.objects.exists()


def test_an_unproven_account_needs_the_new_mailbox_alone(browser: Browser, alice: User) -> None:
    EmailAddress.objects.filter(user=alice).update(verified=False)
    ask(browser)
    assert not EmailChange.objects.exists()
    assert enter(browser)["Location"] == SECURITY
    assert address_of(alice) == NEW


def test_the_code_is_not_in_the_session(browser: Browser, alice: User) -> None:
    ask(browser)
    code = code_for(NEW)
    everything = str(dict(browser.session)).upper()
    assert code not in everything
    assert code.replace("-", "") not in everything


def test_a_code_asked_for_in_another_browser_voids_the_one_before(
    browser: Browser, new_browser: NewBrowser, alice: User
) -> None:
    ask(browser)
    first = code_for(NEW)
    other = new_browser()
    sign_in(other, OLD)
    ask(other, OTHER)
    answer = browser.post(CONFIRM, {"action": "verify", "code": first})
    assert answer.context["form"].errors["code"] == ["That is not the code we sent."]
    kinds = OneTimeToken.objects.filter(user=alice).values_list("kind", "relates_to")
    assert sorted(kinds) == [(Kind.EMAIL_CHANGE_CURRENT, OLD), (Kind.EMAIL_CHANGE_NEW, OTHER)]


@pytest.mark.django_db(transaction=True)
def test_mailboxes_that_agree_at_once_complete_the_change_once() -> None:
    alice, at = make_person("alice"), timezone.now()
    email_changes.request(user=alice, address=NEW, at=at)
    whole: list[bool] = []
    start = threading.Barrier(2)

    def agree(field: str) -> None:
        try:
            start.wait()
            whole.append(email_changes._agree(user=alice, address=NEW, field=field, at=at))
        finally:
            connection.close()

    fields = ("new_confirmed_at", "current_confirmed_at")
    threads = [threading.Thread(target=agree, args=[field]) for field in fields]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(whole) == [False, True]
