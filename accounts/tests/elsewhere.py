"""A browser that goes to a provider and comes back."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from pytest_django import Settings

from accounts.tests import oidc_server
from accounts.tests.conftest import Answer, Browser
from accounts.tests.oidc_server import CLIENT_ID, CLIENT_SECRET, Server

BEGIN = "/accounts/oidc/oidc/login/"
ERROR = "/accounts/provider/error/"
_REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')
JANE = {"email": "jane@example.org", "email_verified": True, "name": "Jane"}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Server]:
    """Return a provider of OpenID Connect that the environment names."""
    with oidc_server.running() as server:
        name_it(settings, server)
        server.knobs.claims = dict(JANE)
        yield server


def name_it(settings: Any, server: Server) -> None:
    """Have the settings name a provider as the environment would."""
    app = {
        "provider_id": "oidc",
        "name": "Example ID",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": server.base},
    }
    options = {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
    settings.SOCIALACCOUNT_PROVIDERS = {
        **settings.SOCIALACCOUNT_PROVIDERS,
        "openid_connect": options,
    }
    settings.PRIVATE_PROVIDERS = True


def leave(browser: Browser, begin: str = BEGIN, **sent: str) -> str:
    """Press the button of a provider; return the address the browser is sent on to."""
    answer = browser.post(begin, sent)
    assert answer.status_code == 200, (answer.status_code, answer.get("Location"))
    found = _REFRESH.search(answer.content.decode())
    assert found
    return html.unescape(found[1])


def signed_there(url: str) -> str:
    """Sign in at the provider; return the address it sends the browser back to."""
    response = requests.get(url, allow_redirects=False, timeout=5)
    assert response.status_code == 302, response.text
    parts = urlsplit(response.headers["Location"])
    return f"{parts.path}?{parts.query}"


def come_back(browser: Browser, begin: str = BEGIN, **sent: str) -> Answer:
    """Go to a provider, sign in there, and return the answer to coming back."""
    return browser.get(signed_there(leave(browser, begin, **sent)))
