"""Every address of the main host, as Alice who owns, Bob and Dana who do not, and nobody.

The addresses come from the URLs themselves: a new page is tried without a change here, unless
it is for everybody (`PUBLIC`) or asks for a parameter that nobody knows (`places.EXAMPLES`).
"""

from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import User
from accounts.tests import proving
from conftest import ClientFor
from numoraq.tests import belongings, places, visitors
from numoraq.tests.belongings import Owned, owned
from numoraq.tests.places import Place
from numoraq.tests.sound import everything, is_for_nobody_else
from numoraq.tests.visitors import Visit, unlike, visits
from numoraq.ui.views import PRIVATE_PATHS

__all__ = ["owned"]

# What allauth has for programs is tried in accounts/tests/test_headless.py.
PLACES = [place for place in places.of("numoraq.urls") if not place.is_headless]
# What is for everybody: the front, the doors, and what browsers ask for by themselves.
PUBLIC = {
    "home", "demo", "pricing", "referral", "set_language", "api-schema", "jwks", "entries-home",
    "ui-theme", "ui-amounts", "ui-shortcuts", "ui-manifest", "ui-favicon", "ui-robots",
    "ui-service-worker", "ui-offline", "ui-styleguide",
    "mailbox", "mailbox-message", "mailbox-html",
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_email_verification_sent",
    "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    "mfa_send_code", "mfa_code", "mfa_lost",
    "mfa_reset_cancel",
    "magic-link", "magic-link-sent", "magic-link-open", "email-change-agree",
    "socialaccount_login_error", "socialaccount_login_cancelled", "socialaccount_signup",
    "google_login", "google_callback", "github_login", "github_callback", "discord_login",
    "discord_callback", "apple_login", "apple_callback", "apple_finish_callback",
    "openid_connect_login", "openid_connect_callback",
    "sso", "saml_login", "saml_acs", "saml_finish_acs", "saml_metadata", "sso-oidc-login",
    "sso-oidc-callback", "djstripe_webhook_by_uuid",
}  # fmt: skip
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
PRIVATE = [place for place in PLACES if place.name not in PUBLIC]
OWNED = [place for place in PLACES if place.is_owned]

each_method = pytest.mark.parametrize("method", METHODS)


def sends_nobody_away(visit: Visit) -> bool:
    """Return whether nobody is told to sign in, or that this is not done here."""
    if visit.place.is_api:
        return visit.status == 401
    back = quote(visit.path, safe="/") if visit.method == "GET" else ""
    asked = visit.leads_to.startswith(f"/accounts/login/?next={back}")
    return visit.status == 405 or (visit.status == 302 and asked)


def hides(visit: Visit) -> bool:
    """Return whether an answer is that there is nothing; or a refusal before anybody looked."""
    too_early = visit.place.is_api and visit.status in {400, 415}
    return visit.status in {404, 405} or too_early


def shows(visit: Visit) -> bool:
    """Return whether somebody gets their own page, or is told the method is not for it."""
    return visit.status in {200, 204, 302, 405}


@each_method
def test_nobody_gets_only_what_is_for_everybody(client: Client, owned: Owned, method: str) -> None:
    assert unlike(visits(client, PRIVATE, owned=owned, method=method), sends_nobody_away) == []


@each_method
def test_bob_finds_nothing_of_alices(
    alice: User, bob: User, client_for: ClientFor, owned: Owned, method: str
) -> None:
    before = belongings.picture(alice)
    found = visits(proving.freshen(client_for(bob), bob), OWNED, owned=owned, method=method)
    assert unlike(found, lambda visit: hides(visit) and "Secret" not in visit.text) == []
    assert belongings.picture(alice) == before


@each_method
def test_staff_finds_no_more_than_others_here(
    alice: User, dana: User, client_for: ClientFor, owned: Owned, method: str
) -> None:
    before = belongings.picture(alice)
    found = visits(proving.freshen(client_for(dana), dana), OWNED, owned=owned, method=method)
    assert unlike(found, lambda visit: hides(visit) and "Secret" not in visit.text) == []
    assert belongings.picture(alice) == before


def test_alice_finds_what_is_hers(alice: User, client_for: ClientFor, owned: Owned) -> None:
    others = {*PUBLIC, "api-subscription-preview"}  # 400: of which plan, it has to be told
    hers = [place for place in PLACES if not (place.is_guessed or place.name in others)]
    browser = client_for(alice)
    proving.prove(proving.freshen(browser, alice), alice)
    proving.give_codes(alice)
    assert unlike(visits(browser, hers, owned=owned, method="GET"), shows) == []


@pytest.mark.parametrize("who", ["alice", "bob", "nobody"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_is_sound(
    request: pytest.FixtureRequest, client_for: ClientFor, owned: Owned, method: str, who: str
) -> None:
    client = Client() if who == "nobody" else client_for(request.getfixturevalue(who))
    assert unlike(visits(client, PLACES, owned=owned, method=method), everything) == []


def test_what_only_changes_things_is_not_asked_for(
    alice: User, client_for: ClientFor, owned: Owned
) -> None:
    """A GET leaves everything as it was, and nothing for the next person at the computer."""
    before = belongings.picture(alice)
    for visit in visits(client_for(alice), PLACES, owned=owned, method="GET"):
        if visit.status == 405:
            allowed = set(visit.answer.headers["Allow"].split(", "))
            assert allowed & {"POST", "PUT", "PATCH", "DELETE"}, str(visit)
            assert "GET" not in allowed, str(visit)
        assert is_for_nobody_else(visit), str(visit)
        assert belongings.picture(alice) == before, str(visit)


def test_no_form_of_another_site_is_taken(alice: User, owned: Owned) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    before = belongings.picture(alice)
    found = visits(browser, PLACES, owned=owned, method="POST")
    # Signing in and resetting are refused as well, so that nobody is signed in as another.
    assert unlike(found, lambda visit: visit.status in {403, 404, 405}) == []
    assert belongings.picture(alice) == before


def test_the_language_of_the_browser_is_that_of_the_page(client: Client, owned: Owned) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt"
    found = visits(client, PLACES, owned=owned, method="GET")

    def is_portuguese(visit: Visit) -> bool:
        is_whole = visit.is_page and visit.status == 200
        return not is_whole or '<html lang="pt"' in visit.text

    assert unlike(found, is_portuguese) == []


def test_public_addresses_exist() -> None:
    names = {place.name for place in PLACES}
    optional = {"ui-styleguide", "demo"}
    assert PUBLIC - names - optional == set()
    assert django_settings.ROOT_URLCONF == "numoraq.urls"


def test_a_parameter_that_nobody_knows_is_named() -> None:
    with pytest.raises(AssertionError, match="things/<int:number>/: say in EXAMPLES what may"):
        places.example("things/<int:number>/", "number")


def test_examples_are_all_used() -> None:
    used: set[Any] = set()
    for host in ("numoraq.urls", "cms.urls"):
        for place in places.of(host):
            used |= {(name, example) for name, example in place.examples.items()}
    assert {(name, example) for (_, name), example in places.EXAMPLES.items()} == used


def test_what_is_in_an_address_is_escaped() -> None:
    place = Place("mailbox", "mailbox/<str:key>/", {"key": "a/b c"})
    assert place.path({}) == "/mailbox/a%2Fb%20c/"
    assert visitors.Visit(place, "GET", "/", None).place.is_guessed is False


def test_search_engines_are_asked_to_stay_out_of_every_private_address() -> None:
    open_ones = [p.name for p in PRIVATE if not f"/{p.route}".startswith(PRIVATE_PATHS)]
    assert open_ones == []
