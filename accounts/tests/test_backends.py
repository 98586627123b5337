"""Who a session belongs to: the person, with the profile, read as that person alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import authenticate, get_user
from django.http import HttpRequest
from django.test import Client

from accounts import loader
from accounts.backends import EmailBackend
from accounts.models import User
from accounts.services import sessions
from conftest import PASSWORD, ClientFor
from numoraq.rls.identity import as_staff, current


@contextmanager
def session_of(user: User, client: Client) -> Iterator[None]:
    """Ask with the session of a browser in which a person is signed in."""
    client.force_login(user)
    with loader.asked_by(client.session[sessions.KEY]):
        yield


def asking(client: Client) -> HttpRequest:
    """Return a request with the session of a browser."""
    request = HttpRequest()
    request.session = client.session
    return request


def test_the_person_of_a_session_comes_with_the_profile(
    alice: User, client: Client, django_assert_num_queries: object
) -> None:
    with session_of(alice, client):
        found = EmailBackend().get_user(alice.pk)
    assert found is not None
    assert (found.pk, found.email) == (alice.pk, alice.email)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert found.profile.name == "Alice"


def test_reading_somebody_leaves_nobody_acting(alice: User) -> None:
    before = current()
    EmailBackend().get_user(alice.pk)
    assert current() == before


def test_a_session_of_nobody_belongs_to_nobody(db: None) -> None:
    assert EmailBackend().get_user(uuid4()) is None


def test_somebody_who_was_shut_out_is_nobody_at_once(
    alice: User, dana: User, client_for: ClientFor
) -> None:
    browser = client_for(alice)
    assert browser.get("/settings/").status_code == 200
    with as_staff(dana):
        User.objects.filter(pk=alice.pk).update(is_active=False)
    assert EmailBackend().get_user(alice.pk) is None
    assert browser.get("/settings/")["Location"].startswith("/accounts/login/")


@pytest.mark.django_db(transaction=True)
def test_an_async_view_finds_the_same_person(alice: User, client: Client) -> None:
    with session_of(alice, client):
        found = async_to_sync(EmailBackend().aget_user)(alice.pk)
    assert found is not None
    assert found.pk == alice.pk
    assert async_to_sync(EmailBackend().aget_user)(uuid4()) is None


def test_the_session_of_one_is_not_that_of_another(
    alice: User, bob: User, client_for: ClientFor
) -> None:
    for person in (alice, bob):
        request = asking(client_for(person))
        with loader.asked_by(sessions.id_in(request)):
            assert get_user(request) == person


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD.upper(), f"{PASSWORD} "])
def test_another_password_signs_nobody_in(alice: User, password: str) -> None:
    assert authenticate(HttpRequest(), email=alice.email, password=password) is None


def test_a_password_set_elsewhere_ends_the_session(
    alice: User, dana: User, client_for: ClientFor
) -> None:
    browser = client_for(alice)
    with as_staff(dana):
        stored = User.objects.get(pk=alice.pk)
        stored.set_password("another correct horse")
        User.objects.filter(pk=alice.pk).update(password=stored.password)
    with loader.asked_by(sessions.id_in(asking(browser))):
        assert not get_user(asking(browser)).is_authenticated
