"""Signing in by OpenID Connect, with a provider that lies in every way."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from accounts.services import people, profiles
from accounts.tests.conftest import Browser, NewBrowser, code_for
from accounts.tests.elsewhere import BEGIN, ERROR, JANE, come_back, leave, provider, signed_there
from accounts.tests.oidc_server import Server
from accounts.tests.proving import code, give_app
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

__all__ = ["provider"]

pytestmark = pytest.mark.django_db

NOBODY = "/accounts/login/"


def jane() -> User:
    """Return who signed up by the provider."""
    with as_login_role():
        return User.objects.get(email="jane@example.org")


def test_somebody_new_is_signed_up_and_in(provider: Server, browser: Browser) -> None:
    browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "pt-PT"
    answer = come_back(browser)
    assert answer["Location"] == "/welcome/"
    assert browser.is_signed_in()
    person = jane()
    assert not person.has_usable_password()
    with as_login_role():
        assert EmailAddress.objects.get(user=person).verified
    with as_user(person):
        profile = profiles.of(person)
    assert (profile.language, profile.default_currency) == ("pt", "EUR")


def test_who_comes_again_is_the_same_person(provider: Server, new_browser: NewBrowser) -> None:
    for _ in range(2):
        come_back(new_browser())
    provider.knobs.claims["email"] = "other@example.org"  # changed there, not here
    browser = new_browser()
    come_back(browser)
    assert browser.is_signed_in()
    with as_login_role():
        assert SocialAccount.objects.count() == 1
        assert User.objects.count() == 1


def test_what_is_sent_is_bound_to_this_sign_in(provider: Server, browser: Browser) -> None:
    come_back(browser)
    asked, redeemed = provider.asked[0], provider.redeemed[0]
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 16
    assert len(asked["nonce"]) == 64
    assert asked["nonce"] != asked["state"]
    assert "code_verifier" in redeemed
    assert "client_secret" not in asked


LIES: dict[str, dict[str, Any]] = {
    "wrong issuer": {"claims": {"iss": "https://evil.example"}},
    "wrong audience": {"claims": {"aud": "another client"}},
    "for another party": {"claims": {"aud": ["numoraq", "x"], "azp": "x"}},
    "for several, for none of them first": {"claims": {"aud": ["numoraq", "x"]}},
    "wrong nonce": {"claims": {"nonce": "x"}},
    "no nonce": {"without": ("nonce",)},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "no end": {"without": ("exp",)},
    "nobody": {"without": ("sub",)},
    "from the future": {"claims": {"iat": 4_000_000_000}},
    "unsigned": {"algorithm": "none"},
    "signed with a shared secret": {"algorithm": "HS256"},
    "signed with another key": {"key": 1},
    "document of another issuer": {"document": {"issuer": "https://evil.example"}},
    "token refused": {"token_status": 503},
    "error": {"error": "server_error"},
    "a name too long": {"claims": {"sub": "x" * 192}},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_signs_nobody_in(lie: str, provider: Server, browser: Browser) -> None:
    url = leave(browser)
    knobs = {**LIES[lie], "claims": {**JANE, **LIES[lie].get("claims", {})}}
    for name, value in knobs.items():
        setattr(provider.knobs, name, value)
    answer = browser.get(signed_there(url))
    assert answer.status_code == 401 or answer["Location"] == ERROR
    assert not browser.is_signed_in()
    with as_login_role():
        assert not User.objects.exists()
        assert not SocialAccount.objects.exists()


def test_a_lie_leaves_the_linked_account_as_it_was(
    provider: Server, new_browser: NewBrowser
) -> None:
    come_back(new_browser())
    provider.knobs.claims |= {"nonce": "x", "name": "Mallory"}
    come_back(new_browser())
    with as_login_role():
        assert SocialAccount.objects.get().extra_data["name"] == "Jane"


def test_a_provider_that_names_another_issuer_gets_no_visitors(
    provider: Server, browser: Browser
) -> None:
    provider.knobs.document = {"issuer": "https://evil.example"}
    answer = browser.post(BEGIN)
    assert answer.status_code == 302
    assert answer["Location"] == ERROR
    page = browser.get(ERROR)
    assert page.status_code == 401
    assert "That did not work" in page.content.decode()


def test_turning_back_changes_nothing(provider: Server, browser: Browser) -> None:
    provider.knobs.error = "access_denied"
    answer = come_back(browser)
    assert "Nothing happened" in browser.get(answer["Location"]).content.decode()


def test_an_answer_works_once_and_in_one_browser(
    provider: Server, browser: Browser, new_browser: NewBrowser
) -> None:
    back = signed_there(leave(browser))
    thief = new_browser()
    assert thief.get(back).status_code == 401
    assert browser.get(back).status_code == 302
    browser.post("/accounts/logout/")
    assert browser.get(back).status_code == 401
    assert not thief.is_signed_in()


def test_a_state_is_old_after_ten_minutes(
    provider: Server, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = signed_there(leave(browser))
    session = browser.session
    states = session["socialaccount_states"]
    session["socialaccount_states"] = {
        key: (state, at - 601, sub) for key, (state, at, sub) in states.items()
    }
    session.save()
    assert browser.get(back).status_code == 401


@pytest.mark.parametrize("verified", [False, "false", None, "no", 1])
def test_an_address_the_provider_did_not_see_is_proven_by_our_code(
    verified: Any, provider: Server, browser: Browser
) -> None:
    provider.knobs.claims["email_verified"] = verified
    answer = come_back(browser)
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not browser.is_signed_in()
    browser.post("/accounts/confirm-email/", {"code": code_for("jane@example.org")})
    assert browser.is_signed_in()
    with as_login_role():
        assert EmailAddress.objects.get(email="jane@example.org").verified


def test_who_has_no_address_there_is_asked_for_one(provider: Server, browser: Browser) -> None:
    del provider.knobs.claims["email"]
    provider.knobs.userinfo = {"sub": "248289761001"}
    answer = come_back(browser)
    assert answer["Location"] == "/accounts/provider/signup/"
    assert "your address" in browser.get(answer["Location"]).content.decode()
    sent = {"email": "Jane@Example.org"}
    assert browser.post(answer["Location"], sent)["Location"] == "/accounts/confirm-email/"
    browser.post("/accounts/confirm-email/", {"code": code_for("jane@example.org")})
    assert browser.is_signed_in()


def test_userinfo_counts_only_about_the_same_person(provider: Server, browser: Browser) -> None:
    del provider.knobs.claims["email"], provider.knobs.claims["email_verified"]
    provider.knobs.userinfo = {"sub": "somebody else", **JANE}
    assert come_back(browser).status_code == 401
    provider.knobs.userinfo = {"sub": "248289761001", **JANE}
    assert come_back(browser)["Location"] == "/welcome/"


def test_an_address_is_as_proven_as_who_tells_it_says(provider: Server, browser: Browser) -> None:
    del provider.knobs.claims["email"]  # the token says "verified" of an address it does not name
    provider.knobs.userinfo = {"sub": "248289761001", "email": "jane@example.org"}
    assert come_back(browser)["Location"] == "/accounts/confirm-email/"


@pytest.mark.parametrize("address", ["x@demo.invalid", "no address", "x" * 250 + "@example.org"])
def test_an_address_that_receives_no_mail_is_not_taken(
    address: str, provider: Server, browser: Browser
) -> None:
    provider.knobs.claims["email"] = address
    assert come_back(browser)["Location"] == "/accounts/provider/signup/"


def test_no_token_of_the_provider_is_kept(provider: Server, browser: Browser) -> None:
    come_back(browser)
    with as_login_role():
        kept = str(list(SocialAccount.objects.values("extra_data")))
        kept += str([row.get_decoded() for row in Session.objects.all()])
    assert "the access token" not in kept
    assert "the refresh token" not in kept
    assert "eyJ" not in kept


def test_an_account_that_is_closed_stays_closed(
    provider: Server, browser: Browser, new_browser: NewBrowser, dana: User
) -> None:
    come_back(new_browser())
    with as_staff(dana):
        User.objects.filter(pk=jane().pk).update(is_active=False)
    assert come_back(browser)["Location"] == "/accounts/inactive/"
    assert not browser.is_signed_in()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert"])
def test_nobody_is_led_elsewhere_afterwards(
    target: str, provider: Server, browser: Browser
) -> None:
    assert come_back(browser, next=target)["Location"] == "/welcome/"


def test_people_come_to_the_page_they_wanted(provider: Server, browser: Browser) -> None:
    assert come_back(browser, next="/entries/")["Location"] == "/entries/"


def test_what_a_visitor_writes_into_the_address_does_not_travel(
    provider: Server, browser: Browser
) -> None:
    url = leave(browser, f"{BEGIN}?scope=admin&auth_params=redirect_uri%3Dhttps://evil.example")
    query = parse_qs(urlsplit(url).query)
    assert "admin" not in query["scope"][0]
    assert query["redirect_uri"] == ["http://testserver/accounts/oidc/oidc/login/callback/"]


def test_going_there_is_asked_for_by_a_button(provider: Server, browser: Browser) -> None:
    page = browser.get(BEGIN)
    assert page.status_code == 200
    assert "Continue with Example ID" in page.content.decode()
    assert provider.asked == []


def test_going_there_is_limited(provider: Server, browser: Browser) -> None:
    statuses = [browser.post(BEGIN).status_code for _ in range(31)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


@pytest.mark.parametrize("process", ["redirect", "saml", "x"])
def test_there_are_three_reasons_to_go_there(
    process: str, provider: Server, browser: Browser
) -> None:
    assert browser.post(BEGIN, {"process": process}).status_code == 404


def test_a_second_factor_is_still_asked_for(provider: Server, new_browser: NewBrowser) -> None:
    come_back(new_browser())
    give_app(jane())
    browser = new_browser()
    assert come_back(browser)["Location"].startswith("/accounts/2fa/authenticate/")
    assert not browser.is_signed_in()
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    assert browser.is_signed_in()


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_sign_ups_nobody_proved_are_swept(provider: Server, browser: Browser) -> None:
    provider.knobs.claims["email_verified"] = False
    come_back(browser)
    with worker_login(), as_service():
        assert people.sweep_unverified(at=timezone.now() + timedelta(days=8)) == 1
        assert not SocialAccount.objects.exists()
