"""Rewards in a browser: a check-in, points, the ladder, in light and dark, wide and narrow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import PASSWORD, make_person
from gamification.services import checkins, points
from gamification.tests.conftest import load_rewards
from numoraq.rls.identity import as_user
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Sign Alice in, who has checked in for some days and was given points."""
    load_rewards()
    user = make_person("alice")
    now = timezone.now()
    with as_user(user):
        for day in (9, 8, 6, 5, 4, 3, 2, 1):
            checkins.check_in(person_id=user.pk, at=now - timedelta(days=day))
        points.award(
            person_id=user.pk,
            points=1278,
            source="bug_report",
            idem_key="given",
            at=now - timedelta(hours=1),
            reason="CSV with a BOM",
        )
    visitor.open("/accounts/login/?next=/rewards/")
    visitor.page.get_by_label("E-mail").fill(user.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/rewards/")
    return visitor


def test_a_check_in_and_the_whole_page(alice: Visitor) -> None:
    page = alice.page
    assert page.locator(".face .read").inner_text() == "Supporter"
    page.get_by_role("button", name="Check in").click()
    page.get_by_text("7 days in a row.").wait_for()
    assert "1,337 points" in page.locator("main").inner_text()
    alice.inspect()
    page.get_by_role("link", name="Join, or look at all").click()
    page.get_by_label("Pseudonym").fill("slow-heron")
    page.get_by_role("button", name="Join").click()
    page.get_by_text("you: slow-heron").wait_for()
    alice.inspect()
    alice.open("/rewards/points/")
    alice.inspect()
    alice.open("/rewards/")
    page.get_by_role("button", name="Turn off").click()
    page.get_by_text("Rewards are switched off.").wait_for()
    alice.inspect()
    page.get_by_role("button", name="Switch rewards on").click()
    page.get_by_role("heading", name="Your tier").wait_for()
