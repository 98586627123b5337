"""What only a browser can tell of the pages: what is covered, and what a finger can hit."""

import pytest
from django.utils import timezone

from accounts.services import profiles
from conftest import PASSWORD, make_person
from finance.models import Entry
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Sign Alice in, who has euros and kwanzas."""
    user = make_person("alice")
    with as_user(user):
        profiles.finish_welcome(profile=user.profile, at=timezone.now())
        Entry.objects.bulk_create(
            Entry(user=user, category="assets", subcategory="bank", name=f"In {code}",
                  amount=1234, currency=code, date=timezone.localdate())
            for code in ("EUR", "AOA")
        )  # fmt: skip
        make.expense(user, 3, name="שכר דירה", date=timezone.localdate())
        make.expense(user, 4, name="Rent", date=timezone.localdate())
    visitor.open("/accounts/login/?next=/dashboard/")
    visitor.page.get_by_label("E-mail").fill(user.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/dashboard/")
    return visitor


def test_hidden_amounts_are_not_there_to_be_read(alice: Visitor) -> None:
    page = alice.page
    page.set_viewport_size({"width": 320, "height": 800})
    assert "1,234" in page.locator("main").inner_text()
    page.get_by_role("button", name="Hide amounts").click()
    for path in ("/dashboard/", "/entries/assets/"):
        alice.open(path)
        assert "1,234" not in page.locator("main").inner_text()
        alice.inspect()
    page.get_by_role("link", name="Edit In EUR").click()
    page.locator("dialog[open] form").first.wait_for()
    assert page.evaluate("document.activeElement.id") == "entry_currency"
    covered = "getComputedStyle(document.querySelector('#entry_amount')).webkitTextSecurity"
    assert page.evaluate(covered) == "disc"
    page.get_by_label("Value").focus()
    assert page.evaluate(covered) == "none"


def test_names_of_both_directions_begin_at_one_edge(alice: Visitor) -> None:
    alice.open("/entries/expenses/")
    begins = alice.page.evaluate("""[
        ...document.querySelectorAll(".row-e .nm > bdi")
    ].map((name) => {
        const words = document.createRange();
        words.selectNodeContents(name);
        return Math.round(words.getBoundingClientRect().left);
    })""")
    assert len(begins) == 2
    assert len(set(begins)) == 1


def test_paper_shows_no_white_ring_on_white(visitor: Visitor) -> None:
    visitor.open("/accounts/login/")
    bezel = visitor.page.locator(".bezel")
    assert bezel.is_visible()
    visitor.page.emulate_media(media="print")
    assert bezel.is_hidden()


def test_the_words_of_the_dock_fit_in_portuguese(alice: Visitor) -> None:
    page = alice.page
    alice.open("/settings/")
    page.get_by_label("Language").select_option("pt")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Lançamentos").wait_for()
    wide = page.evaluate("""[...document.querySelectorAll(".dock a:not(.brand)")].filter((link) => {
        const words = document.createRange();
        words.selectNodeContents(link);
        return words.getBoundingClientRect().width > link.clientWidth - 4;
    }).length""")
    assert wide == 0


def test_on_a_phone_a_finger_finds_what_it_wants(alice: Visitor) -> None:
    page = alice.page
    page.set_viewport_size({"width": 390, "height": 844})
    alice.open("/entries/assets/")
    told = page.locator(".row-e", has_text="In AOA").locator(".nat .sub")
    assert told.is_visible()
    page.get_by_role("link", name="Add", exact=True).click()
    switch = page.locator("dialog[open] .seg button").first
    switch.wait_for()
    size = switch.bounding_box()
    assert size
    assert size["height"] >= 44
    alice.open("/more/")
    row = page.locator(".rows.whole > li", has_text="Exchange rates").bounding_box()
    assert row
    assert row["height"] >= 44
    page.mouse.click(row["x"] + row["width"] - 4, row["y"] + row["height"] - 4)
    page.wait_for_url("**/rates/")
