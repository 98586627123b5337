"""Signing in by an organisation that speaks OpenID Connect, over HTTP."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.identity_adapter import IdentityAdapter
from accounts.models import SSODomain, SSOProvider, User
from accounts.sso import apps, services
from accounts.tests import oidc_provider, proving
from accounts.tests.conftest import Answer, Browser, NewBrowser
from accounts.tests.oidc_provider import Provider
from accounts.tests.organisations import HOST, change, person_in, visit
from numoraq.rls.identity import as_staff

LOGIN = "/accounts/sso/oidc/corp/login/"
CALLBACK = "/accounts/sso/oidc/corp/callback/"


@pytest.fixture
def idp() -> Iterator[Provider]:
    """Run Corp's provider."""
    with oidc_provider.running() as provider:
        yield provider


@pytest.fixture
def corp(idp: Provider, dana: User, settings: Settings) -> SSOProvider:
    """Return Corp, set up by Dana: its provider, and its proven domain corp.example."""
    settings.WEB_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    settings.PRIVATE_PROVIDERS = True
    return connect(dana, idp.url)


def connect(dana: User, issuer: str, *, slug: str = "corp") -> SSOProvider:
    """Set up an organisation with a proven domain."""
    given = services.OIDCSetUp(issuer=issuer, client_id="numoraq", client_secret="theirs")
    with as_staff(dana):
        provider = SSOProvider.objects.create(resource_id=slug, name=slug.title(), kind="oidc")
        services.connect_oidc(provider=provider, given=given, actor=dana)
        SSODomain.objects.create(
            provider=provider, domain=f"{slug}.example", verified_at=timezone.now()
        )
    return provider


def sign_in(browser: Client, idp: Provider, **query: str) -> Answer:
    """Go to the provider, say yes there, and come back."""
    sent = visit(browser, LOGIN, **query)
    if sent.status_code != 302:
        return sent
    return visit(browser, CALLBACK, **idp.consent(sent.headers["Location"]))


def is_refused(browser: Client, idp: Provider) -> bool:
    """Return whether nobody is signed in, and nobody made."""
    answer = sign_in(browser, idp)
    made = User.objects.filter(email__endswith="corp.example").exists()
    return answer.status_code == 403 and person_in(browser) is None and not made


def test_a_provider_inside_our_network_is_not_called(
    browser: Browser, idp: Provider, corp: SSOProvider, settings: Settings
) -> None:
    settings.PRIVATE_PROVIDERS = False
    assert visit(browser, LOGIN).status_code == 403


def test_somebody_new_gets_an_account(browser: Browser, idp: Provider, corp: SSOProvider) -> None:
    answer = sign_in(browser, idp)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome/")
    assert person_in(browser) == "jane@corp.example"
    identity = SocialAccount.objects.get()
    assert (identity.provider, identity.uid) == (f"sso:{corp.pk}", "uid-jane")
    assert identity.extra_data == {"email": "jane@corp.example"}


def test_the_organisation_stands_under_its_name(
    browser: Browser, idp: Provider, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    page = visit(browser, "/settings/security/").content.decode()
    assert "<b>Corp</b>" in page
    assert f"{corp.pk}" not in page


def test_our_secret_goes_to_the_provider_alone(
    browser: Browser, idp: Provider, corp: SSOProvider
) -> None:
    sent = visit(browser, LOGIN)
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["redirect_uri"] == [f"http://{HOST}{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert "theirs" not in sent.headers["Location"]
    visit(browser, CALLBACK, **idp.consent(sent.headers["Location"]))
    assert idp.asked[0]["client_secret"] == "theirs"


def test_an_address_leads_there(browser: Browser, idp: Provider, corp: SSOProvider) -> None:
    typed = {"email": "jane@corp.example"}
    answer = browser.post("/accounts/sso/", typed, headers={"host": HOST})
    assert answer.headers["Location"].startswith(f"{idp.url}/authorize?")


def test_one_goes_on_where_one_wanted_to_but_not_elsewhere(
    new_browser: NewBrowser, idp: Provider, corp: SSOProvider
) -> None:
    assert sign_in(new_browser(), idp, next="/entries/").headers["Location"] == "/entries/"
    for elsewhere in ("https://evil.example/", "//evil.example/"):
        assert sign_in(new_browser(), idp, next=elsewhere).headers["Location"] == "/dashboard/"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"aud": "somebody-else"},
        {"exp": int(time.time()) - 3600},
        {"email": "alice@example.org", "email_verified": True},
        {"email": ""},
        {"email": None},
    ],
)
def test_a_token_that_is_not_for_us_now(
    browser: Browser, alice: User, idp: Provider, corp: SSOProvider, claims: dict[str, Any]
) -> None:
    idp.claims = claims
    assert is_refused(browser, idp)
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_says_it_is_another(
    browser: Browser, idp: Provider, corp: SSOProvider, config: dict[str, Any]
) -> None:
    idp.config = config
    assert is_refused(browser, idp)


@pytest.mark.parametrize("id_token", ["", "nonsense", "a.b.c"])
def test_what_is_no_token(
    browser: Browser, idp: Provider, corp: SSOProvider, id_token: str
) -> None:
    idp.token = {"id_token": id_token}
    assert is_refused(browser, idp)


def test_a_code_counts_in_the_browser_that_was_sent(
    browser: Browser, new_browser: NewBrowser, idp: Provider, corp: SSOProvider
) -> None:
    back = idp.consent(visit(browser, LOGIN).headers["Location"])
    victim = new_browser()
    assert visit(victim, CALLBACK, **back).status_code == 403
    assert person_in(victim) is None
    assert visit(browser, CALLBACK, **back).status_code == 302
    browser.cookies.clear()
    assert visit(browser, CALLBACK, **back).status_code == 403


def test_who_changes_their_mind_there_is_told(
    browser: Browser, idp: Provider, corp: SSOProvider
) -> None:
    state = idp.consent(visit(browser, LOGIN).headers["Location"])["state"]
    answer = visit(browser, CALLBACK, error="access_denied", state=state)
    assert answer.status_code == 403
    assert "Your organisation did not sign you in." in answer.text


def test_a_provider_that_is_away(browser: Browser, dana: User, corp: SSOProvider) -> None:
    with oidc_provider.running() as gone:
        connect(dana, gone.url, slug="gone")
    assert visit(browser, "/accounts/sso/oidc/gone/login/").status_code == 403


def test_a_provider_that_is_switched_off(
    browser: Browser, idp: Provider, corp: SSOProvider, dana: User
) -> None:
    back = idp.consent(visit(browser, LOGIN).headers["Location"])
    change(dana, corp, is_disabled=True)
    assert visit(browser, LOGIN).status_code == 404
    assert visit(browser, CALLBACK, **back).status_code == 404


def test_who_has_a_second_factor_is_asked_for_it(
    browser: Browser, idp: Provider, corp: SSOProvider, dana: User
) -> None:
    """Another organisation knows us by the same client id: they are told apart."""
    connect(dana, "https://login.other.example", slug="other")
    sign_in(browser, idp)
    proving.give_app(User.objects.get(email="jane@corp.example"))
    browser.cookies.clear()
    assert sign_in(browser, idp).headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert person_in(browser) is None
    typed = {"code": proving.code()}
    browser.post("/accounts/2fa/authenticate/", typed, headers={"host": HOST})
    assert person_in(browser) == "jane@corp.example"


def test_apps_are_in_memory_and_no_choice_for_everybody(rf: Any, corp: SSOProvider) -> None:
    adapter = IdentityAdapter()
    assert adapter.list_apps(rf.get("/")) == []
    app = adapter.get_app(rf.get("/"), provider=corp.sub_id)
    assert (app.pk, app.secret, app.client_id) == (None, "theirs", "numoraq")
    assert not SocialApp.objects.exists()
    assert apps.matching(provider="sso:nonsense") == []
    assert apps.matching(provider="google") == []


def test_where_it_is_the_only_way_newcomers_come_in_by_it(
    browser: Browser, idp: Provider, corp: SSOProvider, dana: User
) -> None:
    change(dana, corp, sso_only=True)
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"


def test_an_address_the_provider_has_not_proven_opens_nothing(
    browser: Browser, idp: Provider, corp: SSOProvider
) -> None:
    idp.claims["email_verified"] = False
    assert is_refused(browser, idp)
