"""Who has no password proves themselves at the provider; of two ways in, one stays."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest
from allauth.core import context
from django.db import connections
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import Identity
from accounts.services import identities
from accounts.tests.conftest import Browser, long_ago
from accounts.tests.elsewhere import BEGIN, come_back, provider
from accounts.tests.oidc_server import Server
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

PROVE = "/accounts/provider/prove/"


def test_without_a_password_one_proves_oneself_at_the_provider(
    provider: Server, newcomer: Browser
) -> None:
    long_ago(newcomer)
    asked = newcomer.get(SET)
    assert asked["Location"] == f"{PROVE}?next={quote(SET, safe='')}"
    page = newcomer.get(asked["Location"]).content.decode()
    assert "Continue with Example ID" in page
    answer = come_back(newcomer, process="reauthenticate", next=SET)
    assert provider.asked[-1]["prompt"] == "login"
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
