"""Somebody who comes from an organisation for the first time, twice in the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import connections
from django.test import Client

from accounts.models import SSOProvider, User
from accounts.sso import arrivals
from accounts.tests.elsewhere import signed_there
from accounts.tests.oidc_server import Server
from accounts.tests.organisations import person_in, visit
from accounts.tests.test_sso_oidc import LOGIN, corp, idp
from conftest import make_person
from numoraq.rls.identity import as_login_role

__all__ = ["corp", "idp"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "worker"])


def meet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have two who arrive go on together, once neither was found to be known."""
    together, stock = Barrier(2), arrivals.arrive

    def arrive(**given: Any) -> None:
        together.wait(timeout=20)
        stock(**given)

    monkeypatch.setattr(arrivals, "arrive", arrive)


@pytest.mark.parametrize("has_account", [True, False])
def test_one_of_two_first_arrivals_comes_in(
    has_account: bool, idp: Server, corp: SSOProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    if has_account:
        jane = make_person("jane")
        with as_login_role():
            EmailAddress.objects.filter(user=jane).update(email="jane@corp.example", verified=True)
            User.objects.filter(pk=jane.pk).update(email="jane@corp.example")
    browsers = [Client(), Client()]
    ways = [
        (browser, signed_there(visit(browser, LOGIN).headers["Location"])) for browser in browsers
    ]
    meet(monkeypatch)

    def come_back(way: tuple[Client, str]) -> int:
        try:
            status: int = visit(*way).status_code
            return status
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(come_back, ways)) == [302, 403]
    came = {person_in(browser) for browser in browsers}
    assert came == {"jane@corp.example", None}
    with as_login_role():
        assert SocialAccount.objects.get().user.email == "jane@corp.example"
