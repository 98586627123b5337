"""Google, GitHub, Discord and Apple: each in its own dialect, true and not so."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.discord.views import DiscordOAuth2Adapter
from allauth.socialaccount.providers.github.views import GitHubOAuth2Adapter
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from pytest_django import Settings

from accounts.integrations.providers import AppleAdapter, GoogleAdapter
from accounts.models import User
from accounts.tests import oidc_server
from accounts.tests.conftest import Answer, Browser, code_for
from accounts.tests.elsewhere import ERROR, JANE, leave, signed_there
from accounts.tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Server
from numoraq import identity_providers
from numoraq.lib import env
from numoraq.rls.identity import as_login_role

pytestmark = pytest.mark.django_db

NAMES = ("google", "github", "discord", "apple")
SIGNED = ("google", "apple")
PRIVATE_KEY = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    .decode()
)
ENVIRON = {
    **{f"NUMORAQ_{name}_CLIENT_ID": CLIENT_ID for name in ("GOOGLE", "GITHUB", "DISCORD", "APPLE")},
    **{f"NUMORAQ_{name}_CLIENT_SECRET": CLIENT_SECRET for name in ("GOOGLE", "GITHUB", "DISCORD")},
    "NUMORAQ_APPLE_TEAM_ID": "TEAM",
    "NUMORAQ_APPLE_KEY_ID": "KEY",
    "NUMORAQ_APPLE_PRIVATE_KEY": PRIVATE_KEY.replace("\n", "\\n"),
}


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Return a server that the four providers are at."""
    settings.SOCIALACCOUNT_PROVIDERS = identity_providers.from_environment(ENVIRON)
    settings.PRIVATE_PROVIDERS = True
    with oidc_server.running() as running:
        adapters: tuple[Any, ...] = (
            GoogleAdapter,
            GitHubOAuth2Adapter,
            DiscordOAuth2Adapter,
            AppleAdapter,
        )
        for adapter in adapters:
            monkeypatch.setattr(adapter, "access_token_url", f"{running.base}/token")
            monkeypatch.setattr(adapter, "authorize_url", f"{running.base}/authorize")
            monkeypatch.setattr(adapter, "profile_url", f"{running.base}/user", raising=False)
        monkeypatch.setattr(GitHubOAuth2Adapter, "emails_url", f"{running.base}/user/emails")
        monkeypatch.setattr(GoogleAdapter, "keys_url", f"{running.base}/jwks")
        monkeypatch.setattr(GoogleAdapter, "id_token_issuer", running.base)
        monkeypatch.setattr(AppleAdapter, "public_key_url", f"{running.base}/jwks")
        monkeypatch.setattr(AppleAdapter, "issuer", running.base)
        yield running


def tell(server: Server, name: str, *, verified: bool) -> None:
    """Have a provider tell about Jane as it does."""
    email = JANE["email"]
    server.knobs.claims = {"email": email, "email_verified": verified}
    if name == "apple":
        server.knobs.claims["email_verified"] = str(verified).lower()
    if name == "github":
        server.knobs.userinfo = {"id": 7, "login": "jane"}
        second = {"email": "jane@work.example", "primary": False, "verified": True}
        first = {"email": email, "primary": True, "verified": verified}
        server.knobs.emails = [second, first]
    if name == "discord":
        server.knobs.userinfo = {"id": "7", "username": "jane", "email": email}
        server.knobs.userinfo["verified"] = verified


def arrive(browser: Browser, name: str) -> Answer:
    """Go to a provider and come back; Apple sends people back by a form."""
    if name == "apple":
        return by_form(browser, user='{"name": {"firstName": "Jane"}}')
    return browser.get(signed_there(leave(browser, f"/accounts/{name}/login/")))


def by_form(browser: Browser, **sent: str) -> Answer:
    """Come back from Apple by its form, with what else the browser sends."""
    back = signed_there(leave(browser, "/accounts/apple/login/"))
    path, _, query = back.partition("?")
    values = dict(part.split("=", 1) for part in query.split("&"))
    kept = browser.post(path, {**values, **sent})
    assert kept.status_code == 302
    return browser.get(kept["Location"].removeprefix("http://testserver"))


@pytest.mark.parametrize("name", NAMES)
def test_somebody_new_comes_in(name: str, server: Server, browser: Browser) -> None:
    tell(server, name, verified=True)
    assert arrive(browser, name)["Location"] == "/welcome/"
    assert browser.is_signed_in()
    with as_login_role():
        account = SocialAccount.objects.get()
        addresses = [(a.email, a.verified) for a in EmailAddress.objects.filter(user=account.user)]
    assert account.provider == name
    assert addresses == [("jane@example.org", True)]
    assert "token" not in str(account.extra_data)


@pytest.mark.parametrize("name", NAMES)
def test_an_address_not_seen_there_is_proven_here(
    name: str, server: Server, browser: Browser
) -> None:
    tell(server, name, verified=False)
    assert arrive(browser, name)["Location"] == "/accounts/confirm-email/"
    assert not browser.is_signed_in()
    browser.post("/accounts/confirm-email/", {"code": code_for("jane@example.org")})
    assert browser.is_signed_in()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("error", ["server_error", "access_denied", "<script>"])
def test_an_error_signs_nobody_in(name: str, error: str, server: Server, browser: Browser) -> None:
    server.knobs.error = error
    answer = arrive(browser, name)
    if error == "access_denied":
        assert answer["Location"] == "/accounts/provider/cancelled/"
    else:
        assert answer.status_code == 401
        assert "<script>" not in answer.content.decode().partition("<main")[2]
    assert not browser.is_signed_in()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("status", [400, 500, 503])
def test_a_code_that_is_refused_signs_nobody_in(
    name: str, status: int, server: Server, browser: Browser
) -> None:
    tell(server, name, verified=True)
    server.knobs.token_status = status
    assert arrive(browser, name).status_code == 401


@pytest.mark.parametrize("name", ["github", "discord"])
@pytest.mark.parametrize("told", [{}, {"id": None}, {"message": "no"}])
def test_an_answer_without_a_person_signs_nobody_in(
    name: str, told: dict[str, Any], server: Server, browser: Browser
) -> None:
    server.knobs.userinfo, server.knobs.emails = told, []
    server.knobs.userinfo_status = 401 if told == {"message": "no"} else 200
    answer = arrive(browser, name)
    assert answer.status_code == 401 or answer["Location"] == ERROR
    with as_login_role():
        assert not User.objects.exists()


@pytest.mark.parametrize("name", SIGNED)
@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"nonce": "x"}},
        {"claims": {"aud": "x"}},
        {"key": 1},
        {"algorithm": "none"},
    ],
    ids=str,
)
def test_an_issuer_is_pinned_and_its_word_signed(
    name: str, lie: dict[str, Any], server: Server, browser: Browser
) -> None:
    tell(server, name, verified=True)
    server.knobs.claims |= lie.get("claims", {})
    server.knobs.key = lie.get("key", 0)
    server.knobs.algorithm = lie.get("algorithm", "RS256")
    assert arrive(browser, name).status_code == 401
    with as_login_role():
        assert not User.objects.exists()


@pytest.mark.parametrize("sent", ["[]", "7", "null", "no json", '{"email": "x@example.org"}'])
def test_apples_form_is_anybodys_word(sent: str, server: Server, browser: Browser) -> None:
    tell(server, "apple", verified=True)
    answer = by_form(browser, user=sent, id_token="x")
    assert answer["Location"] == "/welcome/"
    with as_login_role():
        assert User.objects.get().email == "jane@example.org"


@pytest.mark.parametrize("sent", ['{"name": "x"}', '{"name": 5}', '{"a":' + "[" * 50_000], ids=len)
def test_apples_form_of_no_shape_signs_nobody_in(
    sent: str, server: Server, browser: Browser
) -> None:
    tell(server, "apple", verified=True)
    answer = by_form(browser, user=sent)
    assert answer["Location"] == ERROR
    assert not browser.is_signed_in()


def test_apples_form_needs_no_cookie_of_ours(server: Server, browser: Browser) -> None:
    apple = Client(enforce_csrf_checks=True)
    kept = apple.post("/accounts/apple/login/callback/", {"code": "x", "state": "y"})
    assert kept.status_code == 302
    assert browser.get(kept["Location"].removeprefix("http://testserver")).status_code == 401


@pytest.mark.parametrize("name", ["google", "github", "discord"])
def test_codes_are_bound_to_a_verifier(name: str, server: Server, browser: Browser) -> None:
    tell(server, name, verified=True)
    arrive(browser, name)
    assert server.asked[0]["code_challenge_method"] == "S256"
    assert server.redeemed[0]["code_verifier"]


def test_buttons_stand_in_one_order(server: Server, browser: Browser) -> None:
    for page in ("/accounts/login/", "/accounts/signup/"):
        text = browser.get(page).content.decode()
        places = [text.index(f"Continue with {name}") for name in order()]
        assert places == sorted(places)


def order() -> tuple[str, ...]:
    """Return the names as the buttons stand."""
    return ("Google", "Apple", "GitHub", "Discord")


def test_without_providers_there_are_no_buttons(browser: Browser) -> None:
    for page in ("/accounts/login/", "/accounts/signup/"):
        assert 'class="way"' not in browser.get(page).content.decode()
    for name in NAMES:
        assert browser.post(f"/accounts/{name}/login/").status_code == 404
        assert browser.get(f"/accounts/{name}/login/").status_code == 404


def test_half_a_provider_is_said_at_the_start() -> None:
    with pytest.raises(env.BadSetting, match="NUMORAQ_OIDC_NAME"):
        identity_providers.from_environment({"NUMORAQ_OIDC_ISSUER": "https://id.example"})
    with pytest.raises(env.BadSetting, match="NUMORAQ_GOOGLE_CLIENT_SECRET"):
        identity_providers.from_environment({"NUMORAQ_GOOGLE_CLIENT_ID": "x"})


def test_the_environment_names_a_general_provider() -> None:
    names = {"NAME": "Example ID", "ISSUER": "https://id.example", "CLIENT_ID": "a"}
    given = {f"NUMORAQ_OIDC_{name}": value for name, value in names.items()}
    given["NUMORAQ_OIDC_CLIENT_SECRET"] = "b"
    app = identity_providers.from_environment(given)["openid_connect"]["APPS"][0]
    assert (app["name"], app["settings"]) == ("Example ID", {"server_url": "https://id.example"})
