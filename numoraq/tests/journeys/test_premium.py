"""Codes in a browser, and every theme on pages with text, forms and charts."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Profile, User
from conftest import PASSWORD, make_person
from finance.tests import make
from gamification.services import points
from gamification.tests.conftest import load_rewards
from numoraq.rls.identity import as_staff, as_user
from numoraq.tests.journeys.visitor import Visitor
from premium.services import code_batches, features
from premium.tests.codes import offer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def alice() -> User:
    """Return Alice, who has money and every tier."""
    load_rewards()
    user = make_person("alice")
    with as_staff(user):  # the claim alone counts
        features.load("default")
    with as_user(user):
        profile = user.profile
        profile.onboarded_at = timezone.now()
        profile.save(update_fields=["onboarded_at"])
        make.asset(user, name="Savings", subcategory="bank")
        make.expense(user, 4, name="Rent", date=timezone.localdate())
        points.award(
            person_id=user.pk, points=50_000, source="donation", idem_key="all", at=timezone.now()
        )
    return user


@pytest.fixture
def inside(visitor: Visitor, alice: User) -> Visitor:
    """Sign Alice in."""
    visitor.open("/accounts/login/?next=/premium/")
    visitor.page.get_by_label("E-mail").fill(alice.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/premium/")
    return visitor


def test_a_code_is_typed_wrong_and_then_right(inside: Visitor, alice: User) -> None:
    page = inside.page
    with as_staff(alice):
        (code,) = code_batches.make(
            offer=offer(), count=1, once=uuid4(), actor=alice, at=timezone.now()
        )
    page.get_by_role("textbox", name="Code").fill(code[:-1])
    page.get_by_role("button", name="Redeem").click()
    page.get_by_text("A character is wrong or missing.").wait_for()
    inside.troubles.clear()  # Chromium reports the answer's status as an error
    assert page.get_by_role("textbox", name="Code").input_value() == code[:-1]
    inside.inspect()
    page.get_by_role("textbox", name="Code").fill(code.lower())
    page.get_by_role("button", name="Redeem").click()
    page.get_by_text("30 days added. They begin on").wait_for()
    inside.inspect()


@pytest.mark.parametrize("palette", ["monochrome", "terminal"])
def test_a_theme_is_as_accessible_as_the_default(
    inside: Visitor, alice: User, palette: str
) -> None:
    """Two of them: that each can be read is worked out from the style sheet."""
    with as_user(alice):
        Profile.objects.filter(pk=alice.pk).update(palette=palette)
    inside.open("/dashboard/")
    assert inside.page.locator("html").get_attribute("data-palette") == palette
    inside.inspect()
