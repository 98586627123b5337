"""Signing in at a provider and linking it, in a real browser."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from accounts.tests import oidc_server
from accounts.tests.elsewhere import JANE, name_it
from accounts.tests.oidc_server import Server
from conftest import make_person
from numoraq.tests.journeys.test_accounts import sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
BUTTON = "Continue with Example ID"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Server]:
    """Return a provider on localhost."""
    with oidc_server.running() as server:
        name_it(settings, server)
        server.knobs.claims = dict(JANE)
        yield server


def test_somebody_comes_by_a_provider_and_sets_a_password(
    provider: Server, visitor: Visitor
) -> None:
    page = visitor.page
    for gate in ("/accounts/signup/", "/accounts/login/"):
        visitor.open(gate)
        visitor.inspect()
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url("**/welcome/")
    visitor.open("/settings/security/")
    assert page.get_by_text("jane@example.org").count() > 0
    visitor.inspect()
    page.get_by_role("button", name="Unlink").click()
    page.get_by_text("set a password first").wait_for()
    page.get_by_role("link", name="Set a password").click()
    visitor.inspect()
    page.get_by_label("New password", exact=True).fill("correct horse battery staple")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url("**/settings/security/")
    page.get_by_role("button", name="Unlink").click()
    page.get_by_text("Example ID is no longer linked").wait_for()
    visitor.inspect()


def test_somebody_links_a_provider(provider: Server, visitor: Visitor) -> None:
    make_person("alice")
    sign_in(visitor, "alice@example.org")
    visitor.open("/settings/security/")
    visitor.page.get_by_role("button", name="Link Example ID").click()
    visitor.page.get_by_text("Example ID is linked").wait_for()
    visitor.inspect()


def test_the_pages_on_the_way_are_accessible(provider: Server, visitor: Visitor) -> None:
    for path in (
        "/accounts/oidc/oidc/login/",
        "/accounts/provider/cancelled/",
    ):
        visitor.open(path)
        visitor.inspect()
    provider.knobs.claims = {"email_verified": False}
    visitor.open("/accounts/login/")
    visitor.page.get_by_role("button", name=BUTTON).click()
    # no address in the token, and userinfo is about nobody
    visitor.page.get_by_role("heading", name="That did not work").wait_for()
    visitor.troubles.clear()  # the error page says so by its status
    visitor.inspect()
    provider.knobs.userinfo = {"sub": "248289761001"}
    visitor.open("/accounts/login/")
    visitor.page.get_by_role("button", name=BUTTON).click()
    visitor.page.wait_for_url("**/accounts/provider/signup/")
    visitor.inspect()


def test_going_on_takes_no_script(chromium: object, provider: Server, visitor: Visitor) -> None:
    with Visitor.arrive(chromium, visitor.home, java_script_enabled=False) as plain:
        plain.open("/accounts/login/")
        plain.page.get_by_role("button", name=BUTTON).click()
        plain.page.wait_for_url("**/welcome/")
