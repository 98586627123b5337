"""Paying, from the pricing page to Stripe's and back, in a browser."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.services import profiles
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_user
from numoraq.tests.journeys.visitor import Visitor
from premium.tests.shop import Shop, shop

__all__ = ["shop"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def alice(transactional_db: None) -> User:
    user = make_person("alice")
    with as_user(user):
        profiles.finish_welcome(profile=user.profile, at=timezone.now())
    return user


@pytest.fixture
def buyer(visitor: Visitor, alice: User, shop: Shop, settings: Settings) -> Iterator[Visitor]:
    """Sign Alice in where something is sold."""
    forms = ["'self'", shop.fake.url]  # as the settings have it with a key
    settings.WEB_URL = visitor.home
    settings.SECURE_CSP = {**settings.SECURE_CSP, "form-action": forms}
    visitor.open("/accounts/login/?next=/premium/payments/")
    visitor.page.get_by_label("E-mail").fill(alice.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/premium/payments/")
    yield visitor
    away = f"left the site: {shop.fake.url}/"  # which is the way
    visitor.troubles[:] = [one for one in visitor.troubles if not one.startswith(away)]


def test_somebody_subscribes_and_sees_it(buyer: Visitor, alice: User, shop: Shop) -> None:
    page = buyer.page
    buyer.inspect()
    buyer.open("/pricing/")
    buyer.inspect()
    page.get_by_role("button", name="Subscribe Year").click()
    page.wait_for_url(f"{shop.fake.url}/**")
    page.locator('button[value="pays"]').first.click()
    page.wait_for_url("**/premium/payments/*/")
    assert "premium is yours" in page.locator("main").inner_text()
    buyer.inspect()
    buyer.open("/premium/payments/")
    buyer.inspect()
    page.get_by_role("button", name="Do not renew").click()
    page.wait_for_url("**/premium/payments/")
    assert "Renews by itself: off" in page.locator("main").inner_text()
    buyer.open("/premium/")
    buyer.inspect()
    assert shop.is_premium(alice)


def test_somebody_comes_back_without_paying(buyer: Visitor, shop: Shop) -> None:
    page = buyer.page
    page.get_by_role("button", name="Buy Lifetime").click()
    page.wait_for_url(f"{shop.fake.url}/**")
    page.locator('button[value="cancel"]').first.click()
    page.wait_for_url("**/left/")
    buyer.inspect()
    page.get_by_role("button", name="Do not pay").click()
    page.wait_for_url("**/premium/payments/")
    assert "Nothing was charged" in page.inner_text("body")
