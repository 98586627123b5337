"""Accounts elsewhere: linked, unlinked, never taken over; the last way in stays."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from accounts.models import Identity, User
from accounts.services import people
from accounts.tests.conftest import Browser, NewBrowser, last_mail, long_ago
from accounts.tests.elsewhere import BEGIN, come_back, leave, provider, signed_there
from accounts.tests.oidc_server import Server
from accounts.tests.proving import code, give_app
from accounts.tests.test_sign_in import sign_in
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role, as_user

__all__ = ["provider"]

pytestmark = pytest.mark.django_db

SECURITY, SET = "/settings/security/", "/accounts/password/set/"
AGAIN = "/accounts/reauthenticate/"


@pytest.fixture
def browser(new_browser: NewBrowser, alice: User) -> Browser:
    """Return Alice's browser, signed in by her password."""
    browser = new_browser()
    sign_in(browser, alice.email)
    return browser


@pytest.fixture
def newcomer(new_browser: NewBrowser, provider: Server) -> Browser:
    """Return the browser of Jane, who came by the provider and has no password."""
    browser = new_browser()
    come_back(browser)
    return browser


def linked(user: User) -> list[str]:
    """Return what a person is linked with, as that person sees it."""
    with as_user(user):
        return sorted(Identity.objects.filter(user=user).values_list("provider", flat=True))


def unlink_path(user: User, provider: str = "oidc") -> str:
    """Return the address that unlinks a provider from a person."""
    with as_login_role():
        identity = Identity.objects.get(user=user, provider=provider)
    return f"/settings/security/identities/{identity.pk}/unlink/"


def jane() -> User:
    """Return who came by the provider."""
    with as_login_role():
        return User.objects.get(email="jane@example.org")


def give_other(user: User, *, provider: str = "github", uid: str = "7") -> None:
    """Link one more account to a person."""
    with as_login_role():
        SocialAccount.objects.create(user=user, provider=provider, uid=uid)


def test_an_account_is_linked_and_signs_in(
    provider: Server, browser: Browser, alice: User, new_browser: NewBrowser
) -> None:
    answer = come_back(browser, process="connect")
    assert answer["Location"] == SECURITY
    assert linked(alice) == ["email", "oidc"]
    page = browser.get(SECURITY).content.decode()
    assert "Example ID is linked" in page
    assert "jane@example.org" in page
    assert "Example ID now opens your account" in last_mail(to=alice.email).subject
    other = new_browser()
    come_back(other)
    assert other.is_signed_in()
    assert other.get(SECURITY).context["user"] == alice


def test_linking_adds_no_address(provider: Server, browser: Browser, alice: User) -> None:
    come_back(browser, process="connect")
    with as_login_role():
        kept = EmailAddress.objects.filter(user=alice).values_list("email", flat=True)
        assert list(kept) == [alice.email]


def test_linking_takes_a_fresh_proof(provider: Server, browser: Browser, alice: User) -> None:
    long_ago(browser)
    asked = browser.post(BEGIN, {"process": "connect"})
    assert asked["Location"].startswith(AGAIN)
    assert provider.asked == []
    answer = browser.post(asked["Location"], {"password": PASSWORD})
    assert "On to the provider" in answer.content.decode()


def test_linking_takes_the_second_factor(provider: Server, browser: Browser, alice: User) -> None:
    url = leave(browser, process="connect")
    give_app(alice)
    asked = browser.post(BEGIN, {"process": "connect"})
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert browser.get(signed_there(url))["Location"] == SECURITY
    assert linked(alice) == ["email"]
    browser.post("/accounts/2fa/reauthenticate/", {"code": code()})
    come_back(browser, process="connect")
    assert linked(alice) == ["email", "oidc"]


def test_linking_is_for_who_is_signed_in(
    provider: Server, new_browser: NewBrowser, browser: Browser
) -> None:
    stranger = new_browser()
    assert stranger.post(BEGIN, {"process": "connect"})["Location"].startswith("/accounts/login/")
    url = leave(browser, process="connect")
    assert stranger.get(signed_there(url)).status_code == 401


def test_a_link_that_began_before_signing_out_links_nothing(
    provider: Server, browser: Browser, alice: User
) -> None:
    back = signed_there(leave(browser, process="connect"))
    browser.post("/accounts/logout/")
    assert browser.get(back).status_code == 401
    assert linked(alice) == ["email"]


def test_an_account_of_somebody_else_is_not_linked(
    provider: Server, newcomer: Browser, browser: Browser, alice: User
) -> None:
    come_back(browser, process="connect")
    assert linked(alice) == ["email"]
    assert linked(jane()) == ["oidc"]
    assert "linked to another person" in browser.get(SECURITY).content.decode()


def test_linking_twice_changes_nothing(provider: Server, browser: Browser, alice: User) -> None:
    for _ in range(2):
        come_back(browser, process="connect")
    assert linked(alice) == ["email", "oidc"]
    assert len([m for m in mail.outbox if "now opens" in m.subject]) == 1


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("spelling", ["alice@example.org", "ALICE@Example.org"])
def test_nobody_takes_an_account_over_by_its_address(
    verified: bool, spelling: str, provider: Server, new_browser: NewBrowser, alice: User
) -> None:
    provider.knobs.claims |= {"email": spelling, "email_verified": verified}
    stranger = new_browser()
    answer = come_back(stranger)
    assert answer["Location"] == "/accounts/confirm-email/"
    assert not stranger.is_signed_in()
    assert linked(alice) == ["email"]
    told = last_mail(to=alice.email)
    assert "You already have an account" in told.subject
    assert "link the provider" in str(told.body)


def test_an_address_that_is_taken_shows_no_more_than_one_that_is_not(
    provider: Server, new_browser: NewBrowser, alice: User
) -> None:
    pages = []
    for number, address in enumerate((alice.email, "new@example.org")):
        claims = {"email": address, "email_verified": False, "sub": str(number)}
        provider.knobs.claims = claims
        browser = new_browser()
        answer = come_back(browser)
        page = browser.get(answer["Location"]).content.decode().replace(address, "")
        pages.append((answer.status_code, answer["Location"], page.count("<input")))
    assert pages[0] == pages[1]


def test_somebody_who_signed_up_first_with_the_address_gets_nothing(
    provider: Server, new_browser: NewBrowser
) -> None:
    squatter = new_browser()
    sent = {"email": "jane@example.org", "password1": PASSWORD}
    squatter.post("/accounts/signup/", sent)
    cache.clear()  # mails to one address are limited
    browser = new_browser()
    assert come_back(browser)["Location"] == "/accounts/confirm-email/"
    assert not browser.is_signed_in()
    with as_login_role():
        assert not SocialAccount.objects.exists()


def test_unlinking(provider: Server, browser: Browser, alice: User) -> None:
    come_back(browser, process="connect")
    answer = browser.post(unlink_path(alice))
    assert answer["Location"] == SECURITY
    assert linked(alice) == ["email"]
    assert "no longer linked" in browser.get(SECURITY).content.decode()
    assert "no longer opens" in last_mail(to=alice.email).subject


def test_unlinking_takes_a_fresh_proof_and_then_happens(
    provider: Server, browser: Browser, alice: User
) -> None:
    come_back(browser, process="connect")
    long_ago(browser)
    asked = browser.post(unlink_path(alice))
    assert asked["Location"].startswith(AGAIN)
    assert linked(alice) == ["email", "oidc"]
    browser.post(asked["Location"], {"password": PASSWORD})
    assert linked(alice) == ["email"]


def test_the_last_way_in_stays(provider: Server, newcomer: Browser) -> None:
    newcomer.post(unlink_path(jane()))
    assert linked(jane()) == ["oidc"]
    assert "set a password first" in newcomer.get(SECURITY).content.decode()
    give_other(jane())  # of a provider that is not set up here: it opens nothing
    newcomer.post(unlink_path(jane()))
    assert linked(jane()) == ["github", "oidc"]
    newcomer.post(unlink_path(jane(), "github"))
    assert linked(jane()) == ["oidc"]


def test_a_password_is_a_way_in(provider: Server, newcomer: Browser) -> None:
    page = newcomer.get(SECURITY).content.decode()
    assert SET in page
    assert "Set a password" in newcomer.get(SET).content.decode()
    assert newcomer.post(SET, {"password1": PASSWORD})["Location"] == SECURITY
    assert linked(jane()) == ["email", "oidc"]
    newcomer.post(unlink_path(jane()))
    assert linked(jane()) == ["email"]


def test_bob_unlinks_nothing_of_alices(
    provider: Server, browser: Browser, alice: User, bob: User, new_browser: NewBrowser
) -> None:
    come_back(browser, process="connect")
    his = new_browser()
    sign_in(his, bob.email)
    assert his.post(unlink_path(alice)).status_code == 404
    assert linked(alice) == ["email", "oidc"]


@pytest.mark.parametrize("is_proven", [True, False])
def test_a_password_by_mail_drops_what_was_linked_before_the_address_was_proven(
    alice: User, is_proven: bool
) -> None:
    with as_login_role():
        SocialAccount.objects.create(user=alice, provider="github", uid="1")
        EmailAddress.objects.filter(user=alice).update(verified=is_proven)
        people.set_password(user=alice, password="x" * 20, at=timezone.now())
        assert SocialAccount.objects.filter(user=alice).exists() is is_proven
