"""The way back for who has lost every second factor, as the person sees it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.models import FactorReset, User
from accounts.services import resets
from accounts.tests.conftest import Browser, NewBrowser, last_mail
from accounts.tests.proving import code as code_of_app
from accounts.tests.proving import give_app, give_codes
from accounts.tests.sending import CODE, SECOND, give_phone, have_sent, texted
from accounts.tests.test_sign_in import sign_in
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db

LOST, OWN = "/accounts/2fa/lost/", "/accounts/2fa/lost/back/"
LINK = re.compile(r"https?://[^/]+(/accounts/2fa/lost/\S+/)")


@pytest.fixture
def at_the_step(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, at the second step of signing in."""
    give_app(alice)
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def reset_of(user: User) -> FactorReset:
    """Return the newest request of a person."""
    with as_user(user):
        return FactorReset.objects.filter(user=user).latest("asked_at")


def link() -> str:
    """Return the path of the link in the newest mail."""
    found = LINK.search(str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_the_second_step_leads_there(at_the_step: Browser) -> None:
    assert LOST in at_the_step.get(SECOND).content.decode()


def test_recovery_codes_are_told_of_first(alice: User, at_the_step: Browser) -> None:
    assert "You have recovery codes" not in at_the_step.get(LOST).content.decode()
    give_codes(alice)
    assert "You have recovery codes" in at_the_step.get(LOST).content.decode()


def test_looking_asks_for_nothing(alice: User, at_the_step: Browser) -> None:
    at_the_step.get(LOST)
    assert resets.open_of(alice) is None


def test_one_asks_staff_and_is_told_by_mail(alice: User, at_the_step: Browser) -> None:
    page = at_the_step.post(LOST).content.decode()
    assert "We have your request" in page
    reset = reset_of(alice)
    assert (reset.status, reset.ip) == ("asked", "127.0.0.1")
    assert reset.waits_until is None
    assert "lost" in last_mail(to=alice.email).subject
    assert not at_the_step.is_signed_in()


def test_asking_twice_is_one_request(alice: User, at_the_step: Browser) -> None:
    at_the_step.post(LOST)
    mail.outbox.clear()
    at_the_step.post(LOST)
    assert mail.outbox == []
    with as_user(alice):
        assert FactorReset.objects.count() == 1


def test_without_the_password_one_asks_for_nothing(alice: User, browser: Browser) -> None:
    give_app(alice)
    for answer in (browser.get(LOST), browser.post(LOST)):
        assert answer["Location"] == "/accounts/login/"
    assert resets.open_of(alice) is None


def test_asking_is_limited(alice: User, at_the_step: Browser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"factor_reset": "2/d/key"}
    answers = []
    for _ in range(3):
        answers.append(at_the_step.post(LOST).status_code)
        resets.cancel(user=alice, at=timezone.now())
    assert answers == [200, 200, 429]


def test_the_link_of_the_mail_takes_it_back_by_a_button(
    alice: User, at_the_step: Browser, new_browser: NewBrowser
) -> None:
    at_the_step.post(LOST)
    anywhere = new_browser()
    assert "Keep your second factor?" in anywhere.get(link()).content.decode()
    assert reset_of(alice).status == "asked"
    path = link()
    assert "Taken back" in anywhere.post(path).content.decode()
    assert reset_of(alice).status == "cancelled"
    assert "stays" in last_mail(to=alice.email).subject
    assert "nothing to take back" in anywhere.post(path).content.decode()


def test_a_link_of_before_does_not_take_back_what_is_asked_now(
    alice: User, at_the_step: Browser, new_browser: NewBrowser
) -> None:
    at_the_step.post(LOST)
    path = link()
    new_browser().post(path)
    at_the_step.post(LOST)
    new_browser().post(path)
    assert reset_of(alice).status == "asked"


@pytest.mark.parametrize("token", ["nonsense", "a:b:c"])
def test_links_cannot_be_made_up(browser: Browser, token: str) -> None:
    assert browser.post(f"/accounts/2fa/lost/{token}/").status_code == 404


def test_signing_in_with_a_factor_takes_it_back(alice: User, at_the_step: Browser) -> None:
    at_the_step.post(LOST)
    at_the_step.post(SECOND, {"code": code_of_app()})
    assert at_the_step.is_signed_in()
    assert reset_of(alice).status == "cancelled"


def test_a_sent_code_takes_it_back_too(alice: User, at_the_step: Browser) -> None:
    phone = give_phone(alice)
    at_the_step.post(LOST)
    have_sent(at_the_step, phone)
    at_the_step.post(CODE, {"code": texted()})
    assert reset_of(alice).status == "cancelled"


def test_a_wrong_code_does_not(alice: User, at_the_step: Browser) -> None:
    at_the_step.post(LOST)
    at_the_step.post(SECOND, {"code": "000000"})
    assert reset_of(alice).status == "asked"


def test_the_security_page_takes_it_back(alice: User, bob: User, new_browser: NewBrowser) -> None:
    browser, his = new_browser(), new_browser()
    sign_in(browser, alice.email)
    sign_in(his, bob.email)
    resets.ask(user=alice, at=timezone.now())
    assert OWN not in his.get("/settings/security/").content.decode()
    his.post(OWN)
    assert reset_of(alice).status == "asked"
    assert OWN in browser.get("/settings/security/").content.decode()
    browser.post(OWN)
    assert reset_of(alice).status == "cancelled"


def test_sql_as_the_person_asks_and_changes_nothing(alice: User) -> None:
    resets.ask(user=alice, at=timezone.now())
    with as_user(alice):
        for act in (
            lambda: FactorReset.objects.update(status="approved"),
            lambda: FactorReset.objects.all().delete(),
            lambda: FactorReset.objects.create(user=alice, asked_at=timezone.now()),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_one_person_has_one_open_request(alice: User) -> None:
    with as_login_role():
        FactorReset.objects.create(user=alice, asked_at=timezone.now())
        with pytest.raises(DatabaseError, match="one_open"), transaction.atomic():
            FactorReset.objects.create(user=alice, asked_at=timezone.now() + timedelta(days=1))


def test_bob_does_not_see_it(alice: User, bob: User) -> None:
    resets.ask(user=alice, at=timezone.now())
    with as_user(bob):
        assert not FactorReset.objects.exists()
