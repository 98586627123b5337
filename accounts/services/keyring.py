"""The factors of a person together: how many, what they are called, and how one goes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import allauth_factors
from accounts.models import Factor, User
from accounts.services import enrolment, names, room
from numoraq.rls.identity import as_login_role


class NameTaken(Exception):
    """A person has another factor of that name."""


def find(*, user: User, factor_id: UUID) -> Factor | None:
    """Return a factor of a person; recovery codes are none that is renamed or removed."""
    found = Factor.objects.filter(user=user, uuid=factor_id, confirmed=True)
    return found.exclude(type=Factor.Type.RECOVERY).first()


def kept_as(*, user: User, authenticator_id: int) -> UUID | None:
    """Return the uuid of the factor whose secret allauth keeps under an id."""
    found = Factor.objects.filter(user=user, authenticator_id=authenticator_id)
    with as_login_role():
        return found.values_list("uuid", flat=True).first()


@transaction.atomic
def rename(*, user: User, factor_id: UUID, name: str) -> bool:
    """Call a factor something else; return False when the person has none of that id.

    What it is called by itself is no name of its own. Raises NameTaken.
    """
    with as_login_role():
        room.lock(user)
        factor = find(user=user, factor_id=factor_id)
        if factor is None:
            return False
        if name == str(factor):
            return True
        if names.is_taken(user=user, factor=factor, name=name):
            raise NameTaken
        factor.name = name
        factor.save(update_fields=["name", "updated_at"])
    return True


@transaction.atomic
def remove(*, request: HttpRequest, user: User, factor_id: UUID) -> bool:
    """Remove a factor; return False when the person has none of that id.

    The sessions it proved fall to aal1 with it, and recovery codes go with the last one.
    """
    with as_login_role():
        room.lock(user)
        factor = find(user=user, factor_id=factor_id)
        if factor is None:
            return False
        if factor.authenticator_id is None:
            enrolment.remove(user=user, factor=factor, at=timezone.now())
            return True
        allauth_factors.remove(request, authenticator_id=factor.authenticator_id)
    return True


def note_use(*, user: User, authenticator_id: int, at: datetime) -> None:
    """Write down when a factor was used. `at` is aware UTC."""
    with as_login_role():
        found = Factor.objects.filter(user=user, authenticator_id=authenticator_id)
        found.update(last_used_at=at)
