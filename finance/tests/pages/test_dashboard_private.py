"""Who may read the dashboard, and that no browser keeps it."""

import pytest
from django.test import Client

from accounts.models import User
from conftest import ClientFor
from finance import days
from finance.tests import make
from finance.tests.pages import reading
from numoraq.rls.identity import as_user

pytestmark = pytest.mark.django_db

TODAY = make.TODAY


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(days, "today", lambda user: TODAY)


def test_nobody_is_asked_to_sign_in(client: Client) -> None:
    response = client.get("/dashboard/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


def test_people_see_their_own_figures_only(
    client_for: ClientFor, alice: User, bob: User, dana: User
) -> None:
    with as_user(alice):
        make.asset(alice, 1111, name="Of Alice")
    with as_user(bob):
        make.asset(bob, 2222, name="Of Bob")
    seen = {
        who.email: reading.text(client_for(who).get("/dashboard/")) for who in (alice, bob, dana)
    }
    assert "€1,111.00" in seen[alice.email]
    assert "€2,222.00" in seen[bob.email]
    assert "€0.00" in seen[dana.email]
    assert "Of Alice" not in seen[bob.email] + seen[dana.email]


def test_no_browser_keeps_the_page_or_its_face(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    face = {"HX-Request": "true", "HX-Target": "net-worth"}
    for headers in ({}, face):
        response = client.get("/dashboard/", headers=headers)
        assert response["Cache-Control"] == "private, no-store"
        assert "HX-Request" in response["Vary"]


def test_only_reading_is_possible(client_for: ClientFor, alice: User) -> None:
    assert client_for(alice).post("/dashboard/").status_code == 405
