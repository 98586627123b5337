"""Signing in by an organisation that speaks OpenID Connect, over HTTP."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.identity_adapter import IdentityAdapter
from accounts.integrations.id_tokens import nonce_of
from accounts.models import SSODomain, SSOProvider, User
from accounts.sso import apps, services
from accounts.tests import oidc_server, proving
from accounts.tests.conftest import Answer, Browser, NewBrowser
from accounts.tests.elsewhere import signed_there
from accounts.tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Server
from accounts.tests.organisations import HOST, change, person_in, visit
from numoraq.rls.identity import as_staff

LOGIN = "/accounts/sso/oidc/corp/login/"
CALLBACK = "/accounts/sso/oidc/corp/callback/"


@pytest.fixture
def idp() -> Iterator[Server]:
    """Run Corp's provider."""
    with oidc_server.running() as server:
        server.knobs.claims = {"sub": "uid-jane", "email": "jane@corp.example"}
        yield server


@pytest.fixture
def corp(idp: Server, dana: User, settings: Settings) -> SSOProvider:
    """Return Corp, set up by Dana: its provider, and its proven domain corp.example."""
    settings.WEB_URL = f"http://{HOST}"
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    settings.PRIVATE_PROVIDERS = True
    return connect(dana, idp.base)


def connect(dana: User, issuer: str, *, slug: str = "corp") -> SSOProvider:
    """Set up an organisation with a proven domain."""
    given = services.OIDCSetUp(issuer=issuer, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    with as_staff(dana):
        provider = SSOProvider.objects.create(resource_id=slug, name=slug.title(), kind="oidc")
        services.connect_oidc(provider=provider, given=given, actor=dana)
        SSODomain.objects.create(
            provider=provider, domain=f"{slug}.example", verified_at=timezone.now()
        )
    return provider


def sign_in(browser: Client, idp: Server, **query: str) -> Answer:
    """Go to the provider, say yes there, and come back."""
    sent = visit(browser, LOGIN, **query)
    if sent.status_code != 302:
        return sent
    return visit(browser, signed_there(sent.headers["Location"]))


def is_refused(browser: Client, idp: Server) -> bool:
    """Return whether nobody is signed in, and nobody made."""
    answer = sign_in(browser, idp)
    made = User.objects.filter(email__endswith="corp.example").exists()
    return answer.status_code == 403 and person_in(browser) is None and not made


def test_a_provider_inside_our_network_is_not_called(
    browser: Browser, idp: Server, corp: SSOProvider, settings: Settings
) -> None:
    settings.PRIVATE_PROVIDERS = False
    assert visit(browser, LOGIN).status_code == 403


def test_somebody_new_gets_an_account(browser: Browser, idp: Server, corp: SSOProvider) -> None:
    answer = sign_in(browser, idp)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/welcome/")
    assert person_in(browser) == "jane@corp.example"
    identity = SocialAccount.objects.get()
    assert (identity.provider, identity.uid) == (f"sso:{corp.pk}", "uid-jane")
    assert identity.extra_data == {"email": "jane@corp.example"}


def test_the_organisation_stands_under_its_name(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    sign_in(browser, idp)
    page = visit(browser, "/settings/security/").content.decode()
    assert "<b>Corp</b>" in page
    assert f"{corp.pk}" not in page


def test_our_secret_goes_to_the_provider_alone(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    sent = visit(browser, LOGIN)
    asked = parse_qs(urlsplit(sent.headers["Location"]).query)
    assert asked["redirect_uri"] == [f"http://{HOST}{CALLBACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    assert CLIENT_SECRET not in sent.headers["Location"]
    assert quote_plus(CLIENT_SECRET) not in sent.headers["Location"]
    visit(browser, signed_there(sent.headers["Location"]))
    assert idp.redeemed[0]["client_secret"] == CLIENT_SECRET


def test_an_address_leads_there(browser: Browser, idp: Server, corp: SSOProvider) -> None:
    typed = {"email": "jane@corp.example"}
    answer = browser.post("/accounts/sso/", typed, headers={"host": HOST})
    assert answer.headers["Location"].startswith(f"{idp.base}/authorize?")


def test_one_goes_on_where_one_wanted_to_but_not_elsewhere(
    new_browser: NewBrowser, idp: Server, corp: SSOProvider
) -> None:
    assert sign_in(new_browser(), idp, next="/entries/").headers["Location"] == "/entries/"
    for elsewhere in ("https://evil.example/", "//evil.example/"):
        assert sign_in(new_browser(), idp, next=elsewhere).headers["Location"] == "/dashboard/"


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "for somebody else": {"claims": {"aud": "somebody-else"}},
    "for another party": {"claims": {"aud": [CLIENT_ID, "x"], "azp": "x"}},
    "for several, for none of them first": {"claims": {"aud": [CLIENT_ID, "x"]}},
    "another sign-in's nonce": {"claims": {"nonce": nonce_of("another state")}},
    "no nonce": {"without": ("nonce",)},
    "an empty nonce": {"claims": {"nonce": ""}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "without an end": {"without": ("exp",)},
    "without a beginning": {"without": ("iat",)},
    "from the future": {"claims": {"iat": 4_000_000_000}},
    "about nobody": {"without": ("sub",)},
    "unsigned": {"algorithm": "none"},
    "signed with our own secret": {"algorithm": "HS256"},
    "signed with a foreign key": {"key": 1},
    "an address elsewhere": {"claims": {"email": "alice@example.org", "email_verified": True}},
    "no address": {"claims": {"email": ""}},
    "a null for an address": {"claims": {"email": None}},
    "an address it has not proven": {"claims": {"email_verified": False}},
    "a null for a proof": {"claims": {"email_verified": None}},
    "userinfo about another": {
        "without": ("email",),
        "userinfo": {"sub": "uid-bob", "email": "bob@corp.example"},
    },
    "userinfo it has not proven": {
        "without": ("email",),
        "userinfo": {"sub": "uid-jane", "email": "jane@corp.example", "email_verified": False},
    },
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_lie_signs_nobody_in(
    lie: str, browser: Browser, alice: User, idp: Server, corp: SSOProvider
) -> None:
    claims = {**idp.knobs.claims, **LIES[lie].get("claims", {})}
    for name, value in {**LIES[lie], "claims": claims}.items():
        setattr(idp.knobs, name, value)
    assert is_refused(browser, idp)
    assert not SocialAccount.objects.exists()


def test_a_token_of_one_sign_in_is_none_of_the_next(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    """The thief has a whole token of Jane's, good for a while, and a session of their own."""
    asked = visit(browser, LOGIN).headers["Location"]
    idp.knobs.token = {"id_token": idp.sign(dict(parse_qsl(urlsplit(asked).query)))}
    browser.cookies.clear()
    assert is_refused(browser, idp)


@pytest.mark.parametrize(
    "claims", [{"aud": [CLIENT_ID]}, {"aud": [CLIENT_ID, "x"], "azp": CLIENT_ID}]
)
def test_other_audiences_do_no_harm_when_it_is_made_for_us(
    browser: Browser, idp: Server, corp: SSOProvider, claims: dict[str, Any]
) -> None:
    idp.knobs.claims |= claims
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"


def test_an_address_may_be_asked_for(browser: Browser, idp: Server, corp: SSOProvider) -> None:
    idp.knobs.without = ("email",)
    idp.knobs.userinfo = {"sub": "uid-jane", "email": "jane@corp.example"}
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"


@pytest.mark.parametrize(
    "config",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"jwks_uri": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"userinfo_endpoint": "file:///etc/passwd"},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_provider_that_says_it_is_another(
    browser: Browser, idp: Server, corp: SSOProvider, config: dict[str, Any]
) -> None:
    idp.knobs.document = config
    assert is_refused(browser, idp)


@pytest.mark.parametrize("id_token", ["", "nonsense", "a.b.c", None, 7, ["a"]])
def test_what_is_no_token(browser: Browser, idp: Server, corp: SSOProvider, id_token: Any) -> None:
    idp.knobs.token = {"id_token": id_token}
    assert is_refused(browser, idp)


def test_a_code_counts_in_the_browser_that_was_sent(
    browser: Browser, new_browser: NewBrowser, idp: Server, corp: SSOProvider
) -> None:
    back = signed_there(visit(browser, LOGIN).headers["Location"])
    victim = new_browser()
    assert visit(victim, back).status_code == 403
    assert person_in(victim) is None
    assert visit(browser, back).status_code == 302
    browser.cookies.clear()
    assert visit(browser, back).status_code == 403


def test_who_changes_their_mind_there_is_told(
    browser: Browser, idp: Server, corp: SSOProvider
) -> None:
    idp.knobs.error = "access_denied"
    answer = sign_in(browser, idp)
    assert answer.status_code == 403
    assert "Your organisation did not sign you in." in answer.text


def test_a_provider_that_is_away(browser: Browser, dana: User, corp: SSOProvider) -> None:
    with oidc_server.running() as gone:
        connect(dana, gone.base, slug="gone")
    assert visit(browser, "/accounts/sso/oidc/gone/login/").status_code == 403


def test_a_provider_that_is_switched_off(
    browser: Browser, idp: Server, corp: SSOProvider, dana: User
) -> None:
    back = signed_there(visit(browser, LOGIN).headers["Location"])
    change(dana, corp, is_disabled=True)
    assert visit(browser, LOGIN).status_code == 404
    assert visit(browser, back).status_code == 404


def test_who_has_a_second_factor_is_asked_for_it(
    browser: Browser, idp: Server, corp: SSOProvider, dana: User
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
    assert (app.pk, app.secret, app.client_id) == (None, CLIENT_SECRET, CLIENT_ID)
    assert not SocialApp.objects.exists()
    assert apps.matching(provider="sso:nonsense") == []
    assert apps.matching(provider="google") == []


def test_where_it_is_the_only_way_newcomers_come_in_by_it(
    browser: Browser, idp: Server, corp: SSOProvider, dana: User
) -> None:
    change(dana, corp, sso_only=True)
    sign_in(browser, idp)
    assert person_in(browser) == "jane@corp.example"
