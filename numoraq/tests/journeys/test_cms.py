"""Staff at work: the first administrator comes in, looks around, and changes a price."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.tests import proving
from cms.services import first_administrator
from conftest import PASSWORD, ClientFor
from finance.tests import make
from gamification.services import tiers
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from numoraq.tests.journeys.visitor import Visitor
from premium.services import plans

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def cms(visitor: Visitor) -> Visitor:
    """Return the visitor on the CMS's host, with plans and tiers loaded."""
    with worker_login(), as_service():
        plans.load("default")
        tiers.load("default")
    visitor.page.emulate_media(reduced_motion="reduce")  # nothing moves while it is looked at
    visitor.home = visitor.home.replace("localhost", "cms.localhost", 1)
    return visitor


def _look_at(cms: Visitor, heading: str) -> None:
    expect(cms.page.get_by_role("heading", level=1)).to_have_text(heading)
    cms.page.wait_for_load_state("load")
    cms.inspect()


def _come_in(page: Page, person: User) -> None:
    """Sign in by password and app; a second time in one test would spend the same code."""
    proving.give_app(person)
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(proving.code())
    page.get_by_role("button", name="Continue").click()


def _add_an_app(cms: Visitor) -> None:
    page = cms.page
    _look_at(cms, "Add an authenticator app")
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(proving.code(secret))
    page.get_by_role("button", name="Add the app").click()
    _look_at(cms, "Recovery codes")
    page.get_by_role("link", name="I have kept them").click()


def test_the_first_administrator_changes_a_price(cms: Visitor) -> None:
    page = cms.page
    link = first_administrator.first_administrator_url(cms_url=cms.home)
    assert link is not None
    page.goto(link)
    cms.inspect()
    page.get_by_label("E-mail address").fill("erin@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make me the administrator").click()
    _add_an_app(cms)
    _look_at(cms, "Overview")
    page.get_by_role("link", name="Plans").click()
    _look_at(cms, "Plans")
    page.get_by_role("link", name="Year").click()
    _look_at(cms, "Year")
    page.get_by_label("Price").fill("69.99")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("changed successfully")
    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("cell", name="plan.changed")).to_be_visible()
    _look_at(cms, "Audit log")
    page.get_by_role("row").filter(has_text="plan.changed").get_by_role("link").first.click()
    expect(page.get_by_text("69.99")).to_be_visible()
    page.wait_for_load_state("load")
    cms.inspect()


def test_dana_looks_around(cms: Visitor, dana: User, alice: User) -> None:
    page = cms.page
    cms.open("/")
    cms.inspect()
    _come_in(page, dana)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.wait_for_load_state("load")
    cms.inspect("cms")
    for path in (
        "/accounts/user/",
        f"/accounts/user/{alice.pk}/change/",
        f"/finance/entry/?q={alice.email}",
        "/gamification/tier/",
        "/rates/",
    ):
        cms.open(path)
        cms.inspect()


def test_one_long_name_leaves_the_list_in_view(cms: Visitor, dana: User, alice: User) -> None:
    page = cms.page
    with as_user(alice):
        make.asset(alice, 5, name="W" * 200)
    cms.open("/")
    _come_in(page, dana)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    cms.open(f"/finance/entry/?q={alice.email}")
    cell = page.locator("#changelist tbody :is(td, th)", has_text="WWWW")
    results = "document.querySelector('#changelist .results')"
    assert page.evaluate(f"{results}.scrollWidth <= {results}.clientWidth")
    page.set_viewport_size({"width": 390, "height": 800})
    size = cell.bounding_box()
    assert size
    assert size["width"] <= 0.56 * 390 + 1
    cell.hover()
    expect(cell).to_have_attribute("title", "W" * 200)


def test_the_menu_opens_on_a_phone(cms: Visitor, dana: User) -> None:
    page = cms.page
    cms.open("/")
    _come_in(page, dana)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.get_by_role("link", name="Tiers", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Tiers", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiers")


def test_the_keys_lead_from_the_app_to_the_cms_and_back(
    cms: Visitor, dana: User, client_for: ClientFor, settings: Any
) -> None:
    page, home = cms.page, cms.home.replace("cms.", "", 1)
    settings.WEB_URL = f"{home}/pricing/"
    for host in (home, cms.home):
        client = client_for(dana)
        proving.prove(client, dana)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie: Any = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": host}
        page.context.add_cookies([cookie])
    page.goto(f"{home}/settings/")
    page.keyboard.press("Control+Shift+E")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.wait_for_load_state("load")  # before it nothing listens for keys
    page.keyboard.press("Control+Shift+E")
    page.wait_for_url(settings.WEB_URL)
