"""The ceremonies of passkeys as a browser goes through them, without scripts."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.tests.conftest import Answer, Browser, NewBrowser
from accounts.tests.soft_passkey import SoftPasskey
from accounts.tests.test_factors import confirm
from accounts.tests.test_sign_in import sign_in

HOST = "app.localhost"
ORIGIN = f"http://{HOST}"
ADD, ENTER = "/accounts/2fa/passkeys/add/", "/accounts/2fa/passkeys/sign-in/"
SECOND, AGAIN = "/accounts/2fa/authenticate/", "/accounts/2fa/reauthenticate/passkey/"
JSON = {"accept": "application/json"}


@pytest.fixture
def host(settings: Any) -> None:
    """Answer on hosts that may have passkeys."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".localhost"]


@pytest.fixture
def anyone(host: None, new_browser: NewBrowser) -> Browser:
    """Return a browser nobody is signed in to, on a host that may have passkeys."""
    return new_browser(host=HOST)


@pytest.fixture
def browser(anyone: Browser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password alone."""
    sign_in(anyone, alice.email)
    return anyone


@pytest.fixture
def passkey() -> SoftPasskey:
    """Return a passkey that is not made yet."""
    return SoftPasskey(origin=ORIGIN)


def add(browser: Client, passkey: SoftPasskey, *, name: str = "Phone") -> Answer:
    """Add a passkey to the account that is signed in."""
    options = browser.get(ADD).context["js_data"]["creation_options"]
    return browser.post(ADD, {"name": name, "credential": passkey.make(options)})


def challenge(browser: Client, path: str = ENTER) -> Any:
    """Return what the server asks of a browser's passkey."""
    return browser.get(path, headers=JSON).json()["request_options"]


def enter(browser: Client, passkey: SoftPasskey, path: str = ENTER) -> Answer:
    """Sign in, or prove oneself, by a passkey."""
    return browser.post(path, {"credential": passkey.sign(challenge(browser, path))})


def made(browser: Browser, passkey: SoftPasskey) -> SoftPasskey:
    """Return a passkey that has been added."""
    confirm(browser)
    add(browser, passkey)
    return passkey
