"""Signing in by an organisation, in a real browser, at a real provider."""

from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from accounts.tests.organisations import connect, idp
from accounts.tests.saml_idp import IdP
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from conftest import make_person
from numoraq.rls.identity import as_staff
from numoraq.tests.journeys.visitor import Visitor

__all__ = ["idp"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


def set_up(visitor: Visitor, idp: IdP, settings: Settings) -> None:
    """Have Corp set up by staff, for the address the browser is at."""
    settings.WEB_URL = visitor.home
    dana = make_person("dana")
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(is_staff=True)
    connect(idp, dana)


def forgive(visitor: Visitor, *told: str) -> None:
    """Forget the troubles that are what the journey is about: leaving the site, being refused."""
    visitor.troubles[:] = [one for one in visitor.troubles if not any(t in one for t in told)]


def test_an_address_leads_to_the_organisation_and_back(
    visitor: Visitor, idp: IdP, settings: Settings
) -> None:
    set_up(visitor, idp, settings)
    page = visitor.page
    visitor.open("/accounts/login/?next=/settings/security/")
    page.get_by_role("link", name="Continue with your organisation").click()
    page.wait_for_url("**/accounts/sso/**")
    visitor.inspect()
    page.get_by_label("E-mail").fill("somebody@example.org")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("No organisation signs in addresses of this domain here.").wait_for()
    visitor.inspect()
    page.get_by_label("E-mail").fill("jane@corp.example")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{idp.url}/sso?**")
    page.get_by_role("button", name="Yes, it is me").click()
    page.wait_for_url("**/settings/security/")
    visitor.inspect()
    forgive(visitor, idp.url)


def test_a_refusal_is_told(visitor: Visitor, idp: IdP, settings: Settings) -> None:
    set_up(visitor, idp, settings)
    idp.says.email = "jane@elsewhere.example"
    page = visitor.page
    page.goto(f"{visitor.home}/accounts/saml/corp/login/")
    page.get_by_role("button", name="Yes, it is me").click()
    page.get_by_role("heading", name="Your organisation did not sign you in.").wait_for()
    visitor.inspect()
    forgive(visitor, idp.url, "status of 403")


def test_an_administrator_sets_it_up_without_code(
    visitor: Visitor, idp: IdP, settings: Settings, tmp_path: Path
) -> None:
    settings.WEB_URL = visitor.home
    erin = staff_of(Role.ADMINISTRATOR)
    visitor.home = visitor.home.replace("localhost", "cms.localhost", 1)
    page = visitor.page
    cookie = cms_of(erin).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": visitor.home}])
    (tmp_path / "metadata.xml").write_bytes(idp.metadata())
    visitor.open("/accounts/ssoprovider/add/")
    visitor.inspect()
    page.locator("[name=name]").fill("Corp")
    page.locator("[name=resource_id]").fill("corp")
    page.locator("[name=metadata_file]").set_input_files(tmp_path / "metadata.xml")
    page.locator("[name=_continue]").click()
    page.get_by_text(f"{settings.WEB_URL}/accounts/saml/corp/acs/").wait_for()
    visitor.inspect()
    visitor.open("/accounts/ssodomain/add/")
    page.locator("[name=provider]").select_option(label="Corp")
    page.locator("[name=domain]").fill("corp.example")
    page.locator("[name=_continue]").click()
    page.get_by_text("_numoraq.corp.example").wait_for()
    visitor.inspect()
