"""Bringing in a bank's file, and keeping entries, in a real browser."""

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.services import profiles
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_user
from numoraq.tests.jobs import Jobs
from numoraq.tests.journeys import test_accounts
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
BANK_FILE = """Date;Payee;Amount;Currency
02.11.2026;Employer;2.410,00;EUR
04.11.2026;Corner bakery;-12,80;EUR
05.11.2026;Landlord;-1.045,50;EUR
31.11.2026;Pharmacy;-9,90;EUR
07.11.2026;Bookshop;-2O,00;EUR
08.11.2026;City transport;-63,00;EUR
"""


@pytest.fixture
def alice(visitor: Visitor) -> Visitor:
    """Sign Alice in, who has been welcomed before."""
    user = make_person("alice")
    with as_user(user):
        profiles.finish_welcome(profile=user.profile, at=timezone.now())
    visitor.open("/accounts/login/?next=/import/")
    visitor.page.get_by_label("E-mail").fill(user.email)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/import/")
    return visitor


def test_a_bank_file_becomes_entries_and_goes_again(
    alice: Visitor, jobs: Jobs, tmp_path: Path
) -> None:
    page = alice.page
    file = tmp_path / "bank.csv"
    file.write_text(BANK_FILE, encoding="utf-8")
    alice.inspect()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.wait_for_url("**/columns/")
    alice.inspect("import-columns")
    page.get_by_role("button", name="Check the rows").click()
    page.wait_for_url(lambda url: "columns" not in url)
    jobs.run()
    alice.inspect("import-preview")
    assert page.locator(".cell-bad").count() == 2
    page.locator("button.go[form=decisions]").click()
    page.wait_for_load_state()
    jobs.run()
    page.reload()
    alice.inspect()
    alice.open("/entries/expenses/")
    assert page.get_by_role("rowheader", name="Corner bakery").count() == 1
    assert page.get_by_role("rowheader", name="Bookshop").count() == 0
    alice.open("/dashboard/")
    alice.inspect()
    alice.open("/import/")
    page.get_by_role("link", name="bank.csv").click()
    page.get_by_role("button", name="Take it all back").click()
    page.get_by_text("The import is taken back.").wait_for()
    alice.open("/entries/expenses/")
    assert page.get_by_role("rowheader", name="Corner bakery").count() == 0


def test_an_entry_is_added_changed_deleted_and_brought_back(alice: Visitor) -> None:
    page = alice.page
    alice.open("/entries/assets/")
    alice.inspect()
    page.get_by_role("link", name="Add").first.click()
    sheet = page.locator("dialog[open]")
    sheet.get_by_label("Value", exact=True).fill("298000")
    sheet.get_by_label("Name").fill("Flat")
    alice.inspect()
    sheet.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("rowheader", name="Flat").wait_for()
    alice.inspect()
    page.get_by_role("link", name="Edit Flat").first.click()
    sheet.get_by_label("Value", exact=True).fill("301500")
    alice.inspect()
    sheet.get_by_role("button", name="Save value").click()
    page.get_by_text("301,500").first.wait_for()
    page.get_by_role("link", name="Edit Flat").first.click()
    sheet.get_by_role("button", name="Delete Flat").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert page.get_by_role("rowheader", name="Flat").count() == 0
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("rowheader", name="Flat").wait_for()


def test_everything_works_without_scripts(chromium: object, live_server: object) -> None:
    home = str(live_server).replace("127.0.0.1", "localhost")
    make_person("alice")
    with Visitor.arrive(chromium, home, java_script_enabled=False) as visitor:
        test_accounts.sign_in(visitor, "alice@example.org")
        visitor.open("/entries/add/?category=expenses")
        visitor.page.get_by_label("Amount").fill("12,80")
        visitor.page.get_by_label("Name").fill("Corner bakery")
        visitor.page.get_by_role("button", name="Save", exact=True).last.click()
        visitor.open("/entries/expenses/")
        assert visitor.page.get_by_role("rowheader", name="Corner bakery").count() == 1
        visitor.open("/dashboard/")
        assert visitor.page.get_by_role("heading", name="Latest entries").count() == 1
