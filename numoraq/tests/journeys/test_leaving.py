"""Taking everything along, leaving, and staying after all, in a real browser."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core import mail

from accounts.models import User
from conftest import PASSWORD, make_person
from finance.tests import make
from numoraq.rls.identity import as_user
from numoraq.tests.belongings import keep_files_in
from numoraq.tests.jobs import Jobs
from numoraq.tests.journeys.test_accounts import sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    keep_files_in(tmp_path, settings)


@pytest.fixture
def alice_at_home(visitor: Visitor) -> User:
    """Return Alice, signed in, who owns something."""
    alice = make_person("alice")
    with as_user(alice):
        make.asset(alice, name="Savings", amount=1200)
    sign_in(visitor, alice.email)
    return alice


def test_everything_is_taken_along(
    visitor: Visitor, alice_at_home: User, jobs: Jobs, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.open("/settings/data/")
    visitor.inspect()
    page.get_by_role("link", name="Archive of everything").click()
    page.wait_for_url("**/settings/data/everything/")
    visitor.inspect()
    page.get_by_role("button", name="Write an archive").click()
    page.get_by_text("is being written").wait_for()
    visitor.inspect()
    jobs.run()
    page.get_by_role("link", name="Download").wait_for()  # the page found out by itself
    visitor.inspect()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download").click()
    begun.value.save_as(tmp_path / "all.zip")
    with ZipFile(tmp_path / "all.zip") as archive:
        kept = json.loads(archive.read("finance/entries.json"))["entries"]
    assert [entry["name"] for entry in kept] == ["Savings"]
    assert begun.value.suggested_filename.startswith("numoraq-everything-")


def test_somebody_leaves_and_stays_after_all(
    visitor: Visitor, alice_at_home: User, jobs: Jobs
) -> None:
    page = visitor.page
    visitor.open("/settings/data/")
    page.get_by_role("link", name="Delete my account").click()
    page.wait_for_url("**/settings/data/delete/")
    visitor.inspect()
    page.get_by_label("Your e-mail address").fill("bob@example.org")
    page.get_by_role("button", name="Delete my account").click()
    page.get_by_text("not the address of this account").wait_for()
    visitor.inspect()
    visitor.troubles.clear()  # the browser tells of an answer that refuses
    page.get_by_label("Your e-mail address").fill(alice_at_home.email)
    page.get_by_role("button", name="Delete my account").click()
    page.wait_for_url("**/accounts/login/")
    page.get_by_text("Your account is closed").wait_for()
    jobs.run()
    assert "/settings/data/closed/" in str(mail.outbox[-1].body)
    page.get_by_label("E-mail").fill(alice_at_home.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/settings/data/closed/")
    visitor.inspect()
    page.get_by_role("button", name="Keep my account").click()
    page.wait_for_url("**/dashboard/")
    page.get_by_text("Your account stays").first.wait_for()
    jobs.run()
    assert "stays" in mail.outbox[-1].subject


def test_leaving_works_without_scripts(chromium: object, visitor: Visitor, jobs: Jobs) -> None:
    alice = make_person("alice")
    with Visitor.arrive(chromium, visitor.home, java_script_enabled=False) as quiet:
        sign_in(quiet, alice.email)
        quiet.open("/settings/data/everything/")
        quiet.page.get_by_role("button", name="Write an archive").click()
        quiet.page.get_by_text("is being written").wait_for()
        jobs.run()
        quiet.page.get_by_role("link", name="Look again").click()
        quiet.page.get_by_role("link", name="Download").wait_for()
        quiet.open("/settings/data/delete/")
        quiet.page.get_by_label("Your e-mail address").fill(alice.email)
        quiet.page.get_by_role("button", name="Delete my account").click()
        quiet.page.wait_for_url("**/accounts/login/")
