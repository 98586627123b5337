"""People of an organisation prove themselves again at it, by OpenID Connect."""

import html
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.models import SSOProvider, User
from accounts.tests.conftest import Answer, Browser, NewBrowser, long_ago
from accounts.tests.elsewhere import signed_there
from accounts.tests.oidc_server import Server
from accounts.tests.organisations import HOST, change, person_in, visit
from accounts.tests.test_sso_oidc import LOGIN, corp, idp, sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]

SET, PROVE = "/accounts/password/set/", "/accounts/provider/prove/"
BY_CODE, ERROR = "/accounts/reauthenticate/code/", "/accounts/provider/error/"
_REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
AGAIN = {"process": "reauthenticate", "next": SET}


def go(browser: Browser, path: str = LOGIN) -> str:
    """Press the button of the organisation; return the address the browser is sent on to."""
    page = browser.post(path, AGAIN, headers={"host": HOST})
    found = _REFRESH.search(page.content.decode())
    assert found, (page.status_code, page.get("Location"))
    return html.unescape(found[1])


def prove(browser: Browser) -> Answer:
    """Prove oneself at Corp."""
    return visit(browser, signed_there(go(browser)))


def is_open(browser: Browser) -> bool:
    """Return whether the page that matters opens."""
    status: int = visit(browser, SET).status_code
    return status == 200


def test_people_of_an_organisation_prove_themselves_there(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    assert is_open(browser)  # Corp has just asked
    long_ago(browser)
    asked = visit(browser, SET)
    assert asked["Location"] == f"{PROVE}?next={quote(SET, safe='')}"
    page = visit(browser, asked["Location"]).content.decode()
    assert "Continue with Corp" in page
    assert f'action="{LOGIN}"' in page
    assert "Use a code by mail" in page
    assert prove(browser)["Location"] == SET
    assert (idp.asked[-1]["prompt"], idp.asked[-1]["max_age"]) == ("login", "0")
    assert is_open(browser)
    assert person_in(browser) == "jane@corp.example"


def test_what_waited_for_the_proof_is_done(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    browser.post(SET, {"password1": PASSWORD}, headers={"host": HOST})
    prove(browser)
    with as_login_role():
        assert User.objects.get(email="jane@corp.example").has_usable_password()


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "uid-bob", "email": "bob@corp.example"},  # nobody here yet
        {"sub": "uid-bob", "email": "jane@corp.example"},  # her address, and not her
    ],
)
def test_another_persons_answer_proves_nothing(
    browser: Browser, idp: Server, corp: SSOProvider, claims: dict[str, Any]
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    idp.knobs.claims |= claims
    assert prove(browser).status_code == 403
    assert not is_open(browser)
    assert person_in(browser) == "jane@corp.example"
    with as_login_role():
        assert not User.objects.filter(email="bob@corp.example").exists()
        assert SocialAccount.objects.count() == 1


def test_a_colleague_who_is_known_proves_nothing_for_her(
    browser: Browser, new_browser: NewBrowser, idp: Server, corp: SSOProvider
) -> None:
    bob = {"sub": "uid-bob", "email": "bob@corp.example"}
    sign_in(browser, idp)
    long_ago(browser)
    idp.knobs.claims |= bob
    sign_in(new_browser(), idp)
    assert prove(browser)["Location"] == ERROR
    assert not is_open(browser)
    assert person_in(browser) == "jane@corp.example"


def test_a_proof_counts_in_the_session_that_asked(
    browser: Browser, new_browser: NewBrowser, idp: Server, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    other = new_browser()
    sign_in(other, idp)
    for one in (browser, other):
        long_ago(one)
    back = signed_there(go(browser))
    assert visit(other, back).status_code == 403
    assert not is_open(other)
    assert visit(browser, back)["Location"] == SET


@pytest.mark.parametrize("told", [0, None, "now", True])
def test_a_provider_that_has_not_asked_proves_nothing(
    browser: Browser, idp: Server, corp: SSOProvider, told: Any
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    idp.knobs.claims["auth_time"] = told
    assert prove(browser)["Location"] == f"{BY_CODE}?next={SET}"
    assert not is_open(browser)
    assert visit(browser, BY_CODE).status_code == 200


def test_an_answer_to_another_request_proves_nothing(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    idp.knobs.claims["nonce"] = "x"
    assert prove(browser).status_code == 403
    assert not is_open(browser)


def test_a_sign_in_at_one_that_remembers_is_no_fresh_proof(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    idp.knobs.claims["auth_time"] = int(time.time()) - 3600
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"
    assert not is_open(browser)


def test_a_sign_in_is_not_taken_for_a_proof(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    """Nobody who is signed out, or asks for anything else, is sent to prove themselves."""
    posted = browser.post(LOGIN, AGAIN, headers={"host": HOST})
    assert posted["Location"].startswith("/accounts/login/")
    sign_in(browser, idp)
    for process in ("login", "connect", ""):
        sent = {"process": process}
        answer = browser.post(LOGIN, sent, headers={"host": HOST})
        assert answer.status_code == 404


def test_where_it_is_switched_off_a_code_is_mailed(
    browser: Browser, idp: Server, corp: SSOProvider, dana: User
) -> None:
    sign_in(browser, idp)
    long_ago(browser)
    change(dana, corp, is_disabled=True)
    assert visit(browser, SET)["Location"].startswith(BY_CODE)
