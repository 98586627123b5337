"""A second factor agrees to a new address in place of the old mailbox, which is lost."""

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.services import email_changes
from accounts.tests.conftest import Browser, last_mail, long_ago
from accounts.tests.proving import give_app, prove
from accounts.tests.test_email_change import (
    NEW,
    OLD,
    SECURITY,
    address_of,
    ask,
    browser,
    enter,
    link,
)

__all__ = ["browser"]

FACTOR = "/accounts/email/change/factor/"


def test_a_proven_second_factor_agrees_in_place_of_a_lost_mailbox(
    browser: Browser, alice: User
) -> None:
    ask(browser)
    path = link()
    enter(browser)
    prove(browser, alice)
    assert f'action="{FACTOR}"' in browser.get(SECURITY).content.decode()
    browser.post(FACTOR)
    assert address_of(alice) == NEW
    assert browser.get(path).status_code == 410
    assert last_mail(to=OLD).subject == "NumoraQ: Your e-mail address was changed"


@pytest.mark.parametrize("has_factor", [True, False])
def test_a_factor_that_was_not_proven_agrees_to_nothing(
    browser: Browser, alice: User, has_factor: bool
) -> None:
    ask(browser)
    enter(browser)
    if has_factor:
        give_app(alice)
    browser.post(FACTOR)
    assert address_of(alice) == OLD
    with pytest.raises(PermissionError):
        email_changes.agree_by_factor(user=alice, at=timezone.now())


def test_a_password_of_long_ago_has_to_be_typed_again(browser: Browser, alice: User) -> None:
    ask(browser)
    enter(browser)
    prove(browser, alice)
    long_ago(browser)
    assert "/reauthenticate/" in browser.post(FACTOR)["Location"]
    assert address_of(alice) == OLD


def test_without_a_change_a_factor_changes_nothing(browser: Browser, alice: User) -> None:
    prove(browser, alice)
    browser.post(FACTOR)
    assert address_of(alice) == OLD
