"""The one question after signing up."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Profile, User
from conftest import ClientFor
from finance.models import Entry
from finance.tests import make
from finance.tests.pages import reading
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

INVITED = "One question is open"


def profile(user: User) -> Profile:
    """Return the profile as it is stored."""
    with as_user(user):
        return Profile.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("language", "currency"), [("pt-BR", "BRL"), ("de", "EUR"), ("en-GB,en;q=0.5", "GBP")]
)
def test_the_currency_is_guessed_from_the_browser(
    client_for: ClientFor, alice: User, language: str, currency: str
) -> None:
    response = client_for(alice).get("/welcome/", headers={"Accept-Language": language})
    assert f'<option value="{currency}" selected>' in response.content.decode()


@pytest.mark.parametrize(
    ("way", "target"),
    [
        ("entry", "/entries/add/?category=assets&next=%2Fdashboard%2F"),
        ("import", "/import/"),
        ("skip", "/dashboard/"),
    ],
)
def test_each_way_leads_on_and_is_not_asked_again(
    client_for: ClientFor, alice: User, way: str, target: str
) -> None:
    response = client_for(alice).post("/welcome/", {"currency": "CHF", "next": way})
    assert (response.status_code, response["Location"]) == (302, target)
    assert profile(alice).default_currency == "CHF"
    assert profile(alice).onboarded_at is not None
    with as_user(alice):
        assert not Entry.objects.exists()


def test_the_first_account_leads_to_the_dashboard(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    form = client.post("/welcome/", {"currency": "EUR", "next": "entry"}, follow=True)
    sent = {
        "category": "assets", "amount": "5", "currency": "EUR", "name": "Cash",
        "subcategory": "cash", "date": "2026-11-01", "is_liquid": "usual",
        "next": form.context["back"],
    }  # fmt: skip
    assert client.post("/entries/add/", sent)["Location"] == "/dashboard/"


def test_skipping_needs_no_answer(client_for: ClientFor, alice: User) -> None:
    response = client_for(alice).post("/welcome/", {"next": "skip"})
    assert response["Location"] == "/dashboard/"
    assert profile(alice).default_currency == "EUR"
    assert profile(alice).onboarded_at is not None


@pytest.mark.parametrize(
    "answer",
    [
        {"currency": "", "next": "entry"},
        {"currency": "XYZ", "next": "entry"},
        {"currency": "EUR", "next": ""},
        {"currency": "EUR", "next": "sample:emperor"},
        {"currency": "EUR", "next": "https://example.org"},
    ],
)
def test_an_answer_that_is_none_is_explained(
    client_for: ClientFor, alice: User, answer: dict[str, str]
) -> None:
    response = client_for(alice).post("/welcome/", answer)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode() or "er" in response.content.decode()
    assert profile(alice).onboarded_at is None


def test_the_sample_fills_the_account_and_goes_again(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    with as_user(alice):
        own = make.asset(alice, 12, name="My own")
    response = client.post(
        "/welcome/", {"currency": "USD", "next": "sample:freelancer"}, follow=True
    )
    words = reading.text(response)
    assert "This is demo data." in words
    assert "What you added yourself stays" in words
    assert "Keep the account" not in words
    assert profile(alice).sample_persona == "freelancer"
    assert profile(alice).default_currency == "USD"
    client.post("/settings/data/clear/")
    with as_user(alice):
        assert list(Entry.objects.all()) == [own]
    assert "This is demo data." not in reading.text(client.get("/dashboard/"))


def test_the_sample_is_not_loaded_twice(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    for _again in range(2):
        client.post("/welcome/", {"currency": "EUR", "next": "sample:employee"})
    with as_user(alice):
        assert Entry.objects.filter(name="Savings for the flat").count() == 1
    assert "sample:employee" not in client.get("/welcome/").content.decode()


def test_without_the_demo_there_is_no_sample(
    client_for: ClientFor, alice: User, settings: Settings
) -> None:
    settings.DEMO_ENABLED = False
    client = client_for(alice)
    assert "sample" not in reading.text(client.get("/welcome/"))
    client.post("/welcome/", {"currency": "EUR", "next": "sample:employee"})
    with as_user(alice):
        assert not Entry.objects.exists()


def test_today_invites_until_there_is_an_answer(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    assert INVITED in reading.text(client.get("/dashboard/"))
    client.post("/welcome/", {"currency": "CHF", "next": "entry"})
    assert INVITED not in reading.text(client.get("/dashboard/"))


def test_the_invitation_can_be_declined(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    page = client.get("/dashboard/").content.decode()
    form = re.search(r'<form class="note.*?</form>', page, re.DOTALL)
    assert form
    for part in ('action="/welcome/"', 'name="csrfmiddlewaretoken"', 'name="next" value="skip"'):
        assert part in form[0]
    assert client.post("/welcome/", {"next": "skip"})["Location"] == "/dashboard/"
    assert INVITED not in reading.text(client.get("/dashboard/"))


def test_bob_stays_as_he_is(client_for: ClientFor, alice: User, bob: User) -> None:
    client_for(alice).post("/welcome/", {"currency": "CHF", "next": "skip"})
    assert profile(bob).default_currency == "EUR"
    assert profile(bob).onboarded_at is None


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    for response in (client.get("/welcome/"), client.post("/welcome/", {"next": "skip"})):
        assert response["Location"].startswith("/accounts/login/")
