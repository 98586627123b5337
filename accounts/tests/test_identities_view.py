"""The list of identities: read from a view, under the rules of the tables below it."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import DatabaseError, transaction
from django.test import Client

from accounts.models import Identity, User
from accounts.services import people
from accounts.tests.proving import freshen, give_app, prove
from cms.roles import Role
from cms.tests.cast import cms_of, staff_of
from conftest import ClientFor
from numoraq.rls.identity import as_login_role, as_service, as_staff, as_user
from numoraq.rls.logins import worker_login

pytestmark = pytest.mark.django_db

API = "/api/v1/identities/"
TOLD = {"sub": "7", "login": "alice-there", "email": "Alice@There.example"}


@pytest.fixture
def linked(alice: User) -> SocialAccount:
    """Return the account of Alice's at GitHub."""
    with as_login_role():
        return SocialAccount.objects.create(user=alice, provider="github", uid="7", extra_data=TOLD)


def seen() -> set[tuple[str, str]]:
    """Return whose identities somebody sees, and of which providers."""
    return {(one.user.email, one.provider) for one in Identity.objects.select_related("user")}


def test_a_password_and_an_account_are_two_identities(alice: User, linked: SocialAccount) -> None:
    with as_user(alice):
        email, github = Identity.objects.order_by("created_at")
    assert (email.provider, email.provider_id) == ("email", str(alice.pk))
    assert email.email == alice.email
    assert email.created_at == alice.created_at
    assert (github.provider, github.provider_id) == ("github", "7")
    assert github.identity_data == TOLD
    assert github.email == "alice@there.example"
    assert github.label == "alice-there"
    assert github.created_at == linked.date_joined
    assert github.last_sign_in_at == linked.last_login
    assert str(github) == "github: alice-there"


def test_an_id_stays(alice: User, linked: SocialAccount) -> None:
    with as_user(alice):
        before = set(Identity.objects.values_list("pk", flat=True))
    with as_login_role():
        SocialAccount.objects.update(extra_data={})
    with as_user(alice):
        assert set(Identity.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("password", ["!unusable", ""])
def test_without_a_password_there_is_no_such_identity(alice: User, password: str) -> None:
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(password=password)
    with as_user(alice):
        assert not Identity.objects.exists()


def test_a_demo_has_none() -> None:
    with as_login_role():
        user = User.objects.create_user("x@demo.invalid", "some password", is_demo=True)
    with as_user(user):
        assert not Identity.objects.exists()


def test_each_sees_their_own(alice: User, bob: User, linked: SocialAccount, dana: User) -> None:
    hers = {(alice.email, "email"), (alice.email, "github")}
    with as_user(alice):
        assert seen() == hers
    with as_user(bob):
        assert seen() == {(bob.email, "email")}
    with as_staff(dana):
        assert seen() == hers | {(bob.email, "email"), (dana.email, "email")}


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_jobs_see_all(alice: User, bob: User, linked: SocialAccount) -> None:
    with worker_login(), as_service():
        assert len(seen()) == 3


def test_nobody_writes_through_it(alice: User, dana: User, linked: SocialAccount) -> None:
    with as_login_role():
        key = Identity.objects.get(provider="github").pk
    for role in (as_user(alice), as_staff(dana), as_login_role()):
        with role, pytest.raises(DatabaseError), transaction.atomic():
            Identity.objects.filter(pk=key).update(provider="x")


def test_sql_as_the_person_links_and_unlinks_nothing(alice: User, linked: SocialAccount) -> None:
    acts: list[Callable[[], object]] = [
        lambda: SocialAccount.objects.create(user=alice, provider="x", uid="x"),
        lambda: SocialAccount.objects.filter(pk=linked.pk).update(uid="8"),
        lambda: SocialAccount.objects.filter(pk=linked.pk)._raw_delete("default"),
    ]
    with as_user(alice):
        for act in acts:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                act()


def test_the_api_lists_and_unlinks(
    alice: User, linked: SocialAccount, client_for: ClientFor
) -> None:
    client = client_for(alice)
    email, github = client.get(API).json()
    assert client.delete(f"{API}{github['id']}/").status_code == 403
    freshen(client, alice)
    assert email["provider"] == "email"
    assert github["identity_data"] == TOLD
    assert datetime.fromisoformat(github["created_at"]).astimezone(UTC) == linked.date_joined
    assert client.delete(f"{API}{github['id']}/").status_code == 204
    assert [one["provider"] for one in client.get(API).json()] == ["email"]
    assert client.delete(f"{API}{github['id']}/").status_code == 404


def test_the_api_keeps_the_last_way_in(
    alice: User, linked: SocialAccount, client_for: ClientFor
) -> None:
    client = freshen(client_for(alice), alice)
    email, github = (one["id"] for one in client.get(API).json())
    refused = client.delete(f"{API}{email}/")
    assert refused.status_code == 409
    assert "set a password first" in refused.json()["detail"]
    with as_login_role():
        User.objects.filter(pk=alice.pk).update(password="!")
    alice.refresh_from_db()
    client = freshen(client_for(alice), alice)
    assert client.delete(f"{API}{github}/").status_code == 409


def test_the_api_shows_and_unlinks_nothing_of_somebody_elses(
    bob: User, linked: SocialAccount, client_for: ClientFor
) -> None:
    with as_login_role():
        key = Identity.objects.get(provider="github").pk
    client = freshen(client_for(bob), bob)
    assert [one["provider"] for one in client.get(API).json()] == ["email"]
    assert client.delete(f"{API}{key}/").status_code == 404
    assert client.delete(f"{API}{uuid4()}/").status_code == 404
    assert Client().get(API).status_code == 401


def test_the_api_takes_the_second_factor(
    alice: User, linked: SocialAccount, client_for: ClientFor
) -> None:
    client = freshen(client_for(alice), alice)
    give_app(alice)
    key = client.get(API).json()[1]["id"]
    assert client.delete(f"{API}{key}/").status_code == 403
    prove(client, alice)
    assert client.delete(f"{API}{key}/").status_code == 204


def test_staff_see_them_on_the_page_of_the_person(alice: User, linked: SocialAccount) -> None:
    client = cms_of(staff_of(Role.SUPPORT))
    page = client.get(f"/accounts/user/{alice.pk}/change/").content.decode()
    assert "github · alice-there" in page
    assert f"email · {alice.email}" in page


@pytest.mark.django_db(transaction=True, databases=["default", "worker"])
def test_a_person_is_removed_with_their_identities(alice: User, linked: SocialAccount) -> None:
    with worker_login(), as_service():
        people.delete(user=alice)
        assert not Identity.objects.exists()
