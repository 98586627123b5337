"""Trying the product as somebody else."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Profile, User
from conftest import ClientFor
from finance.models import Entry
from finance.tests import make
from finance.tests.pages import reading
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db


def visitor() -> User:
    """Return the one demo account there is."""
    with as_login_role():
        return User.objects.get(is_demo=True)


def test_the_page_shows_three_personas_and_their_figures(client: Client) -> None:
    response = client.get("/demo/")
    words = reading.text(response)
    for title in (
        "Employee saving for a flat",
        "Freelancer in two currencies",
        "Crypto holder near independence",
    ):
        assert title in words
    assert words.count("Open this account") == 3
    assert words.count("Net worth") == 3
    assert "made up by a formula" in words


@pytest.mark.parametrize(
    ("persona", "currency"), [("employee", "EUR"), ("freelancer", "EUR"), ("holder", "GBP")]
)
def test_one_click_opens_an_account_with_five_years(
    client: Client, persona: str, currency: str
) -> None:
    response = client.post("/demo/", {"persona": persona, "timezone": "Asia/Tokyo"}, follow=True)
    assert response.redirect_chain == [("/dashboard/", 302)]
    words = reading.text(response)
    assert "This is demo data." in words
    assert "Keep the account" in words
    assert "left out: no rate for" in words
    user = visitor()
    with as_user(user):
        profile = Profile.objects.get(pk=user.pk)
        assert Entry.objects.count() > 500
    assert (profile.default_currency, profile.timezone) == (currency, "Asia/Tokyo")
    assert profile.sample_persona == persona


def test_a_persona_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.post("/demo/", {"persona": "emperor"}).status_code == 404
    assert client.post("/demo/").status_code == 404
    with as_login_role():
        assert not User.objects.filter(is_demo=True).exists()


def test_nothing_is_made_by_looking(client: Client) -> None:
    client.get("/demo/")
    with as_login_role():
        assert not User.objects.exists()


def test_a_post_from_elsewhere_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/", {"persona": "employee"}).status_code == 403


def test_removing_the_data_leaves_what_was_added(client: Client) -> None:
    client.post("/demo/", {"persona": "employee"})
    user = visitor()
    with as_user(user):
        own = make.asset(user, 3)
    client.post(reverse("demo-clear"))
    with as_user(user):
        assert list(Entry.objects.all()) == [own]
    words = reading.text(client.get("/dashboard/"))
    assert "This is demo data." not in words
    assert "€3.00" in words


def test_too_many_accounts_from_one_network_are_refused(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"demo": "1/h/ip"}
    assert client.post("/demo/", {"persona": "employee"}).status_code == 302
    refused = Client().post("/demo/", {"persona": "employee"})
    assert refused.status_code == 429
    assert "That was a lot of demos." in reading.text(refused)
    with as_login_role():
        assert User.objects.filter(is_demo=True).count() == 1


def test_it_can_be_switched_off(client: Client, settings: Settings) -> None:
    settings.DEMO_ENABLED = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/", {"persona": "employee"}).status_code == 404


def test_people_with_an_account_stay_in_it(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    response = client.post("/demo/", {"persona": "employee"}, follow=True)
    assert "You are signed in." in reading.text(response)
    with as_user(alice):
        assert not Entry.objects.exists()
    with as_login_role():
        assert not User.objects.filter(is_demo=True).exists()


def test_a_visitor_may_become_another_persona(client: Client) -> None:
    client.post("/demo/", {"persona": "employee"})
    response = client.post("/demo/", {"persona": "holder"}, follow=True)
    assert "£" in reading.section(response, "nw")
    with as_login_role():
        assert User.objects.filter(is_demo=True).count() == 2
