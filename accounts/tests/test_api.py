"""/api/v1/me/: one's own profile, and nobody else's."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Profile, User
from conftest import ClientFor
from numoraq.rls.identity import as_user

ME = "/api/v1/me/"


def patch(client: Client, body: Any) -> Any:
    """Send a change."""
    return client.patch(ME, body, content_type="application/json")


def stored(user: User) -> Profile:
    """Return the profile as it is in the database."""
    with as_user(user):
        return Profile.objects.get(pk=user.pk)


def test_one_reads_oneself(client_for: ClientFor, alice: User, bob: User, dana: User) -> None:
    for person in (alice, bob, dana):
        answer = client_for(person).get(ME)
        assert answer.status_code == 200
        body = answer.json()
        assert (body["id"], body["email"]) == (str(person.pk), person.email)
        assert body["default_currency"] == "EUR"
        assert not {"password", "is_staff", "auth_session"} & body.keys()


def test_nobody_reads_nothing(client: Client, alice: User) -> None:
    assert client.get(ME).status_code == 401
    assert patch(client, {"name": "Mallory"}).status_code == 401


def test_a_change_saves_what_was_sent(client_for: ClientFor, alice: User, bob: User) -> None:
    answer = patch(
        client_for(alice), {"name": "Al", "timezone": "Asia/Tokyo", "default_currency": "JPY"}
    )
    assert answer.status_code == 200
    profile = stored(alice)
    assert (profile.name, profile.timezone, profile.default_currency) == ("Al", "Asia/Tokyo", "JPY")
    assert stored(bob).name == "Bob"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 201),
        ("name", None),
        ("name", "a\u0000b"),
        ("default_currency", "euro"),
        ("default_currency", ""),
        ("default_currency", "QQQ"),
        ("language", "tlh"),
        ("timezone", "Mars/Olympus"),
        ("timezone", "../../etc/passwd"),
        ("theme", "cyberpunk"),
        ("date_format", 7),
        ("number_format", []),
        ("shortcuts_enabled", "perhaps"),
    ],
)
def test_a_bad_value_names_its_field_and_saves_nothing(
    client_for: ClientFor, alice: User, field: str, value: Any
) -> None:
    answer = patch(client_for(alice), {"name": "Changed", field: value})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert stored(alice).name == "Alice"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "00000000-0000-0000-0000-000000000000"),
        ("email", "mallory@example.org"),
        ("is_demo", True),
        ("onboarded_at", "2020-01-01T00:00:00Z"),
        ("avatar_url", "https://evil.example/a.png"),
        ("sample_persona", "saver"),
    ],
)
def test_what_is_not_theirs_to_change_stays(
    client_for: ClientFor, alice: User, field: str, value: Any
) -> None:
    before = client_for(alice).get(ME).json()
    assert patch(client_for(alice), {field: value}).json() == before


@pytest.mark.parametrize("body", ["", "[]", "{", '"name"', "null"])
def test_what_is_no_object_is_refused(client_for: ClientFor, alice: User, body: str) -> None:
    assert patch(client_for(alice), body).status_code in {200, 400}
    assert stored(alice).name == "Alice"


def test_a_change_from_another_site_is_refused(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert patch(client, {"name": "Mallory"}).status_code == 403


def test_profiles_are_neither_replaced_nor_deleted(client_for: ClientFor, alice: User) -> None:
    client = client_for(alice)
    assert client.put(ME, {}, content_type="application/json").status_code == 405
    assert client.delete(ME).status_code == 405
