"""An account that somebody made with an address of others: nothing of theirs opens it any more."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from accounts.keys import services as keys
from accounts.models import (
    AuthSession,
    Factor,
    OneTimeToken,
    PersonalToken,
    RefreshToken,
    SSOProvider,
    User,
)
from accounts.services import one_time
from accounts.tests.conftest import Browser
from accounts.tests.organisations import corp, idp, person_in, sign_in
from accounts.tests.proving import give_app, give_codes
from accounts.tests.saml_idp import IdP
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]

NOW = datetime.now(UTC)


def prepared(user: User) -> User:
    """Give somebody every way in there is, and an address of Corp's that they have not proven."""
    give_app(user)
    give_codes(user)
    ends = NOW + timedelta(days=30)
    keys.make(user=user, name="Script", scopes=["entries:read"], expires_at=ends, at=NOW)
    with as_login_role():
        SocialAccount.objects.create(user=user, provider="github", uid="7")
        session = AuthSession.objects.create(user=user, created_at=NOW, refreshed_at=NOW)
        times = {"created_at": NOW, "updated_at": NOW}
        RefreshToken.objects.create(user=user, session_id=session.pk, token_hash=b"x" * 32, **times)
        kind, code = one_time.Kind.REAUTHENTICATION, one_time.digest_of_code("x")
        one_time.issue(user=user, kind=kind, token_hash=code, address=user.email, at=NOW)
        EmailAddress.objects.filter(user=user).update(email="jane@corp.example", verified=False)
        User.objects.filter(pk=user.pk).update(email="jane@corp.example")
    return user


def kept(user: User) -> dict[str, int]:
    """Return how much of each way in there is."""
    kinds = (SocialAccount, Authenticator, Factor, PersonalToken, RefreshToken, OneTimeToken)
    with as_login_role():
        return {kind.__name__: kind.objects.filter(user=user).count() for kind in kinds}


def test_nothing_of_whoever_was_there_before_opens_it(
    browser: Browser, bob: User, idp: IdP, corp: SSOProvider
) -> None:
    before = kept(prepared(bob))
    assert all(before.values()), before
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"
    after = kept(bob)
    assert after == {**dict.fromkeys(before, 0), "SocialAccount": 1}
    with as_login_role():
        bob.refresh_from_db()
        assert not bob.check_password(PASSWORD)
        assert SocialAccount.objects.get(user=bob).provider == corp.sub_id
        assert AuthSession.objects.filter(user=bob).count() == 1
        assert EmailAddress.objects.get(user=bob).verified


def test_who_has_proven_the_address_keeps_what_is_theirs(
    browser: Browser, bob: User, idp: IdP, corp: SSOProvider
) -> None:
    before = kept(prepared(bob))
    with as_login_role():
        EmailAddress.objects.filter(user=bob).update(verified=True)
    sign_in(browser, idp)
    after = kept(bob)
    assert after["SocialAccount"] == before["SocialAccount"] + 1
    for name in ("Authenticator", "Factor", "PersonalToken", "RefreshToken"):
        assert after[name] == before[name]
