"""What programs change of how one signs in, and what they prove for it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from accounts.models import AuthSession, Factor, User
from accounts.tests.conftest import NewBrowser, code_for, last_mail, link_for, path_for
from accounts.tests.programs import Program, flows, program, said, signed_in
from accounts.tests.proving import code, give_app
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["program", "signed_in"]

pytestmark = pytest.mark.django_db

NEW = "another plain sentence"
PASSWORD_CHANGE = "account/password/change"
TOTP = "account/authenticators/totp"
AGREE = "/accounts/email/agree/"


@pytest.fixture
def thief(signed_in: Program, alice: User) -> Program:
    """Return a program that has Alice's password and session, but not her app."""
    give_app(alice)
    return signed_in


def test_a_new_password_by_link_ends_every_session(
    program: Program, signed_in: Program, new_browser: NewBrowser, alice: User
) -> None:
    other = Program(new_browser)
    other.ask("auth/password/request", {"email": alice.email})
    key = link_for(alice.email).rstrip("/").rpartition("/")[2]
    assert other.ask("auth/password/reset", {"key": key, "password": NEW}).status_code == 401
    assert signed_in.api().status_code == 401
    assert signed_in.refresh().status_code == 400
    assert Program(new_browser).sign_in(alice, NEW).status_code == 200


@pytest.mark.parametrize(
    ("path", "method", "data"),
    [
        (PASSWORD_CHANGE, "POST", {"current_password": PASSWORD, "new_password": NEW}),
        ("account/email", "POST", {"email": "other@example.org"}),
        ("account/email", "GET", None),
        (TOTP, "DELETE", {}),
        ("account/authenticators/recovery-codes", "GET", None),
        ("account/authenticators/recovery-codes", "POST", {}),
    ],
)
def test_without_the_app_nothing_that_matters_opens(
    thief: Program, alice: User, path: str, method: str, data: Any
) -> None:
    answer = thief.ask(path, data, method=method)
    assert answer.status_code == 401
    assert "mfa_reauthenticate" in flows(answer)
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
    with as_login_role():
        assert Authenticator.objects.filter(user=alice, type="totp").exists()


def test_an_export_takes_the_app_and_the_next_token_says_so(thief: Program) -> None:
    assert thief.api("/api/v1/exports/entries.json").status_code == 403
    assert thief.ask("auth/2fa/reauthenticate", {"code": code()}).status_code == 200
    assert thief.api("/api/v1/exports/entries.json").status_code == 200
    assert said(thief.access_token)["aal"] == "aal1"
    thief.refresh()
    assert said(thief.access_token)["aal"] == "aal2"


def test_an_app_is_added_and_its_first_code_is_spent(
    signed_in: Program, new_browser: NewBrowser, alice: User
) -> None:
    other = Program(new_browser)
    other.sign_in(alice)
    secret = signed_in.ask(TOTP, method="GET").json()["meta"]["secret"]
    shown = code(secret)
    assert signed_in.ask(TOTP, {"code": shown}).status_code == 200
    assert other.api().status_code == 401
    with as_user(alice):
        assert Factor.objects.filter(type="totp").exists()
        assert AuthSession.objects.get().aal == "aal2"
    assert "app was added" in last_mail(to=alice.email).subject
    late = Program(new_browser)
    late.sign_in(alice)
    assert late.ask("auth/2fa/authenticate", {"code": shown}).status_code == 400


def test_removing_the_app_lowers_the_next_token(thief: Program) -> None:
    thief.ask("auth/2fa/reauthenticate", {"code": code()})
    thief.refresh()
    assert said(thief.access_token)["aal"] == "aal2"
    assert thief.ask(TOTP, {}, method="DELETE").status_code == 200
    thief.refresh()
    assert said(thief.access_token)["aal"] == "aal1"


def test_a_new_password_keeps_the_program_that_sets_it(
    signed_in: Program, new_browser: NewBrowser, alice: User
) -> None:
    other = Program(new_browser)
    other.sign_in(alice)
    sent = {"current_password": PASSWORD, "new_password": NEW}
    assert signed_in.ask(PASSWORD_CHANGE, sent).status_code == 200
    assert signed_in.refresh().status_code == 200
    assert signed_in.api().status_code == 200
    assert other.refresh().status_code == 400


def test_the_address_changes_once_both_mailboxes_agree(
    signed_in: Program, new_browser: NewBrowser, alice: User
) -> None:
    assert signed_in.ask("account/email", {"email": "al@example.org"}).status_code == 200
    key = code_for("al@example.org")
    assert signed_in.ask("auth/email/verify", {"key": key}).status_code == 200
    assert signed_in.api().json()["email"] == alice.email
    new_browser().post(path_for(alice.email, begins=AGREE), {"agree": "1"})
    assert signed_in.api().json()["email"] == "al@example.org"


def test_who_has_no_password_proves_themselves_before_setting_one(
    signed_in: Program, alice: User
) -> None:
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(password="!")
    answer = signed_in.ask(PASSWORD_CHANGE, {"new_password": NEW})
    assert answer.status_code == 401
    with as_login_role():
        assert User.objects.get(pk=alice.pk).password == "!"


def test_a_closed_account_is_changed_by_no_program(signed_in: Program, alice: User) -> None:
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(deletion_due_at="2099-01-01T00:00:00Z")
    sent = {"current_password": PASSWORD, "new_password": NEW}
    assert signed_in.ask(PASSWORD_CHANGE, sent).status_code in {401, 403}
