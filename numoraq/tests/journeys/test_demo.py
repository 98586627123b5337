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


@pytest.mark.usefixtures("rates")
def test_a_visitor_tries_the_demo(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/")
    visitor.inspect("landing")
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
