"""What stands beside or within a signed token never speaks over it."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.integrations.providers import OIDCAdapter
from accounts.models import SSOProvider
from accounts.tests.conftest import Browser, NewBrowser
from accounts.tests.elsewhere import JANE, come_back, provider
from accounts.tests.oidc_server import Server
from accounts.tests.organisations import person_in
from accounts.tests.test_sso_oidc import corp, idp, sign_in
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp", "provider"]

pytestmark = pytest.mark.django_db

# allauth looks here before it reads the token itself.
NESTS = ("userinfo", "id_token")
PLACES = ("token", "userinfo")
UID = "248289761001"
BOSS = {"sub": "uid-boss", "email": "boss@corp.example"}
MALLORY = {"sub": "2", "email": "mallory@example.org", "email_verified": True}


def tell(server: Server, *, place: str, nest: str, within: Any, **claims: Any) -> None:
    """Have a provider tell something within what it tells, in the token or in userinfo."""
    if place == "token":
        server.knobs.claims |= {**claims, nest: within}
        return
    server.knobs.without = ("email", "email_verified")
    server.knobs.userinfo = {**claims, nest: within}


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("place", PLACES)
def test_of_an_organisation_the_token_says_who_it_is(
    place: str, nest: str, browser: Browser, new_browser: NewBrowser, idp: Server, corp: SSOProvider
) -> None:
    idp.knobs.claims = {**BOSS}
    sign_in(new_browser(), idp)
    idp.knobs.claims = {"sub": "uid-jane", "email": "jane@corp.example"}
    tell(idp, place=place, nest=nest, within=BOSS, sub="uid-jane", email="jane@corp.example")
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"


@pytest.mark.parametrize("nest", NESTS)
@pytest.mark.parametrize("place", PLACES)
def test_of_a_provider_the_token_says_who_it_is(
    place: str, nest: str, browser: Browser, provider: Server
) -> None:
    tell(provider, place=place, nest=nest, within=MALLORY, **JANE, sub=UID)
    assert come_back(browser)["Location"] == "/welcome/"
    with as_login_role():
        account = SocialAccount.objects.get()
        assert (account.uid, account.user.email) == (UID, "jane@example.org")


def test_an_address_within_what_is_told_is_none(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    tell(idp, place="userinfo", nest="userinfo", within={**BOSS, "sub": "uid-jane"}, sub="uid-jane")
    assert sign_in(browser, idp).status_code == 403
    assert person_in(browser) is None


def test_whom_the_token_does_not_name_is_not_signed_in(
    browser: Browser, provider: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the library takes the name from, it has to be the one that was signed."""
    stock: Any = OIDCAdapter.get_provider

    def get_provider(self: OIDCAdapter) -> Any:
        found = stock(self)
        found.extract_uid = lambda data: "2"
        return found

    monkeypatch.setattr(OIDCAdapter, "get_provider", get_provider)
    assert come_back(browser).status_code == 401
    with as_login_role():
        assert not SocialAccount.objects.exists()
