"""A phone as second factor: added, asked for, lost, in a real browser."""

import pytest

from accounts.models import Factor, User
from accounts.services import resets
from accounts.tests.sending import MASKED, minutes_ago, texted
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_login_role
from numoraq.tests.jobs import Jobs
from numoraq.tests.journeys.test_accounts import sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]


def add_phone(visitor: Visitor, jobs: Jobs) -> None:
    """Add a phone, from the security page."""
    page = visitor.page
    visitor.open("/settings/security/")
    page.get_by_role("link", name="Add a phone").click()
    page.wait_for_url("**/phone/add/")
    visitor.inspect()
    page.get_by_label("Phone number").fill("912 345 678")
    page.get_by_role("button", name="Send the code").click()
    page.get_by_text("with + and the code of the country").wait_for()
    visitor.inspect()
    visitor.troubles.clear()  # the browser notes what was refused
    page.get_by_label("Phone number").fill("+351 912 345 678")
    page.get_by_role("button", name="Send the code").click()
    page.wait_for_url("**/2fa/confirm/")
    visitor.inspect()
    jobs.run()
    page.get_by_label("Code").fill(texted())
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/settings/security/")
    visitor.inspect()


def leave_and_come_back(visitor: Visitor) -> None:
    """Sign out, then in again as far as the second step."""
    page = visitor.page
    visitor.open("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    visitor.open("/accounts/login/")
    page.get_by_label("E-mail").fill("alice@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")


def test_somebody_signs_in_by_a_text_message(visitor: Visitor, jobs: Jobs) -> None:
    make_person("alice")
    page = visitor.page
    sign_in(visitor, "alice@example.org")
    add_phone(visitor, jobs)
    leave_and_come_back(visitor)
    visitor.inspect()
    page.get_by_role("button", name=f"Send a code to {MASKED}").click()
    page.wait_for_url("**/2fa/code/")
    page.get_by_text("A new code can be sent in").wait_for()
    visitor.inspect()
    page.get_by_label("Code").fill("12345")
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("six digits").wait_for()
    visitor.inspect()
    visitor.troubles.clear()
    jobs.run()
    page.get_by_label("Code").fill(texted())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/dashboard/")
    with as_login_role():
        phone = Factor.objects.get()
    minutes_ago(phone)
    visitor.open(f"/accounts/2fa/remove/{phone.uuid}/")
    visitor.inspect()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/settings/security/")


def test_somebody_has_lost_the_phone(visitor: Visitor, jobs: Jobs) -> None:
    make_person("alice")
    page = visitor.page
    sign_in(visitor, "alice@example.org")
    add_phone(visitor, jobs)
    leave_and_come_back(visitor)
    page.get_by_role("link", name="I have none of these any more").click()
    page.wait_for_url("**/2fa/lost/")
    visitor.inspect()
    page.get_by_role("button", name="Ask to have my factors removed").click()
    page.get_by_text("We have your request").wait_for()
    visitor.inspect()
    with as_login_role():
        reset = resets.open_of(User.objects.get())
    assert reset is not None
    visitor.open(resets.path_back(reset))
    visitor.inspect()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Your second factor stays").first.wait_for()
    visitor.inspect()


def test_the_page_that_adds_a_mailbox_is_accessible(visitor: Visitor) -> None:
    make_person("alice")
    sign_in(visitor, "alice@example.org")
    visitor.open("/accounts/2fa/email/add/")
    visitor.inspect()
