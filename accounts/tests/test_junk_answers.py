"""Whatever a provider or an organisation sends, people get a page: never an error of ours."""

from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.models import SSOProvider, User
from accounts.tests.conftest import Browser
from accounts.tests.elsewhere import ERROR, JANE, come_back, provider
from accounts.tests.oidc_server import Server
from accounts.tests.organisations import person_in
from accounts.tests.test_sso_oidc import corp, idp, sign_in
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp", "provider"]

pytestmark = pytest.mark.django_db

JUNK: dict[str, Any] = {
    "a number": 5,
    "a yes": True,
    "a null": None,
    "nothing": "",
    "a list": ["x"],
    "an object": {"a": 1},
    "a NUL": "a\0b",
    "too long": "x" * 5000,
    "a little too long": "x" * 263,
    "half a character": "\ud800x",
}
NAMES = (
    "sub", "name", "email", "email_verified", "preferred_username", "userinfo", "azp", "nonce",
    "auth_time",
)  # fmt: skip
ANSWERED = {200, 302, 401, 403}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_junk_of_an_organisation(
    junk: str, name: str, browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    idp.knobs.claims |= {name: JUNK[junk]}
    answer = sign_in(browser, idp)
    assert answer.status_code in ANSWERED
    person = person_in(browser)
    assert person in {None, "jane@corp.example"}
    assert (answer.status_code == 302) == (person is not None)
    assert User.objects.filter(email=person).count() == SocialAccount.objects.count()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("junk", JUNK, ids=str)
def test_junk_of_a_provider(junk: str, name: str, browser: Browser, provider: Server) -> None:
    provider.knobs.claims |= {name: JUNK[junk]}
    answer = come_back(browser)
    assert answer.status_code in ANSWERED
    is_refused = answer.status_code == 401 or answer["Location"] == ERROR
    with as_login_role():
        made = set(User.objects.values_list("email", flat=True))
    assert made <= (set() if is_refused else {JANE["email"]})
