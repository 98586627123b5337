"""Codes that prove an address: what is stored says whether one works, not what a browser holds."""

from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from accounts.models import OneTimeToken, User
from accounts.services import address_codes
from accounts.services.one_time import Kind, digest_of_code
from accounts.tests.conftest import Answer, Browser, NewBrowser, code_for
from accounts.tests.test_sign_in import sign_in
from accounts.tests.test_sign_up import sign_up

CONFIRM, CAROL = "/accounts/confirm-email/", "carol@example.org"


@pytest.fixture(autouse=True)
def _unlimited(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": "99/s/key"}


@pytest.fixture
def unproven(alice: User) -> User:
    """Return Alice before her address is proven."""
    EmailAddress.objects.filter(user=alice).update(verified=False)
    return alice


def enter(browser: Browser, code: str) -> Answer:
    """Enter a code."""
    return browser.post(CONFIRM, {"action": "verify", "code": code})


def test_signing_up_stores_a_hash_and_leaves_no_code_in_the_session(browser: Browser) -> None:
    sign_up(browser, CAROL)
    token = OneTimeToken.objects.get()
    assert (token.kind, token.relates_to) == (Kind.CONFIRMATION, CAROL)
    assert token.token_hash == digest_of_code(code_for(CAROL))
    held = str(dict(browser.session))
    assert code_for(CAROL) not in held
    assert code_for(CAROL).replace("-", "") not in held


def test_a_code_that_was_entered_is_gone(browser: Browser) -> None:
    sign_up(browser, CAROL)
    enter(browser, code_for(CAROL))
    assert browser.is_signed_in()
    assert not OneTimeToken.objects.exists()


def test_the_newest_code_counts_whichever_browser_asked_for_it(
    new_browser: NewBrowser, unproven: User
) -> None:
    first, second = new_browser(), new_browser()
    sign_in(first, unproven.email)
    older = code_for(unproven.email)
    sign_in(second, unproven.email)
    assert enter(first, older).context["form"].errors["code"] == ["That is not the code we sent."]
    assert not first.is_signed_in()
    enter(second, code_for(unproven.email))
    assert second.is_signed_in()


def test_three_wrong_tries_void_the_row_as_well(browser: Browser) -> None:
    sign_up(browser, CAROL)
    before = dict(browser.session)
    for _try in range(3):
        enter(browser, "BBBB-BBBB")
    assert OneTimeToken.objects.get().attempts == 3
    session = browser.session
    session.update(before)  # a stolen copy of the session gives no more tries
    session.save()
    enter(browser, code_for(CAROL))
    assert not browser.is_signed_in()


def test_a_copy_of_a_session_proves_nothing_twice(browser: Browser) -> None:
    sign_up(browser, CAROL)
    before, code = dict(browser.session), code_for(CAROL)
    enter(browser, code)
    EmailAddress.objects.update(verified=False)
    browser.cookies.clear()
    browser.get(CONFIRM)
    session = browser.session
    session.update(before)
    session.save()
    browser.cookies["sessionid"] = str(session.session_key)
    enter(browser, code)
    assert not EmailAddress.objects.get().verified


def test_the_hash_in_a_session_is_no_code(browser: Browser) -> None:
    sign_up(browser, CAROL)
    enter(browser, OneTimeToken.objects.get().token_hash)
    assert not browser.is_signed_in()


@pytest.mark.parametrize("is_program", [True, False])
def test_programs_keep_the_code_that_allauth_compares(
    rf: RequestFactory, unproven: User, is_program: bool
) -> None:
    request: Any = rf.get("/")
    request.session = {}
    client = "app" if is_program else None
    request.allauth = SimpleNamespace(headless=SimpleNamespace(client=client))
    process = SimpleNamespace(request=request, code="BCDF-GHJK", state={"code": "BCDF-GHJK"})
    at = timezone.now()
    asked: dict[str, Any] = {"request": request, "user": unproven, "address": unproven.email}
    address_codes.issue(process=process, at=at, **asked)
    kept = "BCDF-GHJK" if is_program else digest_of_code("BCDF-GHJK")
    assert process.state["code"] == kept
    assert address_codes.is_right(code="bcdf ghjk", at=at, **asked)
    assert address_codes.spend(at=at, **asked)
    assert not address_codes.spend(at=at, **asked)
