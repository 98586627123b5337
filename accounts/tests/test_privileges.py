"""The database itself refuses what no page offers."""

import pytest
from allauth.account.models import EmailAddress
from django.db import DatabaseError, transaction

from accounts.models import Profile, User
from accounts.services import profiles
from numoraq.rls.identity import as_login_role, as_user


@pytest.mark.parametrize(
    "change",
    [{"is_staff": True}, {"is_superuser": True}, {"is_active": False}, {"is_demo": True}],
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_nobody_changes_their_own_rights(
    alice: User, change: dict[str, bool], is_signed_in: bool
) -> None:
    identity = as_user(alice) if is_signed_in else as_login_role()
    with (
        identity,
        pytest.raises(DatabaseError, match=r"only staff|a demo account"),
        transaction.atomic(),
    ):
        User.objects.filter(pk=alice.pk).update(**change)


@pytest.mark.parametrize("right", ["is_staff", "is_superuser"])
def test_nobody_signs_up_with_rights(db: None, right: str) -> None:
    with pytest.raises(DatabaseError, match="only staff"), transaction.atomic():
        User.objects.create_user("mallory@example.org", None, **{right: True})


def test_a_demo_ends_with_a_proven_address_and_not_before(db: None) -> None:
    user = User.objects.create_user("carol@example.org", is_demo=True)
    address = EmailAddress.objects.create(user=user, email=user.email, primary=True)
    refused = pytest.raises(DatabaseError, match="verified address")
    with as_user(user), refused, transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_demo=False)
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    with as_user(user):
        assert User.objects.filter(pk=user.pk).update(is_demo=False) == 1


def test_nobody_proves_their_own_address(alice: User) -> None:
    addresses = EmailAddress.objects.filter(user=alice)
    with as_user(alice):
        with pytest.raises(DatabaseError, match="by its code"), transaction.atomic():
            EmailAddress.objects.create(user=alice, email="ceo@example.org", verified=True)
        EmailAddress.objects.create(user=alice, email="ceo@example.org")
        with pytest.raises(DatabaseError, match="by its code"), transaction.atomic():
            addresses.filter(email="ceo@example.org").update(verified=True)
        with pytest.raises(DatabaseError, match="stays what it is"), transaction.atomic():
            addresses.filter(verified=True).update(email="cfo@example.org")
        assert addresses.filter(email="ceo@example.org").update(email="cto@example.org") == 1
        assert addresses.filter(verified=True).update(verified=False) == 1


def test_one_signs_in_with_a_proven_address_alone(alice: User) -> None:
    with as_user(alice):
        address = EmailAddress.objects.create(user=alice, email="new@example.org")
        with pytest.raises(DatabaseError, match="proven address"), transaction.atomic():
            User.objects.filter(pk=alice.pk).update(email="new@example.org")
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    with as_user(alice):
        assert User.objects.filter(pk=alice.pk).update(email="new@example.org") == 1


def test_an_address_is_taken_whatever_its_case(alice: User) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(email="Alice@example.org")
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create(email="alice@example.org")


def test_people_see_and_change_their_own_rows_alone(alice: User, bob: User) -> None:
    with as_user(alice):
        assert [user.email for user in User.objects.all()] == [alice.email]
        assert [profile.name for profile in Profile.objects.all()] == ["Alice"]
        assert User.objects.filter(pk=bob.pk).update(password="!") == 0
        assert Profile.objects.filter(pk=bob.pk).update(name="Mallory") == 0
        assert EmailAddress.objects.filter(user=bob).update(verified=False) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            Profile.objects.filter(pk=alice.pk).update(user=bob)
        with pytest.raises(DatabaseError), transaction.atomic():
            EmailAddress.objects.create(user=bob, email="mallory@example.org")


def test_people_cannot_delete_their_row_behind_the_service(alice: User) -> None:
    with as_user(alice), pytest.raises(DatabaseError), transaction.atomic():
        User.objects.filter(pk=alice.pk)._raw_delete("default")


def test_nobody_reads_no_profile(alice: User) -> None:
    with as_login_role(), pytest.raises(DatabaseError, match="denied"), transaction.atomic():
        Profile.objects.exists()


@pytest.mark.parametrize(
    "change", [{"default_currency": "euro"}, {"default_currency": ""}, {"name": "x" * 201}]
)
def test_a_profile_holds_only_what_makes_sense(alice: User, change: dict[str, str]) -> None:
    with as_user(alice), pytest.raises(DatabaseError), transaction.atomic():
        profiles.update(profile=profiles.of(alice), **change)
