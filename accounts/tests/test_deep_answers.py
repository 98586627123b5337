"""Answers nested deeper than any reader goes: refused as any other that cannot be read."""

import pytest
from jwt.utils import base64url_encode

from accounts.integrations.providers import WELL_KNOWN
from accounts.models import SSOProvider
from accounts.tests import oidc_server
from accounts.tests.conftest import Browser
from accounts.tests.elsewhere import BEGIN, ERROR, leave, provider, signed_there
from accounts.tests.oidc_server import Server
from accounts.tests.organisations import person_in, visit
from accounts.tests.test_sso_oidc import LOGIN, corp, idp

__all__ = ["corp", "idp", "provider"]

pytestmark = pytest.mark.django_db

DEEP = b'{"a":' + b"[" * 50_000
PLACES = ("/token", "/jwks", "/userinfo", "payload", "header")


def nest(server: Server, place: str) -> None:
    """Have a provider answer at a place without end, once the browser is there."""
    if place == "payload":
        server.knobs.token = {"id_token": oidc_server.signed(DEEP)}
    elif place == "header":
        encoded = base64url_encode(DEEP).decode()
        server.knobs.token = {"id_token": f"{encoded}.e30.e30"}
    else:
        server.knobs.without = ("email",)
        server.knobs.raw = {place: DEEP}


def test_a_document_of_a_provider(browser: Browser, provider: Server) -> None:
    provider.knobs.raw = {WELL_KNOWN: DEEP}
    assert browser.post(BEGIN)["Location"] == ERROR


def test_a_document_of_an_organisation(browser: Browser, idp: Server, corp: SSOProvider) -> None:
    idp.knobs.raw = {WELL_KNOWN: DEEP}
    assert visit(browser, LOGIN).status_code == 403


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_of_a_provider(place: str, browser: Browser, provider: Server) -> None:
    url = leave(browser)
    nest(provider, place)
    answer = browser.get(signed_there(url))
    assert answer.status_code == 401 or answer["Location"] == ERROR
    assert not browser.is_signed_in()


@pytest.mark.parametrize("place", PLACES)
def test_an_answer_of_an_organisation(
    place: str, browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    url = visit(browser, LOGIN)["Location"]
    nest(idp, place)
    assert visit(browser, signed_there(url)).status_code == 403
    assert person_in(browser) is None
