"""Who may pay, see and change payments: the person, programs they allow, and nobody else."""

from datetime import timedelta
from typing import Any
from urllib.request import urlopen

import pytest
from django.test import Client
from django.utils import timezone

from accounts.keys import services as keys
from accounts.models import User
from accounts.tests.proving import freshen, give_app
from conftest import ClientFor, make_person
from numoraq.rls.identity import as_service, as_user
from numoraq.rls.logins import worker_login
from premium import takeout
from premium.models import Payment, Subscription
from premium.tests.shop import Shop

pytestmark = pytest.mark.django_db(databases=["default", "worker"], transaction=True)
LIST, CHANGE = "/api/v1/payments/", "/api/v1/payments/subscription/"
PORTAL = "/api/v1/payments/portal/"


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make_person("alice")


@pytest.fixture
def bob(transactional_db: None) -> User:
    return make_person("bob")


def program(user: User, *scopes: str) -> dict[str, str]:
    """Return what a program of a person shows that may do some things."""
    at = timezone.now()
    ends = at + timedelta(days=1)
    with as_user(user):
        made = keys.make(user=user, name="Shop", scopes=scopes, expires_at=ends, at=at)
    return {"Authorization": f"Bearer {made.secret}"}


def ask(path: str, headers: dict[str, str], data: Any = None) -> int:
    """Ask the API as a program does, and return the status."""
    client, kind = Client(), "application/json"
    if data is None:
        return client.get(path, headers=headers).status_code
    return client.post(path, data, content_type=kind, headers=headers).status_code


def test_a_program_needs_the_scope(alice: User, shop: Shop) -> None:
    reads, writes = program(alice, "premium:read"), program(alice, "premium:write")
    other = program(alice, "entries:write")
    assert [ask(LIST, shown) for shown in (reads, writes, other, {})] == [200, 200, 403, 401]
    order = {"plan": "monthly"}
    assert [ask(LIST, shown, order) for shown in (reads, other, {})] == [403, 403, 401]
    assert ask(LIST, writes, order) == 201
    assert ask(CHANGE, reads, {"do": "stop"}) == 403


def test_people_see_their_own(alice: User, bob: User, shop: Shop, client_for: ClientFor) -> None:
    payment = shop.buy(alice, "monthly")
    browser = client_for(bob)
    assert browser.get(LIST).json() == []
    assert browser.get(CHANGE).json() == []
    for place in ("", "left/"):
        assert browser.get(f"/premium/payments/{payment.pk}/{place}").status_code == 404
    assert browser.post(f"/premium/payments/{payment.pk}/cancel/").status_code == 404
    browser.post("/premium/subscription/", {"do": "stop"})
    assert shop.subscription(alice).renews
    assert ask_portal(freshen(browser, bob)) == "/premium/payments/"
    assert "None yet." in browser.get("/premium/payments/").content.decode()


def ask_portal(browser: Client) -> str:
    """Return where somebody is led who wants to change a card."""
    return browser.post("/premium/portal/")["Location"]


def test_a_stolen_session_does_not_change_the_card(
    alice: User, shop: Shop, client_for: ClientFor
) -> None:
    shop.buy(alice, "monthly")
    browser = client_for(alice)  # nothing was typed for long
    assert "reauthenticate" in ask_portal(browser)
    assert "Prove yourself again" in browser.post(PORTAL).json()["detail"]
    assert ask_portal(freshen(browser, alice)).startswith(shop.fake.url)
    assert browser.post(PORTAL).status_code == 200
    give_app(alice)  # the session was not proven by it
    assert "reauthenticate" in ask_portal(browser)
    assert browser.post(PORTAL).status_code == 403


def test_the_page_of_the_card_is_for_nothing_else(
    alice: User, shop: Shop, client_for: ClientFor
) -> None:
    shop.buy(alice, "monthly")
    address = ask_portal(freshen(client_for(alice), alice))
    with urlopen(address) as answer:  # noqa: S310 the stand-in's own page
        shown = answer.read().decode()
    assert "Use a card that pays" in shown
    assert "Cancel at the end" not in shown
    assert "Switch to" not in shown


def test_a_demo_buys_nothing(alice: User, shop: Shop, client_for: ClientFor) -> None:
    with worker_login(), as_service():
        User.objects.filter(pk=alice.pk).update(is_demo=True)
    browser = client_for(alice)
    answer = browser.post("/premium/buy/", {"plan": "monthly"})
    assert answer["Location"] == "/demo/keep/"
    order = {"plan": "monthly"}
    assert browser.post(LIST, order, content_type="application/json").status_code == 403
    assert shop.fake.client.v1.customers.list().data == []


def test_payments_are_part_of_the_archive(alice: User, shop: Shop) -> None:
    payment = shop.buy(alice, "monthly")
    with as_user(alice):
        parts = {one.path: b"".join(one.pieces).decode() for one in takeout.parts(alice)}
    assert str(payment.pk) in parts["payments.json"]
    assert '"completed"' in parts["payments.json"]
    assert shop.subscription(alice).stripe_subscription in parts["subscriptions.json"]


def test_rows_say_what_they_are(alice: User, shop: Shop) -> None:
    assert str(shop.order(alice, donation=5)) == "Donation"
    shop.buy(alice, "3_month")
    with as_user(alice):
        assert str(Subscription.objects.get()) == "3 months, running"
        names = {str(one) for one in Payment.objects.filter(kind="subscription")}
    assert names == {"Subscription, 3 months"}
