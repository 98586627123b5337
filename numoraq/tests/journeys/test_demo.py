"""Trying the demo, and looking around."""

import pytest

from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


def test_a_visitor_tries_the_demo(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    visitor.inspect("landing")
    page.get_by_role("link", name="Try the demo").first.click()
    visitor.inspect()
    page.get_by_role("button").filter(has_text="demo").first.click()
    page.wait_for_url("**/dashboard/")
    visitor.inspect("dashboard")
