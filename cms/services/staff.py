"""Gives and takes the rights of staff."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms import access, audit, selectors
from cms.roles import Role
from numoraq.rls.identity import as_staff


@transaction.atomic
def set_role(*, person: Any, role: Role | None, actor: Any, reason: str) -> None:
    """Give a person a role, or with None take their rights of staff away.

    Runs as staff. Raises PermissionDenied unless the actor is an administrator, and
    ValidationError when they are the person: so there is always one left.
    """
    if person.pk == actor.pk:
        raise ValidationError(_("Nobody changes their own rights."))
    person = lock(person=person, actor=actor)
    if not selectors.administrators().filter(pk=actor.pk).exists():
        raise PermissionDenied
    before = _rights(person)
    person.is_staff, person.is_superuser = role is not None, False
    person.save(update_fields=["is_staff", "is_superuser"])
    person.groups.set(Group.objects.filter(name=role) if role else [])
    before, after = audit.difference(before, _rights(person))
    audit.record(
        action="staff.changed",
        actor=actor,
        target=person,
        before=before,
        after=after,
        reason=reason,
    )


@transaction.atomic
def make_administrator(*, person: Any) -> None:
    """Give a person every right, outside the CMS: by the first link or by command.

    Runs as staff in the name of the person, for nobody else is there yet.
    """
    before = _rights(person)
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    before, after = audit.difference(before, _rights(person))
    audit.record(
        action="staff.administrator_made", actor=person, target=person, before=before, after=after
    )


def lock(*, person: Any, actor: Any) -> Any:
    """Return the person, locked together with the actor, so that no two unseat each other."""
    people = get_user_model().objects.filter(pk__in=[person.pk, actor.pk])
    locked = {found.pk: found for found in people.order_by("pk").select_for_update()}
    return locked[person.pk]


def _rights(person: Any) -> dict[str, Any]:
    roles = sorted(person.groups.values_list("name", flat=True))
    return {"is_staff": person.is_staff, "is_superuser": person.is_superuser, "roles": roles}


def note_arrival(*, request: HttpRequest, person: Any) -> None:
    """Put on record that a member of staff came into the CMS, proven well enough."""
    if not (person.is_staff and access.may_act_as_staff(request)):
        return
    with as_staff(person):
        audit.record(action="staff.signed_in", actor=person, target=person)
