"""Policies are part of the models' state: migrations see them appear, change and go."""

import pytest
from django.core.management import call_command
from django.db.models import Q

from numoraq.rls.policies import (
    CurrentUserId,
    EnableRLS,
    Policy,
    StaffClaim,
    owned_by,
    read_by_owner,
    reference_data,
)


@pytest.mark.parametrize(
    "constraint",
    [
        EnableRLS(name="x_rls"),
        Policy(name="x_own", roles=["nq_user"], using=Q(user=CurrentUserId())),
        Policy(name="x_add", roles=["nq_user"], command="insert", check=Q(user=CurrentUserId())),
        Policy(name="x_staff", roles=["nq_staff"], using=StaffClaim()),
    ],
)
def test_a_constraint_survives_its_migration(constraint: EnableRLS | Policy) -> None:
    path, args, kwargs = constraint.deconstruct()
    assert path == f"numoraq.rls.policies.{type(constraint).__name__}"
    assert type(constraint)(*args, **kwargs) == constraint
    assert hash(type(constraint)(*args, **kwargs)) == hash(constraint)


def test_policies_that_differ_are_not_equal() -> None:
    policy = Policy(name="x", roles=["nq_user"], using=True)
    assert policy != Policy(name="x", roles=["nq_user"], using=False)
    assert policy != Policy(name="x", roles=["nq_staff"], using=True)
    assert policy != Policy(name="x", roles=["nq_user"], command="SELECT", using=True)
    assert policy != EnableRLS(name="x")


def test_the_usual_sets_differ_in_what_people_may_write() -> None:
    def commands(constraints: list[object]) -> list[str]:
        return [c.command for c in constraints if isinstance(c, Policy) and "nq_user" in c.roles]

    assert commands([*owned_by("user", prefix="x")]) == ["ALL"]
    assert commands([*read_by_owner("user", prefix="x")]) == ["SELECT"]
    assert commands([*reference_data(prefix="x")]) == ["SELECT"]


@pytest.mark.django_db
def test_the_models_and_their_migrations_agree() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
