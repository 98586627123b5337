"""People of an organisation prove themselves again at it, by SAML."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from accounts.models import SSOProvider
from accounts.tests.conftest import Browser, NewBrowser, long_ago
from accounts.tests.organisations import corp, idp, leave, person_in, post, sign_in, visit
from accounts.tests.saml_idp import IdP
from accounts.tests.test_sso_proving import BY_CODE, PROVE, SET, go, is_open
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]

LOGIN = "/accounts/saml/corp/login/"


def asked(url: str) -> bytes:
    """Return the request that travels in an address."""
    text = parse_qs(urlsplit(url).query)["SAMLRequest"][0]
    found: bytes = OneLogin_Saml2_Utils.decode_base64_and_inflate(text)
    return found


def begun(browser: Browser, idp: IdP) -> Any:
    """Go to Corp by SAML to prove oneself; return the form it has the browser post."""
    return idp.answer(go(browser, LOGIN))


def test_people_prove_themselves_by_saml(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    sign_in(browser, idp)
    assert is_open(browser)
    long_ago(browser)
    assert visit(browser, SET)["Location"].startswith(PROVE)
    url = go(browser, LOGIN)
    assert b'ForceAuthn="true"' in asked(url)
    assert post(browser, idp.answer(url))["Location"] == SET
    assert is_open(browser)
    assert person_in(browser) == "jane@corp.example"


def test_a_sign_in_by_saml_asks_nobody_again(browser: Browser, idp: IdP, corp: SSOProvider) -> None:
    assert b"ForceAuthn" not in asked(leave(browser))


@pytest.mark.parametrize("minutes", [-5, 5])
def test_saml_that_has_not_asked_proves_nothing(
    browser: Browser, idp: IdP, corp: SSOProvider, minutes: int
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    idp.says.asked_at = datetime.now(UTC) + timedelta(minutes=minutes)
    answer = post(browser, begun(browser, idp))
    assert answer["Location"] == f"{BY_CODE}?next={SET}"
    assert not is_open(browser)


@pytest.mark.parametrize(
    "says", [{"uid": "uid-bob", "email": "bob@corp.example"}, {"uid": "uid-bob"}]
)
def test_another_persons_answer_by_saml_proves_nothing(
    browser: Browser, idp: IdP, corp: SSOProvider, says: dict[str, str]
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    for name, value in says.items():
        setattr(idp.says, name, value)
    assert post(browser, begun(browser, idp)).status_code == 403
    assert not is_open(browser)
    assert person_in(browser) == "jane@corp.example"
    with as_login_role():
        assert SocialAccount.objects.count() == 1


def test_a_proof_counts_in_the_browser_that_asked(
    browser: Browser, new_browser: NewBrowser, idp: IdP, corp: SSOProvider
) -> None:
    """What an answer is for is kept with the browser, and told by nobody."""
    sign_in(browser, idp)
    long_ago(browser)
    form = begun(browser, idp)
    other = new_browser()
    assert post(other, form).status_code == 403
    assert person_in(other) is None
