"""Signing up, in and out, and the settings, in a real browser."""

import re

import pytest
from django.core import mail

from conftest import PASSWORD, make_person
from numoraq.tests.jobs import Jobs
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
CODE = re.compile(r"^ {4}(\S+)$", re.MULTILINE)
GATES = ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")
PAGES = ("/settings/", "/settings/security/", "/settings/data/", "/more/")


def newest_mail(jobs: Jobs) -> str:
    """Return the text of the newest mail, once the worker has sent it."""
    jobs.run()
    return str(mail.outbox[-1].body)


def sign_in(visitor: Visitor, email: str) -> None:
    """Sign in by the form."""
    visitor.open("/accounts/login/")
    visitor.page.get_by_label("E-mail").fill(email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url(re.compile("/(welcome|dashboard)/$"))  # the latter, the second time


def test_somebody_signs_up_and_proves_the_address(visitor: Visitor, jobs: Jobs) -> None:
    page = visitor.page
    visitor.open("/accounts/signup/")
    visitor.inspect()
    assert page.locator("[name=timezone]").input_value() != ""
    page.get_by_label("E-mail").fill("carol@example.org")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Make an account").click()
    visitor.inspect()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Show the password").click()
    assert page.get_by_label("Password", exact=True).get_attribute("type") == "text"
    page.get_by_role("button", name="Make an account").click()
    page.wait_for_url("**/accounts/confirm-email/")
    visitor.inspect()
    found = CODE.search(newest_mail(jobs))
    assert found
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/welcome/")


@pytest.mark.parametrize("path", GATES)
def test_gates_are_accessible(visitor: Visitor, path: str) -> None:
    visitor.open(path)
    visitor.inspect()


def test_the_settings_are_accessible(visitor: Visitor) -> None:
    make_person("alice")
    sign_in(visitor, "alice@example.org")
    for path in (*PAGES, "/accounts/password/change/", "/accounts/email/", "/accounts/logout/"):
        visitor.open(path)
        visitor.inspect()


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_the_settings_fit(visitor: Visitor, width: int) -> None:
    make_person("alice")
    sign_in(visitor, "alice@example.org")
    visitor.page.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        visitor.open(path)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_profile_is_saved_without_scripts(chromium: object, visitor: Visitor) -> None:
    make_person("alice")
    with Visitor.arrive(chromium, visitor.home, java_script_enabled=False) as quiet:
        sign_in(quiet, "alice@example.org")
        quiet.open("/settings/")
        quiet.page.get_by_label("Theme").select_option("dark")
        quiet.page.get_by_role("button", name="Save").click()
        quiet.page.get_by_text("Saved").wait_for()
        assert quiet.page.locator("html[data-theme=dark]").count() == 1
        assert quiet.page.get_by_text("Saved").is_visible()


def test_a_lost_password_is_replaced_by_a_link(visitor: Visitor, jobs: Jobs) -> None:
    page = visitor.page
    make_person("alice")
    visitor.open("/accounts/password/reset/")
    page.get_by_label("E-mail").fill("alice@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.wait_for_url("**/reset/done/")
    visitor.inspect()
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", newest_mail(jobs))
    assert found
    visitor.open(found[1])
    visitor.inspect()
    page.get_by_label("New password").fill("another plain sentence")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/done/")
    visitor.inspect()
    visitor.open(found[1])
    assert page.get_by_role("heading", name="This link is spent.").is_visible()
    visitor.inspect()


def test_a_demo_can_be_kept(visitor: Visitor, jobs: Jobs) -> None:
    page = visitor.page
    visitor.open("/demo/")
    page.locator("main form button").first.click()
    page.wait_for_url("**/dashboard/")
    visitor.open("/settings/data/")
    visitor.inspect()
    page.get_by_role("link", name="Keep it").click()
    page.wait_for_url("**/demo/keep/")
    visitor.inspect()
    page.get_by_label("E-mail").fill("carol@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_url("**/confirm-email/**")
    found = CODE.search(newest_mail(jobs))
    assert found
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/dashboard/")
    visitor.open("/settings/")
    assert page.get_by_text("carol@example.org").is_visible()
