"""Two browsers of one person: one ends the other, in real browsers."""

from collections.abc import Iterator

import pytest

from accounts.models import User
from accounts.tests import proving
from conftest import PASSWORD, make_person
from numoraq.rls.identity import as_staff
from numoraq.tests.journeys.test_accounts import sign_in
from numoraq.tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "worker"]),
]
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"
    " Version/18.0 Mobile/15E148 Safari/604.1"
)
EMAIL, SECURITY = "alice@example.org", "/settings/security/"


@pytest.fixture
def phone(chromium: object, visitor: Visitor) -> Iterator[Visitor]:
    """Return Alice's phone, signed in; the other browser of hers is signed in before it."""
    make_person("alice")
    sign_in(visitor, EMAIL)
    with Visitor.arrive(chromium, visitor.home, user_agent=PHONE) as phone:
        sign_in(phone, EMAIL)
        yield phone
        assert phone.troubles == []


def is_out(visitor: Visitor) -> bool:
    """Return whether a browser is led to the door and told why."""
    visitor.open("/settings/data/")
    is_told = visitor.page.get_by_text("You were signed out because").is_visible()
    return visitor.at("/accounts/login/") and is_told


def test_one_browser_ends_another_that_is_told_why(visitor: Visitor, phone: Visitor) -> None:
    page = visitor.page
    visitor.open(SECURITY)
    visitor.inspect()
    assert page.get_by_text("This browser").is_visible()
    page.get_by_role("button", name="Sign out Safari, iPhone").click()
    page.get_by_text("That browser has been signed out").wait_for()
    assert page.get_by_role("button", name="Sign out Safari, iPhone").count() == 0
    assert is_out(phone)
    phone.inspect()


def test_everywhere_else_is_signed_out_at_once(visitor: Visitor, phone: Visitor) -> None:
    phone.open(SECURITY)
    phone.page.get_by_role("button", name="Sign out everywhere else").click()
    phone.page.get_by_text("Every other browser has been signed out").wait_for()
    assert is_out(visitor)
    phone.open("/settings/data/")
    assert phone.at("/settings/data/")


def test_who_is_told_comes_back_to_the_page_they_asked_for(
    visitor: Visitor, phone: Visitor
) -> None:
    phone.open(SECURITY)
    phone.page.get_by_role("button", name="Sign out everywhere else").click()
    phone.page.get_by_text("Every other browser has been signed out").wait_for()
    assert is_out(visitor)
    visitor.page.get_by_label("E-mail").fill(EMAIL)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    visitor.page.wait_for_url("**/settings/data/")


def test_the_history_of_sign_ins_is_accessible(visitor: Visitor, phone: Visitor) -> None:
    phone.page.context.clear_cookies()
    phone.open("/accounts/login/")
    phone.page.get_by_label("E-mail").fill(EMAIL)
    phone.page.get_by_label("Password", exact=True).fill("not the password")
    phone.page.get_by_role("button", name="Sign in", exact=True).click()
    phone.page.get_by_text("do not belong together").wait_for()
    visitor.open("/settings/security/sign-ins/")
    rows = visitor.page.get_by_role("listitem").filter(has_text="Safari, iPhone")
    assert rows.count() == 2
    assert rows.first.get_by_text("wrong password or code").is_visible()
    visitor.inspect()


def test_staff_look_at_sessions_and_sign_ins_of_a_person(visitor: Visitor, phone: Visitor) -> None:
    dana, alice = make_person("dana"), User.objects.get(email=EMAIL)
    with as_staff(dana):
        User.objects.filter(pk=dana.pk).update(is_staff=True, is_superuser=True)
    proving.give_app(dana)
    page = visitor.page
    visitor.home = visitor.home.replace("localhost", "cms.localhost", 1)
    visitor.open("/login/")
    page.get_by_label("E-mail").fill(dana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(proving.code())
    page.get_by_role("button", name="Continue").click()
    page.wait_for_load_state("load")
    for path in (f"authsession/?q={EMAIL}", f"signin/?q={EMAIL}", f"user/{alice.pk}/change/"):
        visitor.open(f"/accounts/{path}")
        assert page.get_by_text("Safari, iPhone").first.is_visible()
        visitor.inspect()
