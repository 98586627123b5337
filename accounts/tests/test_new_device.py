"""The mail about a sign-in from a device that is new."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone
from pytest_django import Settings

from accounts.models import Profile, SignIn, User
from accounts.services import sign_ins
from accounts.tests.conftest import NewBrowser, last_mail
from accounts.tests.test_sessions import FIREFOX, PHONE
from accounts.tests.test_sign_in import sign_in
from accounts.tests.test_sign_ins import WRONG, rows
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

SUBJECT = "NumoraQ: A new sign-in"


def told() -> list[str]:
    """Return to whom a mail about a new device went."""
    return [message.to[0] for message in mail.outbox if message.subject == SUBJECT]


@pytest.fixture
def known(alice: User, new_browser: NewBrowser) -> User:
    """Return Alice, who has signed in with Firefox before."""
    sign_in(new_browser(user_agent=FIREFOX), alice.email)
    return alice


def test_the_first_sign_in_is_not_told(known: User) -> None:
    assert told() == []


def test_a_new_device_is_told_once(known: User, new_browser: NewBrowser) -> None:
    with as_user(known):
        Profile.objects.filter(pk=known.pk).update(timezone="Asia/Tokyo")
    for _again in range(2):
        sign_in(new_browser(user_agent=PHONE), known.email)
    assert told() == [known.email]
    body = str(last_mail(to=known.email).body)
    assert "Safari, iPhone" in body
    assert "127.0.0.1, this network" in body
    assert "(Asia/Tokyo)" in body
    assert "/settings/security/" in body


def test_a_newer_version_of_a_browser_is_the_same_device(
    known: User, new_browser: NewBrowser
) -> None:
    sign_in(new_browser(user_agent=FIREFOX.replace("140", "141")), known.email)
    assert told() == []


def test_after_ninety_days_a_device_is_new_again(known: User, new_browser: NewBrowser) -> None:
    long_ago = timezone.now() - sign_ins.KEPT_FOR - timedelta(hours=1)
    with as_login_role():
        SignIn.objects.filter(user=known).update(at=long_ago)
    sign_in(new_browser(user_agent=FIREFOX), known.email)
    assert told() == [known.email]


def test_a_failed_try_from_a_device_does_not_make_it_known(
    known: User, new_browser: NewBrowser
) -> None:
    sign_in(new_browser(user_agent=PHONE), known.email, WRONG)
    assert told() == []
    sign_in(new_browser(user_agent=PHONE), known.email)
    assert told() == [known.email]


def test_these_mails_are_limited(known: User, new_browser: NewBrowser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"new_device": "2/h/key"}
    cache.clear()
    for number in range(4):
        sign_in(new_browser(user_agent=f"Browser number {number}"), known.email)
    assert told() == [known.email] * 2
    assert len(rows(known)) == 5


def test_the_mail_is_in_the_readers_language(known: User, new_browser: NewBrowser) -> None:
    with as_user(known):
        Profile.objects.filter(pk=known.pk).update(language="pt")
    sign_in(new_browser(user_agent=PHONE, accept_language="en"), known.email)
    assert "Navegador" in str(last_mail(to=known.email).body)
