"""What matters takes the second factor: every address is judged, and a thief gets nowhere.

The addresses come from the URLs themselves. One that is new has to be put into one of the two
sets, so that nobody forgets to ask.
"""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import resolve

from accounts.models import AmrClaim, AuthSession, Factor, Profile, SignIn, User
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.proving import give_app, give_codes, prove
from accounts.tests.test_factors import AGAIN, confirm
from accounts.tests.test_sessions import ids
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user
from numoraq.tests import belongings, places
from numoraq.tests.belongings import Owned, owned
from numoraq.tests.places import Place
from numoraq.tests.visitors import Visit, unlike, visits

__all__ = ["owned"]

pytestmark = pytest.mark.django_db

PLACES = places.of("numoraq.urls")
# Where pages and programs about accounts and exports live; each of their addresses is judged here.
JUDGED = ("accounts.", "allauth.", "finance.exports.")
OF_PROGRAMS = "_allauth/"  # judged in accounts.tokens.guards, tried in test_headless_changes
MATTERS = {
    "settings-sign-out-others", "settings-end-session", "demo-clear",
    "account_email", "account_change_password", "account_set_password",
    "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "export-csv", "export-json", "api-export-csv", "api-export-json",
    "sessions-others", "session",
    "mfa_add_webauthn", "mfa_add_phone", "mfa_add_email", "mfa_confirm_factor", "mfa_remove_factor",
    "factor", "factor-remove", "api-factor", "factor-phone", "factor-email",
    "personal-tokens", "tokens", "identity-unlink", "identity",
    "account-delete", "deletion", "settings-everything", "settings-everything-file",
    "exports-everything", "exports-everything-file",
}  # fmt: skip
# What only shows, is about looks, belongs to signing in and out, or is proven by a mail.
DOES_NOT_MATTER = {
    "settings-profile", "settings-security", "settings-sign-ins", "settings-data", "more",
    "set_language", "demo-keep", "export", "me", "palettes", "sessions", "sign-ins",
    "mfa_authenticate", "mfa_reauthenticate", "account_reauthenticate", "account_login",
    "account_logout", "account_inactive", "account_signup", "account_email_verification_sent",
    "account_confirm_login_code", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    # ways in, and of proving oneself again
    "magic-link", "magic-link-open", "magic-link-sent", "mfa_login_webauthn", "mfa_code",
    "mfa_send_code", "mfa_reauthenticate_webauthn", "reauthenticate-code", "identity-prove",
    "factor-email-challenge", "factor-email-verify", "factor-phone-challenge",
    "factor-phone-verify",
    "apple_login", "apple_callback", "apple_finish_callback", "discord_login", "discord_callback",
    "github_login", "github_callback", "google_login", "google_callback", "openid_connect_login",
    "openid_connect_callback", "socialaccount_login_cancelled", "socialaccount_login_error",
    "socialaccount_signup", "sso", "sso-oidc-login", "sso-oidc-callback", "saml_login", "saml_acs",
    "saml_finish_acs", "saml_metadata",
    # proven by a mail, or looked at inside: the second factor is what agrees there
    "email-change-agree", "email-change-factor", "mfa_lost", "mfa_reset_cancel",
    # takes back what was asked for, ends a program's way in, keeps what would be lost
    "email-change-cancel", "settings-cancel-reset", "personal-token-end", "token", "account-closed",
    "factors", "identities", "settings-everything-progress", "jwks",
}  # fmt: skip
GUARDED = [place for place in PLACES if place.name in MATTERS]


def module_of(place: Place) -> str:
    """Return where the view of an address is written."""
    words = {example.strip("<>"): AuthSession().pk for example in place.examples.values()}
    view: Any = resolve(place.path(words), "numoraq.urls").func
    found: str = getattr(view, "cls", getattr(view, "view_class", view)).__module__
    return found


def test_every_address_about_accounts_is_judged() -> None:
    names = {
        place.name
        for place in PLACES
        if f"{module_of(place)}.".startswith(JUDGED) and not place.route.startswith(OF_PROGRAMS)
    }
    assert not MATTERS & DOES_NOT_MATTER
    assert names - MATTERS - DOES_NOT_MATTER == set(), "say whether it matters"
    assert names == MATTERS | DOES_NOT_MATTER, "there is no such address any more"


@pytest.fixture
def thief(new_browser: NewBrowser, alice: User) -> Browser:
    """Return a browser that has Alice's password, just typed, and session, but not her app."""
    browser = new_browser()
    sign_in(browser, alice.email)
    give_app(alice)
    give_codes(alice)
    confirm(browser)
    return browser


def account(user: User) -> list[list[Any]]:
    """Return everything that says how a person signs in, to compare with what it is later."""
    tables = (EmailAddress, Authenticator, Factor, AuthSession, AmrClaim, SocialAccount)
    with as_login_role():
        rows = [list(table._default_manager.filter(user=user).order_by("pk")) for table in tables]
        kept = [[row.__dict__ | {"_state": None} for row in found] for found in rows]
        return [*kept, list(User.objects.filter(pk=user.pk).values("email", "password"))]


def is_refused(visit: Visit) -> bool:
    """Return whether the second factor is asked for."""
    if visit.place.is_api:
        return visit.status in {403, 405}
    return visit.status == 405 or visit.leads_to.startswith(f"{AGAIN}?next=")


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_without_the_second_factor_nothing_that_matters_opens(
    thief: Browser, alice: User, owned: Owned, method: str
) -> None:
    before = belongings.picture(alice), account(alice)
    found = visits(thief, GUARDED, owned=owned, method=method)
    assert unlike(found, is_refused) == []
    assert (belongings.picture(alice), account(alice)) == before


def test_with_it_everything_opens(thief: Browser, alice: User, owned: Owned) -> None:
    prove(thief, alice)
    found = visits(thief, GUARDED, owned=owned, method="GET")
    assert unlike(found, lambda visit: not is_refused(visit) or visit.status == 405) == []


type Act = Callable[[Client, User], Any]


def _end_one(client: Client, user: User) -> Any:
    return client.post(f"/settings/security/sessions/{ids(user)[-1]}/end/")


def _end_one_by_api(client: Client, user: User) -> Any:
    return client.delete(f"/api/v1/sessions/{ids(user)[-1]}/")


def _change_password(client: Client, user: User) -> Any:
    form = {"oldpassword": PASSWORD, "password1": "another plain sentence"}
    return client.post("/accounts/password/change/", form)


ACTS: dict[str, Act] = {
    "password": _change_password,
    "app": lambda client, _user: client.post("/accounts/2fa/totp/deactivate/"),
    "codes": lambda client, _user: client.post("/accounts/2fa/recovery-codes/generate/"),
    "others": lambda client, _user: client.post("/settings/security/others/"),
    "others by API": lambda client, _user: client.delete("/api/v1/sessions/others/"),
    "one": _end_one,
    "one by API": _end_one_by_api,
    "sample": lambda client, _user: client.post("/settings/data/clear/"),
}


def everything(user: User) -> list[Any]:
    """Return what a person has and how they sign in."""
    with as_user(user):
        profile = list(Profile.objects.filter(pk=user.pk).values())
    return [belongings.picture(user), account(user), profile]


@pytest.mark.parametrize("act", ACTS)
def test_what_a_thief_sends_changes_nothing_and_what_the_owner_sends_does(
    act: str, thief: Browser, alice: User, owned: Owned
) -> None:
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).update(sample_persona="saver")
    before = everything(alice)
    ACTS[act](thief, alice)
    assert everything(alice) == before
    prove(thief, alice)
    before = everything(alice)
    ACTS[act](thief, alice)
    assert everything(alice) != before


def test_an_address_is_changed_by_the_owner_alone(thief: Browser, alice: User) -> None:
    form = {"action_add": "", "email": "thief@example.org"}
    thief.post("/accounts/email/", form)
    assert "/confirm-email/" not in thief.get("/settings/security/").content.decode()
    prove(thief, alice)
    thief.post("/accounts/email/", form)
    assert "/confirm-email/" in thief.get("/settings/security/").content.decode()


def test_who_leaves_is_asked_for_nothing(thief: Browser, alice: User) -> None:
    (own,) = ids(alice)
    assert thief.delete(f"/api/v1/sessions/{own}/").status_code == 204
    assert ids(alice) == []


def test_the_refusal_of_the_api_says_what_is_missing(thief: Browser) -> None:
    answer = thief.delete("/api/v1/sessions/others/")
    assert "second factor" in answer.json()["detail"]


# ---- and whoever gets past the pages, to SQL as the person

TABLES = "auth_%", "account_%", "mfa_%", "socialaccount_%", "django_session"
WRITABLE = {("auth_users", "UPDATE"), ("auth_personal_tokens", "DELETE")} | {
    ("account_emailaddress", right) for right in ("INSERT", "UPDATE", "DELETE")
}


def test_sql_as_the_person_writes_no_session_factor_claim_or_sign_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, r FROM pg_class c,"
            " unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) r"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " AND c.relname LIKE ANY(%s) AND (has_table_privilege('nq_user', c.oid, r)"
            " OR (r IN ('INSERT', 'UPDATE') AND has_any_column_privilege('nq_user', c.oid, r)))",
            [list(TABLES)],
        )
        assert set(cursor.fetchall()) == WRITABLE


@pytest.mark.parametrize("table", [AuthSession, Factor, AmrClaim, SignIn, Authenticator])
def test_sql_as_the_person_deletes_none_of_them(alice: User, thief: Browser, table: Any) -> None:
    with as_user(alice), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        table._default_manager.all().delete()


def test_sql_as_the_person_proves_no_address(alice: User) -> None:
    with (
        as_user(alice),
        pytest.raises(DatabaseError, match="proven by its code"),
        transaction.atomic(),
    ):
        EmailAddress.objects.create(user=alice, email="thief@example.org", verified=True)
