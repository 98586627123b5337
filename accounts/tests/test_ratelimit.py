"""Limits: counted by address and by network, whatever a request says about itself."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from accounts.models import User
from accounts.tests.conftest import Answer, Browser, NewBrowser, last_mail
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq import settings as product

ASKED = re.compile(r'\bmay\(\s*request, "(\w+)"')
STOCK = {"login", "signup"}  # allauth's own

ADDRESS = "198.51.100.4"  # whom the server is connected to: a proxy of ours, or the client


def from_(new_browser: NewBrowser, forwarded: str, remote: str = ADDRESS) -> Browser:
    """Return a browser whose requests claim to have been forwarded."""
    browser = new_browser(**({"x_forwarded_for": forwarded} if forwarded else {}))
    browser.defaults["REMOTE_ADDR"] = remote
    return browser


def tries(browsers: list[Browser]) -> list[int]:
    """Return how one try each to sign in is answered."""
    return [
        sign_in(browser, f"{n}@example.org", "x").status_code for n, browser in enumerate(browsers)
    ]


@pytest.fixture(autouse=True)
def _two_a_minute(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {
        "login": "2/m/ip",
        "magic_link": "2/m/ip",
        "magic_link_open": "2/m/ip",
        "email_change": "2/m/ip",
        "reset_password": "2/m/ip",
        "reauthenticate": "2/m/user",
        "change_password": "2/m/user",
    }


@pytest.mark.parametrize(
    ("proxies", "claims", "is_limited"),
    [
        # no proxy of ours: the header is the client's, every claim is the same network
        (0, ["203.0.113.1", "203.0.113.2", "203.0.113.3"], True),
        # one: it appended the address it saw, what stands before is the client's
        (1, ["203.0.113.1", "203.0.113.2", "203.0.113.3"], False),
        (1, ["1.1.1.1, 203.0.113.1", "2.2.2.2, 203.0.113.1", "3.3.3.3,203.0.113.1"], True),
        (1, ["", "", ""], True),
        # two: the last but one
        (2, ["203.0.113.1, 10.0.0.1", "203.0.113.2, 10.0.0.1", "203.0.113.3, 10.0.0.1"], False),
        (2, ["1.1.1.1, 203.0.113.1, 10.0.0.1", "2.2.2.2, 203.0.113.1, 10.0.0.2"] * 2, True),
        # fewer than there are proxies: somebody came around them
        (2, ["203.0.113.1", "203.0.113.2", "203.0.113.3"], True),
        # no addresses at all are one network
        (1, ["nonsense", "unknown", "<script>"], True),
    ],
)
def test_the_network_is_the_one_our_proxies_saw(
    new_browser: NewBrowser,
    settings: Settings,
    db: None,
    proxies: int,
    claims: list[str],
    is_limited: bool,
) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    found = tries([from_(new_browser, claim) for claim in claims])
    assert found[:2] == [200, 200]
    assert found[2] == (429 if is_limited else 200)


def test_networks_are_counted_apart(new_browser: NewBrowser, db: None) -> None:
    addresses = ["203.0.113.1", "203.0.113.2", "2001:db8::1", "2001:db8::2"]
    assert tries([from_(new_browser, "", remote=address) for address in addresses]) == [200] * 4


def magic(browser: Browser, number: int) -> Answer:
    """Ask for a link to sign in, each time for another address."""
    return browser.post("/accounts/login/link/", {"email": f"{number}@example.org"})


def open_link(browser: Browser, number: int) -> Answer:
    """Guess a link."""
    return browser.post(f"/accounts/login/link/guess{number}/")


def agree(browser: Browser, number: int) -> Answer:
    """Guess the link of the old mailbox."""
    return browser.post(f"/accounts/email/agree/guess{number}/", {"agree": "1"})


def reset(browser: Browser, number: int) -> Answer:
    """Ask for a new password, each time for another address."""
    return browser.post("/accounts/password/reset/", {"email": f"{number}@example.org"})


@pytest.mark.parametrize("act", [magic, open_link, agree, reset])
def test_each_door_is_limited_by_network(
    new_browser: NewBrowser, db: None, act: Callable[[Browser, int], Answer]
) -> None:
    found = [act(new_browser(), number).status_code for number in range(3)]
    assert found[2] == 429
    assert 429 not in found[:2]


@pytest.mark.parametrize("path", ["/accounts/reauthenticate/", "/accounts/password/change/"])
def test_typing_a_password_again_is_limited_by_person(
    new_browser: NewBrowser, alice: User, path: str
) -> None:
    browser = new_browser()
    browser.force_login(alice)
    sent = {"password": "x", "oldpassword": "x", "password1": "another plain sentence"}
    assert [browser.post(path, sent).status_code for _n in range(3)] == [200, 200, 429]


def test_looking_at_a_link_is_not_a_try(new_browser: NewBrowser, db: None) -> None:
    path = "/accounts/login/link/guess/"
    assert [new_browser().get(path).status_code for _n in range(5)] == [410] * 5


def test_spellings_of_an_address_are_one_address(
    new_browser: NewBrowser, settings: Settings, db: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"magic_link": "2/m/key"}
    spellings = ["carol@example.org", "CAROL@example.org", " Carol@Example.ORG "]
    browser = new_browser()
    found = [
        browser.post("/accounts/login/link/", {"email": spelling}).status_code
        for spelling in spellings
    ]
    assert found == [302, 302, 429]
    assert len(mail.outbox) == 2


def test_every_limit_that_is_asked_for_is_set() -> None:
    """One that is not there would not limit, and say nothing."""
    code = Path(product.BASE_DIR, "accounts").rglob("*.py")
    texts = [path.read_text() for path in code if "tests" not in path.parts]
    asked = {name for text in texts for name in ASKED.findall(text)}
    assert asked
    assert asked <= set(product.ACCOUNT_RATE_LIMITS) | STOCK


def test_a_header_of_the_client_is_no_error(new_browser: NewBrowser, settings: Settings) -> None:
    """allauth's own count of proxies fails for a request that came around them."""
    settings.TRUSTED_PROXY_COUNT = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    try:
        answer = from_(new_browser, "203.0.113.1").get("/accounts/login/")
    except ImproperlyConfigured:  # pragma: no cover: that is what must not happen
        pytest.fail("a header made an error")
    assert answer.status_code == 200


def test_mails_name_the_network_our_proxies_saw(
    new_browser: NewBrowser, settings: Settings, alice: User
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    browser = from_(new_browser, "1.1.1.1, 203.0.113.9")
    sign_in(browser, alice.email)
    sent = {"oldpassword": PASSWORD, "password1": "another plain sentence"}
    browser.post("/accounts/password/change/", sent)
    body = str(last_mail(to=alice.email).body)
    assert "203.0.113.9" in body
    assert "1.1.1.1" not in body
