"""Reading the person of a request."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import loader
from accounts.models import Profile, User
from numoraq.rls.identity import as_login_role, as_user

pytestmark = pytest.mark.django_db


def test_it_is_the_person_that_the_orm_finds(alice: User) -> None:
    with as_user(alice):
        found = loader.load(alice.pk)
        expected = User.objects.select_related("profile").get(pk=alice.pk)
    assert found is not None
    for model, one, two in ((User, found, expected), (Profile, found.profile, expected.profile)):
        for field in model._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(two, field.attname), field.name
            assert type(getattr(one, field.attname)) is type(getattr(two, field.attname))


def test_it_takes_one_query_with_the_profile(alice: User) -> None:
    with as_user(alice), CaptureQueriesContext(connection) as queries:
        found = loader.load(str(alice.pk))
        assert found is not None
        assert found.profile.user is found
    assert len(queries) == 1


def test_it_can_be_saved(alice: User) -> None:
    with as_user(alice):
        found = loader.load(alice.pk)
        assert found is not None
        found.profile.name = "Alicia"
        found.profile.save(update_fields=["name"])
        assert Profile.objects.get(pk=alice.pk).name == "Alicia"


def test_others_are_not_found(alice: User, bob: User) -> None:
    with as_user(bob):
        assert loader.load(alice.pk) is None
        assert loader.load(uuid4()) is None


def test_a_person_without_a_profile_is_found_without_one() -> None:
    with as_login_role():
        user = User.objects.create_user("new@example.org", None)
    with as_user(user):
        found = loader.load(user.pk)
        assert found is not None
        with pytest.raises(Profile.DoesNotExist):
            _ = found.profile
