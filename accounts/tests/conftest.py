"""A browser that behaves as outside tests: what a page sends on commit is sent, mail arrives."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import hashers
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client, TestCase

from accounts import sms
from numoraq.tests.jobs import Jobs

type Answer = Any  # what the test client adds to a response has no type

CODE = re.compile(r"^ {4}(\S{4}-\S{4})$", re.MULTILINE)
LINK = re.compile(r"https?://\S+/password/reset/key/\S+")


class Browser(Client):
    """Django's test client, with the jobs of each request done after it."""

    jobs: Jobs

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        """Send a request, then everything it left to the worker."""
        with TestCase.captureOnCommitCallbacks(execute=True):
            response: HttpResponse = super().request(**request)  # type: ignore[assignment]
        self.jobs.run()
        return response

    def is_signed_in(self) -> bool:
        """Return whether the session belongs to somebody and still holds."""
        return self.get("/settings/").status_code == 200


type NewBrowser = Callable[..., Browser]


@pytest.fixture
def new_browser(db: None, jobs: Jobs) -> NewBrowser:
    """Return a function that opens a browser nobody is signed in to."""

    def opened(**headers: str) -> Browser:
        browser = Browser(headers=headers)
        browser.jobs = jobs
        return browser

    return opened


@pytest.fixture
def browser(new_browser: NewBrowser) -> Browser:
    """Return a browser nobody is signed in to."""
    return new_browser()


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the passwords that were hashed, to compare how much work two answers are."""
    found: list[str] = []
    hasher: Any = type(hashers.get_hasher("default"))
    encode = hasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        found.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hasher, "encode", counted)
    return found


@pytest.fixture(autouse=True)
def _no_texts() -> None:
    """Begin each test without text messages."""
    sms.outbox.clear()


def long_ago(browser: Client) -> None:
    """Have somebody signed in for longer than a password counts as just typed."""
    session = browser.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    earlier = [{**record, "at": record["at"] - 3600} for record in records]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = earlier
    session.save()


def last_mail(*, to: str) -> EmailMultiAlternatives:
    """Return the newest mail to an address."""
    mails = [message for message in mail.outbox if message.to == [to]]
    assert mails, f"no mail to {to}"
    assert isinstance(mails[-1], EmailMultiAlternatives)
    return mails[-1]


def html_of(message: EmailMultiAlternatives) -> str:
    """Return the HTML of a mail."""
    content, _mimetype = message.alternatives[0]
    return str(content)


def code_for(address: str) -> str:
    """Return the code of the newest mail to an address."""
    found = CODE.search(str(last_mail(to=address).body))
    assert found
    return found[1]


def link_for(address: str) -> str:
    """Return the link of the newest mail to an address."""
    found = LINK.search(str(last_mail(to=address).body))
    assert found
    return found[0]


def path_for(address: str, *, begins: str) -> str:
    """Return the path of the link that begins so, of the newest mail to an address."""
    found = re.search(rf"https?://[^/\s]+({re.escape(begins)}\S+)", str(last_mail(to=address).body))
    assert found, f"no link to {begins} in the newest mail to {address}"
    return found[1]
