"""Who has no password proves themselves at the provider; of two ways in, one stays."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from allauth.core import context
from allauth.socialaccount.models import SocialAccount
from django.db import connections
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import Identity
from accounts.services import identities
from accounts.tests import proving
from accounts.tests.conftest import Browser, NewBrowser, code_for, long_ago
from accounts.tests.elsewhere import BEGIN, come_back, provider
from accounts.tests.oidc_server import Server
from accounts.tests.proving import give_app, prove
from accounts.tests.test_identity_linking import (
    AGAIN,
    SECURITY,
    SET,
    browser,
    give_other,
    jane,
    linked,
    newcomer,
)
from conftest import PASSWORD
from numoraq.rls.identity import as_login_role

__all__ = ["browser", "newcomer", "provider"]

pytestmark = pytest.mark.django_db

PROVE, BY_CODE = "/accounts/provider/prove/", "/accounts/reauthenticate/code/"
BY_FACTOR = "/accounts/2fa/reauthenticate/"


def test_without_a_password_one_proves_oneself_at_the_provider(
    provider: Server, newcomer: Browser
) -> None:
    long_ago(newcomer)
    asked = newcomer.get(SET)
    assert asked["Location"] == f"{PROVE}?next={quote(SET, safe='')}"
    page = newcomer.get(asked["Location"]).content.decode()
    assert "Continue with Example ID" in page
    assert f'href="{BY_CODE}?next={quote(SET, safe="")}">Use a code by mail</a>' in page
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"]) == ("login", "0")
    assert answer["Location"] == SET
    assert newcomer.get(SET).status_code == 200


def test_what_waited_for_the_proof_is_done(provider: Server, newcomer: Browser) -> None:
    long_ago(newcomer)
    assert newcomer.post(SET, {"password1": PASSWORD}).status_code == 302
    come_back(newcomer, process="reauthenticate", next=SET)
    assert jane().has_usable_password()


def test_somebody_elses_account_proves_nothing(provider: Server, newcomer: Browser) -> None:
    long_ago(newcomer)
    provider.knobs.claims |= {"sub": "2", "email": "mallory@example.org"}
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert answer["Location"] == "/accounts/provider/error/"
    assert newcomer.get(SET)["Location"].startswith(PROVE)
    assert newcomer.get(SECURITY).context["user"] == jane()


NOT_ASKED: dict[str, dict[str, Any]] = {
    "it does not tell": {"without": ("auth_time",)},
    "long before we sent them": {"auth_time": -120},
    "from the future": {"auth_time": 600},
    "a word": {"auth_time": "now"},
    "a yes": {"auth_time": True},
    "a null": {"auth_time": None},
}


@pytest.mark.parametrize("told", NOT_ASKED, ids=str)
def test_a_provider_that_has_not_asked_proves_nothing(
    told: str, provider: Server, newcomer: Browser
) -> None:
    """Whoever sits at a browser that the provider remembers gets a code by mail to find."""
    long_ago(newcomer)
    said = NOT_ASKED[told].get("auth_time")
    provider.knobs.without = NOT_ASKED[told].get("without", ())
    provider.knobs.claims["auth_time"] = time.time() + said if type(said) is int else said
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert answer["Location"] == f"{BY_CODE}?next={SET}"
    assert newcomer.get(SET)["Location"].startswith(PROVE)
    page = newcomer.get(answer["Location"])
    assert "Your provider did not ask who you are." in page.content.decode()
    newcomer.post(answer["Location"], {"action": "send"})
    done = newcomer.post(answer["Location"], {"code": code_for(jane().email)})
    assert done["Location"] == SET
    assert newcomer.get(SET).status_code == 200


def test_who_has_a_factor_is_offered_it_and_no_mail(provider: Server, newcomer: Browser) -> None:
    """A mailbox alone would prove less than they can."""
    give_app(jane())
    prove(newcomer, jane())
    long_ago(newcomer)
    asked = newcomer.get(f"{PROVE}?next={SET}").content.decode()
    assert f'href="{BY_FACTOR}?next={quote(SET, safe="")}"' in asked
    assert "Use a code by mail" not in asked
    provider.knobs.claims["auth_time"] = time.time() - 120
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert answer["Location"] == f"{AGAIN}?next={SET}"
    page = newcomer.get(answer["Location"], follow=True)
    assert page.redirect_chain == [(f"{BY_FACTOR}?next={quote(SET, safe='')}", 302)]
    assert "Your provider did not ask who you are. Prove it another way." in page.text
    assert "by mail" not in page.text
    typed = {"code": proving.code(), "next": SET}
    assert newcomer.post(BY_FACTOR, typed)["Location"] == SET


def test_what_userinfo_says_is_not_signed(provider: Server, newcomer: Browser) -> None:
    long_ago(newcomer)
    provider.knobs.without = ("auth_time", "email")
    provider.knobs.userinfo = {"sub": "248289761001", "auth_time": time.time()}
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert answer["Location"].startswith(BY_CODE)


def test_a_sign_in_is_a_proof_where_the_provider_asked(
    provider: Server, new_browser: NewBrowser
) -> None:
    come_back(new_browser())
    asked, remembered = new_browser(), new_browser()
    come_back(asked)
    assert asked.get(SET).status_code == 200
    provider.knobs.claims["auth_time"] = time.time() - 120
    come_back(remembered)
    assert remembered.is_signed_in()
    assert remembered.get(SET)["Location"].startswith(PROVE)


@pytest.mark.parametrize("stock", ["google", "github", "discord"])
def test_providers_that_do_not_tell_are_not_asked(
    stock: str, provider: Server, newcomer: Browser, settings: Settings
) -> None:
    app = {"client_id": "a", "secret": "b"}
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, stock: {"APP": app}}
    with as_login_role():
        SocialAccount.objects.filter(user=jane()).update(provider=stock)
    long_ago(newcomer)
    assert newcomer.get(SET)["Location"].startswith(BY_CODE)


def test_with_a_password_the_provider_proves_nothing_new(
    provider: Server, browser: Browser
) -> None:
    come_back(browser, process="connect")
    long_ago(browser)
    assert browser.get(PROVE).context["ways"] == []
    assert browser.post("/accounts/password/change/").status_code in {200, 302}
    answer = come_back(browser, process="reauthenticate", next=SECURITY)
    assert answer["Location"] == "/accounts/provider/error/"
    asked = browser.post(BEGIN, {"process": "connect"})
    assert asked["Location"].startswith(AGAIN)


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_two_unlinkings_at_once_leave_one_way_in(
    provider: Server, newcomer: Browser, settings: Settings
) -> None:
    app = {"client_id": "a", "secret": "b"}
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "github": {"APP": app}}
    person = jane()
    give_other(person)
    with as_login_role():
        keys = list(Identity.objects.filter(user=person).values_list("pk", flat=True))
    request: Any = RequestFactory().get("/")

    def act(key: Any) -> str:
        try:
            with context.request_context(request):
                identities.unlink(user=person, identity_id=key, request=request)
        except identities.LastIdentity:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(act, keys)) == ["done", "refused"]
    assert len(linked(person)) == 1
