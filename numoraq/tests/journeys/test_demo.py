"""Trying the demo, and looking around."""

import re

import pytest
from django.core.management import call_command

from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def rates() -> None:
    """Load the plans and the rates of all years."""
    call_command("load_reference_data", verbosity=0)


def chips_over_prices(visitor: Visitor) -> int:
    """Count the savings that lie over a price on the smallest phone."""
    visitor.page.set_viewport_size({"width": 320, "height": 800})
    plans = visitor.page.locator(".plan:has(.chip)")
    found = 0
    for place in range(plans.count()):
        plan = plans.nth(place)
        chip, price = plan.locator(".chip").bounding_box(), plan.locator(".read").bounding_box()
        assert chip
        assert price
        found += chip["y"] + chip["height"] > price["y"]
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.usefixtures("rates")
def test_a_visitor_tries_the_demo(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    visitor.inspect("landing")
    assert chips_over_prices(visitor) == 0
    page.get_by_role("link", name="Try the demo").first.click()
    visitor.inspect()
    page.get_by_role("button", name="Open this account").first.click()
    page.wait_for_url("**/dashboard/")
    visitor.inspect("dashboard")
    page.get_by_role("link", name="5Y").click()
    page.wait_for_url(re.compile(r"r=5y"))
    page.get_by_role("link", name="Entries").first.click()
    page.wait_for_url("**/entries/assets/")
    visitor.inspect("entries")
    visitor.open("/entries/expenses/")
    visitor.inspect()
    visitor.open("/rates/")
    visitor.inspect()
