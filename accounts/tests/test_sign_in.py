"""Signing in and out."""

from urllib.parse import quote

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from accounts.services import profiles
from accounts.tests.conftest import Answer, Browser, NewBrowser, code_for
from conftest import PASSWORD
from numoraq import settings as product
from numoraq.rls.identity import as_staff, as_user

LOGIN = "/accounts/login/"
MISMATCH = ["That password and e-mail do not belong together."]


def sign_in(
    browser: Browser, email: str, password: str = PASSWORD, query: str = "", **more: str
) -> Answer:
    """Send the sign-in form."""
    return browser.post(LOGIN + query, {"login": email, "password": password, **more})


@pytest.fixture
def welcomed(alice: User) -> User:
    """Return Alice after her first visit."""
    with as_user(alice):
        profiles.finish_welcome(profile=profiles.of(alice), at=timezone.now())
    return alice


def test_new_people_come_to_the_welcome_page(browser: Browser, alice: User) -> None:
    assert sign_in(browser, alice.email)["Location"] == "/welcome/"
    assert browser.is_signed_in()


def test_the_welcome_page_comes_once_by_itself(new_browser: NewBrowser, alice: User) -> None:
    came = [sign_in(new_browser(), alice.email)["Location"] for _again in range(3)]
    assert came == ["/welcome/", "/dashboard/", "/dashboard/"]


def test_tries_that_failed_are_no_visit(new_browser: NewBrowser, alice: User) -> None:
    for _again in range(2):
        sign_in(new_browser(), alice.email, password="not the one")
    assert sign_in(new_browser(), alice.email)["Location"] == "/welcome/"


def test_the_page_one_wanted_comes_before_the_welcome(browser: Browser, alice: User) -> None:
    wanted = sign_in(browser, alice.email, query="?next=/settings/")
    assert wanted["Location"] == "/settings/"


def test_people_who_were_welcomed_come_to_today(browser: Browser, welcomed: User) -> None:
    assert sign_in(browser, welcomed.email)["Location"] == "/dashboard/"


@pytest.mark.parametrize("spelling", ["ALICE@example.ORG", "  alice@example.org  "])
def test_the_case_of_an_address_does_not_matter(
    browser: Browser, alice: User, spelling: str
) -> None:
    assert sign_in(browser, spelling).status_code == 302


def test_a_stranger_and_a_wrong_password_are_told_the_same(
    new_browser: NewBrowser, alice: User
) -> None:
    answers = [
        sign_in(new_browser(), alice.email, "not the password"),
        sign_in(new_browser(), "nobody@example.org", "not the password"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert [answer.context["form"].non_field_errors() for answer in answers] == [MISMATCH] * 2


def test_a_stranger_takes_as_many_hashes(
    new_browser: NewBrowser, alice: User, hashed: list[str]
) -> None:
    hashed.clear()
    sign_in(new_browser(), alice.email, "not the password")
    sign_in(new_browser(), "nobody@example.org", "not the password")
    assert hashed == ["not the password"] * 2


def test_five_wrong_tries_pause_the_account(new_browser: NewBrowser, alice: User) -> None:
    for _try in range(5):
        sign_in(new_browser(), alice.email, "not the password")
    answer = sign_in(new_browser(), alice.email)
    assert answer.context["form"].non_field_errors() == [
        "Too many wrong tries. Wait five minutes, then try again."
    ]


def test_another_spelling_of_the_host_gives_no_more_tries(
    new_browser: NewBrowser, alice: User
) -> None:
    for port in range(5):
        host = f"localhost:{8000 + port}"
        sign_in(new_browser(host=host), alice.email, "not the password")
    assert not sign_in(new_browser(host="127.0.0.1"), alice.email).has_header("Location")


def test_tries_of_one_network_are_limited(new_browser: NewBrowser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [sign_in(new_browser(), f"{n}@example.org", "x").status_code for n in range(3)]
    assert answers == [200, 200, 429]


@pytest.mark.parametrize("password", ["", "x" * 4097, "\0"])
def test_an_impossible_password_names_its_field(
    browser: Browser, alice: User, password: str
) -> None:
    answer = sign_in(browser, alice.email, password)
    assert list(answer.context["form"].errors) == ["password"]


def test_a_closed_account_stays_closed(browser: Browser, alice: User) -> None:
    with as_staff(alice):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert sign_in(browser, alice.email)["Location"] == "/accounts/inactive/"
    assert b"This account is closed." in browser.get("/accounts/inactive/").content
    assert not browser.is_signed_in()


def test_an_account_closed_meanwhile_is_signed_out_at_once(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    assert browser.is_signed_in()
    with as_staff(alice):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not browser.is_signed_in()


def test_an_unproven_address_has_to_be_proven_first(browser: Browser, alice: User) -> None:
    EmailAddress.objects.filter(user=alice).update(verified=False)
    assert sign_in(browser, alice.email)["Location"] == "/accounts/confirm-email/"
    assert not browser.is_signed_in()
    code = code_for(alice.email)
    answer = browser.post("/accounts/confirm-email/", {"action": "verify", "code": code})
    assert answer["Location"] == "/welcome/"
    assert browser.is_signed_in()


def test_the_session_has_a_new_key_after_signing_in(browser: Browser, alice: User) -> None:
    browser.get(LOGIN)
    session = browser.session
    session["planted"] = True
    session.save()
    before = session.session_key
    sign_in(browser, alice.email)
    assert browser.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_who_asks_is_remembered_for_thirty_days(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email, remember="on")
    assert browser.cookies["sessionid"]["max-age"] == 30 * 24 * 60 * 60


def test_who_does_not_ask_is_forgotten_with_the_browser(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    assert browser.cookies["sessionid"]["max-age"] == ""
    assert browser.cookies["sessionid"]["httponly"]
    assert browser.cookies["sessionid"]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "http://testserver@evil.example/",
        "http://cms.localhost/",
    ],
)
def test_next_never_leads_to_another_host(browser: Browser, alice: User, elsewhere: str) -> None:
    answer = sign_in(browser, alice.email, query=f"?next={quote(elsewhere)}")
    assert answer["Location"] == "/welcome/"


def test_next_leads_back_to_the_page_that_asked(browser: Browser, alice: User) -> None:
    asked = browser.get("/settings/data/")
    assert asked["Location"] == "/accounts/login/?next=/settings/data/"
    answer = sign_in(browser, alice.email, query="?next=/settings/data/")
    assert answer["Location"] == "/settings/data/"


def test_signing_out_takes_a_post(browser: Browser, alice: User) -> None:
    sign_in(browser, alice.email)
    assert b"Sign out?" in browser.get("/accounts/logout/").content
    assert browser.is_signed_in()
    assert browser.post("/accounts/logout/")["Location"] == "/"
    assert not browser.is_signed_in()


def test_signing_out_needs_a_form_of_ours(new_browser: NewBrowser, alice: User) -> None:
    browser = new_browser()
    browser.force_login(alice)
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/accounts/logout/").status_code == 403
    assert browser.is_signed_in()


def test_passwords_are_hashed_with_argon2() -> None:
    assert product.PASSWORD_HASHERS[0].endswith(".Argon2PasswordHasher")
