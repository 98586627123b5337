"""Changing the e-mail address: proven before it counts, told to the old one."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts.forms.entrance import CodeForm
from accounts.models import User
from accounts.tests.conftest import (
    Answer,
    Browser,
    NewBrowser,
    code_for,
    last_mail,
    long_ago,
    path_for,
)
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD

CHANGE = "/accounts/email/"
CONFIRM = "/accounts/confirm-email/"
NEW = "alice@new.example"


@pytest.fixture
def signed_in(browser: Browser, alice: User) -> Browser:
    """Return Alice's browser, her password given a moment ago."""
    sign_in(browser, alice.email)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def ask(browser: Browser, email: str) -> Answer:
    """Ask to change to an address."""
    return browser.post(CHANGE, {"action_add": "1", "email": email})


def enter(browser: Browser, code: str) -> Answer:
    """Enter a code."""
    return browser.post(CONFIRM, {"action": "verify", "code": code})


def agree(browser: Browser, old: str) -> Answer:
    """Press the button behind the link in the mail to the old address."""
    return browser.post(path_for(old, begins="/accounts/email/agree/"), {"agree": "1"})


def test_a_change_counts_once_it_is_proven(signed_in: Browser, alice: User) -> None:
    assert ask(signed_in, NEW)["Location"] == CONFIRM
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    assert b"alice@new.example waits for its code." in signed_in.get("/settings/security/").content
    agree(signed_in, alice.email)
    assert enter(signed_in, code_for(NEW))["Location"] == "/settings/security/"
    alice.refresh_from_db()
    assert alice.email == NEW
    addresses = EmailAddress.objects.filter(user=alice).values_list("email", "verified", "primary")
    assert list(addresses) == [(NEW, True, True)]


def test_the_old_address_is_told(signed_in: Browser, alice: User) -> None:
    ask(signed_in, NEW)
    agree(signed_in, "alice@example.org")
    enter(signed_in, code_for(NEW))
    message = last_mail(to="alice@example.org")
    assert message.subject == "NumoraQ: Your e-mail address was changed"
    assert NEW in str(message.body)


def test_one_signs_in_with_the_new_address_alone(
    signed_in: Browser, new_browser: NewBrowser
) -> None:
    ask(signed_in, NEW)
    agree(signed_in, "alice@example.org")
    enter(signed_in, code_for(NEW))
    assert sign_in(new_browser(), NEW).status_code == 302
    assert sign_in(new_browser(), "alice@example.org").status_code == 200


def test_the_password_is_asked_once_more(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    long_ago(browser)
    answer = ask(browser, NEW)
    assert answer["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not mail.outbox
    wrong = browser.post(answer["Location"], {"password": "not the password"})
    assert wrong.context["form"].errors["password"] == ["That is not your password."]
    right = browser.post(answer["Location"], {"password": PASSWORD})
    assert right["Location"] == CONFIRM
    assert code_for(NEW)


def test_a_taken_address_shows_only_to_its_owner(
    signed_in: Browser, alice: User, bob: User
) -> None:
    assert ask(signed_in, bob.email)["Location"] == CONFIRM
    answer = enter(signed_in, code_for(bob.email))
    assert answer.context["form"].errors["code"] == [
        "This address belongs to another account. Sign in with it instead."
    ]
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_an_address_taken_in_between_is_refused_without_an_error(
    signed_in: Browser, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(signed_in, NEW)
    agree(signed_in, alice.email)
    monkeypatch.setattr(CodeForm, "clean_code", lambda form: form.cleaned_data["code"])
    User.objects.create_user(NEW, PASSWORD)
    assert enter(signed_in, code_for(NEW))["Location"] == CHANGE
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


@pytest.mark.parametrize(
    "email", ["", "alice", "alice@example.org", "ALICE@example.org", "x@demo.invalid"]
)
def test_a_bad_address_names_its_field(signed_in: Browser, email: str) -> None:
    assert list(ask(signed_in, email).context["form"].errors) == ["email"]
    assert not mail.outbox


def test_the_only_address_cannot_be_removed(signed_in: Browser, alice: User) -> None:
    signed_in.post(CHANGE, {"action_remove": "1", "email": alice.email})
    assert EmailAddress.objects.filter(user=alice).count() == 1


def test_the_address_of_somebody_else_cannot_be_touched(signed_in: Browser, bob: User) -> None:
    for action in ("action_remove", "action_primary", "action_send"):
        signed_in.post(CHANGE, {action: "1", "email": bob.email})
    address = EmailAddress.objects.get(email=bob.email)
    assert (address.user_id, address.verified, address.primary) == (bob.pk, True, True)
    assert not mail.outbox
