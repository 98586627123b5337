"""The pages and the API of leaving: what they ask for, and what a closed account still opens."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.leaving import closing
from accounts.leaving.errors import AccountGone
from accounts.models import User
from accounts.services import profiles
from accounts.tests.conftest import Browser, NewBrowser, html_of, last_mail, long_ago
from accounts.tests.proving import code, give_app
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD, ClientFor
from numoraq.rls.identity import as_user
from numoraq.tests import belongings
from numoraq.tests.jobs import Jobs

pytestmark = pytest.mark.django_db

DELETE, CLOSED = "/settings/data/delete/", "/settings/data/closed/"
EVERYTHING, API = "/settings/data/everything/", "/api/v1/me/deletion/"


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    belongings.keep_files_in(tmp_path, settings)


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, in which she has just typed her password."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


def is_closed(user: User) -> bool:
    """Return whether the account only waits to be deleted."""
    return User.objects.get(pk=user.pk).is_closed


def test_the_page_says_what_goes_and_offers_the_archive(browser: Browser) -> None:
    assert DELETE in browser.get("/settings/data/").content.decode()
    page = browser.get(DELETE).content.decode()
    assert EVERYTHING in page
    assert "in 30 days" in page


def test_the_address_is_typed_and_must_be_ones_own(browser: Browser, alice: User) -> None:
    for typed in ("", "bob@example.org", "alice"):
        assert browser.post(DELETE, {"email": typed}).status_code == 422
    assert not is_closed(alice)
    answer = browser.post(DELETE, {"email": " ALICE@example.org "})
    assert answer["Location"] == "/accounts/login/"
    assert is_closed(alice)
    assert not browser.is_signed_in()
    assert "account is closed" in browser.get("/accounts/login/").content.decode()


def test_every_other_browser_is_signed_out(
    browser: Browser, new_browser: NewBrowser, alice: User
) -> None:
    other = new_browser()
    sign_in(other, alice.email)
    browser.post(DELETE, {"email": alice.email})
    assert not other.is_signed_in()


def test_the_password_is_asked_for_before(browser: Browser, alice: User) -> None:
    browser.get(DELETE)
    long_ago(browser)
    for method in (browser.get, browser.post):
        answer = method(DELETE, {"email": alice.email})
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not is_closed(alice)
    browser.post(answer["Location"], {"password": PASSWORD, "next": DELETE})
    assert is_closed(alice)


def test_the_second_factor_is_asked_for_who_has_one(browser: Browser, alice: User) -> None:
    give_app(alice)
    answer = browser.post(DELETE, {"email": alice.email})
    assert answer["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert browser.post(API, {"email": alice.email}, "application/json").status_code == 403
    assert browser.delete(API).status_code == 403
    assert not is_closed(alice)


def test_staff_are_told_that_they_stay(client: Client, dana: User) -> None:
    client.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
    assert "You run this site" in client.get(DELETE).content.decode()
    answer = client.post(DELETE, {"email": dana.email})
    assert answer.status_code == 422
    assert client.post(API, {"email": dana.email}, "application/json").status_code == 409
    assert not is_closed(dana)


def test_signing_in_leads_to_the_page_that_keeps_it(
    browser: Browser, alice: User, new_browser: NewBrowser
) -> None:
    browser.post(DELETE, {"email": alice.email})
    again = new_browser()
    sign_in(again, alice.email)
    for path in ("/dashboard/", "/settings/", "/entries/assets/", "/export/", DELETE):
        assert again.get(path)["Location"] == CLOSED, path
    assert again.post("/settings/", {"name": "X"})["Location"] == CLOSED
    assert "will be deleted on" in again.get(CLOSED).content.decode()
    assert "Programs need new tokens" in again.get(CLOSED).content.decode()
    assert again.post(CLOSED)["Location"] == "/dashboard/"
    assert "Programs need new tokens" in again.get("/settings/").content.decode()
    assert again.get(CLOSED)["Location"] == "/settings/data/"
    assert not is_closed(alice)


def test_a_closed_account_still_opens_its_archive_the_door_and_nothing_of_the_api(
    browser: Browser, alice: User, new_browser: NewBrowser
) -> None:
    browser.post(DELETE, {"email": alice.email})
    again = new_browser()
    sign_in(again, alice.email)
    assert again.get(EVERYTHING).status_code == 200
    assert again.get("/no/such/page/").status_code == 404
    assert again.get("/accounts/logout/").status_code == 200
    refused = again.get("/api/v1/me/")
    assert refused.status_code == 403
    assert "closed" in refused.json()["detail"]
    assert again.get(API).json()["due_at"]
    again.post("/accounts/logout/")
    assert again.get(CLOSED).status_code == 302


def test_the_second_factor_is_asked_for_to_come_back(alice: User, new_browser: NewBrowser) -> None:
    give_app(alice)
    closing.ask(user=alice, at=timezone.now())
    browser = new_browser()
    browser.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert browser.post(CLOSED)["Location"].startswith("/accounts/login/")
    browser.post("/accounts/2fa/authenticate/", {"code": code()})
    browser.post(CLOSED)
    assert not is_closed(alice)


def test_who_keeps_too_late_is_told(browser: Browser, alice: User, new_browser: NewBrowser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    browser.post(DELETE, {"email": alice.email})
    again = new_browser()
    sign_in(again, alice.email)

    def gone(**_: Any) -> None:
        raise AccountGone

    monkeypatch.setattr("accounts.leaving.closing.keep", gone)
    assert again.delete(API).status_code == 404
    assert again.post(CLOSED)["Location"] == "/accounts/login/"
    assert "just been deleted" in again.get("/accounts/login/").content.decode()


def test_who_stays_has_no_page_of_the_closed(alice: User, client_for: ClientFor) -> None:
    assert client_for(alice).get(CLOSED)["Location"] == "/settings/data/"
    assert Client().get(CLOSED).status_code == 302


def test_a_demo_ticks_a_box_and_is_gone(client: Client, jobs: Jobs) -> None:
    client.post("/demo/", {"persona": "employee"})
    demo = User.objects.get(is_demo=True)
    page = client.get(DELETE).content.decode()
    assert 'name="sure"' in page
    assert 'name="email"' not in page
    assert client.post(DELETE).status_code == 422
    assert client.post(DELETE, {"sure": "on"})["Location"] == "/accounts/login/"
    assert is_closed(demo)


def test_the_api_closes_tells_and_keeps(
    browser: Browser, alice: User, new_browser: NewBrowser
) -> None:
    assert browser.get(API).json() == {"due_at": None}
    wrong = browser.post(API, {"email": "bob@example.org"}, "application/json")
    assert wrong.status_code == 400
    assert "email" in wrong.json()
    made = browser.post(API, {"email": alice.email}, "application/json")
    assert made.status_code == 202
    assert made.json()["due_at"]
    assert browser.get(API).status_code == 401
    again = new_browser()
    sign_in(again, alice.email)
    assert again.delete(API).status_code == 204
    assert again.get(API).json() == {"due_at": None}


def test_the_api_asks_for_a_fresh_proof(browser: Browser, alice: User) -> None:
    long_ago(browser)
    answer = browser.post(API, {"email": alice.email}, "application/json")
    assert answer.status_code == 403
    assert not is_closed(alice)


def test_mails_lead_to_the_page_in_text_and_in_html(browser: Browser, alice: User) -> None:
    browser.post(DELETE, {"email": alice.email})
    sent = last_mail(to=alice.email)
    assert "will be deleted" in sent.subject
    for written in (str(sent.body), html_of(sent)):
        assert CLOSED in written
        assert "UTC" in written


def test_the_languages_of_mails_are_those_of_their_readers(alice: User, browser: Browser) -> None:
    with as_user(alice):
        profiles.update(profile=profiles.of(alice), language="pt", timezone="Europe/Lisbon")
    browser.post(DELETE, {"email": alice.email})
    assert "(Europe/Lisbon)" in str(last_mail(to=alice.email).body)


def test_the_door_says_how_many_days_are_left(client_for: ClientFor, alice: User) -> None:
    assert "is deleted 30 days later" in client_for(alice).get("/settings/data/").content.decode()
