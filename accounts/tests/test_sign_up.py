"""Signing up: from an address to a verified person with a profile."""

import re

import pytest
from allauth.account.internal import flows
from allauth.account.models import EmailAddress
from django.core import mail
from pytest_django import Settings

from accounts.models import Profile, User
from accounts.tests.conftest import Answer, Browser, NewBrowser, code_for, html_of, last_mail
from numoraq.rls.identity import as_login_role, as_user

PASSWORD = "a plain enough sentence"
CONFIRM = "/accounts/confirm-email/"


def sign_up(browser: Browser, email: str, password: str = PASSWORD, **more: str) -> Answer:
    """Send the sign-up form."""
    return browser.post("/accounts/signup/", {"email": email, "password1": password, **more})


def enter(browser: Browser, code: str) -> Answer:
    """Send the code form."""
    return browser.post(CONFIRM, {"action": "verify", "code": code})


def profile_of(user: User) -> Profile:
    """Return a profile, read as its owner."""
    with as_user(user):
        return Profile.objects.get(pk=user.pk)


def test_a_sign_up_ends_signed_in_on_the_welcome_page(browser: Browser) -> None:
    response = sign_up(browser, "carol@example.org")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert not browser.is_signed_in()
    assert "without the code nobody can use the account" in last_mail(to="carol@example.org").body
    response = enter(browser, code_for("carol@example.org"))
    assert (response.status_code, response["Location"]) == (302, "/welcome/")
    assert browser.is_signed_in()
    person = User.objects.get(email="carol@example.org")
    assert person.password_changed_at
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == (person.email, True, True)


def test_the_mail_is_text_and_html_and_holds_the_code_in_both(browser: Browser) -> None:
    sign_up(browser, "carol@example.org")
    message = last_mail(to="carol@example.org")
    assert message.subject == "NumoraQ: Your code to begin"
    html = html_of(message)
    assert code_for("carol@example.org") in html
    assert "<img" not in html


def test_the_profile_is_filled_by_what_the_browser_tells(new_browser: NewBrowser) -> None:
    browser = new_browser(accept_language="pt-PT,pt;q=0.9,en;q=0.5")
    sign_up(browser, "carol@example.org", timezone="Europe/Lisbon")
    profile = profile_of(User.objects.get(email="carol@example.org"))
    assert (profile.language, profile.default_currency, profile.timezone) == (
        "pt",
        "EUR",
        "Europe/Lisbon",
    )
    assert profile.onboarded_at is None


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 64])
def test_a_false_time_zone_becomes_utc(browser: Browser, zone: str) -> None:
    assert sign_up(browser, "carol@example.org", timezone=zone).status_code == 302
    assert profile_of(User.objects.get(email="carol@example.org")).timezone == "UTC"


def test_addresses_are_kept_in_lower_case(browser: Browser) -> None:
    sign_up(browser, "Carol@Example.ORG")
    assert User.objects.get().email == EmailAddress.objects.get().email == "carol@example.org"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("", PASSWORD, "email"),
        ("carol", PASSWORD, "email"),
        ("carol@example..org", PASSWORD, "email"),
        (f"{'c' * 250}@example.org", PASSWORD, "email"),
        ("carol@demo.invalid", PASSWORD, "email"),
        ("carol\0@example.org", PASSWORD, "email"),
        ("carol@example.org", "", "password1"),
        ("carol@example.org", "too short", "password1"),
        ("carol@example.org", "1234567890", "password1"),
        ("carol@example.org", "carol@example.org", "password1"),
        ("carol@example.org", "x" * 4097, "password1"),
    ],
)
def test_bad_input_names_its_field_and_makes_nobody(
    browser: Browser, email: str, password: str, field: str
) -> None:
    response = sign_up(browser, email, password)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_taken_address_looks_exactly_like_a_free_one(
    new_browser: NewBrowser, alice: User
) -> None:
    taken, free = new_browser(), new_browser()
    answers = [sign_up(taken, alice.email), sign_up(free, "carol@example.org")]
    assert [a.status_code for a in answers] == [302, 302]
    assert [a["Location"] for a in answers] == [CONFIRM, CONFIRM]
    assert sorted(answers[0].cookies) == sorted(answers[1].cookies)
    pages = [browser.get(CONFIRM).content.decode() for browser in (taken, free)]
    assert _plain(pages[0], alice.email) == _plain(pages[1], "carol@example.org")
    assert User.objects.count() == 2
    assert last_mail(to=alice.email).subject == "NumoraQ: You already have an account"


def _plain(page: str, email: str) -> str:
    """Return a page without what differs between any two visits."""
    page = page.replace(email, "…")
    return re.sub(r'(nonce|value)="[\w=-]+"', "", page)


def test_a_taken_address_takes_as_many_hashes(
    new_browser: NewBrowser, alice: User, hashed: list[str]
) -> None:
    hashed.clear()
    sign_up(new_browser(), alice.email)
    sign_up(new_browser(), "carol@example.org")
    assert hashed == [PASSWORD, PASSWORD]


def test_codes_for_a_taken_address_are_refused_like_wrong_ones(
    browser: Browser, alice: User
) -> None:
    sign_up(browser, alice.email)
    response = enter(browser, "BCDF-GHJK")
    assert response.context["form"].errors["code"] == ["That is not the code we sent."]
    assert not browser.is_signed_in()


def test_who_is_faster_by_a_moment_gets_the_address(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_meanwhile(email: str, **_kwargs: object) -> tuple[str, bool]:
        with as_login_role():
            User.objects.create_user(email, PASSWORD)
        return email, False

    monkeypatch.setattr(flows.manage_email, "email_already_exists", taken_meanwhile)
    response = sign_up(browser, "carol@example.org")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    assert User.objects.count() == 1
    assert last_mail(to="carol@example.org").subject == "NumoraQ: You already have an account"


@pytest.mark.parametrize("is_kept", [True, False])
def test_where_mail_is_kept_the_code_page_leads_to_it(
    browser: Browser, settings: Settings, is_kept: bool
) -> None:
    settings.MAILBOX = is_kept
    sign_up(browser, "carol@example.org")
    assert (b'href="/mailbox/"' in browser.get(CONFIRM).content) is is_kept


def test_three_wrong_codes_end_the_attempt(browser: Browser) -> None:
    sign_up(browser, "carol@example.org")
    right = code_for("carol@example.org")
    assert [enter(browser, "BBBB-BBBB").status_code for _ in range(2)] == [200, 200]
    assert enter(browser, "BBBB-BBBB")["Location"] == "/accounts/login/"
    assert enter(browser, right)["Location"] == "/accounts/login/"
    assert not browser.is_signed_in()


@pytest.mark.parametrize("code", ["", " ", "ÄÖÜß", "0" * 5000, "\0"])
def test_odd_codes_are_wrong_codes(browser: Browser, code: str) -> None:
    sign_up(browser, "carol@example.org")
    response = enter(browser, code)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["code"]


def test_a_code_may_be_typed_small_and_without_its_dash(browser: Browser) -> None:
    sign_up(browser, "carol@example.org")
    code = code_for("carol@example.org").lower().replace("-", " ")
    assert enter(browser, code)["Location"] == "/welcome/"


def test_a_code_is_worthless_after_a_quarter_of_an_hour(
    browser: Browser, settings: Settings
) -> None:
    sign_up(browser, "carol@example.org")
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = -1
    assert enter(browser, code_for("carol@example.org"))["Location"] == "/accounts/login/"
    assert not browser.is_signed_in()


def test_a_code_opens_nothing_in_another_browser(new_browser: NewBrowser) -> None:
    sign_up(new_browser(), "carol@example.org")
    thief = new_browser()
    assert enter(thief, code_for("carol@example.org"))["Location"] == "/accounts/login/"
    assert not thief.is_signed_in()


def test_a_new_code_replaces_the_old_one(browser: Browser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": "9/s/key"}
    sign_up(browser, "carol@example.org")
    old = code_for("carol@example.org")
    browser.post(CONFIRM, {"action": "resend"})
    assert code_for("carol@example.org") != old
    assert enter(browser, old).status_code == 200
    assert enter(browser, code_for("carol@example.org"))["Location"] == "/welcome/"


def test_codes_are_not_sent_faster_than_every_ten_seconds(browser: Browser) -> None:
    sign_up(browser, "carol@example.org")
    assert browser.post(CONFIRM, {"action": "resend"}).status_code == 429
    assert len(mail.outbox) == 1
    assert enter(browser, code_for("carol@example.org"))["Location"] == "/welcome/"


def test_sign_ups_of_one_network_are_limited(new_browser: NewBrowser, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    answers = [sign_up(new_browser(), f"carol{n}@example.org").status_code for n in range(3)]
    assert answers == [302, 302, 429]
    assert User.objects.count() == 2
