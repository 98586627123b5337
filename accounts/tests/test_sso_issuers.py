"""Organisations that speak OpenID Connect, in the CMS: their issuers are judged at saving."""

import json
import socket
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import OIDCConnection, SSOProvider, User
from accounts.tests.conftest import Browser
from accounts.tests.test_sso_admin import PROVIDERS, change, entered
from accounts.tests.test_sso_oidc import LOGIN, connect
from cms.models import AuditEntry
from cms.tests.cast import cms_of
from numoraq.rls.identity import as_staff

SECRET = "a-secret-of-theirs"


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the provider's name lead to the public network; others are not known."""
    real = socket.getaddrinfo

    def found(host: str, *args: Any, **options: Any) -> Any:
        if host == "no-such-host.example":
            raise socket.gaierror
        return real("93.184.215.14" if host == "login.corp.example" else host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", found)


def oidc(**more: str) -> dict[str, Any]:
    """Return what an administrator types for a provider of OpenID Connect."""
    typed = {"issuer": "https://login.corp.example", "client_id": "numoraq"}
    return {**entered(), "kind": "oidc", "client_secret": SECRET, **typed, **more}


@pytest.mark.usefixtures("names")
def test_the_secret_is_sealed_and_shown_to_nobody(dana: User, settings: Settings) -> None:
    client = cms_of(dana)
    assert client.post(f"{PROVIDERS}add/", oidc()).status_code == 302
    row = OIDCConnection.objects.get()
    assert row.client_secret == SECRET
    assert SECRET not in OIDCConnection.objects.values_list("client_secret", flat=True)[0]
    page = client.get(f"{PROVIDERS}{row.provider_id}/change/").text
    assert f"{settings.WEB_URL}/accounts/sso/oidc/corp/callback/" in page
    assert SECRET not in page
    with as_staff(dana):
        assert SECRET not in json.dumps([e.details for e in AuditEntry.objects.all()], default=str)
    change(client, row.provider, issuer=row.issuer, client_id="other", client_secret="")
    row = OIDCConnection.objects.get()
    assert (row.client_id, row.client_secret) == ("other", SECRET)


@pytest.mark.usefixtures("names")
@pytest.mark.parametrize(
    ("issuer", "inside"),
    [
        ("http://login.corp.example", False), ("x", False), ("https://no-such-host.example", False),
        ("https://169.254.169.254/", False), ("https://a@login.corp.example", True),
        ("http://login.corp.example", True),
    ],
)  # fmt: skip
def test_an_issuer_is_https_and_public(
    dana: User, settings: Settings, issuer: str, inside: bool
) -> None:
    settings.PRIVATE_PROVIDERS = inside
    settings.WEB_URL = "https://app.example.com" if inside else "http://localhost"
    page = cms_of(dana).post(f"{PROVIDERS}add/", oidc(issuer=issuer))
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["issuer"]
    assert not SSOProvider.objects.exists()


@pytest.mark.usefixtures("names")
def test_an_issuer_inside_is_taken_where_providers_may_be(dana: User, settings: Settings) -> None:
    settings.PRIVATE_PROVIDERS = True
    settings.WEB_URL = "http://localhost"
    given = oidc(issuer="http://10.0.0.7:8443")
    assert cms_of(dana).post(f"{PROVIDERS}add/", given).status_code == 302


@pytest.mark.parametrize("missing", ["issuer", "client_id", "client_secret"])
def test_openid_connect_needs_all_of_it(dana: User, missing: str) -> None:
    page = cms_of(dana).post(f"{PROVIDERS}add/", {**oidc(), missing: ""})
    assert "OpenID Connect needs this." in page.text


def test_a_provider_that_does_not_answer_is_said_to_be_away(
    browser: Browser, dana: User, settings: Settings
) -> None:
    settings.PRIVATE_PROVIDERS = True
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    connect(dana, f"http://127.0.0.1:{port}")
    page = browser.get(LOGIN)
    assert page.status_code == 403
    assert "could not be reached" in page.text
    assert "too old" not in page.text


def test_organisations_are_offered_once_there_is_one(browser: Browser, dana: User) -> None:
    words = "Continue with your organisation"
    assert words not in browser.get("/accounts/login/").content.decode()
    provider = connect(dana, "https://login.corp.example")
    assert words in browser.get("/accounts/login/").content.decode()
    with as_staff(dana):
        SSOProvider.objects.filter(pk=provider.pk).update(is_disabled=True)
    assert words not in browser.get("/accounts/login/").content.decode()
