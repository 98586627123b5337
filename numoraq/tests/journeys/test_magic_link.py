"""Signing in by a link, and changing the address by both mailboxes, in a real browser."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail

from conftest import PASSWORD, make_person
from numoraq.tests.jobs import Jobs
from numoraq.tests.journeys.test_accounts import CODE, newest_mail, sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
LINK = re.compile(r"https?://\S+")
NEW = "alice@new.example"


def path_in(text: str, begins: str) -> str:
    """Return the path of the link in a mail that begins so."""
    paths = [str(urlsplit(found).path) for found in LINK.findall(text)]
    return next(path for path in paths if path.startswith(begins))


def test_somebody_signs_in_by_a_link(visitor: Visitor, jobs: Jobs) -> None:
    make_person("alice")
    page = visitor.page
    visitor.open("/accounts/login/")
    page.get_by_role("link", name="Mail me a link to sign in").click()
    page.wait_for_url("**/accounts/login/link/")
    visitor.inspect()
    page.get_by_label("E-mail").fill("alice@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.wait_for_url("**/sent/")
    visitor.inspect()
    path = path_in(newest_mail(jobs), "/accounts/login/link/")
    visitor.open(path)
    visitor.inspect()
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/welcome/")
    visitor.open("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/")
    visitor.open(path)
    page.get_by_role("heading", name="This link is spent.").wait_for()
    visitor.inspect()
    assert len(visitor.troubles) == 1  # the browser notes that the page is gone
    visitor.troubles.clear()


def test_an_address_is_changed_by_both_mailboxes(visitor: Visitor, jobs: Jobs) -> None:
    make_person("alice")
    page = visitor.page
    sign_in(visitor, "alice@example.org")
    visitor.open("/accounts/email/")
    visitor.inspect()
    page.get_by_label("New address").fill(NEW)
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_url("**/accounts/confirm-email/")
    jobs.run()
    visitor.open("/settings/security/")
    page.get_by_text(f"{NEW} waits for its code.").wait_for()
    visitor.inspect()
    by_address = {message.to[0]: str(message.body) for message in mail.outbox}
    visitor.open(path_in(by_address["alice@example.org"], "/accounts/email/agree/"))
    visitor.inspect()
    page.get_by_role("button", name="Yes, change the address").click()
    page.get_by_role("heading", name="The old address has agreed.").wait_for()
    visitor.inspect()
    page.get_by_role("link", name="To the settings").click()
    page.get_by_role("link", name="Enter the code").click()
    code = CODE.search(by_address[NEW])
    assert code
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/settings/security/")
    page.get_by_role("main").get_by_text(NEW).first.wait_for()


def test_passwords_are_what_they_were(visitor: Visitor) -> None:
    """A sentence signs in; the field says what is wrong with one that is guessed soon."""
    make_person("alice")
    sign_in(visitor, "alice@example.org")
    visitor.open("/accounts/password/change/")
    page = visitor.page
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("Summer2024!!")
    page.get_by_role("button", name="Change", exact=False).first.click()
    page.get_by_text("This password is guessed soon.").wait_for()
    visitor.inspect()
