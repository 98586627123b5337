"""Corp, an organisation whose provider is real, and the way to it and back."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import SSODomain, SSOProvider, User
from accounts.sso import metadata, saml, services
from accounts.tests import saml_idp
from accounts.tests.conftest import Answer
from accounts.tests.saml_idp import IdP
from numoraq.rls.identity import as_staff

HOST = "app.example.com"
WEB = f"https://{HOST}"


@pytest.fixture
def idp(tmp_path: Path) -> Iterator[IdP]:
    """Run Corp's provider. Skips, or fails where browser tests are required, without xmlsec1."""
    if not saml_idp.XMLSEC:
        if os.environ.get("NUMORAQ_BROWSER_TESTS") == "required":
            pytest.fail("NUMORAQ_BROWSER_TESTS=required, but xmlsec1 is missing")
        pytest.skip("xmlsec1 is not installed")
    with saml_idp.running(tmp_path) as idp:
        yield idp


@pytest.fixture
def corp(idp: IdP, dana: User, settings: Settings) -> SSOProvider:
    """Return Corp, set up by Dana: its provider, and its proven domain corp.example."""
    settings.WEB_URL = f"http://{HOST}"  # as plain as the provider of the tests
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    return connect(idp, dana)


def connect(
    idp: IdP, dana: User, *, slug: str = "corp", domain: str = "corp.example"
) -> SSOProvider:
    """Set up an organisation with a provider and a proven domain."""
    found = metadata.read(idp.metadata())
    now = timezone.now()
    with as_staff(dana):
        provider = SSOProvider.objects.create(resource_id=slug, name=slug.title())
        given = services.SAMLSetUp(metadata=found, attribute_mapping={})
        services.connect_saml(provider=provider, given=given, actor=dana, at=now)
        SSODomain.objects.create(provider=provider, domain=domain, verified_at=now)
    provider = SSOProvider.objects.select_related("saml").get(pk=provider.pk)
    idp.trusts(saml.metadata(provider))
    return provider


def change(dana: User, provider: SSOProvider, **columns: Any) -> None:
    """Change a provider, as staff would."""
    with as_staff(dana):
        SSOProvider.objects.filter(pk=provider.pk).update(**columns)


def visit(browser: Client, path: str, **data: str) -> Answer:
    """Open a page of ours on its host."""
    return browser.get(path, data, headers={"host": HOST})


def leave(browser: Client, slug: str = "corp", **query: str) -> str:
    """Return where a browser is sent that wants to sign in at an organisation."""
    answer = visit(browser, f"/accounts/saml/{slug}/login/", **query)
    assert answer.status_code == 302, answer.status_code
    return str(answer.headers["Location"])


def post(browser: Client, form: Any, slug: str = "corp") -> Answer:
    """Post what a provider had the browser post, and follow to the end of it."""
    path = f"/accounts/saml/{slug}/acs/"
    sent = {name: form[name] for name in ("SAMLResponse", "RelayState") if name in form}
    answer = browser.post(path, sent, headers={"host": HOST})
    if answer.status_code != 302:
        return answer
    assert urlsplit(answer.headers["Location"]).path == f"{path}finish/"
    return visit(browser, f"{path}finish/")


def sign_in(browser: Client, idp: IdP, slug: str = "corp", **query: str) -> Answer:
    """Go to the provider, say yes there, and come back."""
    return post(browser, idp.answer(leave(browser, slug, **query)), slug)


def person_in(browser: Client) -> str | None:
    """Return the address of who is signed in to a browser."""
    key = browser.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None
