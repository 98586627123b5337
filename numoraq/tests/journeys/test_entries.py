"""The lists of entries by keyboard and finger: focus, search, pages, one form after another."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.services import profiles
from conftest import PASSWORD, make_person
from finance.models import Entry
from numoraq.rls.identity import as_user
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
type Focus = Callable[[], str]


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Sign Alice in, with sixty expenses of the last days."""
    user = make_person("alice")
    today = timezone.localdate()
    with as_user(user):
        profiles.finish_welcome(profile=user.profile, at=timezone.now())
        Entry.objects.bulk_create(
            Entry(user=user, category="expenses", subcategory="food", name=f"Bread {n}",
                  amount=n + 1, currency="EUR", date=today - timedelta(days=n))
            for n in range(60)
        )  # fmt: skip
    # Chromium reports a page transition that is cut short by the next page as an error.
    visitor.page.emulate_media(reduced_motion="reduce")
    visitor.open("/accounts/login/?next=/entries/expenses/")
    visitor.page.get_by_label("E-mail").fill(user.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/entries/expenses/")
    return visitor


@pytest.fixture
def focus(alice: Visitor) -> Focus:
    """Return a function that names the element that has the focus."""
    return lambda: str(
        alice.page.evaluate(
            "document.activeElement.id || document.activeElement.getAttribute('aria-label')"
        )
    )


def test_a_sheet_takes_the_focus_and_gives_it_back(alice: Visitor, focus: Focus) -> None:
    page = alice.page
    page.locator('a[aria-label^="Edit Bread 3,"]').focus()
    page.keyboard.press("Enter")
    page.locator("dialog[open] form").first.wait_for()
    assert focus() == "entry_amount"
    page.keyboard.press("Escape")
    page.locator("dialog[open]").wait_for(state="detached")
    assert focus().startswith("Edit Bread 3,")


def test_a_refusal_puts_the_focus_where_it_is_needed(alice: Visitor, focus: Focus) -> None:
    page = alice.page
    page.keyboard.press("a")
    page.locator("dialog[open] form").first.wait_for()
    page.keyboard.type("12+3.5O")
    page.get_by_label("Name").fill("Lunch")
    page.keyboard.press("Enter")
    page.get_by_text("That is the letter O, not the digit 0. 15.50?").wait_for()
    assert focus() == "entry_amount"
    assert page.locator("#entry_name").input_value() == "Lunch"


def test_one_form_follows_another_and_the_list_keeps_up(alice: Visitor) -> None:
    page = alice.page
    page.keyboard.press("a")
    page.locator("dialog[open] form").first.wait_for()
    page.keyboard.type("7.50")
    page.get_by_label("Name").fill("Coffee")
    page.get_by_role("button", name="Save and add another").click()
    page.get_by_text("Coffee, €7.50 added.").wait_for()
    page.get_by_role("rowheader", name="Coffee", include_hidden=True).first.wait_for(
        state="attached"
    )
    page.keyboard.type("2000")
    page.get_by_role("button", name="Income", exact=True).click()
    page.get_by_role("heading", name="Add an income").wait_for()
    assert page.locator("#entry_amount").input_value() == "2000"


def test_searching_narrows_while_one_types(alice: Visitor, focus: Focus) -> None:
    page = alice.page
    page.keyboard.press("/")
    assert focus() == "filter_search"
    page.keyboard.type("bread 59")
    page.get_by_role("rowheader", name="Bread 59").wait_for()
    assert page.locator(".row-e").count() == 1
    assert "search=bread%2059" in page.url
    assert focus() == "filter_search"


def test_older_entries_come_below_the_newer_ones(alice: Visitor) -> None:
    page = alice.page
    assert page.locator(".row-e").count() == 50
    page.get_by_role("link", name="Older").click()
    page.get_by_role("rowheader", name="Bread 59").wait_for()
    assert page.locator(".row-e").count() == 60
    alice.inspect()


def test_a_save_that_fails_says_so_and_keeps_what_was_typed(alice: Visitor) -> None:
    page = alice.page
    page.locator('a[aria-label^="Edit Bread 5,"]').click()
    form = page.locator("dialog[open] form").first
    form.get_by_label("Name").fill("Rolls")
    page.route("**/entries/*/", lambda route: route.abort())
    form.get_by_role("button", name="Save").click()
    trouble = page.locator("dialog[open] .db > [role=alert]")
    trouble.wait_for()
    assert "the connection is gone" in trouble.inner_text()
    page.unroute("**/entries/*/")
    page.route("**/entries/*/", lambda route: route.fulfill(status=503, body=""))
    form.get_by_role("button", name="Save").click()
    page.get_by_text("That did not work, and nothing was saved.").wait_for()
    page.unroute("**/entries/*/")
    page.route("**/entries/*/", lambda route: route.fulfill(status=404, body=""))
    form.get_by_role("button", name="Save").click()
    page.get_by_text("This is not there any more.").wait_for()
    assert trouble.count() == 1
    page.unroute("**/entries/*/")
    assert form.get_by_label("Name").input_value() == "Rolls"
    form.get_by_role("button", name="Save").click()
    page.get_by_text("Rolls saved.").wait_for()
    page.route("**/entries/*/", lambda route: route.abort())
    page.locator('a[aria-label^="Edit Bread 3,"]').click()
    page.locator(".toast[role=alert]").click()
    assert page.locator(".toast[role=alert]").count() == 0
    alice.troubles.clear()  # the browser notes what failed
