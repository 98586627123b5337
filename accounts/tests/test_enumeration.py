"""Whether an address has an account shows to nobody but who reads its mail."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.conftest import Answer, Browser, NewBrowser
from conftest import make_person
from numoraq.rls.identity import as_login_role, as_staff

WRONG = "not the password at all"
STRANGER = "zzzzz@example.org"
CAST = ("known", "unproven", "closed", "elsewhere")
# Statements by which answers differ: a link is stored for somebody; signing up makes them, and
# does so within the tenth of a second that hashing the password takes in either case.
ASKING, SIGNING_UP = 10, 26


@dataclass
class Seen:
    """What somebody sees who tries an address, and how much work the answer was."""

    status: int
    leads_to: str
    text: str
    cookies: list[str]
    hashes: int
    queries: int

    @property
    def outside(self) -> tuple[int, str, str, list[str], int]:
        """Return what must not differ."""
        return self.status, self.leads_to, self.text, self.cookies, self.hashes


def person(kind: str) -> str:
    """Make somebody and return their address, as long as the stranger's."""
    user = make_person("alice")
    with as_login_role():
        if kind == "unproven":
            EmailAddress.objects.filter(user=user).update(verified=False)
        if kind == "elsewhere":
            user.set_unusable_password()
            user.save(update_fields=["password"])
            SocialAccount.objects.create(user=user, provider="google", uid="1")
    if kind == "closed":
        with as_staff(user):
            User.objects.filter(pk=user.pk).update(is_active=False)
    return user.email


def sign_in(browser: Browser, email: str) -> Answer:
    """Try a password."""
    return browser.post("/accounts/login/", {"login": email, "password": WRONG})


def sign_up(browser: Browser, email: str) -> Answer:
    """Sign up and look at the page that comes then."""
    sent = {"email": email, "password1": "a plain enough sentence"}
    answer = browser.post("/accounts/signup/", sent)
    return answer if answer.status_code != 302 else _next(browser, answer)


def send_again(browser: Browser, email: str) -> Answer:
    """Sign up, and have the code sent once more at once."""
    sign_up(browser, email)
    return browser.post("/accounts/confirm-email/", {"action": "resend"})


def guess(browser: Browser, email: str) -> Answer:
    """Sign up, and guess the code."""
    sign_up(browser, email)
    return browser.post("/accounts/confirm-email/", {"action": "verify", "code": "BCDF-GHJK"})


def reset(browser: Browser, email: str) -> Answer:
    """Ask for a new password."""
    return browser.post("/accounts/password/reset/", {"email": email})


def magic(browser: Browser, email: str) -> Answer:
    """Ask for a link to sign in."""
    return browser.post("/accounts/login/link/", {"email": email})


def _next(browser: Browser, answer: Answer) -> Answer:
    page = browser.get(answer["Location"])
    page.headers["Location"] = answer["Location"]
    return page


def seen(
    browser: Browser, act: Callable[[Browser, str], Answer], email: str, hashed: list[str]
) -> Seen:
    """Return what trying an address looks like."""
    hashed.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = act(browser, email)
    text = re.sub(r'(nonce|value)="[^"]*"', "", answer.content.decode())
    return Seen(
        status=answer.status_code,
        leads_to=answer.headers.get("Location", ""),
        text=text.replace(email, "…"),
        cookies=sorted(browser.cookies),
        hashes=len(hashed),
        queries=len(queries),
    )


@pytest.mark.parametrize("kind", CAST)
@pytest.mark.parametrize(
    ("act", "more"),
    [
        (sign_in, 2),
        (reset, ASKING),
        (magic, ASKING),
        (sign_up, SIGNING_UP),
        (send_again, SIGNING_UP),
        (guess, SIGNING_UP),
    ],
)
def test_an_account_looks_like_none(
    new_browser: NewBrowser,
    hashed: list[str],
    act: Callable[[Browser, str], Answer],
    more: int,
    kind: str,
) -> None:
    email = person(kind)
    found = seen(new_browser(), act, email, hashed)
    stranger = seen(new_browser(), act, STRANGER, hashed)
    assert found.outside == stranger.outside
    assert abs(found.queries - stranger.queries) <= more


@pytest.mark.parametrize("kind", CAST)
def test_asking_too_often_looks_the_same(new_browser: NewBrowser, kind: str) -> None:
    for email in (person(kind), STRANGER):
        answers = [magic(new_browser(), email).status_code for _n in range(4)]
        assert answers == [302, 302, 302, 429]
        resets = [reset(new_browser(), email).status_code for _n in range(6)]
        assert resets == [302] * 5 + [429]


def test_the_comparison_sees_a_difference(
    new_browser: NewBrowser, hashed: list[str], db: None
) -> None:
    def telling(browser: Browser, email: str) -> Answer:
        known = email != STRANGER
        return browser.get("/accounts/login/" if known else "/accounts/signup/")

    email = person("known")
    found = seen(new_browser(), telling, email, hashed)
    assert found.outside != seen(new_browser(), telling, STRANGER, hashed).outside
